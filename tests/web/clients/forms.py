"""Filling a form as a browser does: what the page holds, with what somebody types on top."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client as Browser

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the page's last form."""
    form = page[page.rindex("<form") :]
    fields = {name: unescape(value) for name, value in HIDDEN.findall(form)}
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def open_form(browser: Browser, address: str) -> dict[str, str]:
    """Open the page of a form and return its hidden fields."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    return hidden(answer.content.decode())


def send(browser: Browser, address: str, fields: dict[str, Any]) -> Any:
    """Send a form that was opened before."""
    return browser.post(address, fields)
