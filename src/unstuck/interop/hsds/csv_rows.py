"""Rows from CSV: 3.0's tables, and those of 1.x and Ohana under the names that they have there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from unstuck.interop.hsds.directory import ERROR, KEPT, Directory, Problem, Row, id_for
from unstuck.interop.hsds.older import FILES, RENAMED
from unstuck.interop.hsds.tables import OF_FILE, TABLES

NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,15})?")
"""Numbers that a double gives back as they were written, up to zeros at the end."""


def read_csv(found: Directory, name: str, content: bytes) -> None:
    """Add the rows of one file; whatever cannot be read is noted with its row."""
    stem = PurePosixPath(name).stem.lower()
    table = FILES.get(stem, (OF_FILE.get(stem, ""), {}))[0]
    if not table:
        text = f"expected a file of HSDS, such as {TABLES['service'].file}: no such table"
        found.note(Problem(ERROR, "unknown_file", name, None, "", text))
        return
    for line, cells in _lines(found, name, content):
        _add(found, stem, table, Row("", cells, {}, name, line))


def _lines(found: Directory, name: str, content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        found.note(Problem(ERROR, "not_utf8", name, row, "", "expected UTF-8; save it as “CSV UTF-8”"))
        return
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    number, header = 0, []
    try:
        for number, cells in enumerate(lines, start=1):
            if number == 1:
                header = [cell.strip() for cell in cells]
                if len(set(header)) < len(header) or not all(header):
                    found.note(Problem(ERROR, "header", name, 1, "", "expected a different name over each column"))
                    return
            elif len(cells) == len(header):
                yield number, {column: cell for column, cell in zip(header, cells, strict=True) if cell.strip()}
            elif any(cells):
                text = f"expected {len(header)} cells, found {len(cells)}"
                found.note(Problem(ERROR, "cells", name, number, "", text))
    except csv.Error as error:
        found.note(Problem(ERROR, "broken_csv", name, number + 1, "", f"expected a row of CSV: {error}"))


def _add(found: Directory, stem: str, table: str, row: Row) -> None:
    cells: dict[str, str] = row.fields
    if not cells:
        return
    given = cells.pop("id", None) or (cells.pop("taxonomy_id", None) if stem == "taxonomy" else None)
    if given is None:
        if stem not in FILES:
            found.notice(ERROR, "no_id", row, "id", "expected an id in every row")
            return
        given = f"{stem}:{row.line}"
    elif stem in FILES and stem.endswith(("_addresses", "_schedules")):
        given_in = f"{stem}:{given}"  # two files for one table, each with its own ids
        row.extra["id"] = given
        given = given_in
    row.id = id_for(table, given)
    if row.id != given:
        row.extra.setdefault("id", given)
    row.fields = {}
    row.fields |= FILES.get(stem, ("", {}))[1]
    for name, cell in cells.items():
        renamed = RENAMED.get(table, {}).get(name, name)
        taken = name in TABLES[table].columns or renamed in cells
        _take(found, table, row, name if taken else renamed, name, cell)
    found.put(table, row)


def _take(found: Directory, table: str, row: Row, name: str, written: str, cell: str) -> None:
    column = TABLES[table].columns.get(name)
    if column is None:
        row.extra[written] = cell
        found.notice(KEPT, "unknown_field", row, written, "3.0 has no such field: kept beside")
    elif column.target:
        row.fields[name] = id_for(column.target, cell) if column.target != "*" else cell
        if row.fields[name] != cell:
            row.extra[written] = cell
    else:
        row.fields[name] = _value(column.kind, cell)


def _value(kind: str, cell: str) -> Any:
    """Return a number where the column holds numbers and the cell is one; else the cell as it is.

    >>> _value("number", "12"), _value("number", "007"), _value("text", "12")
    (12, '007', '12')
    """
    if kind != "number" or NUMBER.fullmatch(cell) is None:
        return cell
    return float(cell) if "." in cell else int(cell)
