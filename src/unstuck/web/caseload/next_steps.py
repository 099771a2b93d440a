"""The first next step, from today on: the caseload shows it without asking the pathway for every row."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from unstuck.guidance import Advice, advise
from unstuck.guidance.case import Progress, State
from unstuck.web.caseload.cases import NOTHING_RECORDED, Facts, case_of, weeks

Steps = list[tuple[str, str, str]]
"""`(date from, step code, title)`, in order of time: the first step from that day until the next entry."""


def progress_of(code: str, probability: float | None, since: date | None, day: date) -> Progress:
    """Return the part of a case that the scores give, as of a day.

    Weeks are as exact as those of a case's facts, so that a consultation of the day on which a stall began counts as
    no older than the stall.
    """
    state: State = code  # type: ignore[assignment]  # the database allows no other codes
    return Progress(state, probability, None if since is None else weeks(min(since, day), day))


def first_steps(facts: Facts, code: str, probability: float | None, since: date | None, today: date) -> Steps:
    """Return the first step from today on, with the days on which it changes."""
    if facts == NOTHING_RECORDED:
        return [(today.isoformat(), *_first(_by_state_alone(code, today)))]
    steps: Steps = []
    for day in (today, *(turn for turn in facts.turning_days if turn > today)):
        step = _first(advise(case_of(facts, progress_of(code, probability, since, day), day), ask=False))
        if not steps or steps[-1][1:] != step:
            steps.append((day.isoformat(), *step))
    return steps


def step_on(steps: Steps, day: date) -> tuple[str, str]:
    """Return code and title of the first step on a day, empty where there is none."""
    past = [(code, title) for start, code, title in steps if start <= day.isoformat()]
    return past[-1] if past else ("", "")


def _first(advice: Advice) -> tuple[str, str]:
    return (advice.steps[0].code, advice.steps[0].title) if advice.steps else ("", "")


@lru_cache(maxsize=64)
def _by_state_alone(code: str, day: date) -> Advice:
    return advise(case_of(NOTHING_RECORDED, progress_of(code, None, None, day), day), ask=False)
