"""The guess that is offered for a file of which nothing is known yet: the rules of `unstuck analyse`."""

from __future__ import annotations

from collections.abc import Sequence

from unstuck.instruments import load
from unstuck.population.engines.column_names import guess
from unstuck.population.engines.question_columns import item_columns
from unstuck.population.engines.questions import Settled
from unstuck.population.engines.sheet import Sheet


def guessed(headers: Sequence[str], instrument: str = "", top: Sequence[Sequence[str]] = ()) -> Sheet:
    """Return the columns that go by their usual names; of two that could be meant, none.

    >>> sheet = guessed(["Client ID", "PHQ-9 total", "Week"], "PHQ-9")
    >>> sheet.client, sheet.unit, sheet.score, sheet.time
    ('Client ID', 'week', 'PHQ-9 total', 'Week')
    >>> guessed(["id", "date", "Q1", "Q2"], "PHQ-2").settled.items
    ('Q1', 'Q2')
    """
    items = load(instrument).items if instrument else ()
    found = guess(headers, instrument, items, top)
    return Sheet(found.client, found.unit or "date", found.score, found.time, settled=Settled(items=found.items))


def answer_columns(headers: Sequence[str], instrument: str) -> tuple[str, ...]:
    """Return the columns of the answers to each question, in the questionnaire's order; none where one is missing."""
    items = load(instrument).items
    return item_columns(headers, items)
