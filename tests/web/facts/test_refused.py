"""Which day a fact can be of, what it can continue, and that nothing ends or is taken back twice."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.consultation import acts as consultations
from tests.web.facts.acts import ago, record
from tests.web.refusals import refusal
from unstuck.web.caseload.fact_policies import (
    check_counts,
    check_day,
    check_ends_once,
    check_follows,
    earliest,
)
from unstuck.web.caseload.models import ApproachStep, ConsultationStep, Engagement
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.actions.asking import withdraw

DAY = timedelta(days=1)


def approach(cast: Cast, **given: object) -> ApproachStep:
    return ApproachStep(**{"episode": cast.cleo, "on": TODAY, "recorded_at": NOW, "recorded_by": cast.worker, **given})


def step(cast: Cast, **given: object) -> ConsultationStep:
    usual = {"episode": cast.cleo, "on": TODAY, "recorded_at": NOW, "recorded_by": cast.worker, "step": "answered"}
    return ConsultationStep(**{**usual, **given})


def test_a_fact_is_of_a_day_since_the_work_began_an_approach_of_ten_years_before(cast: Cast) -> None:
    began = cast.cleo.started_on
    assert earliest(Engagement, cast.cleo) == began
    assert earliest(ApproachStep, cast.cleo).replace(year=began.year) in (began, began - DAY, began + DAY)
    assert began.year - earliest(ApproachStep, cast.cleo).year == 10
    days = [began - DAY, began, TODAY, TODAY + DAY]
    found = [refusal(check_day, Engagement, day, cast.cleo, TODAY) for day in days]
    assert found == ["before_episode", "", "", "future_date"]
    first = earliest(ApproachStep, cast.cleo)
    assert [refusal(check_day, ApproachStep, day, cast.cleo, TODAY) for day in (first - DAY, first)] == [
        "before_episode", "",
    ]  # fmt: skip
    with pytest.raises(Denied, match=f"before {began.day} {began:%B %Y}"):
        check_day(Engagement, began - DAY, cast.cleo, TODAY)


def test_an_end_follows_an_approach_of_the_same_client_that_counts_and_not_before_it(cast: Cast) -> None:
    record(cast, approach(cast, code="problem_solving", on=ago(days=3)))
    begun = ApproachStep.objects.get()
    ends = {day: refusal(check_follows, approach(cast, ends=begun, on=ago(days=day)), cast.cleo) for day in (2, 3, 4)}
    assert ends == {2: "", 3: "", 4: "before_its_start"}
    assert refusal(check_follows, approach(cast, ends=begun), cast.outside_client) == "not_there"
    begun.withdrawn_at = NOW
    assert refusal(check_follows, approach(cast, ends=begun), cast.cleo) == "not_there"
    assert refusal(check_follows, approach(cast, code="problem_solving"), cast.cleo) == "", "it continues nothing"
    assert refusal(check_follows, Engagement(episode=cast.cleo, on=TODAY), cast.cleo) == ""


def test_a_step_follows_the_first_of_the_same_consultation(cast: Cast) -> None:
    record(cast, step(cast, step="asked", on=ago(days=3)))
    asked = ConsultationStep.objects.get()
    found = {day: refusal(check_follows, step(cast, follows=asked, on=ago(days=day)), cast.cleo) for day in (2, 3, 4)}
    assert found == {2: "", 3: "", 4: "before_its_start"}
    assert refusal(check_follows, step(cast, follows=asked), cast.outside_client) == "not_there"
    asked.withdrawn_at = NOW
    assert refusal(check_follows, step(cast, follows=asked), cast.cleo) == "not_there"
    assert refusal(check_follows, step(cast), cast.cleo) == ""


def test_a_step_by_telephone_continues_a_question_that_was_asked_in_the_site(cast: Cast) -> None:
    first, second = consultations.asked(cast), consultations.asked(cast, cast.supervisor)
    for led in (first, second):
        assert refusal(check_follows, step(cast, continues=led.public_id), cast.cleo) == ""
        assert refusal(check_follows, step(cast, continues=led.public_id, on=ago(days=1)), cast.cleo) == (
            "before_its_start"
        )
    assert refusal(check_follows, step(cast, continues=uuid4()), cast.cleo) == "not_there"
    record(cast, step(cast, continues=second.public_id))
    withdraw(cast.actor(cast.worker), second, "Settled.", write_context())
    assert refusal(check_follows, step(cast, continues=second.public_id), cast.cleo) == "not_there", (
        "what was recorded by hand does not stand in for the question"
    )


def test_an_approach_ends_once_unless_its_end_was_taken_back(cast: Cast) -> None:
    record(cast, approach(cast, code="problem_solving"), approach(cast, code="behavioural_activation"))
    one, other = ApproachStep.objects.order_by("id")
    record(cast, approach(cast, ends=one))
    assert refusal(check_ends_once, approach(cast, ends=one)) == "ended_already"
    assert refusal(check_ends_once, approach(cast, ends=other)) == ""
    assert refusal(check_ends_once, approach(cast, code="problem_solving")) == ""
    assert refusal(check_ends_once, Engagement(episode=cast.cleo, on=TODAY)) == ""
    ApproachStep.objects.filter(ends=one).update(withdrawn_at=NOW, withdrawn_by=cast.worker)
    assert refusal(check_ends_once, approach(cast, ends=one)) == ""


def test_a_fact_is_taken_back_once(cast: Cast) -> None:
    assert [refusal(check_counts, Engagement(withdrawn_at=moment)) for moment in (None, NOW)] == [
        "", "already_withdrawn",
    ]  # fmt: skip
