"""Signing in through an agency's identity provider, over the real pages and a real provider on this machine."""

from __future__ import annotations

import logging
import time
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.accounts.flows import membership_on, set_up_app, sign_in, signed_in, token_on
from tests.web.accounts.identity_provider import CLIENT, FOREIGN_KEY, SECRET, IdentityProvider
from tests.web.accounts.trips import BACK, code_of, leave, through
from tests.web.cast import NOW, Cast
from unstuck.web.accounts.actions import end_membership
from unstuck.web.accounts.models import LinkedSignIn, Membership, Person
from unstuck.web.audit.access.rows import NOT_SIGNED_IN, SIGNED_IN
from unstuck.web.audit.models import Entry
from unstuck.web.components import dates
from unstuck.web.components.identity_provider.client import verified_email
from unstuck.web.components.sealed_addresses import seal
from unstuck.web.config import access
from unstuck.web.notifications.models import Notification


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What goes on the record of access."""
    kept: list[Any] = []
    monkeypatch.setattr(access, "note_access", kept.append)
    return kept


def test_who_was_added_signs_in_by_a_verified_address_and_later_by_the_subject_alone(
    cast: Cast, provider: IdentityProvider, noted: list[Any]
) -> None:
    browser = Browser()
    assert "Sign in with Riverside ID" in browser.get("/sign-in/").content.decode()
    answer = through(browser, provider, next="/caseload/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/caseload/")
    assert "You have signed in with it since" in browser.get("/me/").content.decode()
    assert provider.asked["scope"] == "openid email"
    assert provider.asked["code_challenge_method"] == "S256"
    linked = LinkedSignIn.objects.get()
    assert (linked.person, linked.issuer, linked.subject) == (cast.worker, provider.issuer, "s-wanda")
    assert [one.action for one in Entry.objects.order_by("-number")[:2]] == ["person.signed_in", "sign_in.linked"]
    assert Notification.objects.filter(person=cast.worker, kind="sign_in.linked").exists()
    assert [(one.act, one.actor) for one in noted if one.route == "account_provider_back"] == [
        (SIGNED_IN, str(cast.worker.public_id))
    ]
    provider.about = provider.beside = {"sub": "s-wanda"}  # no address any more: the subject is enough
    assert through(Browser(), provider).headers["Location"] == "/"
    assert not signed_in(Browser())


def test_the_address_may_stand_at_userinfo_alone(cast: Cast, provider: IdentityProvider) -> None:
    provider.beside, provider.about = provider.about, {"sub": "s-wanda"}
    assert through(Browser(), provider).status_code == 302
    provider.beside = provider.beside | {"sub": "s-wim", "email": cast.teammate.email}
    provider.about = {"sub": "s-other"}
    assert code_of(through(Browser(), provider)) == "untrusted"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"email_verified": False}, "address_not_verified"),
        ({"email_verified": "true"}, "address_not_verified"),
        ({"email_verified": None}, "address_not_verified"),
        ({"email": "nobody@example.invalid"}, "nobody"),
        ({"email": "otto@example.invalid"}, "other_agency"),
        ({"iss": "https://evil.example"}, "untrusted"),
        ({"aud": "somebody-else"}, "untrusted"),
        ({"aud": ["somebody-else"], "azp": CLIENT}, "untrusted"),
        ({"nonce": "another"}, "untrusted"),
        ({"nonce": None}, "untrusted"),
        ({"exp": int(time.time()) - 3600}, "untrusted"),
        ({"exp": None}, "untrusted"),
        ({"sub": None}, "untrusted"),
    ],
)
def test_what_is_not_right_signs_nobody_in(
    cast: Cast, provider: IdentityProvider, noted: list[Any], said: dict[str, Any], code: str
) -> None:
    provider.about |= said
    if said.get("email_verified", "") is None:
        provider.beside = {"sub": "s-wanda", "email": cast.worker.email}
    people, entries, browser = Person.objects.count(), Entry.objects.count(), Browser()
    assert code_of(through(browser, provider)) == code
    assert not signed_in(browser)
    assert (Person.objects.count(), Entry.objects.count(), LinkedSignIn.objects.count()) == (people, entries, 0)
    (one,) = (one for one in noted if one.route == "account_provider_back")
    assert (one.act, one.agency) == (NOT_SIGNED_IN, "")


@pytest.mark.parametrize(
    ("issuer", "said", "is_verified"),
    [
        ("https://login.microsoftonline.com/t/v2.0", {"xms_edov": True}, True),
        ("https://login.microsoftonline.com/t/v2.0", {"xms_edov": "1"}, True),
        ("https://login.microsoftonline.com/t/v2.0", {"xms_edov": False}, False),
        ("https://login.microsoftonline.com/t/v2.0", {"xms_edov": "0"}, False),
        ("https://login.microsoftonline.com/t/v2.0", {}, False),
        ("https://login.microsoftonline.com.evil.example/", {"xms_edov": True}, False),
        ("https://id.example.org", {"xms_edov": True}, False),
        ("https://id.example.org", {"email_verified": True}, True),
    ],
)
def test_entra_id_says_in_a_claim_of_its_own_that_an_address_is_verified(
    issuer: str, said: dict[str, Any], is_verified: bool
) -> None:
    address = "wanda@example.invalid"
    assert verified_email({"email": address, **said}, issuer) == (address if is_verified else "")
    assert verified_email(said, issuer) == ""


@pytest.mark.parametrize("key", [FOREIGN_KEY, None], ids=["signed by somebody else", "not signed"])
def test_a_token_that_the_provider_did_not_sign_is_worth_nothing(provider: IdentityProvider, key: Any) -> None:
    provider.key = key
    assert code_of(through(Browser(), provider)) == "untrusted"


def test_state_is_good_for_one_browser_once_and_not_for_long(
    provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser()
    back = provider.authorize(leave(browser))
    assert code_of(Browser().get(BACK, back)) == "lost"
    assert code_of(browser.get(BACK, back | {"state": "tampered"})) == "lost"
    assert code_of(browser.get(BACK, back)) == "lost"
    back = provider.authorize(leave(browser))
    assert browser.get(BACK, back).status_code == 302
    replayed = Browser()
    again = provider.authorize(leave(replayed))
    assert code_of(replayed.get(BACK, again | {"code": back["code"]})) == "untrusted"
    late = Browser()
    back, then = provider.authorize(leave(late)), dates.now().timestamp() + 11 * 60
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW.fromtimestamp(then, NOW.tzinfo))
    assert code_of(late.get(BACK, back)) == "lost"


def test_a_provider_that_fails_is_a_page_with_what_to_do(
    provider: IdentityProvider, settings: Any, caplog: pytest.LogCaptureFixture, noted: list[Any]
) -> None:
    caplog.set_level(logging.WARNING)
    browser = Browser()
    state = provider.authorize(leave(browser))["state"]
    assert code_of(browser.get(BACK, {"error": "access_denied", "state": state})) == "declined"
    assert code_of(browser.get(BACK)) == "lost"
    provider.names_itself = "https://evil.example"
    assert code_of(Browser().post("/sign-in/provider/")) == "untrusted"
    provider.is_broken = True
    assert code_of(Browser().post("/sign-in/provider/")) == "unreachable"
    settings.OPENID_PROVIDER = settings.OPENID_PROVIDER._replace(issuer="http://127.0.0.1:1")
    answer = Browser().post("/sign-in/provider/")
    assert code_of(answer) == "unreachable"
    assert "Riverside ID did not work. It does not answer just now" in answer.content.decode()
    assert {(one.act, one.actor == seal(""), one.agency) for one in noted} == {(NOT_SIGNED_IN, True, "")}
    assert [one.route for one in noted] == ["account_provider_back"] * 2 + ["account_provider_sign_in"] * 3
    assert "evil.example" not in caplog.text
    assert SECRET not in caplog.text


def test_another_account_with_the_same_address_is_refused_and_said_until_the_link_is_removed(
    cast: Cast, provider: IdentityProvider
) -> None:
    through(Browser(), provider)
    provider.about["sub"] = "s-somebody-else"
    assert code_of(through(Browser(), provider)) == "other_subject"
    assert Entry.objects.latest("number").action == "sign_in.other_subject"
    told = Notification.objects.filter(kind="sign_in.other_subject").values_list("person__name", flat=True)
    assert set(told) == {"Aron"}
    administrator = Browser()
    sign_in(administrator, cast.administrator)
    assert "Linked" in administrator.get("/people/").content.decode()
    address = f"/people/{cast.worker.public_id}/"
    page = administrator.get(address)
    assert "Linked since" in page.content.decode()
    form = {"do": "unlink", "once": token_on(page), "membership": membership_on(page)}
    assert administrator.post(address, form).status_code == 302
    assert Entry.objects.latest("number").action == "sign_in.unlinked"
    assert through(Browser(), provider).status_code == 302
    assert LinkedSignIn.objects.get().subject == "s-somebody-else"


def test_who_left_is_told_so_as_after_a_password(cast: Cast, provider: IdentityProvider, noted: list[Any]) -> None:
    through(Browser(), provider)
    end_membership(Membership.objects.get(person=cast.worker), by=cast.actor(cast.administrator), now=NOW)
    browser = Browser()
    assert through(browser, provider).headers["Location"] == "/sign-in/ended/"
    assert not signed_in(browser)
    assert [one.act for one in noted if one.route == "account_provider_back"] == [SIGNED_IN, NOT_SIGNED_IN]


def test_the_second_factor_is_asked_for_unless_the_provider_asked_for_two(
    cast: Cast, provider: IdentityProvider, settings: Any
) -> None:
    settings.SECOND_FACTOR_FOR = frozenset({"worker"})
    browser = Browser()
    through(browser, provider)
    assert browser.get("/caseload/").headers["Location"] == "/me/second-factor/"
    provider.about["amr"] = ["pwd", "sms"]
    assert through(Browser(), provider).status_code == 302
    sign_in(browser := Browser(), cast.worker)
    set_up_app(browser)
    assert through(Browser(), provider).headers["Location"] == "/sign-in/second-step/"
    provider.about["amr"] = ["pwd", "otp"]
    browser = Browser()
    assert through(browser, provider).headers["Location"] == "/"
    assert browser.get("/caseload/").status_code == 200


def test_who_has_no_password_confirms_by_signing_in_there_anew(cast: Cast, provider: IdentityProvider) -> None:
    Person.objects.filter(pk=cast.worker.pk).update(password="!" + "x" * 40)
    browser, confirm, app = Browser(), "/confirm/provider/", "/me/second-factor/app/"
    through(browser, provider)
    assert browser.get("/password/change/").headers["Location"] == "/me/"
    assert browser.get(app).headers["Location"] == f"{confirm}?next=%2Fme%2Fsecond-factor%2Fapp%2F"
    assert "Sign in once more with Riverside ID" in browser.get(confirm, {"next": app}).content.decode()
    assert code_of(through(browser, provider, confirm, next=app)) == "not_confirmed"  # it does not say when
    assert (provider.asked["prompt"], provider.asked["max_age"]) == ("login", "0")
    provider.about["auth_time"] = dates.now().timestamp() - 600
    assert code_of(through(browser, provider, confirm, next=app)) == "not_confirmed"
    provider.about |= {"auth_time": int(dates.now().timestamp()), "sub": "s-somebody-else"}
    assert code_of(through(browser, provider, confirm, next=app)) == "not_confirmed"
    assert browser.get(app).status_code == 302
    provider.about["sub"] = "s-wanda"
    assert through(browser, provider, confirm, next=app).headers["Location"] == app
    assert browser.get(app).status_code == 200
    assert Entry.objects.latest("number").action == "sign_in.confirmed"


def test_who_has_nothing_to_confirm_with_is_told_what_to_do(
    cast: Cast, provider: IdentityProvider, settings: Any
) -> None:
    browser = Browser()
    through(browser, provider)
    Person.objects.filter(pk=cast.worker.pk).update(password="!" + "x" * 40)
    browser = Browser()
    through(browser, provider)
    settings.OPENID_PROVIDER = None
    answer = browser.get("/me/second-factor/app/", follow=True)
    assert answer.redirect_chain[0][0].startswith("/confirm/provider/")
    assert "Set a password first" in answer.content.decode()


def test_trips_to_the_provider_are_limited(provider: IdentityProvider, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"provider": "2/m/ip"}
    assert [Browser().post("/sign-in/provider/").status_code for _try in range(3)] == [200, 200, 429]


def test_two_agencies_on_one_site_need_to_be_told_apart(provider: IdentityProvider, settings: Any) -> None:
    settings.OPENID_PROVIDER = settings.OPENID_PROVIDER._replace(agency="")
    assert code_of(through(Browser(), provider)) == "other_agency"


def test_without_a_provider_nothing_of_it_is_there(cast: Cast) -> None:
    browser = Browser()
    assert "/sign-in/provider/" not in browser.get("/sign-in/").content.decode()
    assert browser.post("/sign-in/provider/").headers["Location"] == "/sign-in/"
    assert browser.get(BACK, {"code": "x", "state": "y"}).headers["Location"] == "/sign-in/"
