"""Signing in and out over the real pages."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.urls import NoReverseMatch, reverse

from tests.web.accounts.flows import sign_in, signed_in
from tests.web.cast import NOW, PASSWORD, Cast
from unstuck.web.accounts.models import Person
from unstuck.web.accounts.sign_in import PeopleBackend
from unstuck.web.audit.models import Entry
from unstuck.web.components import dates
from unstuck.web.components.network_places import where_from


def test_a_person_signs_in_and_lands_on_their_first_page(cast: Cast) -> None:
    browser = Browser()
    answer = sign_in(browser, cast.worker)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"
    assert browser.get("/").headers["Location"] == "/caseload/"
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.actor) == ("person.signed_in", str(cast.worker.public_id))


def test_the_case_of_the_address_does_not_matter(cast: Cast) -> None:
    browser = Browser()
    sign_in(browser, cast.worker.email.upper())
    assert signed_in(browser)


def test_somebody_signed_in_is_sent_home_from_the_sign_in_page(cast: Cast) -> None:
    browser = Browser()
    sign_in(browser, cast.worker)
    assert browser.get("/sign-in/").headers["Location"] == "/"


def test_signing_out_needs_a_form_and_ends_the_session(cast: Cast) -> None:
    browser = Browser()
    sign_in(browser, cast.worker)
    assert browser.get("/sign-out/").status_code == 403
    assert signed_in(browser)
    answer = browser.post("/sign-out/", follow=True)
    assert "You are signed out." in answer.content.decode()
    assert not signed_in(browser)


def test_there_is_no_sign_up(cast: Cast) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert "sign up" not in Browser().get("/sign-in/").content.decode().lower()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:evil"])
def test_no_sign_in_leads_to_another_site(cast: Cast, elsewhere: str) -> None:
    browser = Browser()
    assert sign_in(browser, cast.worker, next=elsewhere).headers["Location"] == "/"
    assert browser.get("/sign-in/", {"next": elsewhere}).headers["Location"] == "/"
    assert sign_in(Browser(), cast.worker, next="/caseload/").headers["Location"] == "/caseload/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_page(cast: Cast) -> None:
    known = sign_in(Browser(), cast.worker, "something else")
    unknown = sign_in(Browser(), "nobody@example.invalid", "something else")
    assert known.status_code == unknown.status_code == 422
    pages = [
        page.content.decode().replace(cast.worker.email, "X").replace("nobody@example.invalid", "X")
        for page in (known, unknown)
    ]
    assert without_tokens(pages[0]) == without_tokens(pages[1])
    assert "do not match" in pages[0]


def without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf" not in line]


def test_known_unknown_and_not_yet_set_cost_one_password_hash_each(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    Person.objects.filter(pk=cast.teammate.pk).update(password="!" + "x" * 40)
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    costs = []
    for email in (cast.worker.email, "nobody@example.invalid", cast.teammate.email):
        hashed.clear()
        sign_in(Browser(), email, "something else")
        costs.append(len(hashed))
    assert costs == [1, 1, 1]


def test_the_fifth_wrong_password_pauses_that_address_from_that_place(cast: Cast) -> None:
    browser = Browser()
    for _try in range(4):
        assert sign_in(browser, cast.worker, "wrong").status_code == 422
    locked = sign_in(browser, cast.worker, "wrong")
    assert locked.status_code == 429
    assert "Wait 15 minutes" in locked.content.decode()
    assert locked.headers["Retry-After"] == "900"
    assert sign_in(browser, cast.worker).status_code == 429
    assert sign_in(Browser(), cast.worker.email.upper()).status_code == 429
    assert not signed_in(browser)
    assert sign_in(browser, cast.teammate).status_code == 302
    elsewhere = Browser(REMOTE_ADDR="192.0.2.7")
    assert sign_in(elsewhere, cast.worker).status_code == 302


def test_an_unknown_address_is_paused_in_the_same_words(cast: Cast) -> None:
    pages = []
    for email in (cast.worker.email, "nobody@example.invalid"):
        for _try in range(5):
            answer = sign_in(Browser(), email, "wrong")
        pages.append((answer.status_code, without_tokens(answer.content.decode())))
    assert pages[0] == pages[1]


def test_the_pause_ends_by_itself_and_is_not_made_longer_by_trying(cast: Cast) -> None:
    for _try in range(5):
        sign_in(Browser(), cast.worker, "wrong")
    began = AccessAttempt.objects.get().attempt_time
    sign_in(Browser(), cast.worker, "wrong")
    assert AccessAttempt.objects.get().attempt_time == began
    AccessAttempt.objects.update(attempt_time=began - timedelta(minutes=11))
    assert "Wait 4 minutes" in sign_in(Browser(), cast.worker).content.decode()
    AccessAttempt.objects.update(attempt_time=began - timedelta(minutes=15, seconds=1))
    assert sign_in(Browser(), cast.worker).status_code == 302


def test_a_right_password_forgives_the_wrong_ones_before_it(cast: Cast) -> None:
    for _round in range(2):
        for _try in range(4):
            sign_in(Browser(), cast.worker, "wrong")
        assert sign_in(Browser(), cast.worker).status_code == 302


def test_guesses_at_one_address_from_many_places_are_limited(cast: Cast) -> None:
    for place in range(100):
        answer = sign_in(Browser(REMOTE_ADDR=f"192.0.2.{place}"), cast.worker, "wrong")
        assert "do not match" in answer.content.decode()
    answer = sign_in(Browser(REMOTE_ADDR="198.51.100.1"), cast.worker)
    assert "Too many attempts" in answer.content.decode()


def test_an_address_is_one_however_it_is_spelled(cast: Cast) -> None:
    """PostgreSQL finds it with a dotless i too, and each such spelling had a limit of its own."""
    for place in range(100):
        spelled = cast.worker.email.replace("i", "\u0131", place % 3)
        sign_in(Browser(REMOTE_ADDR=f"192.0.2.{place}"), spelled, "wrong")
    answer = sign_in(Browser(REMOTE_ADDR="198.51.100.1"), cast.worker)
    assert "Too many attempts" in answer.content.decode()


def test_a_household_of_ipv6_is_one_place(cast: Cast) -> None:
    """Whoever has a /64 has more addresses than anybody can count tries from."""
    for host in range(5):
        sign_in(Browser(REMOTE_ADDR=f"2001:db8:0:7::{host:x}"), cast.worker, "wrong")
    assert sign_in(Browser(REMOTE_ADDR="2001:db8:0:7:ffff::1"), cast.worker).status_code == 429
    assert sign_in(Browser(REMOTE_ADDR="2001:db8:0:8::1"), cast.worker).status_code == 302


@pytest.mark.parametrize("place", ["", "unix:", "x" * 5000, "\x00"])
def test_who_comes_from_nowhere_has_to_wait_too(cast: Cast, place: str) -> None:
    """Behind a socket there is no address; nothing was counted then, and an odd one was an error of ours."""
    answers = [sign_in(Browser(REMOTE_ADDR=place), cast.worker, "wrong").status_code for _try in range(6)]
    assert answers[-1] == 429
    assert 500 not in answers


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("203.0.113.9, 198.51.100.2:4711", "198.51.100.2"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("::ffff:198.51.100.2", "198.51.100.2"),
        ("198.51.100.2, unknown", "127.0.0.1"),
        ("198.51.100.2,", "127.0.0.1"),
    ],
)
def test_a_place_is_an_address_of_the_network_however_it_is_written(
    settings: Any, rf: Any, written: str, place: str
) -> None:
    settings.BEHIND_PROXY = True
    assert where_from(rf.get("/", headers={"X-Forwarded-For": written})) == place


def test_one_place_cannot_pause_an_address_for_everybody(cast: Cast, settings: Any) -> None:
    """What is refused in the pause is not counted as a guess, in whatever case the address is typed."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1000/m/ip"}
    for _try in range(110):
        answer = sign_in(Browser(), cast.worker.email.upper(), "wrong")
    assert answer.status_code == 429
    assert sign_in(Browser(REMOTE_ADDR="192.0.2.7"), cast.worker).status_code == 302


def test_nothing_that_was_typed_is_logged_or_stored(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    typed = ("typed.by.mistake@example.invalid", "a-password-typed")
    for _try in range(6):
        sign_in(Browser(), *typed)
    Browser().post("/password/link/", {"email": typed[0]})
    sign_in(Browser(), cast.worker, "another-password")
    logged = " ".join(f"{record.getMessage()} {record.exc_text}" for record in caplog.records if not sql(record))
    assert any(record.name.startswith("axes") for record in caplog.records)
    stored = " ".join(str(row) for row in AccessAttempt.objects.values())
    for secret in (*typed, cast.worker.email, "another-password"):
        assert secret not in logged
        assert secret not in stored


def sql(record: logging.LogRecord) -> bool:
    """Django logs statements only where DEBUG is on, which it never is outside tests of Django."""
    return record.name == "django.db.backends"


def test_behind_a_proxy_the_place_is_what_the_proxy_wrote(cast: Cast, settings: Any, rf: Any) -> None:
    settings.BEHIND_PROXY = True
    request = rf.get("/", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.2"})
    assert where_from(request) == "198.51.100.2"
    settings.BEHIND_PROXY = False
    assert where_from(request) == "127.0.0.1"


def test_whoever_has_no_membership_signs_in_to_nothing(cast: Cast) -> None:
    cast.worker.memberships.update(ended_at=NOW)
    browser = Browser()
    answer = sign_in(browser, cast.worker)
    assert answer.headers["Location"] == "/sign-in/ended/"
    assert "has ended" in browser.get("/sign-in/ended/").content.decode()
    assert not signed_in(browser)


def test_an_inactive_person_is_nobody_to_an_open_session(cast: Cast) -> None:
    Person.objects.filter(pk=cast.worker.pk).update(is_active=False)
    assert PeopleBackend().get_user(cast.worker.pk) is None


def test_a_session_ends_with_the_browser_and_after_eight_idle_hours(cast: Cast) -> None:
    browser = Browser()
    sign_in(browser, cast.worker)
    assert browser.cookies["unstuck_session"]["max-age"] == ""
    session = Session.objects.get(session_key=browser.session.session_key)
    left = session.expire_date - datetime.now(UTC)
    assert timedelta(hours=7, minutes=59) < left <= timedelta(hours=8)
    Session.objects.update(expire_date=datetime.now(UTC) - timedelta(seconds=1))
    assert browser.get("/caseload/").headers["Location"].startswith("/sign-in/")


def test_work_keeps_a_session_and_writes_it_at_most_every_ten_minutes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser()
    sign_in(browser, cast.worker)
    almost_over = datetime.now(UTC) + timedelta(minutes=1)
    Session.objects.update(expire_date=almost_over)
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(minutes=9))
    browser.get("/caseload/")
    assert Session.objects.get(pk=browser.session.session_key).expire_date == almost_over
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(minutes=11))
    browser.get("/caseload/")
    assert Session.objects.get(pk=browser.session.session_key).expire_date > almost_over + timedelta(hours=7)


def test_a_new_password_ends_every_other_session(cast: Cast) -> None:
    here, there = Browser(), Browser()
    sign_in(here, cast.worker)
    sign_in(there, cast.worker)
    new = "four words of my own"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/password/change/", typed | {"oldpassword": "wrong"}).status_code == 422
    assert signed_in(there)
    answer = here.post("/password/change/", typed)
    assert answer.headers["Location"] == "/me/"
    assert "new password is saved" in here.get("/me/").content.decode()
    assert not signed_in(there)
    assert Entry.objects.filter(action="person.password_set", actor=str(cast.worker.public_id)).count() == 1
    assert sign_in(Browser(), cast.worker).status_code == 422
    assert sign_in(Browser(), cast.worker, new).status_code == 302
