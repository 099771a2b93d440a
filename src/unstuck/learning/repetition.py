"""Spaced repetition of what went wrong, by FSRS (Ye, Su and Cao 2022, KDD, doi:10.1145/3534678.3539081)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from fsrs import Card, Rating, Scheduler


@cache
def _scheduler() -> Scheduler:
    """Return the scheduler: its own parameters, no chance in it, and days as its shortest step."""
    return Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())


def due_again(answers: Sequence[tuple[datetime, bool]]) -> datetime | None:
    """Return when a story is due again, given its answers in order: when, and whether as the rules have it.

    None while it never went wrong: what went well at first sight does not come back.

    >>> from datetime import UTC
    >>> day = datetime(2026, 11, 2, 9, tzinfo=UTC)
    >>> due_again([(day, True)]) is None, due_again([(day, False)]).date().isoformat()
    (True, '2026-11-03')
    """
    wrong = next((place for place, (_at, right) in enumerate(answers) if not right), None)
    if wrong is None:
        return None
    card = Card(card_id=1, due=answers[wrong][0])
    for at, right in answers[wrong:]:
        card, _log = _scheduler().review_card(card, Rating.Good if right else Rating.Again, at)
    return card.due
