"""Small things that the table of OWASP ASVS claims of signing in and of requests (docs/reference/asvs.toml)."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.web.accounts.flows import sign_in, signed_in
from tests.web.cast import Cast


def test_a_password_is_taken_as_typed_and_may_be_long(cast: Cast, as_person: Any) -> None:
    words = "  Ärger und 7 weitere Wörter, each of them TYPED as it is, and sixty-four characters are not enough  "
    assert len(words) > 64
    typed = {"oldpassword": "correct horse battery", "password1": words, "password2": words}
    assert as_person(cast.worker).post("/password/change/", typed).status_code == 302
    for other in (words.strip(), words.casefold(), words[:72]):
        browser = as_person(None)
        sign_in(browser, cast.worker, other)
        assert not signed_in(browser)
    browser = as_person(None)
    sign_in(browser, cast.worker, words)
    assert signed_in(browser)


def test_signing_in_makes_a_new_session_key(cast: Cast, as_person: Any) -> None:
    browser = as_person(None)
    store = browser.session
    store["planted"] = True
    store.save()
    planted = browser.cookies["unstuck_session"].value
    sign_in(browser, cast.worker)
    assert signed_in(browser)
    assert browser.cookies["unstuck_session"].value != planted
    browser.cookies["unstuck_session"] = planted
    assert not signed_in(browser)


def test_a_session_key_cannot_be_guessed(cast: Cast, as_person: Any) -> None:
    """7.2.3: 128 bits at least, whatever characters are drawn from the alphabet that is seen."""
    keys = {as_person(cast.worker).session.session_key for _each in range(20)}
    assert len(keys) == 20
    alphabet = set("".join(keys))
    assert min(map(len, keys)) * math.log2(len(alphabet)) > 128


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/caseload/", "/health/"])
def test_trace_is_refused(cast: Cast, as_person: Any, address: str) -> None:
    for browser in (as_person(cast.worker), as_person(None)):
        assert browser.trace(address).status_code in (403, 405)
