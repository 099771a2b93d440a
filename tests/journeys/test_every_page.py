"""Every page that can be reached by clicking, as every role: axe, targets, reflow at 400 %, light and dark.

The pages are found as a person finds them, from the first page of the role on; a route of the authorization table
that nobody can reach fails.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

import pytest
from django.urls import get_resolver
from playwright.sync_api import Browser, Page

from tests.journeys.checks import (
    acts_and_way_back,
    axe,
    raw_words,
    repeated_or_cut,
    too_wide_or_small,
)
from tests.journeys.site import NARROW, WIDE, ZOOMED, Site, go_to, signed_in
from tests.prepared import alone, shared
from unstuck.web.config.authorization import TABLE

pytestmark = pytest.mark.journey

ROLES = ("worker", "supervisor", "manager", "administrator")
NOT_BY_CLICKING = Path(__file__).with_name("not_by_clicking.toml")
"""Routes that no click on a page of the demo leads to, each with the reason."""

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b\d+\b")


WALKS: dict[str, dict[str, str]] = {}
"""What each role has reached in this process, whose site is its own."""
UNSAVED: dict[str, str] = {}
"""The address of the file that a role has left unsaved in this process: each site gives it one of its own."""
THE_FILE = "/scores/the-file-left-unsaved/"


def walked(page: Page, site: Site, role: str) -> dict[str, str]:
    """Return an address of each shape that this role reaches by clicking. The first process of a run to ask walks.

    Every process has a copy of the same demo, so an address holds in all of them; see `visit` for those that do not.
    """
    if role == "worker" and role not in UNSAVED:
        UNSAVED[role] = leave_a_file_unsaved(page)
    own = UNSAVED.get(role, THE_FILE)
    with alone(f"walked-{role}") as kept:
        if not kept.exists():
            WALKS[role] = dict(walk(page, site))
            found = {shape: beneath(site, address).replace(own, THE_FILE) for shape, address in WALKS[role].items()}
            kept.write_text(json.dumps(found), encoding="utf-8")
        paths: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
    return {shape: site.address + path.replace(THE_FILE, own) for shape, path in paths.items()}


def beneath(site: Site, address: str) -> str:
    return address.removeprefix(site.address)


def reached(browser: Browser, site: Site, role: str) -> list[str]:
    """Return the paths that this role reached in this run, walking now where nobody has walked yet."""
    with signed_in(browser, site, site.of(role)) as page:
        return [urlsplit(address).path for address in walked(page, site, role).values()]


def leave_a_file_unsaved(page: Page) -> str:
    """Bring in a file and go away before it is saved: the pages in between are then a click away. Returns its path."""
    go_to(page, "Bring in scores")
    content = b"client,date,score\nN-91,2026-01-05,15\nN-91,2026-01-12,15\n"
    page.locator("input[type=file]").set_input_files({"name": "two.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("button", name="See where each row goes").wait_for()
    path = urlsplit(page.url).path
    go_to(page, "Work list")
    page.wait_for_url(re.compile("/caseload/$"))
    return path


def walk(page: Page, site: Site) -> Iterator[tuple[str, str]]:
    """Follow every link from the first page on; one address of each shape is kept.

    Some of each shape are looked into, because what is open on a page depends on how the thing stands; no more where
    the last few led to no shape that had not been seen. What depends on it most is a page with others beneath it: of
    those several are looked into in vain, of a page with none beneath it one. A file has no links: one is enough.
    """
    seen: Counter[str] = Counter()
    in_vain: Counter[str] = Counter()
    known, waiting, shapes = {page.url}, [page.url], set[str]()
    ask = asking_as(page)
    while waiting:
        address = waiting.pop(0)
        shape = shape_of(address)
        if seen[shape] == OF_EACH or in_vain[shape] >= (IN_VAIN if leads_on(shape) else 1):
            continue
        seen[shape] += 1
        kind, text = ask(address)
        if "text/html" not in kind:
            in_vain[shape] = IN_VAIN
            continue
        if seen[shape] == 1:
            yield shape, address
        links = (urljoin(address, unescape(link)) for link in LINK.findall(text))
        new = [link for link in dict.fromkeys(link.partition("#")[0] for link in links) if link not in known]
        waiting += [link for link in new if link.startswith(site.address)]
        known.update(new)
        fresh = {shape_of(link) for link in new} - shapes
        shapes |= fresh
        in_vain[shape] = 0 if fresh else in_vain[shape] + 1


def asking_as(page: Page) -> Callable[[str], tuple[str, str]]:
    """Return what asks the site for an address as whoever is signed in on this page: for its kind and its text.

    The browser would only pass the text on, in three steps that take longer than the site does.
    """
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())

    def ask(address: str) -> tuple[str, str]:
        with urlopen(Request(address, headers={"Cookie": cookies})) as answer:  # noqa: S310  (the site's own)
            assert answer.status == 200, f"{address} answers {answer.status}"
            return answer.headers.get("Content-Type", ""), answer.read().decode(errors="replace")

    return ask


LINK = re.compile(r"<a\b[^>]*\bhref=\"([^\"]+)\"")
OF_EACH, IN_VAIN = 10, 6


@cache
def leads_on(shape: str) -> bool:
    """Whether other pages stand beneath this one, by the routes of the site."""
    patterns = [pattern for _name, pattern in routes(get_resolver(), "") if "(?P" not in pattern]
    own = [pattern for pattern in patterns if re.fullmatch(pattern, shape)]
    return any(one.startswith(beginning) and one not in own for beginning in own for one in patterns)


def shape_of(address: str) -> str:
    return ID.sub("…", urlsplit(address).path)


PARTS = {"worker": 4, "supervisor": 2}
"""In how many tests a role's pages are gone through: one long test would keep one core busy while the other waits."""


@pytest.mark.parametrize(
    ("role", "part"),
    [(role, part) for part in range(max(PARTS.values())) for role in ROLES if part < PARTS.get(role, 1)],
)
def test_every_page_passes(browser: Browser, site: Site, role: str, part: int) -> None:
    """axe in light and dark; nothing too small to hit; no sideways scroll at three widths; the keyboard alone."""
    with signed_in(browser, site, site.of(role)) as page:
        addresses = list(walked(page, site, role).items())[part :: PARTS.get(role, 1)]
        pages = enumerate(visit(page, site, role, addresses))
        findings = [finding for place, at in pages for finding in faults(at, turned=place % 2 == 1)]
    assert addresses
    assert not findings, "\n".join(findings)


def visit(page: Page, site: Site, role: str, addresses: Sequence[tuple[str, str]]) -> Iterator[Page]:
    """Open each page. Where another process walked, and a journey there had made what it came to, walk here."""
    for shape, address in addresses:
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            if role not in WALKS:
                WALKS[role] = dict(walk(page, site))
            answer = page.goto(WALKS[role][shape])
        assert answer is not None
        assert answer.status == 200, f"{page.url} answers {answer.status}"
        yield page


WIDTHS = ((WIDE, "light"), (NARROW, "dark"), (ZOOMED, "light"))


def faults(page: Page, turned: bool) -> Iterator[str]:
    """Yield what is wrong with a page. `turned`: begin with the width that the page before it ended with.

    Whether texts stand out is asked in light and in dark. All else that axe asks hangs on the elements, and on which of
    them a width hides: it is asked on a wide page and on a narrow one by turns.
    """
    parts = unseen_parts(page)
    slow: list[str] = []
    yield from raw_words(page)
    yield from acts_and_way_back(page)
    for width, scheme in reversed(WIDTHS) if turned else WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of playwright's two words
        yield from (f"{width}: {one}" for one in too_wide_or_small(page))
        if width == NARROW:
            yield from repeated_or_cut(page)
        if parts and width == NARROW:
            page.evaluate(FOCUS_A_QUIET_ONE)
        if parts and width != ZOOMED:
            elsewhere = NARROW if turned else WIDE
            slow += [f"{width} {scheme}: {one}" for one in axe(page, only_contrast=width == elsewhere)]
        if parts and width == WIDE:
            slow += [f"{page.url} {one}" for one in keyboard_faults(page, only_main=parts[-1].exists())]
    yield from slow
    if not slow:
        for part in parts:
            part.touch()


FOCUS_A_QUIET_ONE = "() => document.querySelector('main summary:has(.quiet)')?.focus()"
"""The focus brings a ground of its own, on which quiet words must be read as well, above all in the dark."""


def unseen_parts(page: Page) -> list[Path]:
    """Return a mark for each part of this page, its own and the frame around it, that no page of this run has had.

    axe and the keyboard see elements, their attributes and whether they have a text, not which text it is. Where both
    parts have passed already, for another role or on another page, they have nothing new to say.
    """
    marks = [shared(f"passed-{sha256(part.encode()).hexdigest()}") for part in page.evaluate(SKELETONS)]
    return marks if not all(mark.exists() for mark in marks) else []


SKELETONS = r"""
() => {
  const plain = value => value.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9_-]{40,}|\d+/g, '…');
  const told = ['href', 'action', 'value', 'content', 'nonce', 'd', 'points', 'x', 'y', 'x1', 'x2', 'y1', 'y2',
                'cx', 'cy', 'transform'];
  const attribute = one => {
    if (told.includes(one.name)) return one.name;
    return `${one.name}=${one.name.startsWith('aria-label') || one.name === 'title' ? !!one.value : plain(one.value)}`;
  };
  const skeleton = (element, without) => {
    if (element === without) return '<main>';
    const inside = [...element.childNodes].flatMap(one =>
      one.nodeType === 1 ? [skeleton(one, without)] : one.nodeType === 3 && one.data.trim() ? ['text'] : []);
    const kept = inside.filter((one, place) => !(one === inside[place - 1] && one === inside[place - 2]));
    return `${element.tagName} ${[...element.attributes].map(attribute).join(' ')} (${kept.join(',')})`;
  };
  const main = document.querySelector('main');
  return [main ? skeleton(main, null) : '', skeleton(document.body, main)];
}
"""
"""A page without its words: repeated pieces (rows of a table) twice, and no addresses, numbers or lengths."""

BEGIN_AT_MAIN = """
() => {
  const main = document.querySelector('main');
  if (!main) return '';
  main.tabIndex = -1;
  main.focus();
  return 'main ';
}
"""
FOCUSABLE = """
within => ['a[href]', 'button', 'input:not([type=hidden])', 'select', 'textarea', 'summary']
  .flatMap(kind => [...document.querySelectorAll(within + kind)])
  .filter(one => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({checkVisibilityCSS: true})).length
"""
NOTE_FOCUS = """
() => {
  window.stops = [];
  document.addEventListener('focusin', () => {
    const one = document.activeElement;
    const label = one.matches('.govuk-radios__input, .govuk-checkboxes__input') ? one.nextElementSibling : null;
    const ring = label ? getComputedStyle(label, '::before') : getComputedStyle(one);
    const shown = ring.outlineStyle !== 'none' || ring.boxShadow !== 'none';
    window.stops.push({place: [...document.querySelectorAll('*')].indexOf(one), shown,
                       html: one.outerHTML.slice(0, 100)});
  });
}
"""
MOST_PRESSES = 120


def keyboard_faults(page: Page, *, only_main: bool = False) -> list[str]:
    """Tab, really held down, reaches every control once, in the order of the page, and what has the focus shows it.

    A key that is held repeats itself, which takes a quarter less time than to press it as often. The page notes where
    the focus came to; asking it after every press took longer than pressing. `only_main` begins at the main part: the
    frame around it has been walked through on another page.
    """
    begin = page.evaluate(BEGIN_AT_MAIN) if only_main else ""
    count, last, faults = min(page.evaluate(FOCUSABLE, begin), MOST_PRESSES), -1, []
    page.evaluate(NOTE_FOCUS)
    for _repeat in range(count):
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    stops = page.evaluate("() => window.stops")
    for stop in stops:
        if "govuk-skip-link" in stop["html"] and last > -1:
            break  # round the page once
        if stop["place"] <= last:
            faults.append(f"the focus jumps back at {stop['html']}")
        if not stop["shown"]:
            faults.append(f"no visible focus on {stop['html']}")
        last = stop["place"]
    if count and not stops:
        faults.append("the keyboard reaches nothing")
    return faults


def test_every_route_is_reached_by_clicking(browser: Browser, site: Site) -> None:
    paths = {path for role in ROLES for path in reached(browser, site, role)}
    excused = tomllib.loads(NOT_BY_CLICKING.read_text(encoding="utf-8"))
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    patterns = dict(routes(get_resolver(), ""))
    missing = [
        name
        for name, methods in table.items()
        if "GET" in methods and name not in excused and not any(re.fullmatch(patterns[name], one) for one in paths)
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


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="#a" tabindex="2">a</a><a href="#b" tabindex="1">b</a>', "the focus jumps back at <a"),
        ('<style>a:focus { outline: none }</style><a href="#a">a</a>', "no visible focus on <a"),
        ('<a href="#a">a</a><button>b</button>', ""),
    ],
)
def test_a_broken_order_and_a_hidden_focus_are_found(browser: Browser, body: str, fault: str) -> None:
    """Guards the guard."""
    page = browser.new_page()
    page.set_content(body)
    faults = keyboard_faults(page)
    page.close()
    assert len(faults) == bool(fault)
    assert all(one.startswith(fault) for one in faults)


@pytest.mark.parametrize(
    ("changed", "new"),
    [
        ("<main><ul><li>One</li><li>Two</li></ul></main>", False),
        ("<main><ul><li>Other</li><li>words</li><li>here</li></ul></main>", False),
        ("<main><ul><li>One</li></ul></main>", True),
        ("<main><ul><li>One</li><li></li></ul></main>", True),
        ("<main><ul><li class='late'>One</li><li>Two</li></ul></main>", True),
        ("<nav>Home</nav><main><ul><li>One</li><li>Two</li></ul></main>", True),
    ],
)
def test_only_a_page_of_the_same_elements_has_nothing_new(browser: Browser, changed: str, new: bool) -> None:
    """Guards the guard: other words are nothing new; another element, attribute, frame or missing text is."""
    page = browser.new_page()
    seen = []
    for body in ("<main><ul><li>One</li><li>Two</li></ul></main>", changed):
        page.set_content(body)
        seen.append(page.evaluate(SKELETONS))
    page.close()
    assert (seen[0] != seen[1]) == new
