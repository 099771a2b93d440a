"""Cells that are no plain number or ISO date: read where their form says for certain what is meant, else asked about.

Only distinct texts are looked at, so that a large file with a few odd cells costs no more than a small one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from unstuck.errors import BadInput
from unstuck.instruments.definition import Option
from unstuck.language import gettext as _
from unstuck.population.engines import queries
from unstuck.population.engines.cell_texts import (
    NUMBER_WORDS,
    SEVERITIES,
    Meaning,
    bare,
    in_order,
    means_date,
    means_score,
    proven_order,
)
from unstuck.population.engines.column_names import key
from unstuck.population.engines.columns import FURTHEST
from unstuck.population.engines.item_answers import ItemAnswers, means_answer
from unstuck.population.engines.looking import replace_texts
from unstuck.population.engines.questions import LISTED, Proposal, times_from
from unstuck.population.engines.reading import Layout, Reading, shown
from unstuck.population.engines.sources import Source, literal

MOST_TEXTS = 20_000
"""How many different odd texts of a column are looked at; a file with more is no table of scores."""
FORM_WORDS = {
    "out_of": "scores written with their maximum, such as '{example}', read as the number before the slash",
    "marked": "scores with a mark behind them, such as '{example}', read as the number",
    "labelled": "scores with their label, such as '{example}', read as the number (or export raw values)",
    "excel_days": "dates written as Excel's day numbers, such as '{example}' ({meant})",
}
SWAPPED = "swapped"
FORMULA = " (a formula without its value: open the file in a spreadsheet, save it there, and bring that one)"


@dataclass(frozen=True)
class OddText:
    """A text of a column: how often it stands there, in which record first, and what it may mean."""

    text: str
    times: int
    record: int
    meaning: Meaning


class OddCells:
    """Reads the odd cells of a loaded file. What it cannot read is in `faults` and `proposals`."""

    def __init__(self, engine: duckdb.DuckDBPyConnection, reading: Reading, layout: Layout, source: Source) -> None:
        self.engine, self.reading, self.layout, self.source = engine, reading, layout, source
        self.settled = reading.settled
        self.faults: list[tuple[int, BadInput]] = []
        self.proposals: list[Proposal] = []
        self.notices: list[str] = []
        self._forms: dict[str, tuple[int, OddText]] = {}
        self._missing: dict[str, tuple[int, int]] = {}
        self._once: set[str] = set()
        self.items = ItemAnswers(engine, reading, layout, source)

    def read(self) -> None:
        """Read the columns of scores or answers, then those of times."""
        reading = self.reading
        for at in dict.fromkeys(slot.score for slot in self.layout.slots if slot.score < len(self.layout.headers)):
            self._scores(at, reading.minimum, reading.maximum, reading.score_name)
        if self.layout.items and reading.instrument:
            self.items.whose()
            self.items.coding()
            self.proposals += self.items.proposals
            for item, at in zip(reading.instrument.items, self.layout.items, strict=True):
                self._answers(at, reading.instrument.options_of(item))
        self._make()
        for slot in self.layout.slots:
            if slot.time is not None and self.layout.unit == "date":
                self._dates(slot.time, slot.score)
            elif slot.time is not None:
                self._counted(slot.time)
        self._propose_missing()
        for form, (times, example) in self._forms.items():
            self._propose_form(form, times, example)

    def _make(self) -> None:
        """Make the columns that stand in no file: a date of its parts, a total of the answers."""
        layout = self.layout
        if layout.parts:
            year, month, day = (f"c{at}" for at in layout.parts)
            self.engine.execute(queries.PART.substitute(column=len(layout.headers), year=year, month=month, day=day))
        if layout.items:
            self.items.totals(len(layout.headers) + len(layout.made) - 1)
            self.notices += self.items.notices

    def _scores(self, at: int, minimum: float, maximum: float, name: str) -> None:
        number = queries.NUMBER.substitute(text="cell")
        plain = f"({number}) BETWEEN {float(minimum)!r} AND {float(maximum)!r}"
        odd = [OddText(*row, means_score(row[0], minimum, maximum)) for row in self._odd(at, plain, "true")]
        self._read_numbers(at, odd, f"expected a number from {minimum:g} to {maximum:g} ({name})")

    def _answers(self, at: int, options: Sequence[Option]) -> None:
        values = sorted(option.value for option in options)
        number = queries.NUMBER.substitute(text="cell")
        plain = f"({number}) IN ({', '.join(map(str, values))})"
        odd = [OddText(*row, means_answer(row[0], options)) for row in self._odd(at, plain, "true")]
        if self.items.coded_from_one:
            odd = [one for one in odd if bare(one.text) != str(values[-1] + 1)]
        listed = ", ".join(map(str, values))
        self._read_numbers(at, odd, f"expected one of {listed} ({self.reading.score_name})")

    def _read_numbers(self, at: int, odd: Sequence[OddText], expected: str) -> None:
        values = {one.text: value for one in odd if (value := self._taken(one)) is not None}
        self._replace(at, values)
        for one in odd:
            if one.text in values or one.meaning.form in self._forms or one.text in self._missing:
                continue
            if one.meaning.form not in ("missing", "out_of", "marked", "labelled"):
                self._fault(at, one, expected, self._way(one, at))
        self._pass_over(at, odd, values)

    def _pass_over(self, at: int, odd: Iterable[OddText], values: Mapping[str, str]) -> None:
        """Empty what cannot be read, where only further questions are looked for."""
        if self.reading.provisional:
            self._replace(at, {one.text: "" for one in odd if one.text not in values})

    def _taken(self, one: OddText) -> str | None:
        """Return what a text of a score is replaced by, empty for no value; None where it is asked about."""
        form, value = one.meaning.form, one.meaning.value
        marks = {mark.casefold() for mark in self.reading.marks}
        if not bare(one.text) or bare(one.text).casefold() in marks:
            return ""
        if form in ("plain", "comma", "worded") or form in self.settled.forms:
            if form == "worded" and form not in self._once:
                self._once.add(form)
                words = _("answers in words, such as '{example}', were read as the numbers that they count")
                self.notices.append(words.format(example=shown(one.text)))
            if form == "comma" and "decimal_comma" not in self._once:
                self._once.add("decimal_comma")
                self.notices.append(_("decimal commas were read, such as '{example}'").format(example=shown(one.text)))
            return repr(value)
        if form == "missing":
            times, record = self._missing.get(one.text, (0, one.record))
            self._missing[one.text] = times + one.times, min(record, one.record)
        elif form in ("out_of", "marked", "labelled"):
            times, example = self._forms.get(form, (0, one))
            self._forms[form] = times + one.times, example
        return None

    def _way(self, one: OddText, at: int) -> str:
        text = shown(one.text)
        if text.startswith("="):
            return _(FORMULA)
        if one.meaning.form == "other_maximum":
            return _(" (out of another number than {maximum:g}: is it another questionnaire?)").format(
                maximum=self.reading.maximum
            )
        if at in self.layout.items and one.meaning.form == "outside" and text.isdigit():
            return _(
                " (answers coded from 1? then take one off each; but an answer of 0 in the file speaks against it)"
            )
        if text.endswith("%"):
            return _(" (per cent of what? write the points themselves)")
        if self._is_a_word_for_a_score(text):
            return _(" (a word for a score: write the number)")
        if one.meaning.form == "unknown" and not any(letter.isdigit() for letter in text):
            way = self.reading.how_to_name_missing.format(mark=f'"{text}"' if " " in text or "," in text else text)
            return _(" (if that is a missing value: {way})").format(way=way)
        return ""

    def _is_a_word_for_a_score(self, text: str) -> bool:
        """True for the name of a band of scores, or a number in words: it is a value, never a missing one."""
        bands = self.reading.instrument.bands if self.reading.instrument else ()
        severe = {word for band in bands for word in key(band.label).split()} | SEVERITIES
        words = key(text).split()
        return bool(words) and (all(word in NUMBER_WORDS for word in words) or all(word in severe for word in words))

    def _dates(self, at: int, score: int) -> None:
        day = queries.DAY.substitute(text="cell")
        beside = f"c{score} IS NOT NULL"
        odd = [OddText(*row, means_date(row[0])) for row in self._odd(at, f"({day}) IS NOT NULL", beside)]
        order = self.settled.date_order
        values: dict[str, str] = {}
        for one in odd:
            value = in_order(one.meaning, order) if one.meaning.form == "slashes" and order else one.meaning.value
            if value is not None and (
                one.meaning.form in ("plain", "slashes") or one.meaning.form in self.settled.forms
            ):
                values[one.text] = f"@{value!r}"
            elif one.meaning.form == "excel_days":
                times, example = self._forms.get("excel_days", (0, one))
                self._forms["excel_days"] = times + one.times, example
            elif not (one.meaning.form == "slashes" and not order):
                self._fault(at, one, "expected a date such as 2026-03-31", self._way_of_date(one))
        slashed = [one for one in odd if one.meaning.form == "slashes"]
        swapped = self._are_swapped(at, score, slashed)
        self._replace(at, values)
        if self.reading.provisional:
            self._without_date(at, score, [one.text for one in odd if one.text not in values])
        if not order and not swapped:
            self._ask_order(at, slashed)

    def _are_swapped(self, at: int, score: int, slashed: Sequence[OddText]) -> bool:
        """Refuse dates of which only those with a day above 12 are left as they were written.

        A spreadsheet that is set to another country's dates turns 03/08/2026 into the 8th of March, and leaves
        17/08/2026, which is no day to it, a text.
        """
        if not slashed or SWAPPED in self.settled.sure or any(max(m.first, m.second) <= 12 for m in _meant(slashed)):
            return False
        day = queries.DAY.substitute(text=f"c{at}")
        query = f"SELECT c{at}, rowid, date_part('day', DATE '1970-01-01' + CAST({day} AS INTEGER)) AS n FROM raw"
        rows = self.engine.execute(f"{query} WHERE ({day}) IS NOT NULL AND c{score} IS NOT NULL ORDER BY 2").fetchall()
        if not rows or any(number > 12 for _text, _record, number in rows):
            return False
        (text, record, _number), other = rows[0], slashed[0]
        problem = _(
            "expected dates of one form, found '{text}', and '{other}' in row {row}: a spreadsheet may have taken the "
            "month for the day in all that have no day above 12 (write them as 2026-03-31 from the original, or {sure})"
        )
        words = {"text": shown(str(text)), "other": shown(other.text), "row": self._row(other)}
        problem = problem.format(**words, sure=self.reading.ways.sure.format(code=SWAPPED))
        place = BadInput(problem, file=self.reading.path, row=self.source.row_of(record), column=self._name(at))
        self.faults.append((record * max(1, len(self.layout.slots)), place))
        return True

    def _without_date(self, at: int, score: int, texts: Sequence[str]) -> None:
        if texts:
            condition = f"c{at} IN ({', '.join(map(literal, texts))})"
            self.engine.execute(f"UPDATE raw SET c{score} = NULL WHERE {condition}")

    def _ask_order(self, at: int, odd: Sequence[OddText]) -> None:
        """A day above 12 proves the order, but whoever asks sees it before it counts."""
        if not odd:
            return
        proven, contradicts = proven_order(one.meaning for one in odd)
        first = odd[0]
        if proven:
            proof = next(one for one in odd if max(one.meaning.first, one.meaning.second) > 12)
            words = _("the day stands first") if proven == "dmy" else _("the month stands first")
            text = _("column '{column}': {words} in dates such as '{example}', as '{proof}' in row {row} shows")
            text = text.format(
                column=self._name(at),
                words=words,
                example=shown(first.text),
                proof=shown(proof.text),
                row=self._row(proof),
            )
            way = self.reading.ways.date_order.format(order=proven)
            self.proposals.append(Proposal("date_order", text, {"date_order": proven}, way))
            return
        if contradicts:
            early = next(one for one in odd if one.meaning.first > 12)
            late = next(one for one in odd if one.meaning.second > 12)
            way = _(
                " (the day stands first in '{early}', row {a}, and second in '{late}', row {b}: write dates as "
                "2026-03-31)"
            ).format(early=shown(early.text), a=self._row(early), late=shown(late.text), b=self._row(late))
        else:
            ways = [self.reading.ways.date_order.format(order=order) for order in ("dmy", "mdy")]
            way = _(" (no day above 12 shows which number is the day: {dmy} or {mdy})").format(dmy=ways[0], mdy=ways[1])
        self._fault(at, first, "expected a date such as 2026-03-31", way)

    def _way_of_date(self, one: OddText) -> str:
        if one.meaning.form == "no_day":
            return _(" (a date needs its day; only the month is there)")
        if one.meaning.form == "no_year":
            return _(" (a date needs its year)")
        if one.text.startswith("="):
            return _(FORMULA)
        if one.text.replace(".", "").isdigit():
            return _(" (a number; if the column counts from the start: --columns day=, week=, month= or session=)")
        return ""

    def _counted(self, at: int) -> None:
        """Read times since the start that pandas wrote as micro- or nanoseconds."""
        number = queries.NUMBER.substitute(text=f"c{at}")
        most, whole = self._one(queries.AS_TICKS.substitute(number=number, furthest=FURTHEST, column=at))
        if not most or not whole or self.layout.unit != "day":
            return
        unit, words = (86_400_000_000_000, _("nanoseconds")) if whole == 2 else (86_400_000_000, _("microseconds"))
        self.engine.execute(f"UPDATE raw SET c{at} = CAST(({number}) / {unit} AS VARCHAR) WHERE c{at} IS NOT NULL")
        self.notices.append(
            _("times in {words} were read as days, such as {n:g} days").format(words=words, n=most / unit)
        )

    def _odd(self, at: int, plain: str, beside: str) -> Iterable[tuple[str, int, int]]:
        query = queries.ODD.substitute(column=at, plain=plain, beside=beside)
        return self.engine.execute(f"{query} LIMIT {MOST_TEXTS}").fetchall()

    def _replace(self, at: int, values: dict[str, str]) -> None:
        if not values:
            return
        replace_texts(self.engine, at, {text: value or None for text, value in values.items()})

    def _propose_missing(self) -> None:
        if not self._missing:
            return
        seen = sorted(self._missing.items(), key=lambda one: one[1][1])
        listed = ", ".join(
            f"'{shown(text)}' ({times_from(times, self.source.row_of(record))})"
            for text, (times, record) in seen[:LISTED]
        )
        marks = ",".join(f'"{text}"' if "," in text or '"' in text else text for text, _where in seen)
        way = self.reading.how_to_name_missing.format(mark=f'"{marks}"')
        text = _("there is no value where it says {listed}").format(listed=listed)
        self.proposals.append(Proposal("missing", text, {"missing": tuple(mark for mark, _where in seen)}, way))

    def _propose_form(self, form: str, times: int, example: OddText) -> None:
        meant = ""
        if form == "excel_days" and example.meaning.value is not None:
            (meant,) = self._one(
                f"SELECT CAST(DATE '1970-01-01' + CAST({example.meaning.value} AS INTEGER) AS VARCHAR)"
            )
        words = FORM_WORDS[form].format(example=shown(example.text), meant=meant)
        text = f"{words} ({times_from(times, self.source.row_of(example.record))})"
        self.proposals.append(Proposal(form, text, {"forms": (form,)}))

    def _fault(self, at: int, one: OddText, expected: str, way: str) -> None:
        again = _(", {n} times").format(n=one.times) if one.times > 1 else ""
        problem = f"{expected}, found '{shown(one.text)}'{again}{way}"
        place = BadInput(problem, file=self.reading.path, row=self._row(one), column=self._name(at))
        self.faults.append((one.record * max(1, len(self.layout.slots)), place))

    def _row(self, one: OddText) -> int:
        return self.source.row_of(one.record)

    def _name(self, at: int) -> str:
        return self.layout.name(at)

    def _one(self, query: str) -> tuple[Any, ...]:
        return self.engine.execute(query).fetchone() or ()


def _meant(odd: Iterable[OddText]) -> Iterator[Meaning]:
    return (one.meaning for one in odd)


def in_file_order(faults: Iterable[tuple[int, BadInput]]) -> Iterator[BadInput]:
    """Yield faults as a person reads the file, from its top."""
    for _place, fault in sorted(faults, key=lambda one: one[0]):
        yield fault
