"""The first step changes by the mere passing of days: on the right day, and only where a limit can be crossed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.web.cast import TODAY, Cast
from tests.web.facts.acts import ago, known, record, stored
from unstuck.guidance import advise
from unstuck.web.caseload.cases import NOTHING_RECORDED, Facts, case_of
from unstuck.web.caseload.models import ApproachStep, Care, ConsultationStep, Engagement
from unstuck.web.caseload.next_steps import progress_of, step_on, steps_and_places

SINCE = ago(weeks=5)
SILENT = ago(weeks=1) + timedelta(weeks=3)
"""Cleo's last score is of a week ago: from then on nobody has heard from her for three weeks (A.6)."""


def steps(facts: Facts) -> list[tuple[str, str, str]]:
    return steps_and_places(facts, "stalled", 0.9, SINCE, TODAY)[0]


def test_a_reply_has_two_weeks_and_is_overdue_on_the_fifteenth_day(cast: Cast) -> None:
    record(cast, ConsultationStep(on=ago(4), step="asked", about_this_stall=True))
    facts = known(cast.cleo)
    assert facts.turning_days
    asked = ago(4)
    assert [(day, code) for day, code, _title in steps(facts)] == [
        (TODAY.isoformat(), "wait-for-reply"),
        ((asked + timedelta(days=15)).isoformat(), "consult-colleague"),
        (SILENT.isoformat(), "make-contact"),
    ]
    cast.cleo.standing.refresh_from_db()
    stored_steps = cast.cleo.standing.steps
    assert step_on(stored_steps, asked + timedelta(days=14))[0] == "wait-for-reply"
    assert step_on(stored_steps, asked + timedelta(days=15))[0] == "consult-colleague"


def test_a_young_approach_is_given_four_weeks(cast: Cast) -> None:
    began = ago(20)
    record(cast, ConsultationStep(on=ago(weeks=4), step="answered", about_this_stall=True))
    record(cast, ApproachStep(on=began, code="problem-solving"))
    facts = known(cast.cleo)
    assert [code for _day, code, _title in steps(facts)] == [
        "collect-scores",
        "make-contact",
    ]  # two scores are too few for ever
    grown = replace(facts, score_days=tuple(began + timedelta(days=days) for days in (0, 7, 14)))
    assert [(day, code) for day, code, _title in steps(grown)] == [
        (TODAY.isoformat(), "collect-scores"),
        ((began + timedelta(days=28)).isoformat(), "change-approach"),
        ((began + timedelta(days=14 + 21)).isoformat(), "make-contact"),
    ]


@pytest.mark.parametrize("asked_days_ago", [0, 1, 6, 13, 14, 15, 30])
@pytest.mark.parametrize("marked", [True, None])
def test_the_schedule_is_what_the_pathway_says_on_each_day(
    cast: Cast, asked_days_ago: int, marked: bool | None
) -> None:
    record(cast, ConsultationStep(on=ago(asked_days_ago), step="asked", about_this_stall=marked))
    record(cast, ApproachStep(on=ago(25), code="cbt"))
    facts = known(cast.cleo)
    planned = steps(facts)
    for ahead in range(60):
        day: date = TODAY + timedelta(days=ahead)
        said = advise(case_of(facts, progress_of("stalled", 0.9, SINCE, day), day)).steps[0]
        assert step_on(planned, day)[0] == said.code


def test_only_open_questions_present_approaches_and_silence_change_with_time(cast: Cast) -> None:
    assert not NOTHING_RECORDED.turning_days
    assert known(cast.cleo).turning_days == (SILENT,)
    record(cast, Care(on=TODAY, goals_met="none"))
    record(cast, ConsultationStep(on=ago(3), step="answered"))
    assert known(cast.cleo).turning_days == (SILENT,)
    record(cast, ApproachStep(on=ago(3), code="cbt"))
    assert len(known(cast.cleo).turning_days) == 2
    record(cast, ApproachStep(on=TODAY, ends=stored("approach")[0]))
    assert known(cast.cleo).turning_days == (SILENT,)
    record(cast, Engagement(on=TODAY, alliance=2))  # what only the client could answer: they were heard
    assert known(cast.cleo).turning_days == (TODAY + timedelta(weeks=3),)
