"""What a client's screen sends: one answer, or none."""

from __future__ import annotations

from collections.abc import Mapping

from unstuck.web.checkins.questionnaires import Question
from unstuck.web.components.fields import LONGEST_TEXT

LONGEST_WORDS = LONGEST_TEXT
SKIPPED = "skip"


def values_from(question: Question, typed: Mapping[str, str]) -> dict[str, int | None] | None:
    """Return the answers of one screen by item; None where what was sent is none of the answers."""
    sent = typed.get("value", "")
    values: dict[str, int | None] = {}
    if sent == SKIPPED:
        values[question.item.code] = None
    else:
        known = {str(option.value): option.value for option in question.options}
        if sent not in known:
            return None
        values[question.item.code] = known[sent]
    for item in question.beside:
        values[item.code] = 1 if typed.get(item.code) == "1" else 0
    return values
