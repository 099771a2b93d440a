"""Workbooks with a sheet of services, or one for each table of HSDS, as the CSV files that they would be saved as."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from unstuck.errors import BadInput
from unstuck.workbooks import read_workbook

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def is_workbook(names: list[str]) -> bool:
    """Tell whether the members of a zip archive are those of a workbook."""
    return "[Content_Types].xml" in names or "mimetype" in names


def sheets_of(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield each sheet that is not empty as the name and the bytes of a CSV file. BadInput for a damaged workbook."""
    try:
        found = read_workbook(content)
    except BadInput as problem:
        raise BadInput(problem.problem, file=name) from None
    if found is None:
        raise BadInput("expected a workbook that can be read, found a damaged one", file=name)
    for sheet in found[1]:
        if any(cell not in ("", None) for row in sheet.rows for cell in row):
            text = io.StringIO(newline="")
            csv.writer(text).writerows([_cell(cell) for cell in row] for row in sheet.rows)
            yield f"{sheet.name.strip().replace('/', ' ')}.csv", text.getvalue().encode()


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
