"""The private file beside an export: what 3.0 has no place for, row by row, so that it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from unstuck.interop.hsds.directory import ERROR, KEPT, Directory, Problem, Row
from unstuck.interop.hsds.tables import TABLES, UUID

EXTENSION = "unstuck-extension.json"
FORMAT = "unstuck-directory-extension"
Fields = dict[str, dict[str, dict[str, Any]]]


class Extension(msgspec.Struct, forbid_unknown_fields=True):
    """`fields`: beyond 3.0; `values`: not allowed by 3.0 in its own columns; `rows`: lack what 3.0 asks for.

    `links`: further parents of a row (table, id, column, parent); `conflicts`, `about`: see Directory.
    `filled`: cells that the export filled in because 3.0 asks for them.
    """

    format: str = FORMAT
    version: int = 1
    fields: Fields = {}
    values: Fields = {}
    rows: dict[str, list[dict[str, Any]]] = {}
    links: list[tuple[str, str, str, str]] = []
    conflicts: list[dict[str, Any]] = []
    about: dict[str, Any] = {}
    filled: dict[str, dict[str, list[str]]] = {}


def encoded(extension: Extension) -> bytes:
    """Return the file's contents, readable by people."""
    return msgspec.json.format(msgspec.json.encode(extension), indent=1) + b"\n"


def read_extension(found: Directory, name: str, content: bytes) -> None:
    """Put back what travelled beside; a file that is not ours, or is broken, is an error."""
    try:
        read = msgspec.json.decode(content, type=Extension)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        found.note(Problem(ERROR, "broken_extension", name, None, "", f"expected our extension file: {error}"))
        return
    if read.format != FORMAT or read.version != 1:
        text = "expected version 1 of our extension file"
        found.note(Problem(ERROR, "broken_extension", name, None, "version", text))
        return
    for table, rows in read.rows.items():
        for said in rows if table in TABLES else []:
            _row(found, name, table, said)
    _take_out(found, read.filled)
    strangers = _put_back(found, name, read.values, "fields") | _put_back(found, name, read.fields, "extra")
    unknown = {table: rows for table, rows in read.rows.items() if table not in TABLES}
    if strangers or unknown:
        found.about.setdefault(name, {}).update(strangers | unknown)
    for link in read.links:
        found.links[link] = None
    found.conflicts += [one for one in read.conflicts if one not in found.conflicts]
    for key, value in read.about.items():
        found.about.setdefault(key, value)


def _take_out(found: Directory, filled: Mapping[str, Mapping[str, list[str]]]) -> None:
    """Take out of rows what an export filled in."""
    for table, rows in filled.items():
        for row_id, names in rows.items():
            row = found.tables.get(table, {}).get(row_id)
            if row is not None:
                for name in names:
                    row.fields.pop(name, None)


def _row(found: Directory, name: str, table: str, said: Mapping[str, Any]) -> None:
    row_id = said.get("id")
    if not isinstance(row_id, str) or UUID.fullmatch(row_id) is None:
        found.note(Problem(ERROR, "no_id", name, None, f"rows.{table}", "expected a UUID in every row"))
        return
    columns = TABLES[table].columns
    fields = {key: value for key, value in said.items() if key in columns and key != "id"}
    found.put(table, Row(row_id, fields, {}, name, None))


def _put_back(found: Directory, name: str, given: Fields, part: str) -> dict[str, Any]:
    """Put fields back into rows; return what belongs to rows that are not there."""
    strangers: dict[str, Any] = {}
    for table, rows in given.items():
        for row_id, said in rows.items():
            row = found.tables.get(table, {}).get(row_id)
            if row is None:
                strangers.setdefault(f"{part}.{table}", {})[row_id] = said
                text = f"belongs to {row_id}, which is not in the file: kept beside"
                found.note(Problem(KEPT, "stranger", name, None, f"{table}", text))
                continue
            held: dict[str, Any] = getattr(row, part)
            for key, value in said.items():
                held.setdefault(key, value)
    return strangers
