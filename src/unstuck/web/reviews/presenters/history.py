"""The steps of a review in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from unstuck.guidance import tables
from unstuck.web.alerts.models import AlertSign
from unstuck.web.reviews.models import Decision, Outcome, ReviewStep
from unstuck.web.reviews.workflow import REVIEW


@dataclass(frozen=True)
class ReviewHistoryLine:
    """One step of the review in words."""

    action: str
    what: str
    at: datetime
    by: str
    words: str
    question: str
    decision: str
    again_on: date | None


def history_line(step: ReviewStep) -> ReviewHistoryLine:
    """Return one step of a review in words."""
    words = next(one.words for one in REVIEW.transitions if one.action == step.action)
    about = tables.step_titles().get(step.about, AlertSign(step.about).words if step.about in AlertSign.values else "")
    outcome = Outcome(step.outcome).words if step.outcome else ""
    return ReviewHistoryLine(
        action=step.action,
        what=": ".join(part for part in (words, about, outcome) if part),
        at=step.at,
        by=step.by.name if step.by else "",
        words=step.words,
        question=step.question,
        decision=Decision(step.decision).words if step.decision else "",
        again_on=step.again_on,
    )
