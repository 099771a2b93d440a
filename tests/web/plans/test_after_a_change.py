"""Did anything move after a change, is it said honestly, and does a fall in engagement raise its own signal?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.web.cast import TODAY, Cast, write_context
from tests.web.plans.acts import ago, choose
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.cases import facts_of
from unstuck.web.caseload.models import ApproachStep, Care, Engagement, Fact
from unstuck.web.plans.actions.ledger import ApproachChoice, choose_approach
from unstuck.web.plans.effects import effects
from unstuck.web.plans.engagement import agreements_in_words, engagement_signals
from unstuck.web.plans.models import ApproachEndReason, ChosenBy

BEGAN = TODAY - timedelta(weeks=8)
"""Cleo's first of eight weekly scores, all about 15."""


def record(cast: Cast, *rows: Fact) -> None:
    record_facts(cast.actor(cast.worker), cast.cleo, rows, write_context())


def scores(cast: Cast, totals: list[int], first: date) -> None:
    for place, total in enumerate(totals):
        add_score(
            cast.actor(cast.worker), cast.cleo, Total("PHQ-9", total, first + timedelta(days=place)), write_context()
        )


def change(cast: Cast, code: str, on: date) -> None:
    present = list(ApproachStep.objects.filter(ends=None).order_by("-id")[:1])
    choice = ApproachChoice(
        code, on, ChosenBy.CLIENT, ends=present, because=ApproachEndReason.NO_GAIN if present else None
    )
    choose_approach(cast.actor(cast.worker), cast.cleo, choice, write_context())


def test_a_clear_gain_has_an_interval_without_zero(cast: Cast) -> None:
    """Before 15, 16, 15, 14, 15, 15, 14 and on the day of the change 15; after it 9, 8, 9, 10: a shift of -6."""
    change(cast, "cbt", BEGAN + timedelta(weeks=7))
    scores(cast, [9, 8, 9, 10], BEGAN + timedelta(weeks=7, days=1))
    (found,) = effects(cast.cleo)
    (phq,) = found.changes
    assert (phq.name, phq.shift.before, phq.shift.after, phq.shift.estimate) == ("PHQ-9", 8, 4, -6.0)
    assert phq.better is True
    assert phq.sentence == ("PHQ-9: lower by 6 (better), 95 % interval −7 to −5, from 8 before and 4 after.")


def test_a_loss_says_worse(cast: Cast) -> None:
    change(cast, "cbt", BEGAN + timedelta(weeks=7))
    scores(cast, [20, 21, 20, 22], BEGAN + timedelta(weeks=7, days=1))
    (phq,) = effects(cast.cleo)[0].changes
    assert phq.better is False
    assert "higher by 6 (worse)" in phq.sentence


def test_what_can_be_no_change_says_so(cast: Cast) -> None:
    change(cast, "cbt", BEGAN + timedelta(weeks=7))
    scores(cast, [15, 13, 16, 14], BEGAN + timedelta(weeks=7, days=1))
    (phq,) = effects(cast.cleo)[0].changes
    assert phq.better is None
    assert phq.sentence.endswith("It could be no change at all.")


def test_too_few_say_so(cast: Cast) -> None:
    change(cast, "cbt", BEGAN + timedelta(weeks=7))
    (phq,) = effects(cast.cleo)[0].changes
    assert phq.sentence == "PHQ-9: 8 before the change, none after it yet."
    scores(cast, [5], BEGAN + timedelta(weeks=7, days=1))
    (phq,) = effects(cast.cleo)[0].changes
    assert (phq.better, phq.shift.lower) == (None, None)
    assert phq.sentence.endswith("from 8 before and 1 after: too few to rule out chance.")


def test_never_across_another_change(cast: Cast) -> None:
    change(cast, "cbt", BEGAN + timedelta(weeks=2))
    change(cast, "act", BEGAN + timedelta(weeks=5))
    later, earlier = effects(cast.cleo)
    assert (later.name, later.changes[0].shift.before, later.changes[0].shift.after) == (
        "Acceptance and commitment work (ACT)", 4, 2,
    )  # fmt: skip
    assert (earlier.changes[0].shift.before, earlier.changes[0].shift.after) == (3, 2)
    assert earlier.until == later.on


def test_what_has_too_few_values_stands_in_one_line(cast: Cast) -> None:
    change(cast, "cbt", BEGAN + timedelta(weeks=7))
    (one,) = effects(cast.cleo)
    assert (one.comparable, one.too_few) == ([], ["PHQ-9"])
    scores(cast, [5, 4, 5], BEGAN + timedelta(weeks=7, days=1))
    (one,) = effects(cast.cleo)
    assert ([it.name for it in one.comparable], one.too_few) == (["PHQ-9"], [])


def test_engagement_is_compared_too(cast: Cast) -> None:
    for days, alliance in ((1, 4), (8, 5), (36, 4), (43, 5)):
        record(cast, Engagement(on=BEGAN + timedelta(days=days), alliance=alliance))
    change(cast, "cbt", BEGAN + timedelta(weeks=7))
    record(cast, Engagement(on=TODAY, alliance=8))
    names = {one.name: one for one in effects(cast.cleo)[0].changes}
    assert names["Working relationship"].sentence == (
        "Working relationship: higher by 3.5 (better), from 4 before and 1 after: too few to rule out chance."
    )


def test_what_began_before_the_first_score_is_not_compared(cast: Cast) -> None:
    choose(cast, "cbt", 8)
    assert [one.changes[0].shift.before for one in effects(cast.cleo)] == [1]  # the score of the day itself
    assert effects(cast.outside_client) == []


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([Engagement(on=ago(4), alliance=9), Engagement(on=ago(1), alliance=7)], ["A.4-alliance-fell"]),
        ([Engagement(on=ago(4), alliance=9), Engagement(on=ago(1), alliance=8)], []),
        ([Engagement(on=ago(4), willingness=5), Engagement(on=ago(1), willingness=3)],
         ["A.1-low-willingness", "A.4-willingness-fell"]),
        ([Engagement(on=ago(1), alliance=3)], ["A.1-low-alliance"]),
        ([Engagement(on=ago(1), alliance=4)], []),
        ([Engagement(on=ago(1), sceptical_or_withdrawn=True)], ["A.4-withdrawn"]),
        ([Engagement(on=ago(1), access_barriers="no bus")], []),
    ],
)  # fmt: skip
def test_signals(cast: Cast, rows: list[Engagement], codes: list[str]) -> None:
    """A.4: a drop of 2 within the client, at or below 3, sceptical or withdrawn; a barrier is never low engagement."""
    for row in rows:
        record(cast, Engagement(**{name: getattr(row, name) for name in ("on", *Engagement.QUESTIONS)}))
    found = engagement_signals(cast.cleo, TODAY)
    assert [one.code for one in found.signals] == codes
    assert bool(found) is bool(codes)
    for one in found.signals:
        assert one.on == ago(1)
        assert one.prompts


def test_missed_sessions_count(cast: Cast) -> None:
    record(cast, Care(on=ago(1), sessions_missed_recently=1))
    assert not engagement_signals(cast.cleo, TODAY)
    record(cast, Care(on=ago(0), sessions_missed_recently=2))
    (found,) = engagement_signals(cast.cleo, TODAY).signals
    assert (found.code, found.text, found.on) == ("A.4-missed-sessions", "2 sessions missed recently.", TODAY)


def test_a_fall_counts_while_scores_improve(cast: Cast) -> None:
    scores(cast, [9, 7, 5, 4, 4, 3], TODAY - timedelta(days=6))
    cast.cleo.standing.refresh_from_db()
    assert cast.cleo.standing.code in ("improved", "recovered")
    record(cast, Engagement(on=ago(4), alliance=9))
    record(cast, Engagement(on=ago(1), alliance=6))
    found = engagement_signals(cast.cleo, TODAY)
    assert [one.code for one in found.signals] == ["A.4-alliance-fell"]
    assert found.beside_gain.startswith("Scores are getting better at the same time")


def test_each_agreed_thing_says_how_it_goes(cast: Cast) -> None:
    """A.3: asked for each thing; what was not asked stays unknown."""
    record(cast, Engagement(on=ago(4), medication="as_agreed", therapy="not"))
    record(cast, Engagement(on=ago(1), medication="partly"))
    things = {one.code: one for one in agreements_in_words(facts_of([cast.cleo.pk])[cast.cleo.pk])}
    assert (things["medication"].text, things["medication"].on, things["medication"].gap) == ("Partly", ago(1), True)
    assert (things["therapy"].text, things["therapy"].gap) == ("Not at all", True)
    assert (things["community_support"].text, things["community_support"].on) == ("Not asked yet", None)
