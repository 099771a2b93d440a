"""Reviewing: opened, talked about, decided, followed up, closed with an outcome, opened again by the next stall."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.reviews.acts import IN_TWO_WEEKS, closed, decided, opened
from tests.web.safety.acts import assess, sign
from unstuck.web.alerts.models import Alert, AlertStep
from unstuck.web.audit.actions import AlreadyDone
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.components.denied import Denied
from unstuck.web.reviews.actions import reviews as acts
from unstuck.web.reviews.actions.reviews import ReviewDecision
from unstuck.web.reviews.models import Review, ReviewStep


def steps(cast: Cast) -> list[str]:
    return list(ReviewStep.objects.filter(review__episode=cast.cleo).values_list("action", flat=True))


def alert(cast: Cast) -> Alert:
    return Alert.objects.get(episode=cast.cleo, sign="stalled")


def denied_code(cast: Cast, act: object, *arguments: object) -> str:
    with pytest.raises(Denied) as denied:
        act(cast.actor(cast.worker), cast.cleo, *arguments, write_context())  # type: ignore[operator]  # an action
    return denied.value.code


def test_opening_counts_as_having_seen_the_alert(cast: Cast) -> None:
    review = opened(cast)
    assert (review.state, review.opened_by_id) == ("open", cast.worker.pk)
    assert alert(cast).state == "seen"
    entry = Entry.objects.filter(action="review.opened").get()
    assert (entry.subject, entry.subject_id) == ("episode", str(cast.cleo.public_id))


def test_one_review_for_an_episode(cast: Cast) -> None:
    opened(cast)
    assert denied_code(cast, acts.open_review) == "open_already"
    assert Review.objects.count() == 1


def test_nothing_is_done_before_it_is_open(cast: Cast) -> None:
    assert denied_code(cast, acts.talk, "words") == "no_review"


def test_the_alert_goes_along(cast: Cast) -> None:
    opened(cast)
    actor = cast.actor(cast.worker)
    acts.talk(actor, cast.cleo, "Round in circles", write_context())
    assert alert(cast).state == "talked"
    acts.record_decision(actor, cast.cleo, ReviewDecision("What?", "goals", "", IN_TWO_WEEKS), write_context())
    assert alert(cast).state == "acted_on"
    acts.close_review(actor, cast.cleo, "back_on_track", "", write_context())
    assert alert(cast).state == "told"
    told = AlertStep.objects.filter(alert=alert(cast)).latest("id")
    assert (told.outcome, told.words) == ("back_on_track", "Back on track")


@pytest.mark.parametrize(
    ("question", "decision", "again_on", "code"),
    [(" ", "goals", IN_TWO_WEEKS, "no_question"), ("What?", "", IN_TWO_WEEKS, "no_decision"),
     ("What?", "goals", None, "no_day"), ("What?", "goals", TODAY, "not_ahead"),
     ("What?", "goals", TODAY + timedelta(weeks=13), "too_far")],
)  # fmt: skip
def test_one_question_one_decision_a_day(
    cast: Cast, question: str, decision: str, again_on: date | None, code: str
) -> None:
    opened(cast)
    assert denied_code(cast, acts.record_decision, ReviewDecision(question, decision, "", again_on)) == code


def test_a_crisis_suspends_all_but_the_risk_and_the_consultation(cast: Cast) -> None:
    opened(cast)
    concern = sign(cast)
    change = ReviewDecision("What?", "change_approach", "", IN_TWO_WEEKS)
    assert denied_code(cast, acts.record_decision, change) == "suspended"
    actor = cast.actor(cast.worker)
    acts.record_decision(actor, cast.cleo, ReviewDecision("What?", "consult", "", IN_TWO_WEEKS), write_context())
    assess(cast, concern)
    acts.record_decision(actor, cast.cleo, change, write_context())
    assert steps(cast) == ["open", "decide", "decide"]


def test_note_and_follow_up_come_after_the_decision(cast: Cast) -> None:
    opened(cast)
    assert denied_code(cast, acts.save_note, "A note") == "not_open"
    assert denied_code(cast, acts.follow_up, "Better", IN_TWO_WEEKS) == "not_open"
    actor = cast.actor(cast.worker)
    acts.record_decision(actor, cast.cleo, ReviewDecision("What?", "goals", "", IN_TWO_WEEKS), write_context())
    acts.save_note(actor, cast.cleo, "A note", write_context())
    later = TODAY + timedelta(weeks=4)
    acts.follow_up(actor, cast.cleo, "Walks kept up", later, write_context())
    review = Review.objects.get(episode=cast.cleo)
    assert (review.state, review.again_on) == ("decided", later)


@pytest.mark.parametrize("step", ["respond-to-risk", "get-medical-help", "report-concern"])
def test_what_answers_a_risk_is_never_set_aside(cast: Cast, step: str) -> None:
    """S.3: not even by a request that no page offers; nothing is saved of it."""
    opened(cast)
    sign(cast, "withdrawal")
    before = Entry.objects.count()
    assert denied_code(cast, acts.set_aside, step, "Busy week.") == "cannot_wait"
    assert (steps(cast), Entry.objects.count()) == (["open"], before)


def test_a_step_is_set_aside_with_a_reason_and_brought_back(cast: Cast) -> None:
    opened(cast)
    assert denied_code(cast, acts.set_aside, "change-approach", "  ") == "no_reason"
    actor = cast.actor(cast.worker)
    acts.set_aside(actor, cast.cleo, "change-approach", "Groups are full", write_context())
    acts.bring_back(actor, cast.cleo, "change-approach", write_context())
    assert steps(cast) == ["open", "set_aside", "bring_back"]


@pytest.mark.parametrize(
    ("outcome", "words", "code"), [("", "", "no_outcome"), ("ended", "", "no_outcome"), ("other", " ", "no_words")]
)
def test_a_review_closes_with_an_outcome(cast: Cast, outcome: str, words: str, code: str) -> None:
    opened(cast)
    assert denied_code(cast, acts.close_review, outcome, words) == code


def test_the_next_stall_opens_the_same_review_with_a_row_that_says_why(cast: Cast) -> None:
    review = closed(cast)
    actor = cast.actor(cast.worker)
    for days_ago, total in ((6, 7), (3, 24), (0, 26)):
        add_score(actor, cast.cleo, Total("PHQ-9", total, TODAY - timedelta(days=days_ago)), write_context())
    again = Review.objects.get(episode=cast.cleo)
    assert again.pk == review.pk
    assert (again.state, again.outcome, again.closed_at) == ("open", "", None)
    last = again.steps.latest("id")
    assert (last.action, last.about, last.by) == ("return", "deteriorating", None)


def test_a_stall_that_goes_on_does_not_open_it_again(cast: Cast) -> None:
    closed(cast, "changed_and_watching")
    add_score(cast.actor(cast.worker), cast.cleo, Total("PHQ-9", 15, TODAY), write_context())
    assert Review.objects.get(episode=cast.cleo).state == "closed"


def test_sent_twice_counts_once_and_a_stale_form_is_refused(cast: Cast) -> None:
    actor = cast.actor(cast.worker)
    acts.open_review(actor, cast.cleo, write_context("receipt-1"))
    with pytest.raises(AlreadyDone):
        acts.open_review(actor, cast.cleo, write_context("receipt-1"))
    with pytest.raises(Denied) as denied:
        acts.talk(actor, cast.cleo, "words", write_context(version=0))
    assert denied.value.code == "stale_form"
    assert steps(cast) == ["open"]


def test_nobody_but_the_own_worker_acts(cast: Cast) -> None:
    with pytest.raises(Denied) as denied:
        acts.open_review(cast.actor(cast.supervisor), cast.cleo, write_context())
    assert denied.value.code == "not_own_client"
    assert not Review.objects.exists()


def test_the_database_keeps_the_steps_and_the_outcome(cast: Cast) -> None:
    review = decided(cast)
    for statement in ("UPDATE reviews_reviewstep SET words = ''", "DELETE FROM reviews_reviewstep"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(state="closed", closed_at=NOW)
