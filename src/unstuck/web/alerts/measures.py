"""Several questionnaires of one client: how each goes, never averaged; the one that needs the look leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.reporting.words import StateWords, state
from unstuck.web.caseload.queries import Course


@dataclass(frozen=True)
class MeasureStanding:
    """Where one questionnaire stands, since its last score, and whether it leads."""

    instrument: str
    state: StateWords
    last: date
    leads: bool


def measures_of(courses: Sequence[Course]) -> list[MeasureStanding]:
    """Return where each questionnaire stands, in the order given, whose first one leads; nothing where there is one."""
    if len(courses) < 2:
        return []
    return [
        MeasureStanding(course.instrument, state(course.latest.code), course.scores[-1].on, place == 0)
        for place, course in enumerate(courses)
    ]
