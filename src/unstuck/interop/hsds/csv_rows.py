"""Rows from CSV: 3.0's tables, and those of 1.x and Ohana under the names that they have there."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from unstuck.interop.hsds.directory import CHANGED, ERROR, KEPT, LEFT_OUT, Directory, Problem, Row, id_for
from unstuck.interop.hsds.older import FILES, RENAMED
from unstuck.interop.hsds.tables import OF_FILE, TABLES, TARGETS

NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,15})?")
"""Numbers that a double gives back as they were written, up to zeros at the end."""

NOTHING_POINTS_TO = {
    "language", "service_area", "funding", "required_document", "accessibility", "attribute", "cost_option", "schedule",
    "metadata", "organization_identifier", "address",
}  # fmt: skip

WHAT_KIND = ("link_entity", "resource_type")
"""Columns that say in which table another column of the row points: read before it."""


def read_csv(found: Directory, name: str, content: bytes, table_name: str = "") -> None:
    """Add the rows of a file of HSDS; whatever cannot be read is noted with its row.

    `table_name`: what a datapackage.json calls the file, where it names it.
    """
    stem = stem_of(name, table_name)
    table = table_of(stem)
    for line, cells in lines_of(found, name, content):
        _add(found, stem, table, Row("", _as_written_by_hsds(cells), {}, name, line))


def _as_written_by_hsds(cells: dict[str, str]) -> dict[str, str]:
    """Return a row with the names of its columns as HSDS writes them; of two that come to one, each keeps its own."""
    return {plain if (plain := column_name(one)) not in cells else one: cell for one, cell in cells.items()}


def stem_of(name: str, table_name: str = "") -> str:
    """Return by what a file is known: its own name, else what a datapackage.json calls it."""
    stem = _known_stem(PurePosixPath(name).stem)
    return stem if table_of(stem) else _known_stem(table_name)


def _known_stem(stem: str) -> str:
    """Return a file's name as the versions of HSDS write it, in the singular or the plural.

    >>> _known_stem("Regular Schedule"), _known_stem("hsds-phone"), _known_stem("notes")
    ('regular_schedules', 'phone', 'notes')
    """
    plain = re.sub(r"[\s-]+", "_", stem.strip().lower())
    if table_of(plain):
        return plain
    return SINGULAR.get(_singular(plain.removeprefix("hsds_")), plain)


def _singular(stem: str) -> str:
    """Return each word of a file's name in the singular, as far as taking letters off its end makes it one.

    >>> _singular("services_taxonomies"), _singular("addresses"), _singular("accessibility")
    ('service_taxonomy', 'address', 'accessibility')
    """
    words = [re.sub(r"ies$", "y", re.sub(r"sses$", "ss", word)) for word in stem.split("_")]
    return "_".join(word if word.endswith("ss") else word.removesuffix("s") for word in words)


SINGULAR = {_singular(stem): stem for stem in (*OF_FILE, *FILES)}
"""The names of all files in the singular -> as the versions of HSDS write them."""


def table_of(stem: str) -> str:
    """Return the table that a file's name stands for, empty where it stands for none."""
    return FILES.get(stem, (OF_FILE.get(stem, ""), {}))[0]


@cache
def column_name(written: str) -> str:
    """Return the name of a column as HSDS writes it, where it is one of HSDS but for its letters.

    >>> column_name("Organization_ID"), column_name("Service Id"), column_name("Team Colour")
    ('organization_id', 'service_id', 'Team Colour')
    """
    plain = re.sub(r"[\s-]+", "_", written.strip().lower())
    return plain if plain in COLUMN_NAMES else written


COLUMN_NAMES = {
    "id", "weekday", "closed", "program_id",
    *(column for table in TABLES.values() for column in table.columns),
    *(older for columns in RENAMED.values() for older in columns),
}  # fmt: skip
"""The columns of all tables, in 3.0 and before."""


def text_of(found: Directory, name: str, content: bytes) -> str:
    """Return the text of a file; one that is not in UTF-8 is read as Excel writes it, and that is said."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (b"", "utf-8-sig")):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                row = content.count(b"\n", 0, error.start) + 1
                text = "not in UTF-8: read as Windows-1252, so look at the letters with accents"
                found.note(Problem(CHANGED, "not_utf8", name, row, "", text))
                return content.decode("cp1252", "replace")
    return ""


_WRAPPED = re.compile(r'\A\s*="(.*)"\s*\Z', re.DOTALL)
"""A text as spreadsheets are kept from changing it: ="01632 960001"."""


def lines_of(found: Directory, name: str, content: bytes, header_row: int = 1) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a table below its header, each with its line; rows that do not fit are noted and left out."""
    text = text_of(found, name, content)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number, header = 0, []
    try:
        for number, cells in enumerate(lines, start=1):
            if number < header_row:
                continue
            if number == header_row:
                header = [cell.strip() or f"column {at}" for at, cell in enumerate(cells, start=1)]
                if len(set(header)) < len(header):
                    found.note(Problem(ERROR, "header", name, number, "", "expected a different name over each column"))
                    return
            elif len(cells) == len(header):
                plain = (_WRAPPED.sub(r"\1", cell) for cell in cells)
                yield number, {column: cell for column, cell in zip(header, plain, strict=True) if cell.strip()}
            elif any(cells):
                text = f"expected {len(header)} cells, found {len(cells)}: the row is left out"
                found.note(Problem(LEFT_OUT, "cells", name, number, "", text))
    except csv.Error as error:
        found.note(Problem(ERROR, "broken_csv", name, number + 1, "", f"expected a row of CSV: {error}"))


def top_of(name: str, content: bytes, rows: int = 1) -> list[list[str]]:
    """Return the first rows of a file, as far as they can be read."""
    text = text_of(Directory(), name, content)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    found: list[list[str]] = []
    try:
        for _number, cells in zip(range(rows), lines, strict=False):
            found.append([cell.strip() for cell in cells])
    except csv.Error:
        return found or [[]]
    return found or [[]]


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _add(found: Directory, stem: str, table: str, row: Row) -> None:
    cells: dict[str, str] = row.fields
    if not cells:
        return
    given = as_id(cells.pop("id", "")) or (cells.pop("taxonomy_id", "") if stem == "taxonomy" else "")
    if not given:
        given = _made_id(found, stem, table, row)
    elif stem in FILES and stem.endswith(("_addresses", "_schedules")):
        given_in = f"{stem}:{given}"  # two files for one table, each with its own ids
        row.extra["id"] = given
        given = given_in
    row.id = id_for(table, given)
    if row.id != given:
        row.extra.setdefault("id", given)
    row.fields = {}
    row.fields |= FILES.get(stem, ("", {}))[1]
    row.fields |= {name: cells[name] for name in WHAT_KIND if name in cells and name in TABLES[table].columns}
    for name, cell in cells.items():
        renamed = RENAMED.get(table, {}).get(name, name)
        taken = name in TABLES[table].columns or renamed in cells
        _take(found, table, row, name if taken else renamed, name, cell)
    _apart(found, table, row)
    found.put(table, row)


def as_id(cell: str) -> str:
    """Return an id without the spaces around it, and without the decimals that a spreadsheet gives to whole numbers.

    >>> as_id(" 10.0"), as_id("A-10.0")
    ('10', 'A-10.0')
    """
    plain = cell.strip()
    whole, point, rest = plain.partition(".")
    return whole if point and whole.isdecimal() and rest and not rest.strip("0") else plain


def _made_id(found: Directory, stem: str, table: str, row: Row) -> str:
    """Make an id from what the row says, always the same one for the same contents."""
    cells = row.fields
    if stem not in FILES:
        text = "expected an id in every row: one was made from what the row says"
        found.notice(CHANGED, "no_id", row, "id", text)
    named = {name: cells[name] for name in ("organization_id", "name") if name in cells}
    says = named if table in ("service", "organization", "location") and "name" in named else cells
    return f"{stem}:{json.dumps(says, sort_keys=True)}"


def _apart(found: Directory, table: str, row: Row) -> None:
    """Give a row an id of its own where another row of its file has the same one and says something else.

    Nothing points to rows of these tables, so all of them can be kept: one row for each language, say.
    """
    known = found.tables[table].get(row.id) if table in NOTHING_POINTS_TO else None
    if known is None or known.file != row.file:
        return
    if all(known.fields.get(name, value) == value for name, value in row.fields.items()):
        return
    row.extra.setdefault("id", row.id)
    row.id = id_for(table, f"{row.id}:{json.dumps(row.fields, sort_keys=True)}")
    text = "several rows have the same id: each was given one of its own, and all are kept"
    found.notice(CHANGED, "same_id", row, "id", text)


def _take(found: Directory, table: str, row: Row, name: str, written: str, cell: str) -> None:
    column = TABLES[table].columns.get(name)
    if column is None:
        row.extra[written] = cell
        found.notice(KEPT, "unknown_field", row, written, "3.0 has no such field: kept beside")
    elif column.target:
        target = _target(column.target, row, name, written)
        row.fields[name] = id_for(target, as_id(cell)) if target != "*" else cell
        if row.fields[name] != cell:
            row.extra[written] = cell
    else:
        row.fields[name] = _value(column.kind, cell)


def _target(target: str, row: Row, name: str, written: str) -> str:
    """Return the table that a cell points to: where any may be meant, the column or the row says which."""
    if target != "*":
        return target
    kind = row.fields.get("link_entity" if name == "link_id" else "resource_type")
    return TARGETS.get(written, "*") if written != name else OF_FILE.get(str(kind), "*")


def _value(kind: str, cell: str) -> Any:
    """Return a number where the column holds numbers and the cell is one; else the cell as it is.

    >>> _value("number", "12"), _value("number", "007"), _value("text", "12")
    (12, '007', '12')
    """
    if kind != "number" or NUMBER.fullmatch(cell) is None:
        return cell
    return float(cell) if "." in cell else int(cell)
