"""Who reads what goes between agencies, and what may still go out or come in: on both sides of each rule."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.circles import acts
from tests.web.consents.test_part2 import marked
from tests.web.consultation import acts as consultations
from tests.web.refusals import refusal, who_finds, who_may
from tests.web.safety.acts import sign
from unstuck.web.accounts.models import Membership, Role
from unstuck.web.circles import permissions as rights
from unstuck.web.circles import policies
from unstuck.web.circles.actions.exchanging import receive_answer
from unstuck.web.circles.models import CirclePartner, IncomingQuestion
from unstuck.web.circles.queries import opened, sealed_answer, sealed_question
from unstuck.web.circles.sealed_files import AnswerFile
from unstuck.web.components.denied import Denied
from unstuck.web.consents.models import ConsentWithdrawal
from unstuck.web.consultation.models import Consultation

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def circle(cast: Cast) -> None:
    acts.circle(cast)


def partners(cast: Cast) -> list[str]:
    return [one.name for one in rights.partners_of(cast.actor(cast.worker))]


def test_an_agency_is_exchanged_with_once_confirmed_and_until_it_is_removed(cast: Cast) -> None:
    assert partners(cast) == ["Hillside"]
    assert [one.name for one in rights.partners_of(cast.actor(cast.outsider))] == ["Riverside"]
    hillside = acts.hillside(cast)
    CirclePartner.objects.filter(pk=hillside.pk).update(confirmed_at=None, confirmed_by=None)
    assert partners(cast) == []
    moments = [(None, None, "partner_gone"), (NOW, None, ""), (NOW, NOW, "partner_gone"), (None, NOW, "partner_gone")]
    for confirmed, removed, expected in moments:
        one = CirclePartner(name="Hillside", confirmed_at=confirmed, removed_at=removed)
        assert refusal(policies.check_in_use, one) == expected
    CirclePartner.objects.filter(pk=hillside.pk).update(
        confirmed_at=NOW, confirmed_by=cast.supervisor, removed_at=NOW, removed_by=cast.administrator
    )
    assert partners(cast) == []


def incoming(cast: Cast) -> IncomingQuestion:
    sent = acts.sent(cast)
    return acts.received(cast, sealed_question(sent))


def test_what_went_out_is_the_askers_and_what_came_in_is_read_by_who_answers(cast: Cast) -> None:
    sent = acts.sent(cast)
    assert who_finds(cast, rights.sent_by, sent) == {"Wanda"}
    assert not rights.sent_by(None).exists()
    question = acts.received(cast, sealed_question(sent))
    answer = acts.answered(cast, question)
    last = question.expires_on
    for day, expected in ((TODAY, {"Otto", "Sven"}), (last, {"Otto", "Sven"}), (last + DAY, set())):
        assert who_finds(cast, partial(rights.received_for, today=day), question) == expected
        assert who_finds(cast, partial(rights.answers_for, today=day), answer) == expected
        assert who_may(cast, rights.check_may_answer_there, question, day) == expected
    assert not rights.received_for(None, TODAY).exists()
    assert not rights.answers_for(None, TODAY).exists()
    Membership.objects.filter(person=cast.outside_supervisor).update(role=Role.MANAGER)
    assert who_finds(cast, lambda actor: rights.received_for(actor, TODAY), question) == {"Otto"}


def test_what_was_wiped_and_another_question_is_not_answered(cast: Cast) -> None:
    question = incoming(cast)
    other = IncomingQuestion.objects.create(
        agency=cast.other_agency, partner=question.partner, number=uuid4(), content=None, on=TODAY,
        expires_on=question.expires_on, at=NOW, by=cast.outsider, wiped_at=NOW,
    )  # fmt: skip
    assert who_may(cast, rights.check_may_answer_there, question, TODAY) == {"Otto", "Sven"}
    assert who_may(cast, rights.check_may_answer_there, other, TODAY) == set()
    assert who_finds(cast, lambda actor: rights.received_for(actor, TODAY), other) == set()


def test_administrators_keep_the_agencies_and_who_works_with_clients_opens_files(cast: Cast) -> None:
    assert who_may(cast, rights.check_keeps_agencies) == {"Aron", "Alma"}
    assert who_may(cast, rights.check_brings_in) == {"Wanda", "Wim", "Wilma", "Sunita", "Stan", "Otto", "Sven"}


def test_a_brief_that_does_not_know_of_a_sign_does_not_go_out(cast: Cast) -> None:
    sign(cast, "suicide", now=NOW - HOUR)
    asked = consultations.asked(cast)
    assert refusal(policies.check_brief_knows_the_risk, asked) == ""
    sign(cast, "stalking", now=NOW)
    assert refusal(policies.check_brief_knows_the_risk, asked) == "", "of the very moment: the brief says so"
    sign(cast, "suicide", now=NOW + HOUR)
    assert refusal(policies.check_brief_knows_the_risk, asked) == "risk_since"


def taken_back(cast: Cast, holder: str, row: int) -> None:
    ConsentWithdrawal.objects.create(
        client=cast.cleo.client, holder=holder, row=row, on=TODAY, how="spoken", at=NOW, by=cast.worker
    )


def test_what_rests_on_a_consent_taken_back_does_not_go_out(cast: Cast) -> None:
    sent = acts.sent(cast)
    taken_back(cast, "consultation", sent.pk)
    taken_back(cast, "circle", sent.pk + 1)
    assert refusal(policies.check_consent_stands, sent) == ""
    taken_back(cast, "circle", sent.pk)
    with pytest.raises(Denied, match="Tell Hillside") as denied:
        policies.check_consent_stands(sent)
    assert denied.value.code == "consent_withdrawn"


def test_protected_records_go_out_with_consent_alone(cast: Cast) -> None:
    asked = consultations.asked(cast)
    assert [refusal(policies.check_protected, asked, agreed) for agreed in (True, False)] == ["", ""]
    marked(cast)
    assert [refusal(policies.check_protected, asked, agreed) for agreed in (True, False)] == ["", "part2_consent"]


def test_an_answer_comes_from_who_was_asked_once_and_while_it_is_open(cast: Cast) -> None:
    sent = acts.sent(cast)
    question = acts.received(cast, sealed_question(sent))
    file = sealed_answer(acts.answered(cast, question))
    content = opened(cast.actor(cast.worker), file, TODAY)
    assert isinstance(content, AnswerFile)
    assert refusal(policies.check_takes_answer, sent, content) == ""
    sent.partner.fingerprint = "somebody else"
    assert refusal(policies.check_takes_answer, sent, content) == "other_agency_answers"
    sent.refresh_from_db()
    receive_answer(cast.actor(cast.worker), content, write_context())
    assert refusal(policies.check_takes_answer, sent, content) == "already_in"
    second = opened(
        cast.actor(cast.worker), sealed_answer(acts.answered(cast, question, "And sleep?")),
        TODAY,
    )  # fmt: skip
    assert isinstance(second, AnswerFile)
    assert refusal(policies.check_takes_answer, sent, second) == "", "another answer of theirs"
    Consultation.objects.update(state="closed", decision="So", came_of_it="That")
    sent = type(sent).objects.get(pk=sent.pk)
    assert refusal(policies.check_takes_answer, sent, second) == "consultation_over"


@pytest.mark.parametrize(
    ("state", "expected"),
    [("asked", ""), ("answered", ""), ("decided", ""), ("closed", "consultation_over"),
     ("withdrawn", "consultation_over"), ("drafted", "consultation_over")],
)  # fmt: skip
def test_nothing_goes_out_or_comes_in_once_it_is_over(state: str, expected: str) -> None:
    assert refusal(policies.check_still_open, Consultation(state=state)) == expected
    if state == "closed":
        with pytest.raises(Denied, match=r"over \(closed\)"):
            policies.check_still_open(Consultation(state=state))
