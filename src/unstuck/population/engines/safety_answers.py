"""Answers above zero to a question that must not be overlooked: each with its client, its day and its row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unstuck.instruments.definition import Option
from unstuck.language import gettext as _
from unstuck.population.engines import queries
from unstuck.population.engines.cell_texts import bare
from unstuck.population.engines.item_answers import means_answer
from unstuck.population.engines.looking import Looking
from unstuck.population.engines.questions import LISTED
from unstuck.population.engines.reading import shown
from unstuck.population.engines.sources import literal


@dataclass(frozen=True)
class SafetyAnswer:
    """One such answer. `occasion`: the file's own time as in `Piece.occasions`, None where the row has none."""

    item: str
    answer: float
    client: str
    row: int
    occasion: float | None


def coded_from_one(texts: Sequence[str], options: Sequence[Option]) -> bool:
    """True where no answer is the lowest and one is just above the highest, as surveys code them.

    >>> from unstuck.instruments import load
    >>> options = load("PHQ-9").options
    >>> [coded_from_one(texts, options) for texts in (["1", "4"], ["0", "4"], ["1", "3"])]
    [True, False, False]
    """
    lowest, highest = min(one.value for one in options), max(one.value for one in options)
    numbers = {int(text) for text in map(bare, texts) if text.isdigit()}
    return highest + 1 in numbers and lowest not in numbers


class SafetyAnswers(Looking):
    """Looks at the items that a person must respond to, in rows without a total too."""

    def found(self) -> tuple[SafetyAnswer, ...]:
        """Return all answers above zero, and say so first."""
        return tuple(answer for code, at in self.layout.safety for answer in self._of_item(code, at))

    def _of_item(self, code: str, at: int) -> list[SafetyAnswer]:
        above = self._above_zero(code, at)
        rows = self._all(
            f"SELECT rowid, {self._client()}, c{at}, {self._occasion()} FROM raw "
            f"WHERE c{at} IN ({', '.join(map(literal, above)) or 'NULL'}) AND {self._client()} IS NOT NULL ORDER BY 1"
        )
        answers = [
            SafetyAnswer(code, above[str(text)], str(client), self.source.row_of(record), occasion)
            for record, client, text, occasion in rows
        ]
        if answers:
            self._report(code, answers)
        return answers

    def _above_zero(self, code: str, at: int) -> dict[str, float]:
        """Return the texts of the column that mean more than zero, with what they mean."""
        instrument = self.reading.instrument
        items = instrument.items if instrument else ()
        options = [option for one in items if one.code == code and instrument for option in instrument.options_of(one)]
        texts = [str(text) for (text,) in self._all(f"SELECT DISTINCT c{at} FROM raw WHERE c{at} IS NOT NULL")]
        values = {text: means_answer(text, options).value or 0.0 for text in texts}
        if at not in self.layout.items and coded_from_one(texts, options):
            values = {text: float(bare(text)) - 1 for text in texts if bare(text).isdigit()}
        return {text: value for text, value in values.items() if value > 0}

    def _occasion(self) -> str:
        """SQL for the file's own time as a number; of a file with one row a client, none."""
        time = self.layout.slots[-1].time
        if time is None:
            return "NULL"
        reader = queries.DAY if self.layout.unit == "date" else queries.NUMBER
        return reader.substitute(text=f"c{time}")

    def _report(self, code: str, answers: list[SafetyAnswer]) -> None:
        listed = ", ".join(
            _("{client} in row {row}").format(client=shown(one.client), row=one.row) for one in answers[:LISTED]
        )
        more = _(" and {n} more").format(n=len(answers) - LISTED) if len(answers) > LISTED else ""
        text = _(
            "safety first: item {item} was answered above zero: {listed}{more}. A person needs to respond to each."
        )
        self.notices.append(text.format(item=code, listed=listed, more=more))
