"""A session that ended at the identity provider ends here at once, and whoever signs out here is led there to do so."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client as Browser

from tests.web.accounts.flows import set_up_app, sign_in, signed_in
from tests.web.accounts.identity_provider import CLIENT, FOREIGN_KEY, IdentityProvider
from tests.web.accounts.trips import through
from tests.web.cast import NOW, Cast
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry

ENDED = "/sign-out/provider/"
SITE_TIME = int(NOW.timestamp())
EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture(autouse=True)
def same_clock(provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider, "clock", NOW.timestamp)


def tell(token: str, **more: Any) -> Any:
    """Tell the site as a provider does: without a cookie, and with no form token to show."""
    answer = Browser(enforce_csrf_checks=True).post(ENDED, {"logout_token": token}, **more)
    assert "no-store" in answer["Cache-Control"]
    return answer


def came(provider: IdentityProvider, session: str | None = None, **said: Any) -> Browser:
    """A browser of somebody who signed in by the provider, in this session there."""
    provider.about |= {"sid": session, **said}
    browser = Browser()
    assert through(browser, provider).status_code == 302
    return browser


def entries(action: str = "session.ended_there") -> list[Entry]:
    return list(Entry.objects.filter(action=action).order_by("pk"))


def test_the_session_that_ended_there_ends_here_and_no_other(cast: Cast, provider: IdentityProvider) -> None:
    here, elsewhere, by_password = came(provider, "s-1"), came(provider, "s-2"), Browser()
    sign_in(by_password, cast.worker)
    theirs = came(provider, "s-3", sub="s-wim", email=cast.teammate.email)
    answer = tell(provider.logout_token(sid="s-1"))
    assert (answer.status_code, answer.content) == (200, b"")
    assert [signed_in(one) for one in (here, elsewhere, by_password, theirs)] == [False, True, True, True]
    (entry,) = entries()
    assert (entry.subject_id, entry.details) == (str(cast.worker.public_id), {"count": 1})
    assert entry.agency == str(cast.agency.public_id)


def test_without_a_session_all_of_one_person_that_came_by_it_end(cast: Cast, provider: IdentityProvider) -> None:
    here, there, by_password = came(provider), came(provider, "s-2"), Browser()
    sign_in(by_password, cast.worker)
    theirs = came(provider, "s-3", sub="s-wim", email=cast.teammate.email)
    assert tell(provider.logout_token(sub="s-wanda")).status_code == 200
    assert [signed_in(one) for one in (here, there, by_password, theirs)] == [False, False, True, True]
    assert entries()[0].details == {"count": 2}


def test_a_session_that_is_gone_already_is_no_fault_and_leaves_no_entry(provider: IdentityProvider) -> None:
    here = came(provider, "s-1")
    others: tuple[dict[str, Any], ...] = ({"sid": "s-9"}, {"sub": "s-9"}, {"sid": "s-1", "sub": "s-9"})
    for said in others:
        assert tell(provider.logout_token(**said)).status_code == 200
    assert signed_in(here)
    assert entries() == []


def test_a_sign_in_that_waits_for_its_second_factor_ends_too(cast: Cast, provider: IdentityProvider) -> None:
    by_password = Browser()
    sign_in(by_password, cast.worker)
    set_up_app(by_password)
    waiting = came(provider, "s-1")
    assert waiting.get("/sign-in/second-step/").status_code == 200
    tell(provider.logout_token(sid="s-1"))
    assert waiting.get("/sign-in/second-step/").status_code == 302


@pytest.mark.parametrize(
    "said",
    [
        {"iss": "https://evil.example"},
        {"aud": "somebody-else"},
        {"aud": None},
        {"iat": None},
        {"iat": SITE_TIME + 3600},
        {"iat": SITE_TIME - 3600, "exp": SITE_TIME + 3600},
        {"exp": None},
        {"exp": SITE_TIME - 600},
        {"jti": None},
        {"jti": ""},
        {"nonce": "n"},
        {"events": None},
        {"events": {"http://schemas.openid.net/event/other": {}}},
        {"events": {EVENT: True}},
        {"events": EVENT},
        {"sid": None},
        {"sid": ["s-1"]},
        {"sid": "s-1", "sub": 7},
        {"typ": "JWT"},
        {"typ": "at+jwt"},
        pytest.param({"key": FOREIGN_KEY}, id="another key"),
        {"key": None},
    ],
    ids=str,
)
def test_what_is_not_a_notice_of_the_providers_ends_nothing(
    provider: IdentityProvider,
    said: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    here = came(provider, "s-1")
    answer = tell(provider.logout_token(**{"sid": "s-1", **said}))
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
    assert signed_in(here)
    assert entries() == []
    assert "s-1" not in caplog.text


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "bnVsbA.bnVsbA.", "e30.W10.", "e30.W10.e30", "\udc80", "é", "\0"])
def test_what_is_no_token_at_all_is_refused(provider: IdentityProvider, token: str) -> None:
    body = b"logout_token=" + token.encode("utf-8", "surrogateescape")
    assert Browser().post(ENDED, body, "application/x-www-form-urlencoded").status_code == 400
    assert Browser().post(ENDED, {"token": "x"}).status_code == 400


def test_a_notice_is_good_once(provider: IdentityProvider) -> None:
    here, notice = came(provider, "s-1"), provider.logout_token(sid="s-1")
    assert [tell(notice).status_code, tell(notice).status_code] == [200, 400]
    assert not signed_in(here)
    again = came(provider, "s-1")
    assert tell(notice).status_code == 400
    assert signed_in(again)
    assert tell(provider.logout_token(sid="s-1")).status_code == 200


def test_what_is_not_for_this_site_costs_no_request_to_the_provider(
    provider: IdentityProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def counted() -> dict[str, Any]:
        asked.append(1)
        return described()

    asked: list[int] = []
    described = provider.metadata
    monkeypatch.setattr(provider, "metadata", counted)
    tell(provider.logout_token(sid="s-1", aud="somebody-else"))
    assert asked == []
    tell(provider.logout_token(sid="s-1"))
    assert asked


def test_a_provider_that_is_down_or_absent_and_too_many_notices(provider: IdentityProvider, settings: Any) -> None:
    here, named = came(provider, "s-1"), settings.OPENID_PROVIDER
    provider.is_broken = True
    assert tell(provider.logout_token(sid="s-1")).status_code == 400
    provider.is_broken = False
    settings.OPENID_PROVIDER = None
    assert tell(provider.logout_token(sid="s-1")).status_code == 400
    settings.OPENID_PROVIDER = named
    assert signed_in(here)
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"provider_ended": "2/m/ip"}
    sent = [tell(provider.logout_token(sid="s-1"), REMOTE_ADDR="192.0.2.8").status_code for _try in range(3)]
    assert sent == [200, 200, 429]


def test_signing_out_here_leads_on_to_signing_out_there(cast: Cast, provider: IdentityProvider) -> None:
    provider.more = {"end_session_endpoint": f"{provider.issuer}/bye?tenant=1"}
    here = came(provider, "s-1")
    answer = here.post("/sign-out/")
    assert "Sign out</button>" not in answer.content.decode(), "the menu of somebody who is signed in"
    address = urlsplit(answer.headers["Refresh"].removeprefix("0; url="))
    assert not signed_in(here)
    assert address.path == "/agency/bye"
    assert dict(parse_qsl(address.query)) == {
        "tenant": "1",
        "client_id": CLIENT,
        "post_logout_redirect_uri": "http://testserver/sign-in/",
    }
    assert "You are signed out." in here.get("/sign-in/").content.decode()


def test_who_came_by_a_password_is_led_nowhere(cast: Cast, provider: IdentityProvider) -> None:
    provider.more = {"end_session_endpoint": f"{provider.issuer}/bye"}
    browser = Browser()
    sign_in(browser, cast.worker)
    assert browser.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert Browser().post("/sign-out/").headers["Location"] == "/sign-in/"


@pytest.mark.parametrize("how", ["no such place", "down", "in the open"])
def test_where_they_cannot_be_led_there_they_are_signed_out_here_and_told(
    provider: IdentityProvider,
    how: str,
) -> None:
    here = came(provider, "s-1")
    provider.more = {"end_session_endpoint": "http://evil.example/bye"} if how == "in the open" else {}
    provider.is_broken = how == "down"
    assert here.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert not signed_in(here)
    assert "you may still be signed in with Riverside ID" in here.get("/sign-in/").content.decode()


def test_a_removed_link_leaves_nothing_to_end(cast: Cast, provider: IdentityProvider) -> None:
    here = came(provider, "s-1")
    Person.objects.get(pk=cast.worker.pk).linked_sign_in.delete()
    assert tell(provider.logout_token(sid="s-1")).status_code == 200
    assert entries() == []
    assert signed_in(here)
