"""Workbooks with a sheet of services, or one for each table of HSDS, as the CSV files that they would be saved as."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import python_calamine

from unstuck.errors import BadInput

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def is_workbook(names: list[str]) -> bool:
    """Tell whether the members of a zip archive are those of a workbook."""
    return "[Content_Types].xml" in names or "mimetype" in names


def sheets_of(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield each sheet that is not empty as the name and the bytes of a CSV file. BadInput for a damaged workbook."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in book.sheet_names]
    except Exception:  # the library raises errors of several kinds for what is no workbook
        raise BadInput("expected a workbook that can be read, found a damaged one", file=name) from None
    for title, rows in sheets:
        if any(cell not in ("", None) for row in rows for cell in row):
            text = io.StringIO(newline="")
            csv.writer(text).writerows([_cell(cell) for cell in row] for row in rows)
            yield f"{title.strip().replace('/', ' ')}.csv", text.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else str(value)
