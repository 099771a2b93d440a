"""States and standings that follow from what was stored. Called inside the transaction of the action that stored it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Max, Min, OuterRef, Subquery

from unstuck.guidance.urgency import NOT_BEGUN, urgency
from unstuck.interop.analysis import Record
from unstuck.web.caseload.cases import Facts, facts_of
from unstuck.web.caseload.current_case import case_records
from unstuck.web.caseload.judging import (
    BUDGET_OF,
    FirstScores,
    Judgement,
    Series,
    judge,
    measure,
    needs_first_scores,
)
from unstuck.web.caseload.models import Episode, Score, Standing, State
from unstuck.web.caseload.next_steps import steps_and_places
from unstuck.web.caseload.signals import standings_changed
from unstuck.web.components.batches import in_parts
from unstuck.web.components.course_sparkline import sparkline


def judge_again(episodes: Sequence[int], instruments: Iterable[str], now: datetime, today: date) -> None:
    """Store the states of all scores of these episodes that changed, then where each episode stands."""
    budget = next((reader(episodes[0]) for reader in BUDGET_OF if episodes), None)
    for instrument in instruments:
        firsts = _first_scores(episodes, instrument) if needs_first_scores(instrument) else FirstScores()
        for part in in_parts(episodes):
            _store_states(part, instrument, firsts, budget, now)
    stand_again(episodes, now, today)


def stand_again(episodes: Sequence[int], now: datetime, today: date) -> None:
    """Store where each episode stands now, from its newest states and from what is recorded about it."""
    for part in in_parts(episodes):
        facts = facts_of(part, names=False)
        latest = _latest(part)
        rows = [_standing(episode, latest.get(episode, []), facts[episode], now, today) for episode in part]
        columns = [field.name for field in Standing._meta.concrete_fields if not field.primary_key]
        fields = [name for name in columns if name not in Standing.FIELDS_SET_BY_OTHER_ROOMS]
        Standing.objects.bulk_create(rows, update_conflicts=True, unique_fields=["episode"], update_fields=fields)
        cases = case_records(facts, rows, today)
        standings_changed.send(sender=None, episodes=part, cases=cases, now=now, today=today)


def _first_scores(episodes: Sequence[int], instrument: str) -> FirstScores:
    """Return the first score of every client of the agency on an instrument."""
    agency = Episode.objects.values_list("client__agency_id", flat=True).get(pk=episodes[0])
    counting = Score.objects.filter(instrument=instrument, withdrawn_at=None, episode__client__agency_id=agency)
    first = counting.filter(episode=OuterRef("episode")).order_by("day").values("total")[:1]
    rows = counting.values("episode").annotate(began=Min("day"), first=Subquery(first)).order_by("began", "episode")
    firsts = list(rows.values_list("began", "first"))
    return FirstScores([day for day, _total in firsts], [total for _day, total in firsts])


def _store_states(
    episodes: list[int], instrument: str, firsts: FirstScores, budget: float | None, now: datetime
) -> None:
    series = series_of(episodes, instrument)
    known = _newest_evidence([score for one in series for score in one.scores])
    judged = judge(instrument, series, firsts, budget)
    changed = [one for one in judged if known.get(one.score) != one.record]
    State.objects.bulk_create([_state(judgement, instrument, now) for judgement in changed], batch_size=200)


def series_of(episodes: list[int], instrument: str) -> list[Series]:
    """Return the counting scores of these episodes on one questionnaire, in order of time."""
    rows = (
        Score.objects.filter(episode__in=episodes, instrument=instrument, withdrawn_at=None)
        .order_by("episode", "day")
        .values_list("episode", "id", "day", "total")
    )
    grouped = [(episode, list(group)) for episode, group in groupby(rows, key=lambda row: row[0])]
    return [
        Series(episode, [row[1] for row in group], [row[2] for row in group], [row[3] for row in group])
        for episode, group in grouped
    ]


def _newest_evidence(scores: list[int]) -> dict[int, Record]:
    """Return what was last said of each score."""
    evidence: dict[int, Record] = {}
    for part in in_parts(scores):
        newest = State.objects.filter(score__in=part).values("score").annotate(newest=Max("id")).values("newest")
        evidence |= dict(State.objects.filter(id__in=newest).values_list("score", "evidence"))
    return evidence


def _state(judgement: Judgement, instrument: str, now: datetime) -> State:
    return State(
        score_id=judgement.score,
        episode_id=judgement.episode,
        instrument=instrument,
        computed_at=now,
        code=judgement.record["state"],
        probability=judgement.record["probability"],
        since=date.fromisoformat(judgement.record["since"]),
        alert=bool(judgement.record["alert"]),
        evidence=judgement.record,
    )


Course = list[tuple[float, date, State]]
"""One episode's scores on one instrument, in order of time: day, date, and what is said of each now."""


def _latest(episodes: list[int]) -> dict[int, list[Course]]:
    """Return each episode's courses."""
    newest = State.objects.filter(score=OuterRef("id")).order_by("-id").values("id")[:1]
    rows = list(
        Score.objects.filter(episode__in=episodes, withdrawn_at=None)
        .annotate(said=Subquery(newest))
        .order_by("episode", "instrument", "day")
        .values_list("episode", "instrument", "day", "on", "said")
    )
    states = _states_by_id([row[4] for row in rows])
    courses: dict[int, list[Course]] = defaultdict(list)
    for (episode, _instrument), group in groupby(rows, key=lambda row: row[:2]):
        courses[episode].append([(day, on, states[state]) for _e, _i, day, on, state in group])
    return courses


def _states_by_id(ids: list[int]) -> dict[int, State]:
    states: dict[int, State] = {}
    for part in in_parts(ids):
        states |= State.objects.in_bulk(part)
    return states


def _standing(episode: int, courses: list[Course], facts: Facts, now: datetime, today: date) -> Standing:
    if not courses:
        steps, places = steps_and_places(facts, "too_early", None, None, today)
        return Standing(
            episode_id=episode,
            code="too_early",
            urgency=list(NOT_BEGUN),
            steps=steps,
            places=places,
            heard_on=facts.heard_on,
            updated_at=now,
        )
    course = min(courses, key=_urgency)
    _day, _on, state = course[-1]
    reasons = state.evidence["reasons"]
    steps, places = steps_and_places(facts, state.code, state.probability, state.since, today)
    return Standing(
        episode_id=episode,
        state=state,
        instrument=state.instrument,
        code=state.code,
        urgency=_urgency(course),
        reason=reasons[0]["text"] if reasons else "",
        since=state.since,
        last_heard=max(on for other in courses for _d, on, _s in other),
        scores=len(course),
        sparkline=sparkline(state.instrument, [day for day, _o, _s in course], [s.evidence for _d, _o, s in course]),
        steps=steps,
        places=places,
        heard_on=facts.heard_on,
        updated_at=now,
    )


def _urgency(course: Course) -> list[float]:
    """Return where a course stands in the order of the caseload, the same as in the report of `unstuck analyse`."""
    _day, on, state = course[-1]
    change: Any = state.evidence["reliable_change"] or {}
    worse_by = measure(state.instrument).sign * (change.get("change") or 0.0)
    return list(urgency(state.code, state.probability, float((on - state.since).days), worse_by))
