"""The guess that is offered for a file of which nothing is known yet: the rules of `unstuck analyse`."""

from __future__ import annotations

from collections.abc import Sequence

from unstuck.population.engines.column_names import guess
from unstuck.population.engines.sheet import Sheet


def guessed(headers: Sequence[str], instrument: str = "") -> Sheet:
    """Return the columns that go by their usual names; of two that could be meant, none.

    >>> sheet = guessed(["Client ID", "PHQ-9 total", "Week"], "PHQ-9")
    >>> sheet.client, sheet.unit, sheet.score, sheet.time
    ('Client ID', 'week', 'PHQ-9 total', 'Week')
    """
    found = guess(headers, instrument)
    return Sheet(found.client, found.unit or "date", found.score, found.time)
