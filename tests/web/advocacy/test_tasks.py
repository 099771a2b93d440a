"""The life of a task (D.6): nothing is sent before the client agreed to its words, and it ends with what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.web.advocacy.acts import (
    ASK,
    OFFICE,
    PARTS,
    WISH,
    agreed,
    ahead,
    answered,
    details,
    moved,
    planned,
    send,
    sent,
    written,
)
from tests.web.cast import TODAY, Cast, write_context
from tests.web.referrals.acts import last
from tests.web.safety.acts import sign
from unstuck.web.advocacy.actions import tasks as acts
from unstuck.web.advocacy.actions.frame import AdvocacyMove
from unstuck.web.advocacy.models import AdvocacyConsent, AdvocacyTask, MeetingAgreement, SentLetter
from unstuck.web.advocacy.policies import check_outcome, task_faults
from unstuck.web.components.denied import Denied
from unstuck.web.directory.models import Service
from unstuck.web.referrals.models import ConsentMethod, HelpReceived


def refused(act: Any, *args: Any, **named: Any) -> str:
    with pytest.raises(Denied) as denied:
        act(*args, **named)
    return denied.value.code


def test_a_letter_from_the_plan_to_what_came_of_it(cast: Cast) -> None:
    task = planned(cast)
    assert (task.state, task.look_on) == ("draft", ahead(5)), "it comes up on the day by which it is done"
    written(cast, task)
    agreed(cast, task)
    assert task.state == "agreed"
    consent = AdvocacyConsent.objects.get()
    assert (consent.wish, consent.letter) == (WISH, PARTS)
    assert consent.text.startswith(
        f"I agree that Riverside may tell {OFFICE} the following about me, and nothing else:"
    )
    assert f"What we ask: {ASK}" in consent.text
    assert "I can withdraw this at any time" in consent.text
    send(cast, task)
    assert (task.state, task.sent_on, task.look_on) == ("sent", TODAY, ahead(14))
    answered(cast, task, "granted")
    assert (task.state, task.look_on) == ("answered", ahead(14)), "granted on paper is not warm yet"
    move = AdvocacyMove("finish", TODAY, "The boiler was changed.")
    acts.finish_task(cast.actor(cast.worker), task, HelpReceived.YES, move, write_context())
    task.refresh_from_db()
    assert (task.state, task.came, task.look_on) == ("done", "yes", None)
    assert [step.action for step in task.steps.all()] == ["plan", "write", "agree", "send", "answer", "finish"]


@pytest.mark.parametrize("kind", ["letter", "claim", "appeal", "benefit_check", "meeting", "interpreter"])
def test_nothing_is_sent_before_the_client_agreed(cast: Cast, kind: str) -> None:
    task = planned(cast, kind)
    assert refused(send, cast, task) == "no_consent"
    assert refused(agreed, cast, task) == "nothing_asked", "there are no words yet to agree to"
    written(cast, task)
    assert refused(send, cast, task) == "no_consent"
    assert refused(agreed, cast, task, "  ") == "no_wish"
    assert not SentLetter.objects.exists()
    agreed(cast, task)
    send(cast, task)
    assert SentLetter.objects.get().number == 1


def test_changed_words_go_back_to_the_client(cast: Cast) -> None:
    task = planned(cast)
    written(cast, task)
    agreed(cast, task)
    written(cast, task, **{**PARTS, "reasons": "He drinks."})
    assert task.state == "draft"
    assert refused(send, cast, task) == "changed_since"
    agreed(cast, task)
    send(cast, task)
    assert "He drinks." in str(SentLetter.objects.get().content)


def test_each_letter_that_was_sent_is_kept_as_it_was(cast: Cast) -> None:
    task = sent(cast)
    written(cast, task, **{**PARTS, "ask": "Mend it this week"})
    assert task.state == "sent", "writing again takes nothing back"
    assert refused(send, cast, task) == "changed_since"
    agreed(cast, task)
    send(cast, task)
    first, second = SentLetter.objects.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert ASK in str(first.content)
    assert "Mend it this week" not in str(first.content)
    assert "Mend it this week" in str(second.content)
    with pytest.raises(Exception), transaction.atomic():  # noqa: B017, PT011  (each database has its own)
        SentLetter.objects.filter(pk=first.pk).update(number=9)


def test_a_gap_of_the_skeleton_is_not_sent(cast: Cast) -> None:
    task = planned(cast)
    assert refused(written, cast, task, ask=ASK, reasons="Since […]") == "gap_left"
    assert refused(written, cast, task, about="Cleo") == "nothing_asked"
    assert task.letter == {}


def test_an_appeal_without_its_last_day_is_refused(cast: Cast) -> None:
    assert refused(planned, cast, "appeal", deadline=None) == "no_deadline"
    assert not AdvocacyTask.objects.exists()
    task = planned(cast, "appeal")
    with pytest.raises(IntegrityError), transaction.atomic():
        AdvocacyTask.objects.filter(pk=task.pk).update(deadline=None)


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("appeal", {"deadline": ahead(3), "do_by": ahead(4)}, "after_deadline"),
        ("appeal", {"deadline": ahead(400)}, "wrong_deadline"),
        ("letter", {"do_by": ahead(-1)}, "do_by_past"),
        ("letter", {"office": " "}, "no_office"),
        ("letter", {"ask": ""}, "no_ask"),
        ("letter", {"doer": "somebody"}, "no_doer"),
        ("meeting", {"meets_on": None}, "no_day"),
        ("meeting", {"meets_on": ahead(-1)}, "wrong_day"),
        ("meeting", {"takes_part": ""}, "nobody_takes_part"),
        ("interpreter", {"language": ""}, "no_language"),
        ("interpreter", {"interpreter": ""}, "no_interpreter"),
        ("interpreter", {"interpreter": "family"}, "not_family"),
    ],
)
def test_what_a_task_lacks_is_said_beside_its_field(kind: str, more: dict[str, Any], code: str) -> None:
    faults = list(task_faults(details(kind, **more), TODAY))
    assert [denied.code for _field, denied in faults] == [code]
    assert {field for field, _denied in faults} <= {*details().__dataclass_fields__}


def test_a_late_appeal_can_still_be_planned(cast: Cast) -> None:
    """Many offices accept a late one with a reason: it is marked as passed, not refused."""
    assert planned(cast, "appeal", deadline=ahead(-3)).deadline == ahead(-3)


@pytest.mark.parametrize(("interpreter", "kept"), [("remote", True), ("colleague", True), ("family", False)])
def test_the_database_knows_who_may_interpret(cast: Cast, interpreter: str, kept: bool) -> None:
    task = planned(cast, "interpreter")
    if kept:
        AdvocacyTask.objects.filter(pk=task.pk).update(interpreter=interpreter)
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        AdvocacyTask.objects.filter(pk=task.pk).update(interpreter=interpreter)


def test_with_violence_at_home_a_safe_way_is_asked_first_and_stands_in_the_letter(cast: Cast) -> None:
    sign(cast, "violence_at_home")
    assert refused(planned, cast) == "safe_way_needed"
    task = planned(cast, safe_way="Only through me")
    written(cast, task)
    agreed(cast, task)
    assert "They may only contact me in this way: Only through me" in AdvocacyConsent.objects.get().text
    send(cast, task)
    assert "Only through me" in str(SentLetter.objects.get().content)


def test_violence_that_comes_to_light_later_stops_the_sending(cast: Cast) -> None:
    task = planned(cast)
    written(cast, task)
    agreed(cast, task)
    sign(cast, "violence_at_home")
    assert refused(send, cast, task) == "safe_way_needed"


def test_records_of_substance_use_need_the_clients_signature(cast: Cast) -> None:
    task = planned(cast)
    written(cast, task)
    assert refused(agreed, cast, task, part2=True) == "written_consent"
    agreed(cast, task, part2=True, how=ConsentMethod.SIGNED)
    send(cast, task)
    assert SentLetter.objects.get().content["notice"].startswith("42 CFR part 2 prohibits")


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [("letter", "held"), ("meeting", "granted"), ("benefit_check", "refused"), ("interpreter", "held"), ("claim", "")],
)
def test_an_answer_fits_its_kind(kind: str, outcome: str) -> None:
    assert refused(check_outcome, AdvocacyTask(kind=kind), outcome, "They wrote so.") == "wrong_outcome"


def test_an_answer_has_words(cast: Cast) -> None:
    task = sent(cast)
    assert refused(answered, cast, task, "refused", "  ") == "no_words"
    interpreter = sent(cast, "interpreter")
    answered(cast, interpreter, "came", "")
    assert interpreter.state == "answered"


def test_a_refused_claim_is_carried_on_by_an_appeal(cast: Cast) -> None:
    claim = sent(cast, "claim")
    answered(cast, claim, "refused", "Income counted twice.", appeal_until=ahead(20))
    assert (claim.state, claim.appeal_until) == ("answered", ahead(20))
    appeal = planned(cast, "appeal", follows=claim, deadline=ahead(20))
    claim.refresh_from_db()
    assert (claim.state, appeal.follows_id) == ("done", claim.pk)
    assert refused(planned, cast, "appeal", follows=claim) == "not_open", "it is carried on once"


def test_an_appeal_day_belongs_to_a_refusal(cast: Cast) -> None:
    task = sent(cast)
    answered(cast, task, "granted", appeal_until=ahead(20))
    assert task.appeal_until is None


def test_what_the_helpers_agreed_is_kept_with_who_does_it(cast: Cast) -> None:
    task = sent(cast, "meeting")
    agreements = [acts.Agreement("The school", "A quiet room", ahead(9)), acts.Agreement("The GP", "Sees Cleo")]
    answered(cast, task, "held", "All came.", agreements=agreements)
    kept = [(row.who, row.what, row.by_when) for row in MeetingAgreement.objects.all()]
    assert kept == [("The school", "A quiet room", ahead(9)), ("The GP", "Sees Cleo", None)]


@pytest.mark.parametrize(("came", "words", "code"), [("no", "", "no_reason"), ("not_yet", "Soon", "not_said")])
def test_an_end_says_whether_the_client_got_it_and_why_not(cast: Cast, came: str, words: str, code: str) -> None:
    task = sent(cast)
    answered(cast, task, "granted")
    move = AdvocacyMove("finish", TODAY, words)
    finish = acts.finish_task
    assert refused(finish, cast.actor(cast.worker), task, HelpReceived(came), move, write_context()) == code


def test_a_task_is_withdrawn_with_a_reason_and_asked_about_again(cast: Cast) -> None:
    task = sent(cast)
    moved(cast, task, "chase", "They are still looking.", look_on=ahead(3))
    assert (task.state, task.look_on) == ("sent", ahead(3))
    assert refused(moved, cast, task, "withdraw", " ") == "no_reason"
    moved(cast, task, "withdraw", "The client changed their mind.")
    assert (task.state, task.look_on) == ("withdrawn", None)
    assert refused(moved, cast, task, "chase") == "not_open"


def test_days_are_in_order(cast: Cast) -> None:
    task = planned(cast)
    written(cast, task)
    assert refused(agreed, cast, task, on=ahead(1)) == "future_date"
    agreed(cast, task)
    move = AdvocacyMove("send", TODAY, look_on=TODAY - timedelta(days=1))
    assert refused(acts.send, cast.actor(cast.worker), task, move, write_context()) == "call_back_past"


def test_a_service_of_the_directory_is_known_by_its_name(cast: Cast) -> None:
    row = {"source": "d", "cost": "free", "digest": "x"}
    known = Service.objects.create(agency=cast.agency, row="1", name="Housing Office", **row)
    Service.objects.create(agency=cast.other_agency, row="2", name="Debt advice", **row)
    assert planned(cast).service == known
    assert planned(cast, office="Debt advice").service is None, "another agency's directory"


def test_each_write_is_on_record_without_a_word_of_it(cast: Cast) -> None:
    task = planned(cast)
    assert (last().action, last().details["kind"]) == ("advocacy.planned", "letter")
    written(cast, task)
    assert last().action == "advocacy.written"
    agreed(cast, task)
    assert last().action == "advocacy.agreed"
    send(cast, task)
    assert last().action == "advocacy.sent"
    moved(cast, task, "chase")
    assert last().action == "advocacy.moved"
    answered(cast, task, "granted")
    assert (last().action, last().details["outcome"]) == ("advocacy.answered", "granted")
    move = AdvocacyMove("finish", TODAY)
    acts.finish_task(cast.actor(cast.worker), task, HelpReceived.YES, move, write_context())
    assert last().action == "advocacy.finished"
    for words in (ASK, WISH, OFFICE, "cold"):
        assert words not in str(last().details)


@pytest.mark.parametrize("who", ["teammate", "supervisor", "outsider"])
def test_only_the_clients_own_worker_acts(cast: Cast, who: str) -> None:
    actor = cast.actor(getattr(cast, who))
    assert refused(acts.plan_task, actor, cast.cleo, details(), write_context()) == "not_own_client"
    task = planned(cast)
    assert refused(acts.write_letter, actor, task, PARTS, "", write_context()) == "not_own_client"
