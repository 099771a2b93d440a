"""A directory in memory: rows by table, and what was noticed while it was read."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from unstuck.interop.hsds.tables import TABLES, UUID

OUR_IDS = uuid.UUID("6f1d3a52-0d4b-5c59-9d0e-2f3c8b7a4e10")
"""The name space of ids that we make for rows whose own ids are no UUIDs."""


def id_for(table: str, given: str) -> str:
    """Return the given id where it is a UUID, else always the same UUID for the same table and id.

    >>> id_for("service", "7") == id_for("service", "7") != id_for("location", "7")
    True
    """
    return given if UUID.fullmatch(given) else str(uuid.uuid5(OUR_IDS, f"{table}:{given}"))


NAMED_ROWS = 20
"""How many rows with the same fault a problem names."""


@dataclass(slots=True)
class Row:
    """One row: `fields` are 3.0's columns, `extra` whatever else the source said; `file` and `line` say where."""

    id: str
    fields: dict[str, Any]
    extra: dict[str, Any] = field(default_factory=dict)
    file: str = field(default="", compare=False)
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Problem:
    """Something about a field. `code` is stable; `times`: how often it came up in this column, this place the first.

    `level`: `error` stops an import; `left_out`: a row that does not come in, while the rest does; `kept` travels
    beside the export; `changed` was read otherwise than written.
    """

    level: str
    code: str
    file: str
    line: int | None
    column: str
    text: str
    times: int = 1
    more_lines: tuple[int, ...] = ()
    """The rows in which it came up again, the first of them."""

    def __str__(self) -> str:
        row = f"row {self.line}" if self.line is not None else ""
        column = f"field '{self.column}'" if self.column else ""
        place = ", ".join(part for part in (row, column) if part)
        rows = f": rows {', '.join(map(str, self.more_lines))}" if self.more_lines else ""
        unnamed = "" if self.times - 1 <= len(self.more_lines) else " …"
        again = f" (and {self.times - 1} more like it{rows}{unnamed if rows else ''})" if self.times > 1 else ""
        return ": ".join(part for part in (self.file, place, self.text) if part) + again


ERROR, LEFT_OUT, KEPT, CHANGED = "error", "left_out", "kept", "changed"


@dataclass
class Directory:
    """Rows by table and id. `links`: further parents of a row that its columns have no room for.

    `conflicts`: what a second row with the same id said otherwise. `about`: facts about the source as a whole.
    """

    tables: dict[str, dict[str, Row]] = field(default_factory=lambda: {name: {} for name in TABLES})
    links: dict[tuple[str, str, str, str], None] = field(default_factory=dict)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)
    _noticed: dict[tuple[str, str, str, str], Problem] = field(default_factory=dict, compare=False)

    @property
    def problems(self) -> list[Problem]:
        """What was noticed, worst first, then in the order of the files."""
        return sorted(self._noticed.values(), key=lambda one: (ERROR, LEFT_OUT, CHANGED, KEPT).index(one.level))

    @property
    def errors(self) -> list[Problem]:
        """What stops an import."""
        return [one for one in self._noticed.values() if one.level == ERROR]

    def notice(self, level: str, code: str, row: Row, column: str, text: str) -> None:
        """Note a problem; the same one in the same column of the same file is counted."""
        self.note(Problem(level, code, row.file, row.line, column, text))

    def note(self, problem: Problem) -> None:
        """Note a problem whose place is known."""
        key = problem.level, problem.code, problem.file, problem.column
        first = self._noticed.get(key)
        if first is None:
            self._noticed[key] = problem
        else:
            more = first.more_lines
            if problem.line is not None and problem.level in (ERROR, LEFT_OUT) and len(more) < NAMED_ROWS:
                more = (*more, problem.line)
            self._noticed[key] = replace(first, times=first.times + 1, more_lines=more)

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table in the order in which they were read."""
        yield from self.tables[table].values()

    def __len__(self) -> int:
        return sum(len(rows) for rows in self.tables.values())

    def put(self, table: str, row: Row) -> Row:
        """Add a row, or what it adds to the row of the same id; return the one that stays."""
        known = self.tables[table].setdefault(row.id, row)
        if known is not row:
            self._merge(table, known, row)
        return known

    def _merge(self, table: str, known: Row, row: Row) -> None:
        said: dict[str, Any] = {}
        for name, value in row.fields.items():
            column = TABLES[table].columns.get(name)
            if known.fields.setdefault(name, value) != value:
                if column is not None and column.target and name not in row.extra:
                    self.links[(table, known.id, name, str(value))] = None
                else:
                    said[name] = value
        said |= {name: value for name, value in row.extra.items() if known.extra.setdefault(name, value) != value}
        for name in said:
            text = f"the id {row.id} stands twice with different contents: the first counts, the other is kept beside"
            self.notice(KEPT, "duplicate_id", row, name, text)
        if said:
            self.conflicts.append({"table": table, "id": row.id, "fields": said})
