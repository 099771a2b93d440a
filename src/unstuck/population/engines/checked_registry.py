"""A registry that was read and checked as a whole: its clients are judged where they lie, some at a time.

The checked scores stand by client and time already, so nothing is laid out in buckets or sorted again. What is done
is kept as in `registry`, a file for each part of the clients: a run that was killed goes on to the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from string import Template

import numpy as np

from unstuck.population.engines.dialects import DUCKDB
from unstuck.population.engines.registry import Tick, Work
from unstuck.population.engines.scores import ScoreFile
from unstuck.population.engines.sources import literal
from unstuck.population.state_columns import Judgement, state_columns

MOST_AT_ONCE, FEWEST_PARTS = 20_000, 16
"""Clients judged at a time, fewer where there are few: a kill costs what is being judged."""
MOST_THREADS = 4

_ANSWER = Template(
    """
    COPY (
        SELECT clients.client, $instrument AS instrument$attributes, judged.* EXCLUDE (number)
        FROM judged JOIN clients USING (number) $join
        WHERE clients.number >= $first AND clients.number < $end
    ) TO $target (FORMAT parquet)
    """
)


@dataclass(frozen=True)
class _Part:
    name: str
    first: int
    end: int


@dataclass(frozen=True)
class CheckedRegistry:
    """An open file of one instrument, and how it is judged. attributes: names for the attributes that were read."""

    file: ScoreFile
    instrument: str
    judgement: Judgement
    attributes: tuple[str, ...]

    def judge(self, work: Work, started: Callable[[int], Tick]) -> int:
        """Judge everybody into the work folder; return in how many parts.

        `started` is told how many, and returns what counts them.
        """
        work.open()
        parts = list(self._parts())
        missing = [part for part in parts if not work.answer(part.name).is_file()]
        tick = started(len(parts))
        tick(len(parts) - len(missing))
        with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS)) as pool:
            jobs = [pool.submit(self._judge, work, part) for part in missing]
            try:
                for job in jobs:
                    job.result()
                    tick(1)
            finally:
                pool.shutdown(cancel_futures=True)
        return len(parts)

    def _parts(self) -> Iterator[_Part]:
        size = min(MOST_AT_ONCE, -(-self.file.clients // FEWEST_PARTS))
        for at, first in enumerate(range(0, self.file.clients, size)):
            yield _Part(str(at), first, min(first + size, self.file.clients))

    def _judge(self, work: Work, part: _Part) -> None:
        """Write the states of the part's clients that have a score, whole or not at all."""
        with self.file.connection() as engine:
            number, occasions, scores = self.file.rows_of(part.first, part.end, engine)
            firsts = np.flatnonzero(np.diff(number, prepend=-1))
            starts = np.append(firsts, number.size)
            columns = state_columns(starts, occasions, scores, self.judgement)
            engine.register("judged", {"number": number[firsts], **columns})
            half = self.file.scratch / f"{part.name}.parquet"
            engine.execute(_ANSWER.substitute(self._asked, first=part.first, end=part.end, target=literal(str(half))))
        half.replace(work.answer(part.name))

    @property
    def _asked(self) -> dict[str, str]:
        named = "".join(f", a{at} AS {DUCKDB.quote(name)}" for at, name in enumerate(self.attributes))
        join = "JOIN attributes USING (number)" if self.attributes else ""
        return {"instrument": literal(self.instrument), "attributes": named, "join": join}
