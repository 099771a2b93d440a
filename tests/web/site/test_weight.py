"""What a first visit takes over a slow connection, and that the short style sheet has all that pages use."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from docs.generated.styles import WHOLE, render

from tests.web.cast import Cast
from unstuck.web.accounts.models import Person

LIMIT = 120_000
"""Bytes of a cold visit: the aim for a telephone on a slow connection."""
LOADED = re.compile(r'(?:<link rel="(?:stylesheet|icon)" href|<script[^>]* src)="([^"]+)"')
As = Callable[..., Browser]


@pytest.fixture
def browser(as_person: As, cast: Cast) -> Browser:
    return as_person(cast.worker, headers={"Accept-Encoding": "gzip"})


def weight(browser: Browser, address: str) -> int:
    answer: Any = browser.get(address)
    if answer.streaming:
        return len(b"".join(answer.streaming_content))
    assert answer.status_code == 200, address
    return len(answer.content)


def plain(worker: Person, as_person: As, address: str) -> str:
    return str(as_person(worker).get(address).content.decode())


@pytest.mark.parametrize("route", ["home:caseload", "home:client", "reviews:review"])
def test_a_cold_visit_is_light(browser: Browser, as_person: As, cast: Cast, route: str) -> None:
    named = {"episode": cast.cleo.public_id} if route != "home:caseload" else {}
    address = reverse(route, kwargs=named)
    loaded = set(LOADED.findall(plain(cast.worker, as_person, address)))
    loaded.add("/static/unstuck/govuk-frontend.min.js")  # start.js imports it
    weights = {one: weight(browser, one) for one in (address, *loaded)}
    assert len(loaded) > 4
    assert sum(weights.values()) <= LIMIT, weights


def test_the_short_style_sheet_has_every_class_that_a_page_uses(as_person: As, cast: Cast) -> None:
    """Expected from the whole one: whatever has a rule there, and is on a page, has one here."""
    whole, short = WHOLE.read_text(encoding="utf-8"), render()
    pages = ["/caseload/", f"/clients/{cast.cleo.public_id}/", "/caseload/add/", "/me/"]
    on_pages = {
        name
        for address in pages
        for classes in re.findall(r'class="([^"]*)"', plain(cast.worker, as_person, address))
        for name in classes.split()
        if name.startswith("govuk-")
    }

    def styled(sheet: str) -> set[str]:
        return {name for name in on_pages if re.search(rf"\.{re.escape(name)}(?![\w-])", sheet)}

    assert len(styled(whole)) > 20
    assert styled(short) == styled(whole)
    assert ".govuk-tabs" in whole
    assert ".govuk-tabs" not in short


def test_an_address_says_which_version_it_is_and_may_be_kept(as_person: As, cast: Cast) -> None:
    page = plain(cast.worker, as_person, "/caseload/")
    (address,) = re.findall(r'href="(/static/unstuck/unstuck\.css\?v=[0-9a-f]{10})"', page)
    answer = as_person(None).get(address)
    assert "max-age=86400" in answer.headers["Cache-Control"]
    answer.close()
