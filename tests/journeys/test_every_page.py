"""Every page that can be reached by clicking, as every role: axe, targets, reflow at 400 %, light and dark.

The pages are found as a person finds them, from the first page of the role on; a route of the authorization table
that nobody can reach fails.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import get_resolver
from playwright.sync_api import Browser, Page

from tests.journeys.checks import axe, small_targets, too_wide
from tests.journeys.site import NARROW, WIDE, ZOOMED, Site, signed_in
from unstuck.web.config.authorization import TABLE

pytestmark = pytest.mark.journey

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
            if role == "worker":
                leave_a_file_unsaved(page)
            found[role] = dict(walk(page, site))
    return found


def leave_a_file_unsaved(page: Page) -> None:
    """Bring in a file and go away before it is saved: the pages in between are then a click away."""
    page.get_by_role("link", name="Bring in scores").first.click()
    content = b"client,date,score\nN-91,2026-01-05,15\nN-91,2026-01-12,15\n"
    page.locator("input[type=file]").set_input_files({"name": "two.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("button", name="See where each row goes").wait_for()
    page.get_by_role("link", name="Caseload").first.click()
    page.wait_for_url(re.compile("/caseload/$"))


def walk(page: Page, site: Site) -> Iterator[tuple[str, str]]:
    """Follow every link from the first page on; one address of each shape is kept.

    Some of each shape are looked into, because what is open on a page depends on how the thing stands.
    """
    seen: Counter[str] = Counter()
    known, waiting = {page.url}, [page.url]
    while waiting:
        address = waiting.pop(0)
        shape = shape_of(address)
        if seen[shape] == OF_EACH:
            continue
        seen[shape] += 1
        answer = page.request.get(address)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status == 200, f"{address} answers {answer.status}"
        if seen[shape] == 1:
            yield shape, address
        links = (urljoin(address, unescape(link)) for link in LINK.findall(answer.text()))
        new = [link for link in dict.fromkeys(link.partition("#")[0] for link in links) if link not in known]
        waiting += [link for link in new if link.startswith(site.address)]
        known.update(new)


LINK = re.compile(r"<a\b[^>]*\bhref=\"([^\"]+)\"")
OF_EACH = 10


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
    for width, scheme in ((WIDE, "light"), (NARROW, "dark"), (ZOOMED, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of playwright's two words
        yield from (f"{width}: {one}" for one in (*too_wide(page), *small_targets(page)))
        if width != ZOOMED:
            yield from (f"{width} {scheme}: {one}" for one in axe(page))
    page.set_viewport_size({"width": WIDE, "height": 900})


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
        if focused is None or ("govuk-skip-link" in focused["html"] and last > -1):
            break  # round the page once
        if focused["place"] == last:
            continue  # a date has several stops of the browser's own
        if focused["place"] < last:
            faults.append(f"the focus jumps back at {focused['html']}")
        if not focused["shown"]:
            faults.append(f"no visible focus on {focused['html']}")
        last = focused["place"]
    return faults


def test_every_route_is_reached_by_clicking(walked: Walked) -> None:
    reached = {urlsplit(address).path for pages in walked.values() for address in pages.values()}
    excused = tomllib.loads(NOT_BY_CLICKING.read_text(encoding="utf-8"))
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    patterns = dict(routes(get_resolver(), ""))
    missing = [
        name
        for name, methods in table.items()
        if "GET" in methods and name not in excused and not any(re.fullmatch(patterns[name], one) for one in reached)
    ]
    assert not missing, "\n".join(missing)
    assert [name for name in excused if name not in table] == []


def routes(resolver: object, before: str, namespace: str = "") -> Iterator[tuple[str, str]]:
    for entry in getattr(resolver, "url_patterns", []):
        path = before + re.sub(r"<[^>]+>", "[^/]+", str(entry.pattern))
        if hasattr(entry, "url_patterns"):
            inner = f"{namespace}{entry.namespace}:" if getattr(entry, "namespace", None) else namespace
            yield from routes(entry, path, inner)
        elif entry.name:
            yield namespace + entry.name, "/" + path
