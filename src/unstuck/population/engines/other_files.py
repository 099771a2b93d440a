"""Files of other programs, known by how they begin: each is named with the way out."""

from __future__ import annotations

import codecs
from pathlib import Path

from unstuck.errors import BadInput

_WEB_PAGE = "a web page (open it in a spreadsheet and save it as .xlsx or CSV)"
_OTHERS = {
    b"%pdf": "a PDF (export the table as CSV)",
    b"<htm": _WEB_PAGE, b"<!do": _WEB_PAGE, b"<tab": _WEB_PAGE, b"<met": _WEB_PAGE, b"<div": _WEB_PAGE,
    b"<sty": _WEB_PAGE, b"mime-version": _WEB_PAGE,
    b"<?xml": "XML (open it in a spreadsheet and save it as .xlsx or CSV)",
    b"{\\rt": "a text document (save the table as CSV)",
    b"<stata": "a file of Stata (export it as CSV)",
}  # fmt: skip
"""By how their text begins, whatever its case."""
_BINARIES = {
    b"$FL": "a file of SPSS (save it as CSV, with dates as dates)",
    b"SQLite format 3": "a database (export the table as CSV)",
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
    b"ARROW1": "Arrow or Feather (save it as Parquet)", b"FEA1": "Arrow or Feather (save it as Parquet)",
}  # fmt: skip
"""By their first bytes, in this case alone: a table may begin with a column named Arrondissement."""
_MARKS = (codecs.BOM_UTF8, b"\xff\xfe", b"\xfe\xff")


def check_a_table(path: Path, head: bytes) -> None:
    """Raise BadInput with the way out for files of other programs."""
    if not head:
        raise BadInput("expected a header and at least one row, found an empty file", file=path)
    with path.open("rb") as file:
        first = file.read(512)
    found = [what for mark, what in _BINARIES.items() if first.startswith(mark)]
    for mark in _MARKS:
        first = first.removeprefix(mark)
    begins = first.lstrip().replace(b"\0", b"").lower()
    found += [what for text, what in _OTHERS.items() if begins.startswith(text)]
    if found:
        raise BadInput(f"expected a CSV, TSV, Parquet or spreadsheet file, found {found[0]}", file=path)
    named = head[:1] in (b"{", b"[") and path.suffix.lower() in (".json", ".ndjson", ".jsonl")
    if named or head[:2] in (b"[{", b'{"'):
        raise BadInput("expected a CSV, TSV, Parquet or spreadsheet file, found JSON (save it as CSV)", file=path)
