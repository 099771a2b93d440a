"""Whether a client may not come back: the chance, the reasons on record, and what both rest on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from unstuck.guidance import Case, default_thresholds
from unstuck.guidance.contact import silence
from unstuck.guidance.engagement import strain
from unstuck.population.coming_back import ComingBackModel
from unstuck.reporting.staying_in_touch import StayingInTouch, staying_in_touch
from unstuck.web.alerts.models import PastFigures
from unstuck.web.alerts.own_past import PastByKind
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.queries import Course
from unstuck.web.components.batches import day_number


def coming_back(
    episode: Episode, case: Case, courses: Sequence[Course], past: PastByKind, today: date
) -> StayingInTouch | None:
    """Return what is said of an open episode, None before the first score and after the work has ended."""
    days = sorted({day_number(score.on) for course in courses for score in course.scores if score.on <= today})
    if episode.ended_on is not None or not days:
        return None
    limits = default_thresholds()
    recorded = {sign.code.partition("-")[2]: sign.text for sign in (*silence(case, limits), *strain(case, limits))}
    return staying_in_touch(days, day_number(today), model_of(past), list(recorded.values()))


def model_of(past: PastByKind) -> ComingBackModel | None:
    """Return what was learned last from when an agency's clients came, None where they were too few."""
    figures = past.get((PastFigures.COMING_BACK, ""))
    if not figures:
        return None
    return ComingBackModel(**{name: _tupled(value) for name, value in figures.items()})


def _tupled(value: Any) -> Any:
    return tuple(_tupled(one) for one in value) if isinstance(value, list) else value
