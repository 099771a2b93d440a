"""Referrals that have all come to an end were made nonetheless: what an ending looks at (E.1)."""

from __future__ import annotations

from tests.web.cast import TODAY, Cast, write_context
from tests.web.home.people import text
from tests.web.referrals.acts import AsPerson, drafted, follow, hit, requested
from unstuck.guidance import default_thresholds
from unstuck.guidance.case import Case, LifeArea, Progress
from unstuck.guidance.ending import alternatives
from unstuck.web.caseload.cases import case_of, facts_of
from unstuck.web.referrals.actions.replies import NewHelpAnswer, record_answer
from unstuck.web.referrals.models import HelpReceived
from unstuck.web.reviews.actions.closings import end_work
from unstuck.web.reviews.ending_policies import EndingDetails

LACKING = "E.1-no-referral"
HIT = {"money": LifeArea(rating=1), "housing": LifeArea(rating=1)}


def lacking(case: Case) -> list[str]:
    return [one.lacking.code for one in alternatives(case, default_thresholds()) if not one.met]


def known(cast: Cast) -> Case:
    return case_of(facts_of([cast.cleo.pk])[cast.cleo.pk], Progress("stalled"), TODAY)


def test_referrals_that_ended_were_made() -> None:
    none_open = Case(Progress("stalled"), life_areas=HIT, referrals_open=0)
    assert LACKING in lacking(none_open)
    assert LACKING not in lacking(Case(Progress("stalled"), life_areas=HIT, referrals_open=0, referrals_ended=True))


def test_a_draft_is_none_and_a_finished_one_is_one(cast: Cast) -> None:
    hit(cast, "money", "housing")
    drafted(cast)
    assert known(cast).referrals_ended is None
    assert LACKING in lacking(known(cast))
    made = requested(cast)
    assert (known(cast).referrals_open, known(cast).referrals_ended) == (1, None)
    follow(cast, made, "decline", "full")
    assert (known(cast).referrals_open, known(cast).referrals_ended) == (0, True)
    assert LACKING not in lacking(known(cast))
    closing = end_work(
        cast.actor(cast.worker), cast.cleo, EndingDetails("no_progress", TODAY, "Nothing helps"), write_context()
    )
    assert LACKING not in closing.lacking


def test_the_page_of_an_ending_counts_them(cast: Cast, as_person: AsPerson) -> None:
    browser, where = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/end/no_progress/"
    hit(cast, "money", "housing")
    assert "No referral is recorded" in text(browser.get(where))
    follow(cast, requested(cast), "decline", "full")
    assert "1 referral was made: none open, none brought help." in text(browser.get(where))
    record_answer(cast.actor(cast.worker), requested(cast), NewHelpAnswer(HelpReceived.YES, TODAY), write_context())
    requested(cast)
    said = text(browser.get(where))
    assert "3 referrals were made: 1 open, 1 brought help." in said
    assert "Outside support was brought in" in said
