"""What every look at a loaded file needs: the engine, the layout, and where it puts what it sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from unstuck.errors import BadInput
from unstuck.population.engines import queries
from unstuck.population.engines.questions import Proposal
from unstuck.population.engines.reading import Layout, Reading
from unstuck.population.engines.sources import Source

EVERYTHING = "*"
"""Said of a column by which rows could be chosen: all of them count."""


def replace_texts(engine: duckdb.DuckDBPyConnection, at: int, values: Mapping[str, str | None]) -> None:
    """Replace texts of a column, each by another or by no value."""
    engine.execute("CREATE OR REPLACE TEMP TABLE odd (text VARCHAR, value VARCHAR)")
    rows = [list(values), list(values.values())]
    engine.execute("INSERT INTO odd SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])", rows)
    engine.execute(queries.REPLACE.substitute(column=at))


class Looking:
    """Looks at a loaded file. What has to be mended or said yes to is in `faults` and `proposals`.

    `names_stand`: the table `named` holds each client's name as `raw` has it now.
    """

    def __init__(self, engine: duckdb.DuckDBPyConnection, reading: Reading, layout: Layout, source: Source) -> None:
        self.engine, self.reading, self.layout, self.source = engine, reading, layout, source
        self.settled = reading.settled
        self.faults: list[tuple[int, BadInput]] = []
        self.proposals: list[Proposal] = []
        self.notices: list[str] = []
        self.names_stand = False
        self.scores = [slot.score for slot in layout.slots]

    def _scored(self) -> str:
        return "(" + " OR ".join(f"c{at} IS NOT NULL" for at in dict.fromkeys(self.layout.items or self.scores)) + ")"

    def _client(self) -> str:
        return "CAST(rowid + 1 AS VARCHAR)" if self.layout.client is None else f"c{self.layout.client}"

    def _blank(self, condition: str) -> None:
        """Empty what is read of rows that do not count; rows keep their places."""
        made = range(len(self.layout.headers), len(self.layout.headers) + len(self.layout.made))
        cells = ", ".join(f"c{at} = NULL" for at in (*self.layout.needed, *made))
        self.engine.execute(f"UPDATE raw SET {cells} WHERE {condition}")
        self.names_stand = False

    def _fault(self, place: int, problem: str, at_place: int | None, column: str) -> None:
        row = self.source.row_of(at_place // len(self.layout.slots)) if at_place is not None else None
        self.faults.append((place, BadInput(problem, file=self.reading.path, row=row, column=column)))

    def _one(self, query: str) -> tuple[Any, ...]:
        return self.engine.execute(query).fetchone() or ()

    def _all(self, query: str) -> list[tuple[Any, ...]]:
        return list(self.engine.execute(query).fetchall())
