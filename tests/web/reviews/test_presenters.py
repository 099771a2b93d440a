"""What the presenters of reviews return, without a page around it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from datetime import timedelta

import pytest

from tests.web.cast import TODAY, Cast, write_context
from tests.web.reviews.acts import IN_TWO_WEEKS, decided, opened, record
from tests.web.safety.acts import sign
from unstuck.web.caseload.models import ApproachStep, Episode
from unstuck.web.reviews.actions import reviews as acts
from unstuck.web.reviews.ending_kinds import ending_kinds
from unstuck.web.reviews.models import Decision
from unstuck.web.reviews.policies import IN_A_CRISIS
from unstuck.web.reviews.presenters.ending import ending_kind_page, ending_page
from unstuck.web.reviews.presenters.page import ReviewPage, decisions, gather, review_page


def read(cast: Cast) -> Episode:
    with_it = ("client__agency", "worker", "standing__state")
    return Episode.objects.select_related(*with_it).get(pk=cast.cleo.pk)


def shown(cast: Cast) -> ReviewPage:
    return review_page(cast.actor(cast.worker), gather(read(cast), TODAY), TODAY)


def test_a_page_cannot_be_changed_once_it_is_made(cast: Cast) -> None:
    page = shown(cast)
    with pytest.raises(FrozenInstanceError):
        page.crisis = True  # type: ignore[misc]
    assert {field.name for field in fields(page)} >= {"episode", "steps", "alerts", "crisis", "may_write"}


def test_without_a_review_there_is_nothing_decided_and_nothing_due(cast: Cast) -> None:
    page = shown(cast)
    assert (page.review, page.is_open, page.due, page.stands, page.outcome) == (None, False, False, "", "")
    assert (page.decided, page.note, list(page.moved)) == (None, "", [])
    assert [step.step.code for step in page.steps.open][:3] == ["consult-colleague", "reassess", "change-approach"]
    assert page.may_write
    assert page.why_not == ""


def test_a_decision_stands_in_words_with_its_question_and_its_day(cast: Cast) -> None:
    decided(cast)
    page = shown(cast)
    assert page.decided is not None
    assert (page.decided.question, page.decided.decision) == ("What do we not see?", Decision.CHANGE_APPROACH.words)
    assert page.decided.again_on == IN_TWO_WEEKS
    assert page.review is not None
    assert (page.is_open, page.due, page.review.again_on) == (True, False, IN_TWO_WEEKS)
    later = review_page(cast.actor(cast.worker), gather(read(cast), IN_TWO_WEEKS), IN_TWO_WEEKS)
    assert later.due


def test_an_unassessed_risk_leaves_only_the_response_to_it(cast: Cast) -> None:
    opened(cast)
    sign(cast)
    page = shown(cast)
    assert page.crisis
    assert (list(page.spots), page.network) == ([], None)
    assert page.steps.open[0].step.code == "respond-to-risk"
    assert decisions(page.crisis) == IN_A_CRISIS
    assert decisions(False) == tuple(Decision)


def test_a_step_shows_as_done_by_the_fact_that_was_recorded(cast: Cast) -> None:
    opened(cast)
    assert "change-approach" not in {done.title for done in shown(cast).steps.done}
    record(cast, ApproachStep(on=TODAY, code="mindfulness"))
    steps = shown(cast).steps
    told = [*steps.done, *(step.done for step in steps.open if step.done)]
    assert [(done.title, done.on) for done in told] == [("Plan a different approach with the client", TODAY)]


def test_a_step_that_was_set_aside_stands_apart_with_its_reason(cast: Cast) -> None:
    opened(cast)
    acts.set_aside(cast.actor(cast.worker), cast.cleo, "change-approach", "On the list until May.", write_context())
    steps = shown(cast).steps
    assert [(step.code, step.words) for step in steps.aside] == [("change-approach", "On the list until May.")]
    assert "change-approach" not in {step.step.code for step in steps.open}


def test_beside_an_ending_for_lack_of_progress_stands_what_was_not_explored(cast: Cast) -> None:
    page = ending_kind_page(cast.actor(cast.worker), read(cast), ending_kinds()["no_progress"], TODAY)
    assert [safeguard.met for safeguard in page.safeguards] == [False, False, False, False]
    assert (page.crisis, page.mandated, page.may_end) == (False, False, True)
    assert [rule.id for rule in page.rules] == ["E.1", "E.2"]


def test_before_an_ending_stands_the_risk(cast: Cast) -> None:
    assert not ending_page(read(cast), TODAY).wishes_to_leave
    sign(cast, on=TODAY - timedelta(days=1))
    risky = ending_page(read(cast), TODAY)
    assert risky.crisis
    assert list(risky.risks) == ["A concern is open: a crisis.", "Nobody has assessed it yet."]


def buttons(page: ReviewPage) -> list[tuple[str, str]]:
    return [(button.verb, button.kind) for button in page.buttons]


def test_what_to_do_next_stands_on_top_from_the_first_look_to_the_follow_up(cast: Cast) -> None:
    talk = ("Ten-minute talk, on one screen", "secondary")
    assert (buttons(shown(cast)), shown(cast).main_act) == ([("Open a review", "")], "top")
    opened(cast)
    assert (buttons(shown(cast)), shown(cast).in_words) == ([("Ask a colleague", "secondary"), talk], "Open")
    assert shown(cast).main_act == "decision"
    choice = acts.ReviewDecision("What do we not see?", "change_approach", "Walks", IN_TWO_WEEKS)
    acts.record_decision(cast.actor(cast.worker), read(cast), choice, write_context())
    page = shown(cast)
    assert (buttons(page), page.main_act) == ([talk], "step")
    assert page.in_words == "Decided, to be looked at again on 6 December 2026"
    assert (page.decided_now, page.follows_up, page.may_follow_up, page.decided_before) == (True, True, True, False)
    due = review_page(cast.actor(cast.worker), gather(read(cast), IN_TWO_WEEKS), IN_TWO_WEEKS)
    assert buttons(due) == [("Record what happened since", ""), talk]
    assert due.in_words == "to be looked at again since 6 December 2026"


def test_a_closed_review_can_be_reopened_and_keeps_what_was_decided(cast: Cast) -> None:
    decided(cast)
    acts.close_review(cast.actor(cast.worker), read(cast), "back_on_track", "", write_context())
    page = shown(cast)
    assert buttons(page) == [("Reopen it", "secondary")]
    assert (page.decided_now, page.follows_up, page.may_record, page.decided_before) == (False, True, False, False)
    assert page.in_words.startswith("Closed: ")
    acts.open_review(cast.actor(cast.worker), read(cast), write_context())
    assert (shown(cast).decided_before, shown(cast).follows_up) == (True, False)


def test_in_a_crisis_the_concerns_own_button_is_the_main_one_and_cannot_be_set_aside(cast: Cast) -> None:
    sign(cast)
    page = shown(cast)
    assert (buttons(page), page.main_act) == ([("Open a review", "secondary")], "concern")
    opened(cast)
    page = shown(cast)
    assert (buttons(page), page.main_act) == ([], "concern")
    assert (page.may_set_aside, page.chart) == (False, None)


def test_a_supervisor_reads_a_review_and_is_offered_nothing_to_record(cast: Cast) -> None:
    opened(cast)
    page = review_page(cast.actor(cast.supervisor), gather(read(cast), TODAY), TODAY)
    assert (page.buttons, page.may_record, page.may_follow_up) == ([], False, False)
    assert {spot.address for spot in page.spots} == {""}


def test_three_prompts_stand_open_and_a_short_talk_has_room_for_three(cast: Cast) -> None:
    opened(cast)
    page = shown(cast)
    assert [*page.first_spots, *page.more_spots] == list(page.spots)
    assert (len(page.first_spots), len(page.talk_spots), len(page.talk_steps)) == (3, 3, 2)
