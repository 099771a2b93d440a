"""Answers to each question, many rows at once: what a cell means, how they are coded, what they come to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from unstuck.instruments.definition import Instrument, Option
from unstuck.instruments.scoring import score
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.population.engines import queries
from unstuck.population.engines.cell_texts import LABELLED, Meaning, bare, means_score
from unstuck.population.engines.column_names import key
from unstuck.population.engines.looking import Looking
from unstuck.population.engines.question_columns import further_questions
from unstuck.population.engines.questions import Proposal
from unstuck.population.engines.reading import shown

_NUMBER_BEHIND = re.compile(r"(.*\S)\s*[(\[=:–-]\s*(\d+)[)\]]?")
"""An answer in words with what it counts behind it: Several days (1)."""
FROM_ONE, WHOSE = "from_one", "items"
MANY_MORE = 2
"""From so many further questions on it is asked whose answers they are."""
IN_SPANISH = {
    "nunca": "not at all", "ningun dia": "not at all", "varios dias": "several days",
    "mas de la mitad de los dias": "more than half the days", "casi todos los dias": "nearly every day",
}  # fmt: skip
"""The answers of PHQ-9 and GAD-7 in their authors' own Spanish forms (phqscreeners.com), without accents."""
MANY_ANSWERS = 60
"""From so many answers without a single one of the lowest value it is said that they may be coded from 1."""


def means_answer(text: str, options: Sequence[Option]) -> Meaning:
    """Return what a cell in a column of answers means: a number among the options, or an option in words.

    >>> often = (Option(0, "Not at all"), Option(1, "Several days"))
    >>> [means_answer(one, often).form for one in ("1", "several  days", "1 - Several days", "0 - Several days", "1.5")]
    ['plain', 'worded', 'worded', 'unknown', 'outside']
    >>> [means_answer(one, often).form for one in ("Several days (1)", "Several days (0)")]
    ['worded', 'unknown']
    """
    values = {float(option.value) for option in options}
    words = {key(option.text): float(option.value) for option in options if key(option.text)}
    plain = bare(text)
    if (label := _label(plain)) in words:
        return Meaning("worded", words[label])
    if (match := LABELLED.fullmatch(plain)) and (label := _label(plain[match.end(1) :])) in words:
        return Meaning("worded", words[label]) if float(match[1]) == words[label] else Meaning("unknown")
    if (match := _NUMBER_BEHIND.fullmatch(plain)) and (label := _label(match[1])) in words:
        return Meaning("worded", words[label]) if float(match[2]) == words[label] else Meaning("unknown")
    found = means_score(text, min(values), max(values))
    return found if found.value is None or found.value in values else Meaning("outside")


def _label(text: str) -> str:
    """Return an answer in words as it is compared; the Spanish one as the English."""
    label = key(text)
    return IN_SPANISH.get("".join(one for one in unicodedata.normalize("NFKD", label) if one.isascii()), label)


class ItemAnswers(Looking):
    """Looks at the columns of answers as a whole, and makes their totals by the questionnaire's own rules."""

    coded_from_one = False

    @property
    def instrument(self) -> Instrument:
        """The questionnaire that was answered."""
        assert self.reading.instrument is not None  # noqa: S101  (there are no items without one)
        return self.reading.instrument

    def whose(self) -> None:
        """Ask whether these are the questionnaire's answers, where the file has more questions than it.

        One more is usual: PHQ-9 and GAD-7 end with one on how hard it was, which does not count.
        """
        columns = tuple(self.layout.headers[at] for at in self.layout.items)
        more = further_questions(self.layout.headers, columns)
        if more < MANY_MORE or self.settled.items:
            return
        text = _("{n} questions are numbered and {name} has {items}: '{first}' to '{last}' are taken for its answers")
        words = {"n": len(columns) + more, "name": self.reading.score_name, "items": len(columns)}
        said = text.format(**words, first=shown(columns[0]), last=shown(columns[-1]))
        self.proposals.append(Proposal(WHOSE, said, {"items": columns}))

    def coding(self) -> None:
        """Ask whether the answers are coded from 1, as surveys do, where none is 0 and one is above the highest."""
        lowest, highest, count = 2.0, -1.0, 0
        for item, at in zip(self.instrument.items, self.layout.items, strict=True):
            values = [option.value for option in self.instrument.options_of(item)]
            number = queries.NUMBER.substitute(text=f"c{at}")
            least, most, n = self._one(
                f"SELECT min(n) - {min(values)}, max(n) - {max(values)}, count(n) FROM (SELECT {number} AS n FROM raw) "
                f"WHERE n BETWEEN {min(values)} AND {max(values) + 1}"
            )
            if n:
                lowest, highest, count = min(lowest, least), max(highest, most), count + n
        if lowest < 1 or not count:
            return
        if highest == 1:
            self._from_one()
        elif count >= MANY_ANSWERS:
            text = _("none of {n} answers has the lowest value: if they are coded from 1, take one off each")
            self.notices.append(text.format(n=count))

    def _from_one(self) -> None:
        self.coded_from_one = True
        if FROM_ONE in self.settled.forms:
            for at in self.layout.items:
                number = queries.NUMBER.substitute(text=f"c{at}")
                self.engine.execute(
                    f"UPDATE raw SET c{at} = CAST(CAST({number} AS INTEGER) - 1 AS VARCHAR) WHERE {number} IS NOT NULL "
                    f"AND {number} = floor({number}) AND {number} >= 1"
                )
            self.notices.append(_("answers coded from 1 were read as counted from 0: one was taken off each"))
            return
        text = _("no answer is 0 and some are one above the highest: coded from 1, so one is taken off each")
        self.proposals.append(Proposal(FROM_ONE, text, {"forms": (FROM_ONE,)}))

    def totals(self, at: int) -> None:
        """Fill the column of totals; sets of answers that stand several times are scored once."""
        cells = ", ".join(f"CAST(TRY_CAST(c{item} AS DOUBLE) AS INTEGER)" for item in self.layout.items)
        values = [
            (item.code, {option.value for option in self.instrument.options_of(item)}) for item in self.instrument.items
        ]
        sets = self._all(
            f"SELECT [{cells}] AS answers, count(*), min(rowid) FROM raw WHERE {self._scored()} GROUP BY 1 ORDER BY 3"
        )
        texts, totals, gaps = list[Any](), list[str | None](), {True: (0, 0), False: (0, 0)}
        for answers, times, record in sets:
            known = {code: answer for (code, allowed), answer in zip(values, answers, strict=True) if answer in allowed}
            total = score(self.instrument, known).total
            if len(known) < len(values):
                before, first = gaps[total is None]
                gaps[total is None] = (before + times, first if before else record)
            texts.append(answers)
            totals.append(None if total is None else repr(total))
        self.engine.execute("CREATE OR REPLACE TEMP TABLE totals (answers INTEGER[], total VARCHAR)")
        self.engine.execute("INSERT INTO totals SELECT unnest(?::INTEGER[][]), unnest(?::VARCHAR[])", [texts, totals])
        self.engine.execute(f"UPDATE raw SET c{at} = total FROM totals WHERE [{cells}] = answers AND {self._scored()}")
        self._say_gaps(*gaps[True], *gaps[False])

    def _say_gaps(self, short: int, first_short: int, filled: int, first_filled: int) -> None:
        """Say how many rows have too few answers for a total, and how many totals stand for missing ones too."""
        if short:
            text = "{n} row has too many answers missing for a total: row {row}"
            plural = "{n} rows have too many answers missing for a total, the first of them row {row}"
            self.notices.append(ngettext(text, plural, short).format(n=short, row=self.source.row_of(first_short)))
        if filled:
            text = "{n} total was made by the questionnaire's rule for missing answers, in row {row}"
            plural = "{n} totals were made by the questionnaire's rule for missing answers, the first in row {row}"
            self.notices.append(ngettext(text, plural, filled).format(n=filled, row=self.source.row_of(first_filled)))
