"""A table as a CSV file that a spreadsheet opens as text: no cell begins as a formula would."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BEGINS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""With these, or with a tab or a new line, a spreadsheet takes a cell for a formula (OWASP, CSV injection)."""


def csv_file(names: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table in UTF-8 with a byte order mark, without which some spreadsheets misread accents.

    >>> csv_file(["about"], [["=1+1"]]).decode("utf-8-sig").splitlines()
    ['about', "'=1+1"]
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([plain_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def plain_text(text: str) -> str:
    """Return a text that a spreadsheet takes for a text.

    >>> plain_text(" =1+1"), plain_text("North")
    ("' =1+1", 'North')
    """
    is_formula = text.lstrip().startswith(BEGINS_A_FORMULA) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if is_formula else text
