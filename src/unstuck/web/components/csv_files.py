"""A table as a CSV file that a spreadsheet opens as text: no cell begins as a formula would."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With these a spreadsheet takes a cell for a formula (OWASP, CSV injection)."""


def csv_file(names: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table in UTF-8 with a byte order mark, without which some spreadsheets misread accents.

    >>> csv_file(["about"], [["=1+1"]]).decode("utf-8-sig").splitlines()
    ['about', "'=1+1"]
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: object) -> object:
    if isinstance(cell, str) and cell.lstrip(" ").startswith(BEGINS_A_FORMULA):
        return f"'{cell}"
    return cell
