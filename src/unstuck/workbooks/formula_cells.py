"""Formulas in a workbook that have no value, or an error for one: never to be taken for empty cells.

Spreadsheets keep a value beside each formula. Programs that write workbooks leave it out, and readers then see nothing.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape

UNVALUED = "=…"
"""Stands in a cell whose formula has no value."""
_SHEET, _TIE = re.compile(r"<(?:\w+:)?sheet\s[^>]*>"), re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"(?![^>]* t="str")[^>]*>\s*'
    rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v\s*></v>)?\s*</c>"
)
"""A cell with a formula and no value; a text that is empty (t="str") is a value."""
_ERROR = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]* t="e"[^>]*>(?:\s*<f.*?(?:/>|</f>))?\s*<v>([^<]*)</v>')


def unvalued(content: bytes, sheet: str) -> Iterator[tuple[int, int, str]]:
    """Yield the row and column, both from 0, of each such cell in a sheet of an .xlsx, and what to show there."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        part = _part_of(book, sheet)
        cells = book.read(part) if part in book.namelist() else b""
    if b"<f>" in cells or b"<f " in cells:
        yield from ((int(row) - 1, _column(letters), UNVALUED) for letters, row in _FORMULA.findall(cells))
    if b't="e"' in cells:
        for letters, row, error in _ERROR.findall(cells):
            yield int(row) - 1, _column(letters), error.decode()


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1


def _part_of(book: zipfile.ZipFile, sheet: str) -> str:
    """Return the part of the file that holds a sheet, nothing where it is no .xlsx."""
    try:
        sheets = book.read("xl/workbook.xml").decode()
        ties = book.read("xl/_rels/workbook.xml.rels").decode()
    except (KeyError, UnicodeDecodeError):
        return ""
    found = next((tag for tag in _SHEET.findall(sheets) if unescape(_attribute(tag, "name")) == sheet), "")
    tie = _attribute(found, r"\w+:id")
    target = next((_attribute(tag, "Target") for tag in _TIE.findall(ties) if _attribute(tag, "Id") == tie), "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\s{name}="([^"]*)"', tag)
    return match[1] if match else ""
