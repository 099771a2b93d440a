"""The first next step and the place in the safe order, from today on: the caseload asks the pathway for no row."""

from __future__ import annotations

from datetime import date, timedelta

from unstuck.guidance import Advice, advise
from unstuck.guidance.case import Progress, State
from unstuck.guidance.safe_order import REST, safe_place
from unstuck.guidance.thresholds import default_thresholds
from unstuck.language import kept_by_speech
from unstuck.web.caseload.cases import Facts, case_of, weeks

Steps = list[tuple[str, str, str]]
"""`(date from, step code, title)`, in order of time: the first step from that day until the next entry."""


Places = list[tuple[str, int, str]]
"""`(date from, rank, words)`, in order of time: the place in the safe order (S.3) until the next entry."""


def progress_of(code: str, probability: float | None, since: date | None, day: date) -> Progress:
    """Return the part of a case that the scores give, as of a day.

    Weeks are as exact as those of a case's facts, so that a consultation of the day on which a stall began counts as
    no older than the stall.
    """
    state: State = code  # type: ignore[assignment]  # the database allows no other codes
    return Progress(state, probability, None if since is None else weeks(min(since, day), day))


def steps_and_places(
    facts: Facts, code: str, probability: float | None, since: date | None, today: date
) -> tuple[Steps, Places]:
    """Return the first step and the place in the safe order from today on, with the days on which each changes."""
    if not facts.parts and not facts.rows:
        return _by_state(code, facts, today), [(today.isoformat(), REST, "")]
    steps: Steps = []
    places: Places = []
    for day in (today, *(turn for turn in facts.turning_days if turn > today)):
        case = case_of(facts, progress_of(code, probability, since, day), day)
        step, place = _first(advise(case, ask=False)), safe_place(case)
        if not steps or steps[-1][1:] != step:
            steps.append((day.isoformat(), *step))
        if not places or places[-1][1:] != (place.rank, place.words):
            places.append((day.isoformat(), place.rank, place.words))
    return steps, places


def place_on(places: Places, today: str) -> tuple[int, str]:
    """Return rank and words of the place on a day in ISO form; the last place of all where none is known."""
    return next(((rank, words) for start, rank, words in reversed(places) if start <= today), (REST, ""))


def step_on(steps: Steps, day: date) -> tuple[str, str]:
    """Return code and title of the first step on a day, empty where there is none."""
    today = day.isoformat()
    return next(((code, title) for start, code, title in reversed(steps) if start <= today), ("", ""))


def _first(advice: Advice) -> tuple[str, str]:
    return (advice.steps[0].code, advice.steps[0].title) if advice.steps else ("", "")


def _by_state(code: str, facts: Facts, today: date) -> Steps:
    """Return the same where only scores are known: by the state alone, until the client is silent, and from then on."""
    turns = [day for day in facts.turning_days if day > today]
    silent = facts.heard_on is not None and not turns
    return [
        (day.isoformat(), *_first(_by_state_alone(code, now)))
        for day, now in ((today, silent), *((day, True) for day in turns))
    ]


@kept_by_speech
def _by_state_alone(code: str, silent: bool) -> Advice:
    """Return what follows where only scores are known: until the client is silent, or from then on (A.6)."""
    last = date.max - timedelta(weeks=default_thresholds().silent_weeks if silent else 0)
    return advise(case_of(Facts(score_days=(last,)), progress_of(code, None, None, date.max), date.max), ask=False)
