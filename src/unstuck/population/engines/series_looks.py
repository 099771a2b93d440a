"""Two series in one column: which other column splits the rows, and how to choose between its values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from unstuck.language import gettext as _
from unstuck.population.engines import queries
from unstuck.population.engines.column_names import MEASURE, RATER, instrument_named, key
from unstuck.population.engines.looking import EVERYTHING, Looking
from unstuck.population.engines.questions import LISTED, Proposal
from unstuck.population.engines.reading import shown
from unstuck.population.engines.sources import literal

MOST_VALUES, MOST_QUESTIONNAIRES = 12, 200
"""How many different values a column may hold that says of which kind a row is; the second where it is named so."""
FEW = 4
"""Where fewer than a quarter of the clients are concerned it is said with the result, not asked (our own default)."""
SAMPLED = 6_000
"""Of so many clients, spread over the whole file, all rows are looked through for values that take turns."""
BIG_DIFFERENCE = 0.5
"""Share of the differences within clients that lies between the values of a column, from which it is asked about."""
VOID = re.compile(
    r"(is[ _])?(deleted|void(ed)?|cancell?ed|entered[ -]in[ -]error|draft|duplicate|invalid|withdrawn score"
    r"|eliminad[ao]|anulad[ao]|borrador)",
    re.IGNORECASE,
)
"""What a column says of rows that somebody struck out, or how the column is named that says yes of them."""
YES = re.compile(r"yes|y|true|x|sí|si|1", re.IGNORECASE)
QUESTIONNAIRE = re.compile(r"\b(measures?|instruments?|questionnaires?|scales?|subscales?|tools?|fragebogen)\b")
"""Columns of which two values are two questionnaires, whether or not they take turns."""


@dataclass(frozen=True)
class Turns:
    """Of the clients with several scores: in how many a column's values take turns, in how many there are several,
    and what share of the differences within those lies between the values."""

    clients: int
    mixed: int
    several: int
    share: float | None


class SeriesLooks(Looking):
    """Looks at columns beside the scores that say of which kind a row is: questionnaires, raters, others."""

    _sampled = False

    def splits(self) -> None:
        """Ask about columns that split the rows: questionnaires, raters, others whose values differ in their scores."""
        if self.reading.wide:
            return
        self._named_for_another()
        settled = {name for name, _value in self.settled.where} | {self.settled.episode}
        self._sampled = False
        for at in self._telling:
            name = self.layout.headers[at]
            if name not in settled:
                self._split(at, name)

    @property
    def _telling(self) -> list[int]:
        """The columns that may say of which kind a row is: all that are looked at, but those of answers."""
        answers = {*self.layout.beside, *(at for _code, at in self.layout.safety)}
        return [at for at in self.layout.others if at not in answers]

    def _named_for_another(self) -> None:
        """A column that is named for another questionnaire holds that one's scores."""
        for at in dict.fromkeys(self.scores):
            if at >= len(self.layout.headers):
                continue
            named = instrument_named(self.layout.headers[at])
            if (
                named not in (None, self.reading.score_name)
                and self.reading.instrument
                and "questionnaire" not in self.settled.sure
            ):
                problem = _(
                    "expected scores of {wanted}, found a column named for {named} ({way}, or {sure} if only "
                    "its name is wrong)"
                )
                self._fault(
                    0,
                    problem.format(
                        wanted=self.reading.score_name,
                        named=named,
                        way=self.reading.ways.questionnaire.format(named=named),
                        sure=self.reading.ways.sure.format(code="questionnaire"),
                    ),
                    None,
                    self.layout.headers[at],
                )

    def _split(self, at: int, name: str) -> None:
        words = key(name)
        most = MOST_QUESTIONNAIRES if QUESTIONNAIRE.search(words) else MOST_VALUES
        values = self._values(at, most + 1)
        if not values or len(values) > most:
            return
        if void := [
            value for value in values if VOID.fullmatch(value) or (VOID.fullmatch(name) and YES.fullmatch(value))
        ]:
            self._refuse_void(at, name, void[0], [value for value in values if value not in void])
            return
        measures = {value: named for value in values if (named := instrument_named(value))}
        if measures and (len(values) > 1 or MEASURE.search(words)):
            self._ask_measure(name, values, measures)
        elif len(values) > 1:
            self._ask_split(at, name, values)

    def _refuse_void(self, at: int, name: str, void: str, others: Sequence[str]) -> None:
        """Rows that somebody struck out are no scores; whether others of the column are is for a person to say."""
        (record,) = self._one(f"SELECT min(rowid) FROM raw WHERE c{at} = {literal(void)} AND {self._scored()}")
        problem = _("expected rows that count, found '{void}' (choose: {way}; to take them all: {every})")
        way = " ".join(self._choose(name, value) for value in others) or _("take those rows out")
        place = record * len(self.layout.slots)
        words = {"void": shown(void), "way": way, "every": self._choose(name, EVERYTHING)}
        self._fault(place, problem.format(**words), place, name)

    def _values(self, at: int, most: int) -> list[str]:
        """Return the values that stand beside scores anywhere in the file, in its order."""
        query = f"SELECT c{at} FROM raw WHERE nullif(c{at}, '') IS NOT NULL AND {self._scored()} GROUP BY 1"
        return [str(row[0]) for row in self._all(f"{query} ORDER BY min(rowid) LIMIT {most}")]

    def _ask_measure(self, name: str, values: list[str], measures: dict[str, str]) -> None:
        wanted = [value for value, named in measures.items() if named == self.reading.score_name]
        others = [value for value in values if value not in wanted]
        if not others:
            return
        if wanted:
            text = _("column '{name}' holds {seen}: only the rows of {wanted} are scores of {measure}")
            text = text.format(name=name, seen=_quoted(values), wanted=_quoted(wanted), measure=self.reading.score_name)
            way = " ".join(self._choose(name, value) for value in wanted)
            pairs = tuple((name, value) for value in wanted)
            self.proposals.append(Proposal("measure", text, {"where": pairs}, way))
            return
        problem = _("expected rows of one questionnaire, {wanted}, found {seen} (choose: {way})")
        ways = {"seen": _quoted(values), "way": self._choose(name, values[0])}
        self._fault(0, problem.format(wanted=self.reading.score_name, **ways), None, name)

    def _ask_split(self, at: int, name: str, values: list[str]) -> None:
        """Ask about a column whose values are of several kinds within clients, where its name or the scores say it
        matters; say it with the result where that is so of few clients."""
        words, turns = key(name), self._alternating(at)
        strict = bool(QUESTIONNAIRE.search(words))
        mixed = turns.several if strict else turns.mixed
        named = strict or MEASURE.search(words) or RATER.search(words)
        if not mixed or (not named and (turns.share or 0.0) < BIG_DIFFERENCE):
            return
        ways = {"way": self._choose(name, values[0]), "every": self._choose(name, EVERYTHING)}
        counts = {"seen": _quoted(values), "mixed": mixed, "clients": turns.clients}
        if strict or mixed * FEW >= turns.clients:
            problem = _(
                "expected one series for each client, found {seen} by turns in the rows of {mixed} of {clients} "
                "clients (choose: {way}; to take them all: {every})"
            )
            self._fault(0, problem.format(**counts, **ways), None, name)
        elif named:
            text = _(
                "column '{name}' holds {seen} by turns in the rows of {mixed} of {clients} clients, and all were read "
                "as one series each (choose: {way})"
            )
            self.notices.append(text.format(name=name, **counts, **ways))

    def _choose(self, name: str, value: str) -> str:
        return self.reading.ways.where.format(column=name, value=value)

    def _alternating(self, at: int) -> Turns:
        self._sample()
        clients, mixed, between, within, several = self._one(queries.ALTERNATING.substitute(column=f"c{at}"))
        share = float(between) / float(within) if within else None
        return Turns(int(clients or 0), int(mixed or 0), int(several or 0), share)

    def _sample(self) -> None:
        """Lay the rows of a sample of clients ready, once: all of them cost too much in a large file."""
        if self._sampled:
            return
        self._sampled = True
        (clients,) = self._one("SELECT count(*) FROM clients")
        columns = ", ".join(f"r.c{at}" for at in self._telling)
        step, width = max(1, clients // SAMPLED), len(self.layout.slots)
        self.engine.execute(queries.SAMPLE.substitute(columns=columns, step=step, width=width))

    def apart(self, place: int, other: int) -> str:
        """Say which column tells two rows of the same client and time apart, and how to choose."""
        rows = (place // len(self.layout.slots), other // len(self.layout.slots))
        for at in self._telling:
            one, two = (self._one(f"SELECT c{at} FROM raw WHERE rowid = {row}")[0] for row in rows)
            if one is not None and two is not None and one != two and len(str(one)) < 40:
                name = self.layout.headers[at]
                return _(" (they differ in '{name}', '{one}' and '{two}': {way})").format(
                    name=name, one=shown(str(one)), two=shown(str(two)), way=self._choose(name, str(two))
                )
        return ""


def _quoted(values: Sequence[str]) -> str:
    listed = ", ".join(f"'{shown(value)}'" for value in values[:LISTED])
    return listed if len(values) <= LISTED else _("{listed} and {n} more").format(listed=listed, n=len(values) - LISTED)
