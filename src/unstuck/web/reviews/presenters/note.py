"""The note for the record, composed from what was recorded. Plain text: it is pasted into another system."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.timezone import localdate

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.alerts.story import reason_now
from unstuck.web.caseload.cases import Facts
from unstuck.web.caseload.facts_in_words import current_answers
from unstuck.web.caseload.models import Standing
from unstuck.web.caseload.questions import themes
from unstuck.web.reviews.models import Decision, ReviewStep


def composed(standing: Standing, facts: Facts, spots: Iterable[str], moved: Sequence[ReviewStep], today: date) -> str:
    """Return the note of a review as of today."""
    reason = reason_now(standing.reason, ended=standing.episode.ended_on is not None)
    parts = [
        (_("Review of progress, %(day)s.") % {"day": spell_date(today)}, []),
        (_("What we see:"), [reason] if reason else []),
        (_("What may be missing:"), list(spots)),
        (_("What was tried:"), _held("approach", facts)),
        (_("Consulted:"), _held("consultation", facts)),
        (_("Talked about with the client:"), [_talked(one) for one in moved if one.action == "talk"]),
        *_decided(moved),
    ]
    shown = [[head, *(f"- {line}" for line in lines)] for head, lines in parts if lines or head.endswith(".")]
    return "\n\n".join("\n".join(lines) for lines in shown)


def _held(theme: str, facts: Facts) -> list[str]:
    return [
        ": ".join(part for part in (one.label, one.text) if part) for one in current_answers(themes()[theme], facts)
    ]


def _talked(step: ReviewStep) -> str:
    day = spell_date(localdate(step.at))
    return f"{day}: {step.words}" if step.words else f"{day}."


def _decided(moved: Sequence[ReviewStep]) -> list[tuple[str, list[str]]]:
    """Return the last decision, with its question and its day."""
    last = next((one for one in reversed(moved) if one.action == "decide"), None)
    if last is None:
        return []
    decision = Decision(last.decision).words + (f". {last.words}" if last.words else "")
    again = [spell_date(last.again_on)] if last.again_on else []
    return [
        (_("The question:"), [last.question]),
        (_("Decided:"), [decision]),
        (_("To be looked at again on:"), again),
    ]
