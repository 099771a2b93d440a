"""The link in the letter, the client's own answer, and what the worker is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.referrals.acts import (
    ASK,
    PARTNER,
    AsPerson,
    ago,
    follow,
    hit,
    last,
    of,
    reply_address,
    requested,
    send,
    text,
)
from tests.web.safety.acts import sign
from unstuck.guidance.case import Progress
from unstuck.web.caseload.cases import case_of, facts_of
from unstuck.web.caseload.models import LifeArea
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.notifications.models import Notification
from unstuck.web.notifications.words import KINDS, in_words
from unstuck.web.referrals.actions.referring import link_to_client
from unstuck.web.referrals.actions.replies import NewHelpAnswer, record_answer
from unstuck.web.referrals.forms.replying import CLIENT_REASONS, PARTNER_REASONS
from unstuck.web.referrals.models import HelpAnswer, HelpReceived, Referral, ReferralEndReason, ReferralStep, ReplyLink
from unstuck.web.referrals.presenters.pages import followed_page
from unstuck.web.referrals.queries import followed


def told() -> list[str]:
    return [in_words(one.kind) for one in Notification.objects.order_by("id")]


def test_the_partner_answers_once_and_gets_the_next_link(cast: Cast, as_person: AsPerson) -> None:
    made, stranger = requested(cast), as_person(None)
    where = reply_address(made)
    assert stranger.get(where).status_code == 200
    assert stranger.get(where).status_code == 200, "looking does not use it up"
    thanks = stranger.post(where, {"action": "accept"})
    assert thanks.status_code == 200
    made.refresh_from_db()
    assert (made.state, made.reached_on) == ("accepted", TODAY)
    assert told() == ["Outside support has accepted a client"]
    assert ReferralStep.objects.get(action="accept").said_by == "partner"
    assert last().action == "referral.replied"
    for answer in (stranger.get(where), stranger.post(where, {"action": "decline", "reason": "full"})):
        assert answer.status_code == 410
    following = reply_address(made)
    assert following in text(thanks)
    assert stranger.post(following, {"action": "start"}).status_code == 200
    assert stranger.post(reply_address(made), {"action": "complete"}).status_code == 200
    made.refresh_from_db()
    assert (made.state, made.got) == ("completed", "")
    assert not ReplyLink.objects.filter(used_at=None, ended_at=None).exists()


def test_not_accepted_says_why_and_so_does_what_the_worker_is_told(cast: Cast, as_person: AsPerson) -> None:
    made, stranger = requested(cast), as_person(None)
    assert stranger.post(reply_address(made), {"action": "decline"}).status_code == 422
    assert stranger.post(reply_address(made), {"action": "decline", "reason": "not_eligible"}).status_code == 200
    made.refresh_from_db()
    assert made.state == "declined"
    assert told() == ["Outside support brought no help: the client was not eligible"]
    row = Notification.objects.get()
    assert (row.person, row.route) == (cast.worker, "referrals:referral")
    assert as_person(cast.worker).get(reverse(row.route, kwargs=row.ids)).status_code == 200


TOKEN = re.compile(r'csrfmiddlewaretoken" value="[^"]+"')
"""By chance it may hold any word of four letters, as it once did."""


@pytest.mark.parametrize("whom", ["partner", "client"])
def test_nothing_behind_a_link_is_about_anybody(cast: Cast, as_person: AsPerson, whom: str) -> None:
    made = requested(cast)
    link_to_client(cast.actor(cast.worker), made, write_context())
    where, stranger = reply_address(made, whom), as_person(None)
    typed = {"action": "accept"} if whom == "partner" else {"got": "yes"}
    pages = [stranger.get(where), stranger.post(where, {}), stranger.post(where, typed), stranger.get(where)]
    assert [one.status_code for one in pages] == [200, 422, 200, 410]
    planted = ("Cleo", "Brook", "R-1", "Wanda", PARTNER, ASK, "Riverside", "food", str(made.public_id), "pantry")
    shown = TOKEN.sub("", " ".join(text(one) for one in pages)).casefold()
    assert [word for word in planted if word.casefold() in shown] == []
    assert str(cast.cleo.public_id) not in shown


def test_tokens_are_sealed_stored_hashed_and_expire(
    cast: Cast, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, stranger = requested(cast), as_person(None)
    where = reply_address(made)
    token = where.split("/")[2]
    link = ReplyLink.objects.get()
    assert token not in (link.digest, str(link.seed))
    assert len(token) == 64
    for wrong in (token[:-1] + ("0" if token[-1] != "0" else "1"), link.digest, str(link.seed), "x" * 300):
        assert stranger.get(f"/reply/{wrong}/").status_code == 410
    assert link.expires_at - link.made_at == timedelta(days=60)
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(days=60))
    assert stranger.get(where).status_code == 410
    assert stranger.post(where, {"action": "accept"}).status_code == 410
    made.refresh_from_db()
    assert made.state == "requested"


def test_the_client_answers_through_a_link(cast: Cast, as_person: AsPerson) -> None:
    made = requested(cast)
    browser = as_person(cast.worker)
    assert send(browser, of(made, "link/")).status_code == 302
    where, stranger = reply_address(made, "client"), as_person(None)
    assert where in text(browser.get(of(made)))
    assert "Did you get help?" in text(stranger.get(where))
    assert stranger.post(where, {"got": "no"}).status_code == 422
    assert stranger.post(where, {"got": "no", "reason": "waiting_list"}).status_code == 200
    made.refresh_from_db()
    assert (made.state, made.got) == ("failed", "no")
    assert told() == ["Outside support brought no help: the wait was too long"]
    assert "The wait was too long" in text(browser.get(of(made)))
    assert HelpAnswer.objects.get().recorded_by is None


def test_a_link_of_a_client_opens_no_more_once_violence_is_known(cast: Cast, as_person: AsPerson) -> None:
    made = requested(cast)
    link_to_client(cast.actor(cast.worker), made, write_context())
    sign(cast, "violence_at_home")
    assert as_person(None).get(reply_address(made, "client")).status_code == 410
    assert as_person(None).get(reply_address(made, "partner")).status_code == 200


def test_help_was_got_and_the_area_moves_in_the_same_step(cast: Cast, as_person: AsPerson) -> None:
    hit(cast, "food", "money")
    made = requested(cast, ago(0))
    typed = {"got": "yes", "words": "there is food on Fridays", "rating_food": "6", "on": TODAY.isoformat()}
    assert send(as_person(cast.worker), of(made, "answer/"), **typed).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.got, made.helped_on) == ("completed", "yes", TODAY)
    case = case_of(facts_of([cast.cleo.pk])[cast.cleo.pk], Progress("watch"), TODAY)
    assert case.life_areas is not None
    assert (case.life_areas["food"].rating, case.life_areas["money"].rating) == (6, 2)
    assert case.referrals_open == 0
    assert last().action == "referral.answered"
    assert "Fridays" not in str(last().details)
    assert told() == [], "the worker knows already"


def test_nothing_is_half_written(cast: Cast) -> None:
    made = requested(cast)
    wrong = NewHelpAnswer(HelpReceived.YES, TODAY, ratings={"food": 99.0})
    with pytest.raises(Exception, match="0_to_10"), transaction.atomic():
        record_answer(cast.actor(cast.worker), made, wrong, write_context())
    made.refresh_from_db()
    assert (made.state, made.got) == ("requested", "")
    assert not HelpAnswer.objects.exists()


def test_completed_is_followed_until_the_client_says(cast: Cast) -> None:
    made = requested(cast)
    follow(cast, made, "complete")
    Referral.objects.update(call_back_on=TODAY)
    actor = cast.actor(cast.worker)
    assert [line.address for line in followed_page(actor, TODAY).due] == [of(made)]
    record_answer(actor, made, NewHelpAnswer(HelpReceived.NO, TODAY, "not_comfortable"), write_context())
    made.refresh_from_db()
    assert made.state == "failed"
    assert followed_page(actor, TODAY).due == []
    with pytest.raises(Denied):
        record_answer(actor, made, NewHelpAnswer(HelpReceived.YES, TODAY), write_context())


@pytest.mark.parametrize(
    ("got", "state"),
    [(HelpReceived.SOME, "in_progress"), (HelpReceived.NOT_YET, "requested"), (HelpReceived.YES, "completed")],
)
def test_what_an_answer_leads_to(cast: Cast, got: HelpReceived, state: str) -> None:
    made = requested(cast)
    record_answer(cast.actor(cast.worker), made, NewHelpAnswer(got, TODAY), write_context())
    made.refresh_from_db()
    assert (made.state, made.got) == (state, got.value)


def test_overdue_rises_for_those_who_may_read_alone(cast: Cast, as_person: AsPerson) -> None:
    requested(cast)
    Referral.objects.update(call_back_on=ago(1))
    for person, sees in ((cast.worker, True), (cast.supervisor, True), (cast.teammate, False), (cast.outsider, False)):
        shown = text(as_person(person).get("/outside-support/"))
        assert (PARTNER in shown) is sees
        assert ("Ask now (1)" in shown) is sees
    assert not followed(None)


def test_after_the_work_has_ended_an_answer_still_comes_in(cast: Cast, as_person: AsPerson) -> None:
    """E.1: a way on. What is heard is kept, and no fact is added to what has ended."""
    made = requested(cast)
    cast.cleo.refresh_from_db()
    cast.cleo.ended_on = TODAY
    type(cast.cleo).objects.filter(pk=cast.cleo.pk).update(ended_on=TODAY)
    before = LifeArea.objects.count()
    assert as_person(None).post(reply_address(made), {"action": "accept"}).status_code == 200
    made.refresh_from_db()
    record_answer(cast.actor(cast.worker), made, NewHelpAnswer(HelpReceived.YES, TODAY), write_context())
    assert LifeArea.objects.count() == before
    with pytest.raises(Denied):
        record_answer(
            cast.actor(cast.worker),
            made,
            NewHelpAnswer(HelpReceived.YES, TODAY, ratings={"food": 6.0}),
            write_context(),
        )


def test_the_mail_names_nobody(
    cast: Cast, as_person: AsPerson, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    made = requested(cast)
    with django_capture_on_commit_callbacks(execute=True):
        as_person(None).post(reply_address(made), {"action": "decline", "reason": "full"})
    (sent,) = mail.outbox
    letters = sent.subject + str(sent.body)
    assert [word for word in ("Cleo", "Brook", PARTNER, ASK, str(made.public_id)) if word in letters] == []


def test_every_reason_has_words_for_the_worker() -> None:
    offered = {*PARTNER_REASONS, *CLIENT_REASONS} - {ReferralEndReason.OTHER}
    assert {one.value for one in offered if f"referral.none.{one.value}" not in KINDS} == set()
    assert all(one.words for one in (*ReferralEndReason, *HelpReceived))
