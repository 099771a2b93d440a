"""When each thing was last asked, for the prompts of what may be missing: rows in, weeks ago out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from unstuck.guidance.blind_spots import DatedAnswer, LastAsked
from unstuck.guidance.case import AGREED, Agreed, Case
from unstuck.guidance.engagement import is_gap
from unstuck.web.caseload.cases import Facts, rows_that_answer, weeks
from unstuck.web.caseload.models import Adherence, Engagement, Fact
from unstuck.web.caseload.questions import engagement_scales
from unstuck.web.safety.case_part import safety_part


def last_asked(
    facts: Facts,
    case: Case,
    began: date,
    stuck_since: date | None,
    last_score: date | None,
    today: date,
    goals_recorded: bool | None = None,
) -> LastAsked:
    """Return how many weeks ago each thing was asked. `stuck_since` is None where there is no stall."""
    seen = facts.until(today)
    working, medication = seen.engagement, (case.engagement.adherence or {}).get("medication", "as_agreed")
    return LastAsked(
        weeks=weeks(began, today),
        stuck_weeks=None if stuck_since is None else weeks(stuck_since, today),
        last_score=None if last_score is None else weeks(last_score, today),
        risk=_weeks_since(safety_part(facts).looked_on(today), today),
        engagement=_last(rows_that_answer(working, *(question.name for question in engagement_scales())), today),
        adherence=_adherence(working, today),
        adherence_asked=bool(rows_that_answer(working, *AGREED)),
        barriers_asked=bool(rows_that_answer(working, "access_barriers")),
        goals_recorded=goals_recorded,
        goals_met=_last(rows_that_answer(seen.care, "goals_met"), today),
        wishes=_last(seen.wishes, today),
        life_areas=_last(seen.life_areas, today),
        approach_began=_last([one.began for one in seen.approaches if one.ended is None], today),
        alliance=_askings(working, "alliance", today),
        willingness=_askings(working, "willingness", today),
        worse=case.progress.state == "deteriorating",
        health=_last([row for row in seen.life_areas if row.area == "health"], today),
        side_effects_open=is_gap(medication) and case.engagement.adherence_barriers is None,
        culture_asked=case.client.culture_or_faith_matters is not None,
        measure_asked=case.client_wishes.different_measure is not None,
    )


def _weeks_since(day: date | None, today: date) -> float | None:
    return None if day is None else weeks(day, today)


def _last(rows: Sequence[Fact], today: date) -> float | None:
    return weeks(max(row.on for row in rows), today) if rows else None


def _adherence(rows: Sequence[Engagement], today: date) -> dict[Agreed, float]:
    """Return how long ago each thing that is still agreed was asked about."""
    adherence: dict[Agreed, float] = {}
    for thing in AGREED:
        answering = rows_that_answer(rows, thing)
        if answering and getattr(answering[-1], thing) != Adherence.NOTHING_AGREED:
            adherence[thing] = weeks(answering[-1].on, today)
    return adherence


def _askings(rows: Sequence[Engagement], name: str, today: date) -> list[DatedAnswer]:
    return [DatedAnswer(weeks(row.on, today), getattr(row, name)) for row in rows_that_answer(rows, name)]
