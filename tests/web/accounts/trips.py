"""To the identity provider and back, as a browser goes."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client as Browser

from tests.web.accounts.identity_provider import IdentityProvider

BACK = "/sign-in/provider/back/"


def leave(browser: Browser, at: str = "/sign-in/provider/", **form: str) -> str:
    """Press the button; return where the page leads."""
    answer = browser.post(at, form)
    assert answer.status_code == 200, answer.content.decode()
    found = re.search(r'href="(http://127[^"]+)"', answer.content.decode())
    assert found
    address = unescape(found.group(1))
    assert answer.headers["Refresh"] == f"0; url={address}"
    return address


def through(browser: Browser, provider: IdentityProvider, at: str = "/sign-in/provider/", **form: str) -> Any:
    return browser.get(BACK, provider.authorize(leave(browser, at, **form)))


def code_of(answer: Any) -> str:
    assert answer.status_code == 422
    found = re.search(r'data-code="(\w+)"', answer.content.decode())
    assert found
    return found.group(1)
