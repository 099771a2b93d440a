"""Everything in one order, and the numbered marks of the chart."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise

from pytest_django import DjangoAssertNumQueries

from tests.web.cast import TODAY, Cast, write_context
from tests.web.facts.acts import ago, known, record, stored
from unstuck.web.alerts.chart_marks import marks
from unstuck.web.caseload.actions.facts import withdraw_fact
from unstuck.web.caseload.actions.scores import withdraw_score
from unstuck.web.caseload.models import ApproachStep, ConsultationStep, Score, Wishes, WithdrawalReason
from unstuck.web.caseload.timeline import timeline

WORDS = "I want to walk more."


def fill(cast: Cast) -> None:
    record(cast, ApproachStep(on=ago(weeks=8), code="cbt"), ConsultationStep(on=ago(weeks=2), step="asked"))
    cbt, asked = stored("approach")[0], stored("consultation")[0]
    record(cast, ApproachStep(on=ago(weeks=3), ends=cbt), ApproachStep(on=ago(weeks=3), code="walking in the park"))
    record(cast, ConsultationStep(on=ago(weeks=1), step="answered", follows=asked), Wishes(on=ago(3), words=WORDS))


def test_marks_are_numbered_in_order_of_time(cast: Cast) -> None:
    fill(cast)
    first_day = ago(weeks=7)
    assert [
        (mark.number, mark.on, mark.weeks, mark.kind, mark.text) for mark in marks(known(cast.cleo), first_day)
    ] == [
        (1, ago(weeks=8), 0.0, "approach", "Cognitive behavioural work began"),
        (2, ago(weeks=3), 4.0, "approach", "Cognitive behavioural work ended"),
        (3, ago(weeks=3), 4.0, "approach", "walking in the park began"),
        (4, ago(weeks=2), 5.0, "consultation", "A colleague was asked"),
        (5, ago(weeks=1), 6.0, "consultation", "The colleague answered"),
    ]
    withdraw_fact(cast.actor(cast.worker), cast.cleo, stored("consultation")[0], write_context())
    assert [mark.kind for mark in marks(known(cast.cleo), first_day)] == ["approach"] * 3


def test_everything_is_in_the_timeline_the_latest_first(cast: Cast) -> None:
    fill(cast)
    found = timeline(cast.cleo.pk)
    assert [one.on for one in found] == sorted((one.on for one in found), reverse=True)
    kinds = Counter(one.kind for one in found)
    assert {kind: kinds[kind] for kind in ("score", "approach", "consultation", "wishes")} == {
        "score": 8,
        "approach": 3,
        "consultation": 2,
        "wishes": 1,
    }
    states = [one.text for one in found if one.kind == "state"]
    assert states[0].endswith("Little change lately")
    assert states[-1].endswith("Too early to tell")
    assert all(now != before for now, before in pairwise(states))
    (wish,) = [one for one in found if one.kind == "wishes"]
    assert (wish.words, wish.who, wish.counts) == (WORDS, "Wanda", True)
    first = [one for one in found if one.on == TODAY - timedelta(weeks=8) and one.kind == "score"]
    assert [one.text for one in first] == ["PHQ-9: 15"]


def test_what_was_withdrawn_stays_in_the_timeline_and_its_state_goes(cast: Cast) -> None:
    fill(cast)
    before = [one.text for one in timeline(cast.cleo.pk) if one.kind == "state"]
    for score in Score.objects.filter(episode=cast.cleo).order_by("-day")[:6]:
        withdraw_score(cast.actor(cast.worker), score, WithdrawalReason.WRONG_CLIENT, write_context())
    withdraw_fact(cast.actor(cast.worker), cast.cleo, stored("wishes")[0], write_context())
    found = timeline(cast.cleo.pk)
    off = [(one.kind, one.withdrawn_by) for one in found if not one.counts]
    assert sorted(off) == [*[("score", "Wanda")] * 6, ("wishes", "Wanda")]
    assert [one.text for one in found if one.kind == "state"] == before[-1:]


def test_a_long_timeline_takes_as_many_queries_as_a_short_one(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(17):
        timeline(cast.cleo.pk)
    fill(cast)
    with django_assert_num_queries(17):
        timeline(cast.cleo.pk)
