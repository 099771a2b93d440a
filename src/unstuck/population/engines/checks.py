"""From text to numbers in DuckDB: every cell is checked, and the first bad one in the file is named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from unstuck.errors import BadInput
from unstuck.population.engines import queries
from unstuck.population.engines.client_looks import ClientLooks
from unstuck.population.engines.columns import FURTHEST
from unstuck.population.engines.looks import Looks
from unstuck.population.engines.odd_cells import OddCells, in_file_order
from unstuck.population.engines.questions import OpenQuestions
from unstuck.population.engines.reading import Layout, Reading, Slot, shown
from unstuck.population.engines.safety_answers import SafetyAnswer, SafetyAnswers
from unstuck.population.engines.series_looks import SeriesLooks
from unstuck.population.engines.sources import Source
from unstuck.population.engines.time_looks import TimeLooks
from unstuck.population.engines.total_looks import TotalLooks

EARLIEST = date(1900, 1, 1)
"""Dates before this are taken for slips of the pen."""

SPLITS = ("measure", "episodes")
"""Proposals by which rows of another series are left out."""
_EPOCH = date(1970, 1, 1)
_OF_A_CALENDAR = re.compile(r"\d{4}[-/. ]?W?\d{1,2}|\d{1,2}[-/.]\d{4}", re.IGNORECASE)
_USUAL_MISSING = ("na", "n/a", "nan", "null", "none", "missing", ".", "-", "?")


@dataclass(frozen=True)
class Finding:
    """Something wrong at a place (see queries) and column."""

    place: int
    column: int
    problem: str


@dataclass(frozen=True)
class Checked:
    """What the checks counted: clients, their scores, repeats left out, clients without any score.

    `safety_answers` are what a person must respond to; `safety_notices` say so and stand before all other `notices`.
    """

    clients: int
    scores: int
    repeats: int
    without_score: int
    notices: tuple[str, ...] = ()
    safety_answers: tuple[SafetyAnswer, ...] = ()
    safety_notices: tuple[str, ...] = ()


class Checks:
    """Turns the table `raw` into `clients` (client, number) and `scores` (number, occasion, score, place)."""

    def __init__(self, engine: duckdb.DuckDBPyConnection, reading: Reading, layout: Layout, source: Source) -> None:
        self.engine, self.reading, self.layout, self.source = engine, reading, layout, source
        self.width = len(layout.slots)
        for at in range(len(layout.headers), len(layout.headers) + len(layout.made)):
            engine.execute(queries.ADD.substitute(column=at))
        self.odd = OddCells(engine, reading, layout, source)
        self.looks = Looks(engine, reading, layout, source)
        self.client_looks = ClientLooks(engine, reading, layout, source)
        self.series_looks = SeriesLooks(engine, reading, layout, source)
        self.time_looks = TimeLooks(engine, reading, layout, source)
        self.total_looks = TotalLooks(engine, reading, layout, source)
        self.safety = SafetyAnswers(engine, reading, layout, source)

    def run(self) -> Checked:
        """Check everything and return the counts; all that is wrong or open is raised at once."""
        self.looks.rows()
        self.odd.read()
        if not self.reading.provisional:
            self._raise_if_open(*self.odd.faults, *self.looks.faults)
        self.total_looks.beside()
        self.looks.merge_alike()
        self.time_looks.times()
        named = "FROM named" if self.looks.names_stand else queries.NAMED.substitute(client=self._client())
        self._create("clients", queries.CLIENTS.substitute(named=named))
        self.engine.execute("DROP TABLE IF EXISTS named")
        self._read_cells()
        findings = [self._bad_cell("cells")]
        if self.layout.baseline:
            findings += [self._bad_cell("baselines"), self._two_baselines()]
        findings += self._read_attributes()
        self.looks.clients_alike()
        self.client_looks.names()
        self._sort()
        self.series_looks.splits()
        self.time_looks.episodes()
        self.engine.execute(queries.PAIRS)
        if not self._is_a_split_proposed():
            findings.append(self._two_scores())
        faults = [(one.place, self._bad(one)) for one in findings if one]
        self.looks.values()
        self.total_looks.uneven()
        self.time_looks.days_of_programs()
        self.client_looks.births()
        self.client_looks.running()
        self._raise_if_open(*faults, *self.odd.faults, *(fault for look in self._all_looks for fault in look.faults))
        safety_answers = self.safety.found()
        self._drop("raw")
        return self._counts(safety_answers)

    @property
    def _all_looks(self) -> tuple[Looks, ClientLooks, TotalLooks, SeriesLooks, TimeLooks]:
        return self.looks, self.client_looks, self.total_looks, self.series_looks, self.time_looks

    def _is_a_split_proposed(self) -> bool:
        """True where rows that are not of one series will be left out once somebody says yes: then those count."""
        return any(one.code in SPLITS for look in self._all_looks for one in look.proposals)

    def _raise_if_open(self, *faults: tuple[int, BadInput]) -> None:
        """Raise all faults in the order of the file, with what can be said yes to."""
        proposals = [
            *self.looks.proposals,
            *self.odd.proposals,
            *self.series_looks.proposals,
            *self.time_looks.proposals,
        ]
        told = list(in_file_order(faults))
        if len(told) == 1 and not proposals:
            raise told[0]
        if told or proposals:
            raise OpenQuestions(told, proposals, file=self.reading.path)

    def _read_cells(self) -> None:
        """Read each slot of each row that has a score; a baseline once for each client."""
        slots = list(enumerate(self.layout.slots))
        if self.layout.baseline:
            self._create("baselines", self._cells(*slots.pop(0)))
        cells = " UNION ALL ".join(self._cells(at, slot) for at, slot in slots)
        self._create("cells", cells + (queries.FIRST_BASELINES if self.layout.baseline else ""))

    def _sort(self) -> None:
        """Make `scores` of the cells: by client and time; as they lie where they lie so already."""
        if not self.layout.baseline and self._one(queries.IN_ORDER)[0]:
            self.engine.execute("ALTER TABLE cells RENAME TO scores")
            return
        self._create("scores", queries.SCORES.substitute(order=self._order()))
        self._drop("cells")

    def _read_attributes(self) -> list[Finding | None]:
        """Read what each client has one of; find the first row that gives a client another value."""
        wanted = self.layout.attributes
        if not wanted:
            return []
        first = ", ".join(queries.FIRST_VALUE.substitute(at=at, column=column) for at, column in enumerate(wanted))
        cells = ", ".join(f"c{column}" for column in dict.fromkeys(wanted))
        self._create("attributes", queries.ATTRIBUTES.substitute(first=first, cells=cells, client=self._client()))
        return [self._two_values(column) for column in wanted]

    def _two_values(self, column: int) -> Finding | None:
        row, value, first, first_row = self._one(queries.TWO_VALUES.substitute(column=column, client=self._client()))
        if row is None:
            return None
        other = self._row(first_row * self.width)
        problem = f"expected '{shown(first)}' as in row {other} for the same client, found '{shown(value)}'"
        return Finding(row * self.width, column, problem)

    def _cells(self, at: int, slot: Slot) -> str:
        earliest, latest = self._time_range()
        return queries.CELLS.substitute(
            width=self.width,
            slot=at,
            numbered=self._numbered(),
            occasion=self._occasion(slot),
            score=queries.NUMBER.substitute(text=f"c{slot.score}"),
            text=f"c{slot.score}",
            minimum=float(self.reading.minimum),
            maximum=float(self.reading.maximum),
            earliest=earliest,
            latest=latest,
        )

    def _numbered(self) -> str:
        """SQL for every row with its client's number: counted on where a client's rows stand together."""
        client = self._client()
        by_runs = self.layout.client is not None and self.width == 1 and self._one(queries.RUNS)[0]
        return (queries.NUMBERED_BY_RUNS if by_runs else queries.NUMBERED).substitute(client=client)

    def _client(self) -> str:
        at = self.layout.client
        return "CAST(raw.rowid + 1 AS VARCHAR)" if at is None else f"raw.c{at}"

    def _occasion(self, slot: Slot) -> str:
        """SQL for the file's own time as a number."""
        if slot.time is None:
            return f"CAST({slot.fixed} AS DOUBLE)"
        reader = queries.DAY if self.layout.unit == "date" else queries.NUMBER
        return reader.substitute(text=f"c{slot.time}")

    def _time_range(self) -> tuple[float, float]:
        if self.layout.unit == "date":
            today = self.reading.today or date.max
            return float((EARLIEST - _EPOCH).days), float((today - _EPOCH).days)
        if self.reading.span and self.layout.unit != "session":
            return self.reading.span
        return (0.0 if self.layout.unit == "session" else -FURTHEST), FURTHEST

    def _is_baseline(self, place: str) -> str:
        """SQL that is true for the place of a baseline: the first slot, where the layout has one."""
        return f"({place} % {self.width} = 0)" if self.layout.baseline else "false"

    def _order(self) -> str:
        return f"{self._is_baseline('place')} DESC, place" if self.layout.baseline else "place"

    def _bad_cell(self, table: str) -> Finding | None:
        place, code = self._one(queries.BAD_CELL.substitute(table=table))
        if place is None:
            return None
        problem = queries.PROBLEMS[code]
        slot = self.layout.slots[place % self.width]
        column = {"no client": self.layout.client, "bad score": slot.score}.get(problem, slot.time)
        if column is None and slot.fixed is not None:
            return Finding(place, slot.score, f"expected {self._expected(problem)}, found {slot.fixed:g}")
        (text,) = self._one(queries.TEXT.substitute(column=column, row=place // self.width))
        found = "an empty cell" if text is None else f"'{shown(text)}'{self._hint(text)}"
        return Finding(place, column or 0, f"expected {self._expected(problem)}, found {found}")

    def _expected(self, problem: str) -> str:
        reading, unit = self.reading, self.layout.unit
        if problem == "no client":
            return "a client beside the score"
        if problem == "bad score":
            return f"a number from {reading.minimum:g} to {reading.maximum:g} ({reading.score_name})"
        if problem == "bad time":
            return "a date such as 2026-03-31" if unit == "date" else f"a {unit} as a number"
        if unit == "date":
            return f"a date from {EARLIEST} to {reading.today or date.max}"
        low, high = self._time_range()
        return f"a {unit} from {_plain(low)} to {_plain(high)}"

    def _hint(self, text: str) -> str:
        if self.layout.unit in ("week", "month") and _OF_A_CALENDAR.fullmatch(text):
            return f" (the {self.layout.unit} of a calendar: name a column with dates, or count from the start)"
        if text.lower() not in _USUAL_MISSING:
            return ""
        return f" (if that is a missing value: {self.reading.how_to_name_missing.format(mark=text)})"

    def _two_baselines(self) -> Finding | None:
        place, score, first, other = self._one(queries.TWO_BASELINES)
        if place is None:
            return None
        problem = f"expected {other:g} as in row {self._row(first)} for the same client, found {score:g}"
        return Finding(place, self.layout.slots[0].score, problem)

    def _two_scores(self) -> Finding | None:
        place, score, first, other = self._one(queries.TWO_SCORES)
        if place is None:
            return None
        what = "baseline" if self.layout.baseline and first % self.width == 0 else "score"
        like = f"the {what} of the same client and time in row {self._row(first)}"
        column = self.layout.slots[place % self.width].score
        apart = self.series_looks.apart(place, first)
        return Finding(place, column, f"expected {other:g} like {like}, found {score:g}{apart}")

    def _counts(self, safety_answers: tuple[SafetyAnswer, ...]) -> Checked:
        before_is_baseline = self._is_baseline("before_place")
        clients, scores, repeats, scored = self._one(queries.COUNTS.substitute(before_is_baseline=before_is_baseline))
        looks = (self.looks, self.client_looks, self.odd, self.total_looks, self.series_looks, self.time_looks)
        notices = tuple(notice for look in looks for notice in look.notices)
        safety = (safety_answers, tuple(self.safety.notices))
        return Checked(clients, scores, repeats, clients - scored, notices, *safety)

    def _row(self, place: int) -> int:
        return self.source.row_of(place // self.width)

    def _bad(self, found: Finding) -> BadInput:
        column = self.layout.name(found.column)
        return BadInput(found.problem, file=self.reading.path, row=self._row(found.place), column=column)

    def _create(self, table: str, query: str) -> None:
        self.engine.execute(f"CREATE TABLE {table} AS {query}")

    def _drop(self, table: str) -> None:
        self.engine.execute(f"DROP TABLE {table}")

    def _one(self, query: str) -> tuple[Any, ...]:
        return self.engine.execute(query).fetchone() or ()


def _plain(limit: float) -> str:
    return f"{limit:.2f}".rstrip("0").rstrip(".")
