"""The first next step, from today on: the caseload shows it without asking the pathway for every row."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from unstuck.guidance import Advice, Case, advise
from unstuck.guidance.case import Progress, State
from unstuck.web.caseload.cases import NOTHING_RECORDED, Facts, case_of

DAYS_AHEAD = 70
"""How far ahead the first step is worked out where it changes with time: beyond every limit of the pathway."""

Steps = list[tuple[str, str, str]]
"""`(date from, step code, title)`, in order of time: the first step from that day until the next entry."""


def progress_of(code: str, probability: float | None, since: date | None, day: date) -> Progress:
    """Return the part of a case that the scores give, as of a day."""
    state: State = code  # type: ignore[assignment]  # the database allows no other codes
    weeks = None if since is None else max((day - since).days, 0) // 7
    return Progress(state, probability, None if weeks is None else float(weeks))


def first_steps(facts: Facts, code: str, probability: float | None, since: date | None, today: date) -> Steps:
    """Return the first step from today on, with the days on which it changes."""
    if facts == NOTHING_RECORDED:
        return [(today.isoformat(), *_first(_by_state_alone(progress_of(code, None, None, today))))]
    found: Steps = []
    for ahead in range(DAYS_AHEAD if facts.change_with_time else 1):
        day = today + timedelta(days=ahead)
        step = _first(advise(case_of(facts, progress_of(code, probability, since, day), day)))
        if not found or found[-1][1:] != step:
            found.append((day.isoformat(), *step))
    return found


def step_on(steps: Steps, day: date) -> tuple[str, str]:
    """Return code and title of the first step on a day, empty where there is none."""
    past = [(code, title) for start, code, title in steps if start <= day.isoformat()]
    return past[-1] if past else ("", "")


def _first(advice: Advice) -> tuple[str, str]:
    return (advice.steps[0].code, advice.steps[0].title) if advice.steps else ("", "")


@lru_cache(maxsize=64)
def _by_state_alone(progress: Progress) -> Advice:
    return advise(Case(progress=progress))
