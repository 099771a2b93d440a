"""From dated rows to the case that the pathway reads. The expectations follow from the practice page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.web.cast import TODAY, Cast
from tests.web.facts.acts import ago, case, known, record, stored
from unstuck.guidance.case import Approach, Case, Consultation, Contact, LifeArea, Progress, Treatment
from unstuck.guidance.engagement import change_of
from unstuck.web.caseload import models
from unstuck.web.caseload.cases import answers_to, case_of, facts_of
from unstuck.web.caseload.models import (
    ApproachStep,
    Care,
    ConsultationStep,
    Engagement,
    Thought,
    Wishes,
)


def test_nothing_recorded_is_nothing_known(cast: Cast) -> None:
    assert known(cast.cleo).rows == ()
    # Of Cleo nothing is recorded but the scores, the last one a week ago.
    expected = Case(Progress("stalled", 0.9, 5.0), Treatment(weeks=8.0), contact=Contact(weeks_since=1.0))
    assert case(cast) == expected


def test_the_latest_answer_to_each_question_holds(cast: Cast) -> None:
    record(cast, Care(on=ago(weeks=3), goals_met="some", sessions_attended=4, presenting_problems="low mood\nsleep"))
    record(cast, Care(on=ago(weeks=1), goals_met="none"))
    record(cast, Care(on=ago(weeks=2), goals_met="all", mandated=True))  # recorded late: true of an earlier day
    treatment = case(cast).treatment
    assert (treatment.goals_met, treatment.sessions_attended, treatment.mandated) == ("none", 4, True)
    assert treatment.presenting_problems == ("low mood", "sleep")
    assert treatment.aim is None
    assert treatment.weeks == 8.0  # the cast's episode began eight weeks ago


def test_asked_and_none_is_known_and_not_asked_is_not(cast: Cast) -> None:
    record(cast, Engagement(on=TODAY, access_barriers="", medication="nothing_agreed"))
    engagement = case(cast).engagement
    assert engagement.access_barriers == ()
    assert engagement.strengths is None
    assert engagement.adherence == {}
    record(cast, Engagement(on=TODAY, therapy="partly"))
    assert case(cast).engagement.adherence == {"therapy": "partly"}


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        ([7], None),
        ([7, 5], -2),
        ([5, 8], 3),
        ([9, 8, 7, 6], -3),  # one point at a time is a fall of the client's own
        ([9, 6, 6], -3),  # still fallen at the next asking
        ([9, 6, 6, 6, 6], 0),  # by now it is the level
        ([10, 8, 8, 8, 8], 0),  # one high answer at the start is no signal for ever
        ([6, 9, 8], -1),
    ],
)
def test_a_change_is_from_the_best_of_the_last_askings(course: list[float], expected: float | None) -> None:
    rows = [Engagement(alliance=value) for value in course]
    assert change_of(answers_to(rows, "alliance")) == expected
    assert change_of(answers_to(rows, "willingness")) is None


def test_a_fall_raises_the_signal_of_a_4(cast: Cast) -> None:
    record(cast, Engagement(on=ago(weeks=2), alliance=8))
    record(cast, Engagement(on=ago(weeks=1), willingness=5))
    record(cast, Engagement(on=TODAY, alliance=6))
    cast.cleo.standing.refresh_from_db()
    assert cast.cleo.standing.steps[0][1] == "repair-relationship"


def test_life_areas_by_area_and_when_they_were_asked(cast: Cast) -> None:
    record(cast, models.LifeArea(on=ago(weeks=5), area="housing", rating=2, wants_help=True))
    record(cast, models.LifeArea(on=ago(weeks=3), area="housing", rating=4))
    assert case(cast).life_areas == {"housing": LifeArea(4, None, True, None)}
    assert case(cast).life_areas_asked_weeks_ago == 3.0
    record(cast, models.LifeArea(on=ago(weeks=1)))  # gone through, all as before
    assert case(cast).life_areas == {"housing": LifeArea(4, None, True, None)}
    assert case(cast).life_areas_asked_weeks_ago == 1.0


def test_a_consultation_is_one_however_many_steps(cast: Cast) -> None:
    record(cast, ConsultationStep(on=ago(weeks=4), step="asked", about_this_stall=True))
    assert case(cast).consultations == (Consultation(4.0, "asked", True),)
    first = stored("consultation")[0]
    record(cast, ConsultationStep(on=ago(weeks=2), step="answered", follows=first))
    record(cast, ConsultationStep(on=ago(weeks=1), step="acted_on", follows=first))
    assert case(cast).consultations == (Consultation(2.0, "acted_on", True),)
    assert case(cast, ago(weeks=3)).consultations == (Consultation(1.0, "asked", True),)


def test_an_unmarked_consultation_of_the_day_the_stall_began_is_about_it(cast: Cast) -> None:
    cast.cleo.standing.refresh_from_db()
    since = cast.cleo.standing.since or TODAY
    record(cast, ConsultationStep(on=since - timedelta(days=1), step="answered"))
    cast.cleo.standing.refresh_from_db()
    assert cast.cleo.standing.steps[0][1] == "consult-colleague"
    record(cast, ConsultationStep(on=since, step="answered"))
    cast.cleo.standing.refresh_from_db()
    assert cast.cleo.standing.steps[0][1] != "consult-colleague"


def test_scores_since_counts_days_with_a_counting_score(cast: Cast) -> None:
    record(cast, ApproachStep(on=ago(weeks=3), code="emdr", integrates_trauma_work=True))
    # Cleo's scores are of 8, 7, … 1 weeks ago.
    assert case(cast).approaches == (Approach("emdr", 3.0, None, 3, True),)
    record(cast, ApproachStep(on=ago(weeks=1), ends=stored("approach")[0]))
    assert case(cast).approaches == (Approach("emdr", 3.0, 1.0, 3, True),)


def test_thoughts_come_and_go(cast: Cast) -> None:
    record(
        cast,
        Thought(on=ago(2), code="push_harder", in_mind=True),
        Thought(on=ago(2), code="more_sessions", in_mind=True),
    )
    assert case(cast).considering == ("more_sessions", "push_harder")
    record(cast, Thought(on=ago(1), code="push_harder", in_mind=False))
    assert case(cast).considering == ("more_sessions",)


def test_wishes(cast: Cast) -> None:
    record(cast, Wishes(on=TODAY, end_treatment=False, preferred_approaches="walking\nmusic", words="I like to walk."))
    wishes = case(cast).client_wishes
    assert (wishes.end_treatment, wishes.another_worker) == (False, None)
    assert wishes.preferred_approaches == ("walking", "music")


def test_facts_of_many_episodes_take_as_many_queries_as_of_two(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    record(cast, ApproachStep(on=TODAY, code="cbt"))
    with django_assert_num_queries(26):
        facts_of([cast.cleo.pk])
    with django_assert_num_queries(26):
        found = facts_of([cast.cleo.pk, cast.outside_client.pk])
    assert found[cast.outside_client.pk].rows == ()
    assert case_of(found[cast.cleo.pk], Progress("stalled"), TODAY).approaches is not None
