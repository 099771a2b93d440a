"""What every answer says to browsers and proxies, and what Django's own checks say about `unstuck serve`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.test import Client as Browser

from tests.web.cast import Cast
from tests.web.site_process import PATIENCE_SECONDS, environment
from unstuck.web.accounts.models import Person

AsPerson = Callable[[Person | None], Browser]
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
TOO_LONG = str(21 * 1024 * 1024)


def _answers(cast: Cast, as_person: AsPerson) -> dict[str, Any]:
    worker, nobody = as_person(cast.worker), as_person(None)
    worker.raise_request_exception = nobody.raise_request_exception = False
    strict = Browser(enforce_csrf_checks=True)
    return {
        "200": worker.get("/caseload/"),
        "200 sign-in": nobody.get("/sign-in/"),
        "200 style": nobody.head(static("unstuck/govuk-used.css")),
        "302": nobody.get("/caseload/"),
        "400": nobody.get("/caseload/", headers={"host": "evil.example"}),
        "403": worker.get("/people/"),
        "403 form": strict.post("/sign-in/", {"login": "typed"}),
        "404": worker.get("/no/such/page/"),
        "413": worker.generic("POST", "/scores/", b"", CONTENT_LENGTH=TOO_LONG),
    }


def test_every_answer_carries_the_policy_and_stays_out_of_caches(cast: Cast, as_person: AsPerson) -> None:
    for name, answer in _answers(cast, as_person).items():
        assert str(answer.status_code) == name.split()[0]
        assert set(answer["Content-Security-Policy"].split("; ")) == POLICY, name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["X-Frame-Options"] == "DENY", name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", name


def test_pages_of_a_person_are_kept_by_no_proxy(cast: Cast, as_person: AsPerson) -> None:
    for address in ("/caseload/", "/people/", "/no/such/page/"):
        kept = as_person(cast.worker).get(address)["Cache-Control"]
        assert {"private", "no-cache"} <= set(kept.split(", ")), address


def test_pages_for_what_went_wrong_are_our_own_and_repeat_nothing(cast: Cast, as_person: AsPerson) -> None:
    headings = {
        "400": "This request cannot be answered",
        "403": "This is not open to you",
        "403 form": "This form was open for too long",
        "404": "This page cannot be opened",
        "413": "That file is too large",
    }
    answers = _answers(cast, as_person)
    for name, heading in headings.items():
        page = answers[name].content.decode()
        assert f'<h1 class="govuk-heading-l">{heading}</h1>' in page
        assert "evil.example" not in page
        assert "/no/such/page/" not in page
        assert "Cleo" not in page


def test_another_hosts_name_gets_no_page_of_ours(as_person: AsPerson, db: None) -> None:
    for host in ("evil.example", "testserver.evil.example", "testserver@evil.example", "testserver:80@evil.example"):
        answer = as_person(None).get("/sign-in/", headers={"host": host})
        assert answer.status_code == 400, host
        assert "evil" not in answer.content.decode()


def test_a_forwarded_host_is_not_believed(as_person: AsPerson, db: None) -> None:
    answer = as_person(None).get("/caseload/", headers={"x-forwarded-host": "evil.example"})
    assert answer["Location"].startswith("/sign-in/")


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    browser.get("/caseload/")
    for name in ("unstuck_session", "unstuck_csrf"):
        assert browser.cookies[name]["httponly"] or (name == "unstuck_session" and settings.SESSION_COOKIE_HTTPONLY)
        assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"


def test_faults_are_never_shown() -> None:
    assert settings.DEBUG is False


@pytest.mark.parametrize("more", [{}, {"UNSTUCK_HOSTS": "unstuck.example.org", "UNSTUCK_BEHIND_PROXY": "1"}])
def test_djangos_own_checks_find_nothing_in_the_settings_of_serve(tmp_path: Path, more: dict[str, str]) -> None:
    known = environment(tmp_path, DJANGO_SETTINGS_MODULE="unstuck.web.config.settings", **more)
    found = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "INFO"],
        env=known,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert (found.returncode, found.stdout) == (0, "System check identified no issues (1 silenced).\n"), found.stderr
