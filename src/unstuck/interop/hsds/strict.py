"""A directory divided into what 3.0 allows, and what travels beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from unstuck.interop.hsds.csv_rows import NUMBER
from unstuck.interop.hsds.directory import KEPT, Directory, Problem, Row
from unstuck.interop.hsds.extension import Extension
from unstuck.interop.hsds.statuses import status_of
from unstuck.interop.hsds.tables import FILLED, TABLES, UUID, Column, fits

CSV_REQUIRES = {
    "service": ("organization_id",),
    "attribute": ("link_id", "taxonomy_term_id", "link_entity"),
    "service_at_location": ("service_id", "location_id"),
    "cost_option": ("service_id",),
    "metadata": ("resource_id", "resource_type"),
    "organization_identifier": ("organization_id",),
    "program": ("organization_id",),
}
"""Columns that a row needs in CSV, where nothing is nested in anything."""


AS_WRITTEN = "as the source wrote it, where that differs"


@dataclass(frozen=True)
class Strict:
    """Rows that 3.0 allows, by table; what travels beside them; and the list of what was left out, for people."""

    tables: dict[str, list[dict[str, Any]]]
    extension: Extension
    left_out: list[Problem]


def strictly(found: Directory, *, tabular: bool = False) -> Strict:
    """Divide a directory. `tabular`: for CSV, which asks for more and holds text only."""
    dividing = _Dividing(tabular)
    for table in TABLES:
        for row in found.rows(table):
            dividing.take(table, row)
    services = len(found.tables["service"])
    if services and not dividing.tables["service"]:
        dividing.leave_out("no_services", "service", f"not one of the {services} services is in the strict export")
    dividing.beside.links = list(found.links)
    dividing.beside.conflicts = list(found.conflicts)
    dividing.beside.about = dict(found.about)
    for key in found.about:
        dividing.leave_out("about", key, "facts about the source")
    for one in found.conflicts:
        dividing.leave_out("conflict", str(one.get("table")), "what a second row with the same id said otherwise")
    for table, _id, column, _parent in found.links:
        dividing.leave_out("link", f"{table}.{column}", "a further parent of the row")
    return Strict(dividing.tables, dividing.beside, list(dividing.counted()))


class _Dividing:
    def __init__(self, tabular: bool) -> None:
        self.tabular = tabular
        self.tables: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
        self.beside = Extension(fields={}, values={}, rows={}, filled={})
        self._left: dict[tuple[str, str, str], int] = {}

    def take(self, table: str, row: Row) -> None:
        """Divide one row."""
        said: dict[str, Any] = {"id": row.id}
        unfit: dict[str, Any] = {}
        for name, column in TABLES[table].columns.items():
            if name != "id" and name in row.fields:
                (said if self._holds(column, row.fields[name]) else unfit)[name] = row.fields[name]
        if row.extra:
            self.beside.fields.setdefault(table, {})[row.id] = row.extra
            for name in row.extra:
                known = name in TABLES[table].columns
                text = AS_WRITTEN if known or name == "id" else "3.0 has no such field"
                self.leave_out("field", f"{table}.{name}", text)
        self._fill(table, row, said)
        missing = [name for name in self._required(table) if name not in said]
        if missing or UUID.fullmatch(row.id) is None:
            self.beside.rows.setdefault(table, []).append(said | unfit)
            self.leave_out("row", table, f"a row without {', '.join(missing) or 'a UUID'}, which 3.0 asks for")
            return
        self.tables[table].append(said)
        if unfit:
            self.beside.values.setdefault(table, {})[row.id] = unfit
            for name in unfit:
                self.leave_out("value", f"{table}.{name}", "a value that 3.0 does not allow there")

    def _fill(self, table: str, row: Row, said: dict[str, Any]) -> None:
        """Write what 3.0 asks for where the source says nothing, or says it in other words."""
        for (of, name), value in FILLED.items():
            if of != table or name in said:
                continue
            given = row.fields.get(name)
            read = (name == "status" and status_of(row)) or value
            if given and read not in TABLES[table].columns[name].codes:
                continue
            said[name] = read
            self.beside.filled.setdefault(table, {}).setdefault(row.id, []).append(name)
            text = "written otherwise by the source" if given else "not said by the source"
            self.leave_out("filled", f"{table}.{name}", f"{text}: “{read}” in the export, as 3.0 asks for it")

    def leave_out(self, code: str, column: str, text: str) -> None:
        """Count something that is not in the strict export."""
        key = code, column, text
        self._left[key] = self._left.get(key, 0) + 1

    def counted(self) -> Iterator[Problem]:
        """Yield what was left out, each kind once."""
        for (code, column, text), times in self._left.items():
            yield Problem(KEPT, code, "", None, column, text, times)

    def _required(self, table: str) -> tuple[str, ...]:
        more = CSV_REQUIRES.get(table, ()) if self.tabular else ()
        return (*(name for name in TABLES[table].required if name != "id"), *more)

    def _holds(self, column: Column, value: Any) -> bool:
        if not fits(column, value) or (isinstance(value, float) and not math.isfinite(value)):
            return False
        if not self.tabular:
            return True
        return bool(value.strip()) if isinstance(value, str) else NUMBER.fullmatch(str(value)) is not None
