"""A second factor: an app, recovery codes, and what an administrator does when it is lost."""

from __future__ import annotations

import base64
import re
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.cache.backends import db
from django.db import connection, transaction
from django.test import Client as Browser
from django.utils.module_loading import import_string

from tests.web.accounts.flows import code, confirm, set_up_app, sign_in, signed_in
from tests.web.cast import PASSWORD, Cast
from tests.web.totp import code_at
from unstuck.web.accounts.models import Person
from unstuck.web.accounts.queries import SecondFactor, second_factor_of
from unstuck.web.audit.models import Entry
from unstuck.web.components.counters import Counters


def with_app(person: Person) -> tuple[Browser, str]:
    browser = Browser()
    sign_in(browser, person)
    return browser, set_up_app(browser)


def test_setting_up_an_app_asks_for_the_password_first(cast: Cast) -> None:
    browser = Browser()
    sign_in(browser, cast.worker)
    answer = browser.get("/me/second-factor/app/")
    assert answer.headers["Location"].startswith("/confirm/password/?next=")
    wrong = browser.post(answer.headers["Location"], {"password": "wrong"})
    assert wrong.status_code == 422
    right = browser.post(answer.headers["Location"], {"password": PASSWORD})
    assert right.headers["Location"] == "/me/second-factor/app/"


def test_the_key_is_shown_as_a_picture_and_as_text(cast: Cast) -> None:
    browser = Browser()
    sign_in(browser, cast.worker)
    confirm(browser)
    page = browser.get("/me/second-factor/app/").content.decode()
    picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    assert picture
    assert b"<svg" in base64.b64decode(picture.group(1))
    shown = re.search(r'<code class="secret">(.*?)</code>', page)
    assert shown
    assert re.sub(r"<[^>]+>|\s", "", shown.group(1)) == browser.session["mfa.totp.secret"]


def test_with_an_app_the_password_alone_opens_nothing(cast: Cast) -> None:
    _browser, secret = with_app(cast.worker)
    browser = Browser()
    assert sign_in(browser, cast.worker, next="/caseload/").headers["Location"] == "/sign-in/second-step/"
    assert not signed_in(browser)
    assert browser.post("/sign-in/second-step/", {"code": "000000"}).status_code == 422
    answer = browser.post("/sign-in/second-step/", {"code": code(secret)})
    assert answer.headers["Location"] == "/caseload/"
    assert signed_in(browser)


def test_a_code_works_once(cast: Cast) -> None:
    _browser, secret = with_app(cast.worker)
    now = code(secret)
    for expected in (302, 422):
        browser = Browser()
        sign_in(browser, cast.worker)
        assert browser.post("/sign-in/second-step/", {"code": now}).status_code == expected


def test_the_second_step_is_not_open_to_strangers(cast: Cast) -> None:
    assert Browser().get("/sign-in/second-step/").headers["Location"] == "/sign-in/"
    assert Browser().get("/me/second-factor/").headers["Location"].startswith("/sign-in/?next=")


def test_five_wrong_codes_pause_the_second_step(cast: Cast) -> None:
    _browser, secret = with_app(cast.worker)
    browser = Browser()
    sign_in(browser, cast.worker)
    for _try in range(5):
        assert "That code is not right" in browser.post("/sign-in/second-step/", {"code": "000000"}).content.decode()
    answer = browser.post("/sign-in/second-step/", {"code": code(secret)})
    assert "Too many attempts" in answer.content.decode()
    elsewhere = Browser(REMOTE_ADDR="192.0.2.9")
    sign_in(elsewhere, cast.worker)
    assert elsewhere.post("/sign-in/second-step/", {"code": code(secret)}).status_code == 422


def washed(entries: int = 340) -> None:
    """Fill the table as sign-ins at made-up addresses do: each leaves a count that is remembered for an hour."""
    for number in range(entries):
        cache.set(f"made-up:{number}", [0.0], 3600)


def test_no_number_of_sign_ins_at_made_up_addresses_washes_the_limit_away(cast: Cast) -> None:
    """Django's own cache forgot the count of wrong codes after 340 of them."""
    _browser, secret = with_app(cast.worker)
    browser = Browser()
    sign_in(browser, cast.worker)
    for _try in range(5):
        browser.post("/sign-in/second-step/", {"code": "000000"})
    washed()
    answer = browser.post("/sign-in/second-step/", {"code": code(secret)})
    assert "Too many attempts" in answer.content.decode()


def test_a_used_code_stays_used_however_many_others_try_to_sign_in(cast: Cast) -> None:
    _browser, secret = with_app(cast.worker)
    for _time, accepted in ((1, True), (2, False)):
        browser = Browser()
        sign_in(browser, cast.worker)
        answer = browser.post("/sign-in/second-step/", {"code": code(secret)})
        assert (answer.status_code == 302) == accepted
        washed()


def test_a_code_is_taken_once_as_long_as_it_would_be_taken_at_all(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was forgotten after half a minute, and is taken for one and a half: whoever saw it typed could type it too."""
    _browser, secret = with_app(cast.worker)
    typed, begun = code(secret), time.time()
    for seconds, spelled, accepted in ((0, typed, True), (25, typed, False), (40, f"{typed[:3]} {typed[3:]}", False)):
        monkeypatch.setattr(time, "time", lambda later=seconds: begun + later)
        monkeypatch.setattr(db, "tz_now", lambda later=seconds: datetime.now(UTC) + timedelta(seconds=later))
        browser = Browser()
        sign_in(browser, cast.worker)
        answer = browser.post("/sign-in/second-step/", {"code": spelled})
        assert (answer.status_code == 302) == accepted, seconds


def test_the_code_that_set_an_app_up_signs_nobody_in(cast: Cast) -> None:
    browser = Browser()
    sign_in(browser, cast.worker)
    confirm(browser)
    browser.get("/me/second-factor/app/")
    seen = code(browser.session["mfa.totp.secret"])
    assert browser.post("/me/second-factor/app/", {"code": seen}).status_code == 302
    other = Browser()
    sign_in(other, cast.worker)
    assert other.post("/sign-in/second-step/", {"code": seen}).status_code == 422


@pytest.mark.django_db
def test_what_is_over_leaves_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    washed(299)
    monkeypatch.setattr(db, "tz_now", lambda: datetime.now(UTC) + timedelta(hours=2))
    for number in range(3):
        cache.set(f"later:{number}", 1, 24 * 3600)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM accounts_counters WHERE cache_key LIKE %s", ["%made-up%"])
        assert cursor.fetchone() == (0,)


def test_tries_are_counted_where_every_process_sees_them() -> None:
    assert issubclass(import_string(settings.CACHES["default"]["BACKEND"]), db.DatabaseCache)


@pytest.mark.django_db
def test_the_counting_table_is_there_after_the_migrations() -> None:
    assert isinstance(cache._connections["default"], Counters)  # type: ignore[attr-defined]  # the proxy's own
    cache.set("a", 1)
    assert cache.get("a") == 1


CODE = re.compile(r"<li><code>(\w+)</code></li>")


def test_recovery_codes_are_shown_once_with_a_download_used_once_and_made_again(cast: Cast) -> None:
    browser, _secret = with_app(cast.worker)
    page = browser.get("/me/second-factor/codes/")
    assert "no-store" in page.headers["Cache-Control"]
    codes = CODE.findall(page.content.decode())
    assert len(set(codes)) == 10
    download = re.search(
        r'download="recovery-codes.txt" href="data:text/plain;charset=utf-8,([^"]+)"', page.content.decode()
    )
    assert download
    assert unquote(download.group(1)).split() == codes
    again = browser.get("/me/second-factor/codes/").content.decode()
    assert "are not shown again" in again
    assert not [one for one in codes if one in again]
    for expected in (302, 422):
        other = Browser()
        sign_in(other, cast.worker)
        assert other.post("/sign-in/second-step/", {"code": codes[0]}).status_code == expected
    assert browser.post("/me/second-factor/codes/again/").headers["Location"] == "/me/second-factor/codes/"
    fresh = CODE.findall(browser.get("/me/second-factor/codes/").content.decode())
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)


def test_the_app_can_be_removed(cast: Cast) -> None:
    browser, _secret = with_app(cast.worker)
    assert browser.get("/me/second-factor/app/remove/").status_code == 200
    assert browser.post("/me/second-factor/app/remove/").headers["Location"] == "/me/second-factor/"
    assert second_factor_of(cast.worker) == SecondFactor(app=False, passkeys=0, codes_left=0)
    assert sign_in(Browser(), cast.worker).headers["Location"] == "/"


def test_changes_of_the_second_factor_are_recorded_and_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser()
    sign_in(browser, cast.worker)
    monkeypatch.setattr(transaction, "on_commit", lambda do, **_named: do())
    set_up_app(browser)
    browser.post("/me/second-factor/app/remove/")
    kinds = [one.action for one in Entry.objects.filter(actor=str(cast.worker.public_id)).order_by("number")]
    assert kinds[-2:] == ["second_factor.added", "second_factor.removed"]
    assert [message.subject for message in mail.outbox] == [
        "Your second factor was set up",
        "Your second factor was removed",
    ]
    for message in mail.outbox:
        assert cast.worker.name not in str(message.body)
        assert "127.0.0.1" not in str(message.body)


def test_after_a_new_password_through_a_link_the_second_factor_is_still_asked_for(cast: Cast) -> None:
    with_app(cast.worker)
    Browser().post("/password/link/", {"email": cast.worker.email})
    (link,) = re.findall(r"http://testserver(/\S+)", str(mail.outbox[-1].body))
    browser = Browser()
    form = browser.get(link, follow=True).redirect_chain[-1][0]
    new = "four words of my own"
    browser.post(form, {"password1": new, "password2": new})
    assert sign_in(browser, cast.worker, new).headers["Location"] == "/sign-in/second-step/"


def test_an_address_known_only_to_the_site_does_not_forbid_an_app(cast: Cast) -> None:
    """allauth would refuse a second factor where it holds an unverified address; a link must not make it hold one."""
    Browser().post("/password/link/", {"email": cast.worker.email})
    with_app(cast.worker)
    assert Authenticator.objects.filter(user=cast.worker, type="totp").exists()


def test_pages_of_passkeys_say_what_they_need(cast: Cast) -> None:
    browser = Browser()
    sign_in(browser, cast.worker)
    confirm(browser)
    page = browser.get("/me/passkeys/add/").content.decode()
    assert "A passkey needs JavaScript" in page
    assert 'src="/static/mfa/js/webauthn.js?v=' in page
    assert 'type="application/json"' in page
    assert not re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", page)


def test_nobody_reaches_another_persons_passkey(cast: Cast) -> None:
    theirs = Authenticator.objects.create(
        user=cast.teammate, type="webauthn", data={"name": "Key", "passwordless": False, "credential": {}}
    )
    browser = Browser()
    sign_in(browser, cast.worker)
    confirm(browser)
    for page in ("rename", "remove"):
        assert browser.get(f"/me/passkeys/{theirs.pk}/{page}/").status_code == 404
        assert browser.post(f"/me/passkeys/{theirs.pk}/{page}/", {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_the_codes_are_those_of_the_rfc() -> None:
    """RFC 6238, appendix B, SHA-1, 8 digits."""
    for seconds, expected in ((59, "94287082"), (1111111109, "07081804"), (2000000000, "69279037")):
        assert code_at(b"12345678901234567890", seconds, 8) == expected
