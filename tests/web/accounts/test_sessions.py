"""Sessions are listed and ended, end with what they rest on, and last twelve hours at most."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client as Browser

from tests.web.accounts.flows import give_post, set_up_app, sign_in, signed_in, token_on
from tests.web.cast import NOW, Cast
from tests.web.site_process import environment
from unstuck.errors import BadInput
from unstuck.web.accounts.actions import Post, end_membership, take_second_factor_away
from unstuck.web.accounts.models import Membership, Person, Role
from unstuck.web.accounts.sessions import device_of
from unstuck.web.audit.models import Entry
from unstuck.web.components import dates
from unstuck.web.components.environment import chosen
from unstuck.web.notifications.models import Notification

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


def at(agent: str, person: Person) -> Browser:
    browser = Browser(headers={"user-agent": agent})
    sign_in(browser, person)
    assert signed_in(browser)
    return browser


def page(browser: Browser) -> str:
    return browser.get("/me/sessions/").content.decode()


def held(person: Person) -> Membership:
    return Membership.objects.get(person=person, ended_at=None)


def test_ones_own_sessions_are_listed_and_one_is_ended(cast: Cast) -> None:
    desk, phone = at(FIREFOX, cast.worker), at(PHONE, cast.worker)
    at(FIREFOX, cast.teammate)
    assert "/me/sessions/" in desk.get("/me/").content.decode()
    shown = page(desk)
    assert re.findall(r"<strong>([^<]+)</strong>", shown.split("<main")[1]) == ["Firefox, Linux", "Safari, iPhone"]
    assert str(phone.session.session_key) not in shown, "whoever has the key is signed in"
    (name,) = re.findall(r'name="session" value="([0-9a-f]+)"', shown)
    desk.post("/me/sessions/", {"do": "end", "session": name})
    assert (signed_in(desk), signed_in(phone)) == (True, False)
    assert Entry.objects.latest("pk").action == "session.ended"


def test_all_others_are_ended_at_once(cast: Cast) -> None:
    desk, phone, theirs = at(FIREFOX, cast.worker), at(PHONE, cast.worker), at(FIREFOX, cast.teammate)
    desk.post("/me/sessions/", {"do": "others"})
    assert [signed_in(one) for one in (desk, phone, theirs)] == [True, False, True]
    assert Entry.objects.latest("pk").action == "session.others_ended"


def test_nobody_ends_the_session_of_another_or_what_is_none(cast: Cast) -> None:
    desk, theirs = at(FIREFOX, cast.worker), at(FIREFOX, cast.teammate)
    at(PHONE, cast.teammate)
    (name,) = re.findall(r'name="session" value="([0-9a-f]+)"', page(theirs))
    assert desk.post("/me/sessions/", {"do": "end", "session": name}).status_code == 404
    assert desk.post("/me/sessions/", {"do": "fly"}).status_code == 400
    assert signed_in(theirs)


@pytest.mark.parametrize("change", ["role", "team", "left", "factor"])
def test_what_an_administrator_changes_ends_every_session(cast: Cast, change: str) -> None:
    desk, by = at(FIREFOX, cast.worker), cast.actor(cast.administrator)
    if change == "role":
        give_post(cast, cast.worker, Post(Role.SUPERVISOR, cast.team))
    elif change == "team":
        give_post(cast, cast.worker, Post(Role.WORKER, cast.other_team))
    elif change == "left":
        end_membership(held(cast.worker), by=by, now=NOW)
    else:
        take_second_factor_away(held(cast.worker), by=by, now=NOW)
    assert not signed_in(desk)


def test_a_second_factor_ends_every_session_but_the_one_that_added_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "on_commit", lambda act, using=None, robust=False: act())
    desk, phone = at(FIREFOX, cast.worker), at(PHONE, cast.worker)
    set_up_app(desk)
    assert (signed_in(desk), signed_in(phone)) == (True, False)


def test_a_new_password_ends_every_session_but_the_one_that_changed_it(cast: Cast) -> None:
    desk, phone = at(FIREFOX, cast.worker), at(PHONE, cast.worker)
    words = "four words of my own"
    typed = {"oldpassword": "correct horse battery", "password1": words, "password2": words}
    assert desk.post("/password/change/", typed).status_code == 302
    assert (signed_in(desk), signed_in(phone)) == (True, False)


def test_a_session_lasts_twelve_hours_however_busy_it_is(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, began = at(FIREFOX, cast.worker), dates.now()
    for hours, expected in ((4, True), (8, True), (11.9, True), (12.1, False)):
        monkeypatch.setattr(dates, "wall_clock", lambda hours=hours: began + timedelta(hours=hours))
        assert signed_in(desk) is expected, hours
    assert not signed_in(desk)


@pytest.mark.parametrize("address", ["/caseload/", "/me/", "/consultations/", "/no/such/page/", "/people/"])
def test_nothing_that_somebody_signed_in_sees_is_kept_by_the_browser(cast: Cast, as_person: Any, address: str) -> None:
    assert "no-store" in as_person(cast.worker).get(address)["Cache-Control"]


def test_cookies_belong_to_this_host_alone_where_there_is_tls(tmp_path: Path) -> None:
    code = """import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "unstuck.web.config.settings"
django.setup()
from django.conf import settings as s
from unstuck.web.checkins import languages, screens
from unstuck.web.client_pages import tokens
from unstuck.web.components.flashes import HostCookieStorage
print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, languages.COOKIE, screens.HOME_COOKIE, screens.TABLET_COOKIE)
print(tokens.COOKIE, HostCookieStorage.cookie_name, s.MESSAGE_STORAGE)
"""
    made = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    *names, storage = made.stdout.split()
    said = "session csrf language tablet_home tablet mine said"
    assert names == [f"__Host-unstuck_{name}" for name in said.split()]
    assert storage == "unstuck.web.components.flashes.FlashStorage"


def test_a_browser_is_named_by_its_kind_alone() -> None:
    chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
    assert [device_of(one) for one in (chrome, f"{chrome} Edg/140.0", PHONE, "", "curl/8")] == [
        "Chrome, Windows", "Edge, Windows", "Safari, iPhone", "", "",
    ]  # fmt: skip


def test_a_role_that_needs_a_second_factor_opens_nothing_else_without_one(cast: Cast, settings: Any) -> None:
    settings.SECOND_FACTOR_FOR = frozenset({"worker"})
    desk = at(FIREFOX, cast.worker)
    for address in ("/caseload/", f"/clients/{cast.cleo.public_id}/", "/consultations/"):
        assert desk.get(address).headers["Location"] == "/me/second-factor/"
    assert desk.post("/consultations/profile/").headers["Location"] == "/me/second-factor/"
    assert "Your role needs a second factor." in desk.get("/me/second-factor/").content.decode()
    set_up_app(desk)
    assert desk.get("/caseload/").status_code == 200
    assert at(FIREFOX, cast.supervisor).get("/caseload/").status_code == 200


def test_an_agency_says_which_roles_need_one(cast: Cast) -> None:
    """Enforced at the next click, for its own people alone; whoever answers for others is told where it is eased."""
    desk, page = at(FIREFOX, cast.administrator), "/people/second-factor/"

    def choose(*roles: str) -> int:
        return desk.post(page, {"roles": roles, "once": token_on(desk.get(page))}).status_code

    assert choose("worker") == 302
    assert at(FIREFOX, cast.worker).get("/caseload/").headers["Location"] == "/me/second-factor/"
    assert at(FIREFOX, cast.supervisor).get("/caseload/").status_code == 200
    assert at(FIREFOX, cast.outsider).get("/caseload/").status_code == 200, "another agency"
    entry = Entry.objects.get(action="agency.second_factor")
    assert entry.details == {"before": [], "after": ["worker"]}
    assert not Notification.objects.filter(kind="factor.eased").exists()
    assert choose() == 302
    assert at(FIREFOX, cast.worker).get("/caseload/").status_code == 200
    told = set(Notification.objects.filter(kind="factor.eased").values_list("person__name", flat=True))
    assert told == {"Sunita", "Stan", "Mirjam"}
    assert choose("king") == 422


def test_what_the_installation_says_no_administrator_takes_back(cast: Cast, settings: Any) -> None:
    settings.SECOND_FACTOR_FOR = frozenset({"worker"})
    desk, page = at(FIREFOX, cast.administrator), "/people/second-factor/"
    html = desk.get(page).content.decode()
    assert "already said so for: Worker." in html
    assert 'value="worker"' not in html
    assert desk.post(page, {"roles": [], "once": token_on(desk.get(page))}).status_code == 302
    assert at(FIREFOX, cast.worker).get("/caseload/").headers["Location"] == "/me/second-factor/"


def test_which_roles_need_one_is_checked_at_the_start() -> None:
    known = ("worker", "supervisor")
    assert chosen("X", known, {"X": " worker, supervisor "}) == {"worker", "supervisor"}
    assert chosen("X", known, {}) == set()
    with pytest.raises(BadInput, match="X: expected some of worker, supervisor, with commas"):
        chosen("X", known, {"X": "workers"})


@pytest.mark.parametrize(
    "password",
    [
        "password2026!", "P@ssw0rd2026", "passwordpassword", "qwertyuiop12", "abcdefghijkl", "123456789012",
        "aaaaabbbbbab", "Unstuck-2026!", "wandawandawanda", "Riverside2026", "letmeinletmein", "1q2w3e4r5t6y7u",
        "zaq12wsxcde3", "monday monday", "Unstuck-Unstuck", "Passw0rd!Passw0rd!", "my password 1", "wanda@example.in",
        "Welcome2Riverside", "riverside north", "SocialWorker26", "north.wanda.26", "winter garden 8",
    ],
)  # fmt: skip
def test_what_would_be_guessed_first_is_refused(cast: Cast, password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, cast.worker)


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "four words of my own", "Grün-7 Treppe lacht", "xk3#Qw9!zL0p", "winter lamps sing"],
)
def test_what_is_hard_to_guess_is_taken(cast: Cast, password: str) -> None:
    validate_password(password, cast.worker)
