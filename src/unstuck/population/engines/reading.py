"""What to read from a score file, and how; and where in its header that stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from unstuck.errors import BadInput
from unstuck.instruments.definition import Instrument
from unstuck.population.engines.column_names import (
    BIRTH,
    EPISODE,
    MEASURE,
    RATER,
    Guess,
    date_parts,
    guess,
    key,
    week_of_event,
)
from unstuck.population.engines.columns import UNITS, Columns, Unit, WideColumn, parse_unit
from unstuck.population.engines.question_columns import further_questions, item_column, item_columns, some_answers
from unstuck.population.engines.questions import Settled
from unstuck.population.engines.wide_columns import dated_columns, way_of_wide

LISTED = 20
"""How many column names a message lists."""
MOST_KINDS = 12
MOST_OTHERS = 40
"""How many columns that are not read are looked at."""
MADE_DATE, MADE_TOTAL = "the date of {parts}", "the total of the answers"


@dataclass(frozen=True)
class Ways:
    """How whoever asks says what a message proposes: options of the command line, or a page's own words."""

    where: str = '--where "{column}={value}"'
    date_order: str = "--date-order {order}"
    sure: str = "--sure {code}"
    questionnaire: str = "--instrument {named}"
    episodes: str = "--episodes latest, or --episodes all"
    alike: str = "--alike together makes them one"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What to read and how.

    `columns` tells where a long file has its columns (None: by their usual names); `wide` makes
    it a wide file with times in `unit`. `missing` are texts that stand for no value, beside empty cells.
    Scores lie from `minimum` to `maximum` on the instrument `score_name`; dates are not after `today` (None:
    any date); days, weeks and months lie within `span` (None: wherever they are believed at all). `attributes` are
    columns that say something of the client, such as a team: one value for each client, the same on every row.
    `how_to_name_missing` is how whoever asks says what stands for no value. `instrument`: whose item answers, names
    and cutoff are known, where it is a known one. `settled`: what was said yes to.
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
    instrument: Instrument | None = None
    settled: Settled = field(default_factory=Settled)
    ways: Ways = field(default_factory=Ways)
    provisional: bool = False
    """True where faults are passed over, to find out what else is open; nothing that was read so is handed out."""

    @property
    def marks(self) -> tuple[str, ...]:
        """Return all texts that stand for no value."""
        return (*self.missing, *self.settled.missing)

    @property
    def named_columns(self) -> tuple[str, ...]:
        """Return the names that must stand in the header."""
        columns = self.columns or Columns()
        named = [
            columns.client,
            columns.score,
            columns.baseline,
            *(columns.time or "").split("+" if self._in_parts else "\0"),
        ]
        named += [
            *(one.column for one in self.wide),
            *self.settled.items,
            *(name for name, _value in self.settled.where),
        ]
        return tuple(dict.fromkeys(name.strip() for name in named if name))

    @property
    def _in_parts(self) -> bool:
        time = (self.columns or Columns()).time or ""
        return time.count("+") == 2


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
    `parts`: the columns of year, month and day where the date stands in three; `items`: those of the answers. What is
    made of them are further columns, behind the header: `made` names them. `others`: columns that are only looked at.
    `notices`: what was read of itself. `safety`: codes and columns of the items that must not be overlooked; `beside`:
    those of all answers where a total beside them is read.
    """

    headers: tuple[str, ...]
    unit: Unit
    client: int | None
    slots: tuple[Slot, ...]
    baseline: bool = False
    parts: tuple[int, ...] = ()
    items: tuple[int, ...] = ()
    made: tuple[str, ...] = ()
    others: tuple[int, ...] = ()
    notices: tuple[str, ...] = ()
    attributes: tuple[int, ...] = ()
    safety: tuple[tuple[str, int], ...] = ()
    beside: tuple[int, ...] = ()

    @property
    def needed(self) -> tuple[int, ...]:
        """Return the positions of all columns that are read, each once."""
        found: list[int | None] = [
            self.client,
            *self.parts,
            *self.items,
            *(at for slot in self.slots for at in (slot.time, slot.score)),
        ]
        found += self.attributes
        return tuple(dict.fromkeys(at for at in found if at is not None and at < len(self.headers)))

    def name(self, at: int) -> str:
        """Return the name of a column, of one that was made too."""
        return (*self.headers, *self.made)[at]


def lay_out(reading: Reading, headers: Sequence[str], top: Sequence[Sequence[str]] = ()) -> Layout:
    """Find the wanted columns in the header, or raise BadInput that lists what was found. `top`: the first rows."""
    layout = _Header(reading, tuple(headers), top).layout()
    named = {name for name, _value in reading.settled.where} | {reading.settled.episode}
    rest = [at for at, header in enumerate(headers) if header and at not in layout.needed]
    safety = tuple(_safety_items(reading, layout))
    each = () if layout.items or reading.wide else _columns_of_items(reading, headers)
    answers = tuple(headers.index(name) for name in each)
    beside = [at for at in (*(at for _code, at in safety), *answers) if at not in layout.needed]
    telling = [at for at in rest if headers[at].strip() in named or _tells(headers[at], [row[at] for row in top])]
    others = tuple(dict.fromkeys([*beside, *telling[:MOST_OTHERS]]))
    return replace(layout, others=others, safety=safety, beside=answers)


def _safety_items(reading: Reading, layout: Layout) -> Iterator[tuple[str, int]]:
    """Yield the items that must not be overlooked, each with its column, also where the total stands beside them."""
    items = reading.instrument.items if reading.instrument else ()
    each = _columns_of_items(reading, layout.headers)
    for number, item in enumerate(items):
        if item.safety and layout.items:
            yield item.code, layout.items[number]
        elif item.safety and each:
            yield item.code, layout.headers.index(each[number])
        elif item.safety and (column := item_column(layout.headers, item)):
            yield item.code, layout.headers.index(column)


def _columns_of_items(reading: Reading, headers: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of all answers; none where more are numbered on: nobody can tell whose ninth one it is."""
    items = reading.instrument.items if reading.instrument else ()
    each = item_columns(headers, items)
    return each if further_questions(headers, each) <= 1 else ()


def _tells(header: str, cells: Sequence[str]) -> bool:
    """True for a column that may say of which kind a row is: by its name, or by few different words in it."""
    if any(pattern.search(key(header)) for pattern in (MEASURE, RATER, EPISODE, BIRTH)):
        return True
    values = {cell.strip() for cell in cells if cell.strip()}
    return 1 < len(values) <= MOST_KINDS and any(letter.isalpha() for value in values for letter in value[:40])


class _Header:
    def __init__(self, reading: Reading, headers: tuple[str, ...], top: Sequence[Sequence[str]]) -> None:
        self.reading, self.headers, self.top = reading, headers, top
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
        columns, guessed = self.columns, self._guessed()
        unit, time = (columns.unit, columns.time) if columns.unit and columns.time else self._usual_time(guessed)
        client = columns.client or guessed.client or self._unnamed("client", guessed)
        items = self.reading.settled.items or (guessed.items if not columns.score else ())
        self._check_no_answer(columns.score)
        parts = self._date_parts(unit, time)
        made = (*((MADE_DATE.format(parts=time),) if parts else ()), *((MADE_TOTAL,) if items else ()))
        score = (
            columns.score or (guessed.score if not items else "") or ("" if items else self._unnamed("score", guessed))
        )
        slot = Slot(
            len(self.headers) + len(made) - 1 if items else self._at(score),
            time=len(self.headers) if parts else self._at(time),
        )
        if not parts:
            self._check_no_part(unit, time)
        slots = [slot]
        if columns.baseline:
            slots.insert(0, self._baseline(columns.baseline, unit))
        notices = tuple(self._read_as(client, score, unit, time, guessed))
        at_items = tuple(self._at(item) for item in items)
        return Layout(
            self.headers,
            unit,
            self._at(client),
            tuple(slots),
            bool(columns.baseline),
            parts,
            at_items,
            made,
            notices=notices,
        )

    def _date_parts(self, unit: Unit, time: str) -> tuple[int, ...]:
        """Return the columns of year, month and day where the date was named as three."""
        if unit != "date" or time.count("+") != 2 or time in self.headers:
            return ()
        return tuple(self._at(name) for name in time.split("+"))

    def _baseline(self, name: str, unit: Unit) -> Slot:
        if unit == "date":
            raise BadInput(
                "expected day=, week=, month= or session= beside baseline= (dates have no time 0)",
                file=self.reading.path,
            )
        return Slot(self._at(name), fixed=0.0)

    def _guessed(self) -> Guess:
        instrument = self.reading.instrument
        items = instrument.items if instrument else ()
        return guess(self.headers, self.reading.score_name, items, self.top)

    def _read_as(self, client: str, score: str, unit: Unit, time: str, guessed: Guess) -> Iterator[str]:
        """Say what was read as what, where the names alone said so and are not the plain ones."""
        given = self.columns
        roles = [(client, "client", given.client), (score, "score", given.score), (time, unit, given.time)]
        own = [f"{role}={name}" for name, role, said in roles if name and not said]
        if any(name and not said and key(name) != role for name, role, said in roles):
            yield f"read as {', '.join(own)}"
        if guessed.also and not given.time:
            others = " and ".join(f"'{name}'" for name in guessed.also)
            yield f"the times are those of '{time}', not of {others}"

    def _check_no_answer(self, score: str | None) -> None:
        """Refuse one answer of the questionnaire as its total: a mapping may have been kept from another file."""
        each = _columns_of_items(self.reading, self.headers)
        if score and len(each) > 1 and score in each:
            problem = f"expected totals, found the answers to question {each.index(score) + 1} of {len(each)}"
            raise self._bad(f"{problem} (name no column for the score: the total is made from all answers)", score)

    def _check_no_part(self, unit: Unit, time: str) -> None:
        """Refuse the day or month of a calendar as a time since the start."""
        parts = date_parts(self.headers)
        if unit in ("day", "month") and parts and time in parts and "calendar" not in self.reading.settled.sure:
            problem = f"expected times since the start, found the {unit} of a calendar beside {parts[0]}"
            raise self._bad(f"{problem} (the whole date: --columns date={'+'.join(parts)})", time)
        years = [header for header in self.headers if key(header) in ("year", "jahr", "yr")]
        if unit in ("day", "week", "month") and years and "calendar" not in self.reading.settled.sure:
            problem = (
                f"expected times since the start, found '{time}' beside a column '{years[0]}': a {unit} of the year?"
            )
            raise self._bad(
                f"{problem} (name a column with dates, or --sure calendar if it counts from the start)", time
            )

    def _unnamed(self, role: str, guessed: Guess) -> str:
        """Raise BadInput that says which columns there are, and how to name the one that is meant."""
        doubt = dict(guessed.doubt).get(role, ())
        if doubt:
            names = " and ".join(f"'{name}'" for name in doubt)
            raise self._bad(
                f"expected one column for the {role}, found {names} (choose with --columns {role}={doubt[0]})"
            )
        way = self._way_of_wide() if role == "score" else self._way_of_no_names()
        raise self._bad(f"expected a column named {role}, or --columns {role}=NAME, found {_listed(self.headers)}{way}")

    def _way_of_wide(self) -> str:
        """Say how a file with one row a client, or one without names above its columns, is read."""
        items = self.reading.instrument.items if self.reading.instrument else ()
        if some := some_answers(self.headers, items):
            name, count = self.reading.score_name, len(items)
            return f" ('{some[0]}' to '{some[-1]}' look like {len(some)} answers, and {name} has {count} questions)"
        return way_of_wide(self.headers, self._guessed().client) or self._way_of_no_names()

    def _way_of_no_names(self) -> str:
        """Say so where the first row holds a score and a day instead of names."""
        values = [header for header in self.headers if re.fullmatch(r"[\d.,/:-]+", header.strip())]
        is_first_row = len(values) > 1 and len(dated_columns(self.headers)) < 2 and len(self.headers) < MOST_KINDS
        return " (row 1 holds values: put the names of the columns above it)" if is_first_row else ""

    def _at(self, name: str) -> int:
        places = [at for at, header in enumerate(self.headers) if header.strip() == name.strip()]
        if not places:
            raise self._bad(f"expected a column of this name, found {_listed(self.headers)}", name)
        if len(places) > 1:
            numbers = " and ".join(str(at + 1) for at in places)
            raise self._bad(f"expected one column of this name, found it as columns {numbers}", name)
        return places[0]

    def _usual_time(self, guessed: Guess) -> tuple[Unit, str]:
        if guessed.unit and guessed.time:
            return guessed.unit, guessed.time
        if guessed.also:
            unit = next(unit for unit in UNITS if any(key(name).startswith(unit) for name in guessed.also))
            raise self._bad(
                f"expected one column for time, found {' and '.join(guessed.also)} "
                f"(choose with --columns {unit}={next(name for name in guessed.also if key(name).startswith(unit))})"
            )
        doubt = dict(guessed.doubt).get("date", ())
        if doubt:
            names = " and ".join(f"'{name}'" for name in doubt)
            way = self._way_of_wide()
            raise self._bad(f"expected one column for time, found {names} (choose with --columns date={doubt[0]}){way}")
        event = next((header for header in self.headers if key(header) == "redcap event name"), "")
        way = self._way_of_events(event) if event else self._way_of_wide()
        raise self._bad(
            f"expected a column named {', '.join(UNITS[:-1])} or {UNITS[-1]}, "
            f"or --columns date=NAME, found {_listed(self.headers)}{way}"
        )

    def _way_of_events(self, event: str) -> str:
        """Say how events that say when only in words become weeks, each with its week as far as its name tells."""
        at = self.headers.index(event)
        seen = list(dict.fromkeys(row[at].strip() for row in self.top if row[at].strip()))[:LISTED]
        weeks = ", ".join(f"{name} = {'?' if (week := week_of_event(name)) is None else week}" for name in seen)
        each = f" ({weeks})" if weeks else ""
        return (
            f"; '{event}' says when only in words: export the date field too, or add a column week with the week of "
            f"each event{each}, or export one row a client and use --wide"
        )

    def _bad(self, problem: str, column: str | None = None) -> BadInput:
        return BadInput(problem, file=self.reading.path, row=1, column=column)


def _listed(headers: Sequence[str]) -> str:
    names = ", ".join(shown(header).strip() or "(no name)" for header in headers[:LISTED]) or "no column"
    more = len(headers) - LISTED
    return f"{names} and {more} more" if more > 0 else names


def shown(text: str, longest: int = 40) -> str:
    """Return a text from a file so that it is safe and short enough for one line on a terminal."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"
