"""Every page that can be reached by clicking, as every role: axe, targets, reflow at 400 %, light and dark.

The pages are found as a person finds them, from the first page of the role on; a route of the authorization table
that nobody can reach fails.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from django.urls import get_resolver
from playwright.sync_api import Browser, Page

from tests.journeys.checks import axe, small_targets, too_wide
from tests.journeys.site import NARROW, WIDE, ZOOMED, Site, signed_in
from unstuck.web.config.authorization import TABLE

pytestmark = pytest.mark.journey

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
ROLES = ("worker", "supervisor", "manager", "administrator")
NOT_BY_CLICKING = Path(__file__).with_name("not_by_clicking.toml")
"""Routes that no click on a page of the demo leads to, each with the reason."""

Walked = dict[str, dict[str, str]]
"""Role -> shape of an address -> an address of that shape."""

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b\d+\b")


@pytest.fixture(scope="module")
def walked(browser: Browser, site: Site) -> Walked:
    """All that was reached by clicking."""
    found = {}
    for role in ROLES:
        with signed_in(browser, site, site.of(role)) as page:
            found[role] = dict(walk(page, site))
    return found


def walk(page: Page, site: Site) -> Iterator[tuple[str, str]]:
    """Follow every link from the first page on, one address of each shape."""
    seen: set[str] = set()
    waiting = [page.url]
    while waiting:
        address = waiting.pop(0)
        shape = shape_of(address)
        if shape in seen:
            continue
        seen.add(shape)
        answer = page.goto(address)
        assert answer is not None
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status == 200, f"{address} answers {answer.status}"
        yield shape, address
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        waiting += [link.split("#")[0] for link in links if link.startswith(site.address)]


def shape_of(address: str) -> str:
    return ID.sub("…", urlsplit(address).path)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_passes(browser: Browser, site: Site, walked: Walked, role: str) -> None:
    """axe in light and dark; nothing too small to hit; no sideways scroll at three widths; the keyboard alone."""
    with signed_in(browser, site, site.of(role)) as page:
        findings = [finding for at in visit(page, walked[role]) for finding in faults(at)]
    assert not findings, "\n".join(findings)


def visit(page: Page, addresses: dict[str, str]) -> Iterator[Page]:
    for address in addresses.values():
        page.goto(address)
        yield page


def faults(page: Page) -> Iterator[str]:
    yield from (f"{page.url} {one}" for one in keyboard_faults(page))
    for width in (WIDE, NARROW, ZOOMED):
        page.set_viewport_size({"width": width, "height": 900})
        yield from (f"{width}: {one}" for one in (*too_wide(page), *small_targets(page)))
    yield from (f"narrow: {one}" for one in axe(page))
    page.set_viewport_size({"width": WIDE, "height": 900})
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        yield from (f"{scheme}: {one}" for one in axe(page))
    page.emulate_media(color_scheme="light")


FOCUSABLE = """
() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(one => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({checkVisibilityCSS: true})).length
"""
FOCUSED = """
() => {
  const one = document.activeElement, style = getComputedStyle(one), rest = [];
  if (one === document.body) return null;
  const label = one.matches('.govuk-radios__input, .govuk-checkboxes__input') ? one.nextElementSibling : null;
  const ring = label ? getComputedStyle(label, '::before') : style;
  const shown = ring.outlineStyle !== 'none' || ring.boxShadow !== 'none';
  const all = [...document.querySelectorAll('*')];
  return {place: all.indexOf(one), shown, html: one.outerHTML.slice(0, 100)};
}
"""


def keyboard_faults(page: Page) -> list[str]:
    """Tab reaches every control once, in the order of the page, and what has the focus shows it."""
    count, last, faults = page.evaluate(FOCUSABLE), -1, []
    for _press in range(min(count, 120)):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        if focused["place"] <= last:
            faults.append(f"the focus jumps back at {focused['html']}")
        if not focused["shown"]:
            faults.append(f"no visible focus on {focused['html']}")
        last = focused["place"]
    return faults


def test_every_route_is_reached_by_clicking(walked: Walked) -> None:
    reached = {shape for pages in walked.values() for shape in pages}
    excused = tomllib.loads(NOT_BY_CLICKING.read_text(encoding="utf-8"))
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    shapes = dict(routes(get_resolver(), ""))
    missing = [
        name
        for name, methods in table.items()
        if "GET" in methods and name not in excused and shapes.get(name) not in reached
    ]
    assert missing == []
    assert [name for name in excused if name not in table] == []


def routes(resolver: object, before: str, namespace: str = "") -> Iterator[tuple[str, str]]:
    for entry in getattr(resolver, "url_patterns", []):
        path = before + re.sub(r"<[^>]+>", "…", str(entry.pattern))
        if hasattr(entry, "url_patterns"):
            inner = f"{namespace}{entry.namespace}:" if getattr(entry, "namespace", None) else namespace
            yield from routes(entry, path, inner)
        elif entry.name:
            yield namespace + entry.name, "/" + path
