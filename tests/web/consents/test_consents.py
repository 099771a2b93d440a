"""One list of consents, from every room; what is taken back has its effect at once, and somebody sees to it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.client_pages.acts import address, make_page, opened
from tests.web.referrals.acts import ASK, PARTNER, requested
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.checkins.policies import check_can_ask
from unstuck.web.client_pages.models import PageLink
from unstuck.web.components.denied import Denied, allowed
from unstuck.web.consents.actions import consents as actions
from unstuck.web.consents.models import ConsentKind, ConsentWithdrawal, GivenConsent
from unstuck.web.consents.policies import GivenTerms, WithdrawalTerms, consent_gaps
from unstuck.web.consents.queries import consents_about, said_no, who_said_no
from unstuck.web.consultation.models import Consultation, Invitation
from unstuck.web.consultation.permissions import consultations_for, those_asked
from unstuck.web.notifications.models import Notification
from unstuck.web.referrals.actions import referring
from unstuck.web.referrals.actions.frame import ReferralMove
from unstuck.web.referrals.models import ConsentMethod, ContactMethod, Referral, ReplyLink

AsPerson = Callable[[Person | None], Browser]
GP, LETTER = "Dr Onyx, family doctor", "That she comes here, and her sleep"


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def given(cast: Cast, kind: str, agreed: bool = True, **more: Any) -> GivenConsent:
    terms = GivenTerms(kind, agreed, "spoken", TODAY, **more)
    return actions.record_consent(cast.actor(cast.worker), cast.cleo, terms, write_context())


def taken_back(cast: Cast, key: str, **more: Any) -> None:
    actions.withdraw_consent(cast.actor(cast.worker), cast.cleo, key, WithdrawalTerms(TODAY, **more), write_context())


def keys(cast: Cast, *, in_force: bool) -> list[str]:
    return [one.key for one in consents_about(cast.cleo.client_id) if one.in_force == in_force]


def test_a_referral_rests_on_nothing_once_its_consent_is_taken_back(cast: Cast, as_person: AsPerson) -> None:
    made, browser = requested(cast), as_person(cast.worker)
    page = f"/clients/{cast.cleo.public_id}/referrals/{made.public_id}/"
    assert browser.get(f"{page}letter/").status_code == 200
    (key,) = keys(cast, in_force=True)
    taken_back(cast, key, words="They know my cousin")
    assert not ReplyLink.objects.filter(referral=made, ended_at=None).exists(), "what was given out stops working"
    assert browser.get(f"{page}letter/").status_code == 404
    shown = text(browser.get(page))
    assert "nothing more is sent" in shown
    assert "Make a new reply link" not in shown
    with pytest.raises(Denied) as denied:
        referring.renew_partner_link(cast.actor(cast.worker), made, write_context())
    assert denied.value.code == "no_consent"
    listed = text(browser.get("/caseload/"))
    assert f"A consent was taken back: Referral. Tell {PARTNER}." in listed
    where = re.findall(r'href="([^"]+/consents/withdrawals/\d+/)"', listed)[0]
    once = re.findall(r'name="once" value="([^"]+)"', text(browser.get(where)))[0]
    assert browser.post(where, {"once": once, "words": " "}).status_code == 422
    assert browser.post(where, {"once": once, "words": "Rang them"}).status_code == 302
    assert "A consent was taken back" not in text(browser.get("/caseload/"))
    past = text(browser.get(f"/clients/{cast.cleo.public_id}/consents/"))
    for said in ("They know my cousin", "Rang them", ASK, "Taken back on 22 November 2026"):
        assert said in past


def test_what_was_taken_back_never_falls_back_to_an_earlier_consent(cast: Cast) -> None:
    made = referring.draft(
        cast.actor(cast.worker), cast.cleo,
        referring.NewReferral(PARTNER, ASK, ["food"], ContactMethod.LETTER, TODAY), write_context(),
    )  # fmt: skip
    for words in ("Cleo", "Cleo Brook"):
        terms = referring.ConsentTerms({"name": words}, ConsentMethod.SIGNED, TODAY)
        referring.consent(cast.actor(cast.worker), made, terms, write_context())
    assert len(keys(cast, in_force=True)) == 1, "the later one took the place of the earlier"
    taken_back(cast, keys(cast, in_force=True)[0])
    move = ReferralMove("request", TODAY)
    with pytest.raises(Denied) as denied:
        referring.request(cast.actor(cast.worker), Referral.objects.get(pk=made.pk), move, write_context())
    assert denied.value.code == "no_consent"
    with pytest.raises(Denied, match="not in force"):
        taken_back(cast, f"referral-{made.consents.last().pk}")  # type: ignore[union-attr]


def test_a_client_takes_one_back_on_their_own_page_at_once(cast: Cast, as_person: AsPerson) -> None:
    given(cast, "sharing", recipient=GP, purpose="Sleep", what=LETTER)
    given(cast, "treatment")
    link, client = make_page(cast), as_person(None)
    assert client.get(address(link, "agreed/")).status_code == 302, "the code comes first"
    assert "What I agreed to" in opened(client, link)
    page = text(client.get(address(link, "agreed/")))
    assert GP in page
    assert LETTER in page
    key = keys(cast, in_force=True)
    sharing = next(one for one in key if f"given-{GivenConsent.objects.get(kind='sharing').pk}" == one)
    where = address(link, f"agreed/{sharing}/")
    assert "your worker is told" in text(client.get(where))
    assert not ConsentWithdrawal.objects.exists(), "looking takes nothing back"
    assert client.post(where).status_code == 302
    one = ConsentWithdrawal.objects.get()
    assert (one.by, one.how, one.to_tell) == (None, "page", GP)
    assert sharing in keys(cast, in_force=False)
    assert Notification.objects.get(kind="consent.withdrawn").person == cast.worker
    assert Entry.objects.order_by("-id")[0].action == "consent.withdrawn"
    assert client.post(where).status_code == 302
    assert ConsentWithdrawal.objects.count() == 1
    assert "You took this back on 22 November 2026." in text(client.get(address(link, "agreed/")))
    own_page = next(one for one in keys(cast, in_force=True) if one.startswith("own_page-"))
    assert client.post(address(link, f"agreed/{own_page}/")).status_code == 302
    assert PageLink.objects.get().ended_at is None, "that is changed where pages are made"


def test_who_takes_back_being_asked_is_not_asked(cast: Cast) -> None:
    asked = ("tablet", ["PHQ-9"], cast.cleo)
    assert allowed(check_can_ask, *asked)
    row = given(cast, "treatment")
    assert allowed(check_can_ask, *asked)
    taken_back(cast, f"given-{row.pk}")
    with pytest.raises(Denied) as denied:
        check_can_ask(*asked)
    assert denied.value.code == "consent_withdrawn"
    given(cast, "treatment")
    assert allowed(check_can_ask, *asked), "they agreed again"


def test_the_latest_answer_counts_and_nobody_asked_is_no_refusal(cast: Cast) -> None:
    assert not said_no(cast.cleo.client_id, ConsentKind.SUMS)
    given(cast, "sums", agreed=False)
    assert who_said_no(cast.agency.pk, ConsentKind.SUMS) == {cast.cleo.client_id}
    row = given(cast, "sums")
    assert who_said_no(cast.agency.pk, ConsentKind.SUMS) == set()
    taken_back(cast, f"given-{row.pk}")
    assert who_said_no(cast.agency.pk, ConsentKind.SUMS) == {cast.cleo.client_id}
    assert who_said_no(cast.other_agency.pk, ConsentKind.SUMS) == set()


def test_colleagues_no_longer_read_a_question_whose_consent_is_gone(cast: Cast) -> None:
    asked = Consultation.objects.create(
        agency=cast.agency, episode=cast.cleo, asker=cast.worker, question="What?", about_this_stall=True,
        ground="consent", consent_on=TODAY, consent_how="said yes", state="asked", created_at=NOW, asked_at=NOW,
    )  # fmt: skip
    Invitation.objects.create(consultation=asked, person=cast.teammate, asked_at=NOW)
    colleague = cast.actor(cast.teammate)
    assert list(consultations_for(colleague)) == [asked]
    taken_back(cast, f"consultation-{asked.pk}")
    assert list(consultations_for(colleague)) == []
    assert list(those_asked(asked)) == []
    assert list(consultations_for(cast.actor(cast.worker))) == [asked], "it stays the worker's own"


def test_a_consent_says_who_what_and_what_for(cast: Cast) -> None:
    bare = GivenTerms("sharing", True, "spoken", TODAY + timedelta(days=1), given_by="guardian", until=TODAY)
    gaps = [name for name, _denied in consent_gaps(bare, TODAY)]
    assert gaps == ["on", "until", "giver", "recipient", "purpose", "what"]
    assert [name for name, _denied in consent_gaps(GivenTerms("kite", True, "page", TODAY), TODAY)] == ["kind", "how"]
    with pytest.raises(Denied) as denied:
        actions.record_consent(cast.actor(cast.worker), cast.cleo, bare, write_context())
    assert denied.value.code == "future_date"
    with transaction.atomic(), pytest.raises(IntegrityError):
        GivenConsent.objects.create(
            client=cast.cleo.client, kind="sharing", agreed=True, given_by="client", how="spoken", on=TODAY,
            recorded_at=NOW, recorded_by=cast.worker,
        )  # fmt: skip


def test_nobody_else_keeps_the_list(cast: Cast, as_person: AsPerson) -> None:
    row = given(cast, "treatment")
    here = f"/clients/{cast.cleo.public_id}/consents/"
    for person in (cast.teammate, cast.outsider):
        assert as_person(person).get(here).status_code == 404
    supervisor = as_person(cast.supervisor)
    assert "They take it back" not in text(supervisor.get(here))
    assert supervisor.get(f"{here}given-{row.pk}/withdraw/").status_code == 404
    with pytest.raises(Denied) as denied:
        actions.withdraw_consent(
            cast.actor(cast.supervisor), cast.cleo, f"given-{row.pk}", WithdrawalTerms(TODAY), write_context()
        )
    assert denied.value.code == "not_own_client"
