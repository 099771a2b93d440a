"""Whether totals are what they are taken for, where the answers stand beside them or their size tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unstuck.instruments.definition import Instrument, Option
from unstuck.instruments.scoring import score
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.population.engines.cell_texts import bare
from unstuck.population.engines.item_answers import means_answer
from unstuck.population.engines.looking import Looking
from unstuck.population.engines.safety_answers import coded_from_one

TOTALS = "totals"
FEWEST_ROWS, MOST_APART = 5, 0.5
"""From so many rows on it is no slip where in more than this share of them the answers make another total (our own
default)."""
MOST_UNEVEN = 3
"""Where more than one score in so many is not whole, it is said: one missing answer here and there does not explain
that (our own default)."""


class TotalLooks(Looking):
    """Looks at totals beside their answers, before anything is made of them, and at what their size says."""

    def beside(self) -> None:
        """Say where a total is not what the answers in its row come to; refuse totals that mostly are not."""
        if not self.layout.beside or TOTALS in self.settled.sure:
            return
        self._without_total()
        rows, apart, first = self._apart()
        if not apart:
            return
        record, total, made = first
        column, place = self.layout.name(self.scores[-1]), self.source.row_of(record)
        if rows >= FEWEST_ROWS and apart > MOST_APART * rows:
            problem = _(
                "expected the total of the answers beside it, {made:g}, found {total:g}, and another one in {n} of "
                "{rows} rows (take that column out of the file, and the total is made from the answers; or {sure})"
            )
            words = {"made": made, "total": total, "n": apart, "rows": rows}
            problem = problem.format(**words, sure=self.reading.ways.sure.format(code=TOTALS))
            self._fault(record * len(self.layout.slots), problem, record * len(self.layout.slots), column)
            return
        text = ngettext(
            "{n} total is not what the answers beside it come to, in row {row}: {total:g} instead of {made:g}; the "
            "total was read",
            "{n} totals are not what the answers beside them come to, the first in row {row}: {total:g} instead of "
            "{made:g}; the totals were read",
            apart,
        )
        self.notices.append(text.format(n=apart, row=place, total=total, made=made))

    def _without_total(self) -> None:
        """Say which rows have answers and no total beside them: nothing of them is read."""
        answered = " AND ".join(f"c{at} IS NOT NULL" for at in self.layout.beside)
        n, record = self._one(f"SELECT count(*), min(rowid) FROM raw WHERE c{self.scores[-1]} IS NULL AND {answered}")
        if n:
            text = ngettext(
                "{n} row has answers and no total, and was left out: row {row}",
                "{n} rows have answers and no total, and were left out, the first of them row {row}",
                n,
            ) + _(" (without the column of totals in the file, totals are made from the answers)")
            self.notices.append(text.format(n=n, row=self.source.row_of(record)))

    def _apart(self) -> tuple[int, int, tuple[int, float, float]]:
        """Return how many rows have enough answers and a total, in how many they differ, and the first of these."""
        columns, total = self.layout.beside, self.scores[-1]
        cells = ", ".join(f"c{at}" for at in columns)
        answered = f"c{total} IS NOT NULL AND (" + " OR ".join(f"c{at} IS NOT NULL" for at in columns) + ")"
        sets = self._all(
            f"SELECT [{cells}] AS answers, TRY_CAST(c{total} AS DOUBLE) AS total, count(*), min(rowid) FROM raw "
            f"WHERE {answered} GROUP BY 1, 2 ORDER BY 4"
        )
        meant = self._meanings(sets)
        rows, apart, first = 0, 0, (0, 0.0, 0.0)
        for answers, said, times, record in sets:
            given = [
                (code, meaning.get(text))
                for code, meaning, text in zip(self._codes, meant, answers, strict=True)
                if text
            ]
            known = {code: value for code, value in given if value is not None}
            if said is None or len(known) < len(given):
                continue
            made = score(self._instrument, known).total
            rows += times
            if made is not None and abs(made - said) > 0.5:
                first = first if apart else (record, said, made)
                apart += times
        return rows, apart, first

    @property
    def _instrument(self) -> Instrument:
        assert self.reading.instrument is not None  # noqa: S101  (there are no answers without one)
        return self.reading.instrument

    @property
    def _codes(self) -> list[str]:
        return [item.code for item in self._instrument.items]

    def _meanings(self, sets: list[tuple[Any, ...]]) -> list[dict[str, int]]:
        """Return for each column of answers what its texts count; those coded from 1, one less."""
        texts = [
            sorted({answers[at] for answers, *_rest in sets if answers[at]}) for at in range(len(self.layout.beside))
        ]
        options = [self._instrument.options_of(item) for item in self._instrument.items]
        from_one = coded_from_one([text for every in texts for text in every], self._instrument.options)
        return [
            {text: int(value) for text in every if (value := _value(text, of, from_one=from_one)) is not None}
            for every, of in zip(texts, options, strict=True)
        ]

    def uneven(self) -> None:
        """Say so where many scores are not whole, though the totals of the questionnaire are."""
        instrument = self.reading.instrument
        if instrument is None or instrument.scoring.method != "sum" or self.layout.items:
            return
        count, broken, place = self._one(
            "SELECT count(*), count(*) FILTER (score <> floor(score)), min(place) FILTER (score <> floor(score)) "
            "FROM scores"
        )
        if count < FEWEST_ROWS or broken * MOST_UNEVEN <= count:
            return
        text = _(
            "{n} scores are not whole, the first in row {row}, although totals of {name} are: were they converted?"
        )
        row = self.source.row_of(place // len(self.layout.slots))
        self.notices.append(text.format(n=broken, row=row, name=self.reading.score_name))


def _value(text: str, options: Sequence[Option], *, from_one: bool) -> int | None:
    """Return what an answer counts, None where it says nothing certain.

    >>> often = (Option(0, "Not at all"), Option(1, "Several days"))
    >>> [_value(text, often, from_one=False) for text in ("1", "Several days", "2")], _value("2", often, from_one=True)
    ([1, 1, None], 1)
    """
    if from_one and bare(text).isdigit():
        return int(bare(text)) - 1
    meaning = means_answer(text, options)
    return int(meaning.value) if meaning.value is not None and meaning.form in ("plain", "worded") else None
