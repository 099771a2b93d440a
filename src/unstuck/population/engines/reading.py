"""What to read from a score file, and how; and where in its header that stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from unstuck.errors import BadInput
from unstuck.population.engines.columns import UNITS, Columns, Unit, WideColumn, parse_unit

LISTED = 20
"""How many column names a message lists."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What to read and how.

    `columns` tells where a long file has its columns (None: by their usual names); `wide` makes
    it a wide file with times in `unit`. `missing` are texts that stand for no value, beside empty cells.
    Scores lie from `minimum` to `maximum` on the instrument `score_name`; dates are not after `today` (None:
    any date); days, weeks and months lie within `span` (None: wherever they are believed at all). `attributes` are
    columns that say something of the client, such as a team: one value for each client, the same on every row.
    `how_to_name_missing` is how whoever asks says what stands for no value.
    """

    path: Path
    columns: Columns | None = None
    wide: tuple[WideColumn, ...] = ()
    unit: str | None = None
    missing: tuple[str, ...] = ()
    today: date | None = None
    minimum: float
    maximum: float
    score_name: str
    span: tuple[float, float] | None = None
    attributes: tuple[str, ...] = ()
    how_to_name_missing: str = "--missing {mark}"


@dataclass(frozen=True)
class Slot:
    """One score that each row may hold: its column, and its time as a column or as one time for all."""

    score: int
    time: int | None = None
    fixed: float | None = None


@dataclass(frozen=True)
class Layout:
    """Where in the header everything stands, by position. A client of None: every row is one.

    Where `baseline` is true the first slot is the baseline column. `attributes` are what each client has one of.
    """

    headers: tuple[str, ...]
    unit: Unit
    client: int | None
    slots: tuple[Slot, ...]
    baseline: bool = False
    attributes: tuple[int, ...] = ()

    @property
    def needed(self) -> tuple[int, ...]:
        """Return the positions of all columns that are read, each once."""
        found = [self.client, *(at for slot in self.slots for at in (slot.time, slot.score)), *self.attributes]
        return tuple(dict.fromkeys(at for at in found if at is not None))


def lay_out(reading: Reading, headers: Sequence[str]) -> Layout:
    """Find the wanted columns in the header, or raise BadInput that lists what was found."""
    return _Header(reading, tuple(headers)).layout()


class _Header:
    def __init__(self, reading: Reading, headers: tuple[str, ...]) -> None:
        self.reading, self.headers = reading, headers
        self.columns = reading.columns or Columns()

    def layout(self) -> Layout:
        attributes = tuple(self._at(name) for name in self.reading.attributes)
        return replace(self._wide() if self.reading.wide else self._long(), attributes=attributes)

    def _wide(self) -> Layout:
        columns, unit = self.columns, parse_unit(self.reading.unit or "")
        if columns.score or columns.time or columns.baseline:
            raise BadInput("--columns: expected only client= beside --wide (a baseline is one more COLUMN@0)")
        if unit == "session" and any(column.time < 0 for column in self.reading.wide):
            raise BadInput("--wide: expected session numbers of 0 or more, found one below 0")
        client = self._at(columns.client) if columns.client else None
        slots = tuple(Slot(self._at(column.column), fixed=column.time) for column in self.reading.wide)
        return Layout(self.headers, unit, client, slots)

    def _long(self) -> Layout:
        if self.reading.unit is not None:
            raise BadInput("--unit: expected only together with --wide, found it alone")
        columns = self.columns
        unit, time = (columns.unit, columns.time) if columns.unit and columns.time else self._usual_time()
        client, score = columns.client or self._usual("client"), columns.score or self._usual("score")
        slots = [Slot(self._at(score), time=self._at(time))]
        if columns.baseline:
            if unit == "date":
                raise BadInput(
                    "expected day=, week=, month= or session= beside baseline= (dates have no time 0)",
                    file=self.reading.path,
                )
            slots.insert(0, Slot(self._at(columns.baseline), fixed=0.0))
        return Layout(self.headers, unit, self._at(client), tuple(slots), bool(columns.baseline))

    def _at(self, name: str) -> int:
        places = [at for at, header in enumerate(self.headers) if header.strip() == name.strip()]
        if not places:
            raise self._bad(f"expected a column of this name, found {_listed(self.headers)}", name)
        if len(places) > 1:
            numbers = " and ".join(str(at + 1) for at in places)
            raise self._bad(f"expected one column of this name, found it as columns {numbers}", name)
        return places[0]

    def _usual(self, role: str) -> str:
        names = self._called(role)
        if not names:
            raise self._bad(f"expected a column named {role}, or --columns {role}=NAME, found {_listed(self.headers)}")
        return names[0]

    def _usual_time(self) -> tuple[Unit, str]:
        found: list[tuple[Unit, str]] = [(unit, name) for unit in UNITS for name in self._called(unit)[:1]]
        if len(found) > 1:
            raise self._bad(
                f"expected one column for time, found {' and '.join(name for _, name in found)} "
                f"(choose with --columns {found[0][0]}={found[0][1]})"
            )
        if not found:
            raise self._bad(
                f"expected a column named {', '.join(UNITS[:-1])} or {UNITS[-1]}, "
                f"or --columns date=NAME, found {_listed(self.headers)}"
            )
        return found[0]

    def _called(self, role: str) -> list[str]:
        return [header for header in self.headers if header.strip().casefold() == role]

    def _bad(self, problem: str, column: str | None = None) -> BadInput:
        return BadInput(problem, file=self.reading.path, row=1, column=column)


def _listed(headers: Sequence[str]) -> str:
    names = ", ".join(shown(header) for header in headers[:LISTED]) or "no column"
    more = len(headers) - LISTED
    return f"{names} and {more} more" if more > 0 else names


def shown(text: str, longest: int = 40) -> str:
    """Return a text from a file so that it is safe and short enough for one line on a terminal."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"
