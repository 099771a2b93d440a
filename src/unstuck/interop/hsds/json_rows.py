"""Rows from JSON: objects nested as the API answers them, one or a page of them, and lists by table."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import msgspec

from unstuck.interop.hsds.directory import CHANGED, ERROR, KEPT, LEFT_OUT, OUR_IDS, Directory, Problem, Row, id_for
from unstuck.interop.hsds.tables import OF_FILE, TABLES, parent_column
from unstuck.interop.hsds.uk import ABOUT_A_PAGE, PAGES, of_3_0

DEEPEST = 40
SIGNS = {
    "service_at_location": {"location"},
    "location": {"location_type", "latitude", "addresses"},
    "service": {"service_at_locations", "status", "eligibility_description", "eligibilitys"},
    "organization": {"organization_identifiers", "locations", "programs", "legal_status", "website"},
    "taxonomy_term": {"taxonomy_detail", "term_uri", "parent_id"},
}
"""Keys by which an object is known where neither the file nor a key around it says what it is."""


def read_json(found: Directory, name: str, content: bytes) -> None:
    """Add the rows of one file; whatever cannot be read is noted with its place in the list."""
    try:
        read = msgspec.json.decode(
            content.removeprefix(b"\xef\xbb\xbf"), type=dict[str, msgspec.Raw] | list[msgspec.Raw]
        )
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        found.note(Problem(ERROR, "broken_json", name, None, "", f"expected JSON: {error}"))
        return
    hint = _hint(name)
    if isinstance(read, list):
        _take_list(found, name, hint, read)
    elif key := next((one for one in PAGES if one in read), ""):
        _take_list(found, name, hint, _raws(found, name, key, read[key]))
        for other in sorted(read.keys() - {key, *ABOUT_A_PAGE}):
            _beside(found, name, other, read[other])
    else:
        _take_object(found, name, hint, read)


def _take_object(found: Directory, name: str, hint: str, read: Mapping[str, msgspec.Raw]) -> None:
    """Take one object: lists by table, or a row by itself."""
    lists = {key for key in read if _table_of(key) and bytes(memoryview(read[key])[:1]) == b"["}
    if "id" in read or (lists and hint and "name" in read):
        _take_list(found, name, hint, [msgspec.Raw(msgspec.json.encode(dict(read)))])
        return
    for key, raw in read.items():
        if key in lists:
            _take_list(found, name, _table_of(key), _raws(found, name, key, raw))
        else:
            _beside(found, name, key, raw)


def _raws(found: Directory, name: str, key: str, raw: msgspec.Raw) -> list[msgspec.Raw]:
    try:
        return msgspec.json.decode(raw, type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError):
        found.note(Problem(ERROR, "not_a_list", name, None, key, "expected a list of objects"))
        return []


def _beside(found: Directory, name: str, key: str, raw: msgspec.Raw) -> None:
    try:
        said = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        found.note(Problem(ERROR, "broken_json", name, None, key, f"expected JSON: {error}"))
        return
    if _too_deep(said):
        found.note(Problem(ERROR, "too_deep", name, None, key, f"expected at most {DEEPEST} objects in each other"))
        return
    found.about.setdefault(name, {})[key] = said
    found.note(Problem(KEPT, "unknown_field", name, None, key, "3.0 has no such table: kept beside"))


def _hint(name: str) -> str:
    parts = [re.sub(r"(_list|_full)$", "", PurePosixPath(part).stem.lower()) for part in PurePosixPath(name).parts]
    return next((table for part in reversed(parts) if (table := _table_of(part))), "")


def _table_of(word: str) -> str:
    return OF_FILE.get(word.lower().removesuffix(".csv"), "")


def _take_list(found: Directory, name: str, table: str, raws: list[msgspec.Raw]) -> None:
    for number, raw in enumerate(raws, start=1):
        place = Row("", {}, {}, name, number)
        try:
            said = msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            found.notice(ERROR, "broken_json", place, "", f"expected JSON: {error}")
            continue
        if not isinstance(said, dict):
            found.notice(LEFT_OUT, "not_an_object", place, "", f"expected an object, found {_kind(said)}: left out")
            continue
        if _too_deep(said):
            found.notice(ERROR, "too_deep", place, "", f"expected at most {DEEPEST} objects in each other")
            continue
        known = table or next((one for one, signs in SIGNS.items() if signs & set(said)), "")
        if known:
            _Taking(found, place).take(known, said, None)
        else:
            found.notice(ERROR, "unknown_object", place, "", "expected a service, an organization or another table")


def _too_deep(said: Any) -> bool:
    """Tell, without going down by calls, whether objects are nested deeper than anything that means something."""
    level: list[Any] = [said]
    for _depth in range(DEEPEST):
        below = (one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list))
        level = [inner for values in below for inner in values if isinstance(inner, dict | list)]
        if not level:
            return False
    return True


class _Taking:
    """Takes one object of a list, with everything nested in it."""

    def __init__(self, found: Directory, place: Row) -> None:
        self.found, self.place = found, place

    def take(self, table: str, said: dict[str, Any], parent: tuple[str, Row] | None) -> Row:
        """Add an object as a row, and what is nested in it as rows of their own."""
        said = of_3_0(table, said)
        row = Row(self._id(table, said), {}, {}, self.place.file, self.place.line)
        given = said.get("id")
        if given not in (None, "", row.id):
            row.extra["id"] = given
        nested: list[tuple[str, Any, str]] = []
        for key, value in said.items():
            if value in (None, "", [], {}) or key == "id":
                continue
            below = TABLES[table].many.get(key) or TABLES[table].one.get(key)
            if below and isinstance(value, list | dict):
                nested.append((key, value, below))
            else:
                self._field(table, row, key, value)
        if parent is not None:
            self._point(table, row, parent)
        row = self.found.put(table, row)
        for key, value, below in nested:
            self._below(table, row, key, value, below)
        return row

    def _id(self, table: str, said: dict[str, Any]) -> str:
        given = said.get("id")
        if isinstance(given, str | int) and not isinstance(given, bool) and str(given).strip():
            return id_for(table, str(given))
        text = "expected an id: one was made from what the object says"
        self.found.notice(CHANGED, "no_id", self.place, f"{table}.id", text)
        return str(uuid.uuid5(OUR_IDS, f"{table}:" + msgspec.json.encode(said, order="deterministic").decode()))

    def _field(self, table: str, row: Row, key: str, value: Any) -> None:
        column = TABLES[table].columns.get(key)
        if column is None or isinstance(value, list | dict):
            row.extra[key] = value
            self.found.notice(KEPT, "unknown_field", row, f"{table}.{key}", "3.0 has no such field: kept beside")
        elif column.target and isinstance(value, str | int) and column.target != "*":
            row.fields[key] = id_for(column.target, str(value))
            if row.fields[key] != value:
                row.extra[key] = value
        else:
            row.fields[key] = value

    def _point(self, table: str, row: Row, parent: tuple[str, Row]) -> None:
        column = parent_column(table, parent[0])
        if not column:
            self.found.links[(table, row.id, f"{parent[0]}_id", parent[1].id)] = None
        elif column == "link_id" or column == "resource_id":
            kind = "link_entity" if column == "link_id" else "resource_type"
            row.fields.setdefault(column, parent[1].id)
            row.fields.setdefault(kind, parent[0])
        elif row.fields.setdefault(column, parent[1].id) != parent[1].id:
            self.found.links[(table, row.id, column, parent[1].id)] = None

    def _below(self, table: str, row: Row, key: str, value: Any, below: str) -> None:
        single = key in TABLES[table].one
        for one in [value] if isinstance(value, dict) else value:
            if not isinstance(one, dict):
                text = f"expected objects, found {_kind(one)}: kept beside"
                self.found.notice(KEPT, "not_an_object", row, f"{table}.{key}", text)
                row.extra.setdefault(key, []).append(one)
                continue
            if not single:
                self.take(below, one, (table, row))
                continue
            column = {"taxonomy_detail": "taxonomy_id"}.get(key, f"{key}_id")
            target = self.take(below, one, None)
            if row.fields.setdefault(column, target.id) != target.id:
                self.found.links[(table, row.id, column, target.id)] = None


def _kind(value: object) -> str:
    kinds = {"NoneType": "nothing", "str": "text", "int": "a number", "float": "a number", "bool": "true or false"}
    return kinds.get(type(value).__name__, "a list" if isinstance(value, list) else "an object")
