"""What every page must pass, whoever looks at it."""

from __future__ import annotations

import re
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

SMALLEST_TARGET = 24
"""CSS pixels, WCAG 2.2, 2.5.8 Target Size (Minimum); links within a sentence are exempt."""

TARGETS = """
() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(one => one.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}))
  .filter(one => !(one.tagName === 'A' && getComputedStyle(one).display === 'inline'))
  .filter(one => !one.matches('.govuk-radios__input, .govuk-checkboxes__input, .govuk-skip-link'))
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.width < MIN || box.height < MIN))
  .map(([one, box]) => `${one.outerHTML.slice(0, 120)} is ${Math.round(box.width)} by ${Math.round(box.height)}`)
""".replace("MIN", str(SMALLEST_TARGET - 0.5))

WIDER = """
() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1
  ? [...document.querySelectorAll('main *, header *, footer *')]
      .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map(one => one.outerHTML.slice(0, 100)).slice(0, 3).concat(['the page scrolls sideways'])
  : []
"""


ALL_BUT_CONTRAST = {
    "resultTypes": ["violations"],
    "preload": False,
    "rules": {"color-contrast": {"enabled": False}},
}
"""All other rules on every element, but no report of each element that passed, which takes axe most of its time.

Nor does axe fetch style sheets and sound beforehand: of the rules that are on, only the one about sound that plays by
itself reads what it fetches, and no page of ours may play any (NO_SOUND).
"""
CONTRAST = {"resultTypes": ["violations"], "preload": False, "runOnly": ["color-contrast"]}
"""The rule that takes three quarters of axe's time: asked once for each set of colours, by NEW_COLOURS."""

NEW_COLOURS = r"""
known => {
  const seen = new Set(known), fresh = [];
  const plain = style => style.backgroundColor === 'rgba(0, 0, 0, 0)' && style.backgroundImage === 'none'
    && style.opacity === '1' && style.filter === 'none' && style.mixBlendMode === 'normal'
    && (style.position === 'static' || style.position === 'relative');
  const ground = (style, one) => plain(style) ? '' : [style.backgroundColor, style.backgroundImage, style.opacity,
    style.filter, style.mixBlendMode, style.position, style.position === 'static' ? '' : one.className].join('|');
  const grounds = new Map();
  const behind = one => {
    if (!one) return '';
    if (!grounds.has(one)) {
      const own = ['', '::before', '::after'].map(part => ground(getComputedStyle(one, part), one)).filter(Boolean);
      grounds.set(one, [...own, behind(one.parentElement)].filter(Boolean).join('>'));
    }
    return grounds.get(one);
  };
  const number = text => {
    let high = 0xdeadbeef, low = 0x41c6ce57;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      high = Math.imul(high ^ code, 2654435761); low = Math.imul(low ^ code, 1597334677);
    }
    return 4294967296 * (2097151 & low) + (high >>> 0);
  };
  for (const one of document.body.querySelectorAll('*')) {
    const speaks = [...one.childNodes].some(part => part.nodeType === 3 && part.data.trim())
      || one.matches('input, select, textarea');
    if (!speaks || !one.checkVisibility()) continue;
    const style = getComputedStyle(one);
    const drawn = [style.color, style.fill, style.fontSize, style.fontWeight, style.textShadow, one.disabled];
    const colours = number(drawn.join('|') + '>' + behind(one));
    if (seen.has(colours)) continue;
    seen.add(colours);
    fresh.push(colours);
    one.setAttribute('data-new-colours', '');
  }
  return fresh;
}
"""
"""Mark one element of each set of colours that is not known yet: its text's colour and size, and all that lies behind.

Whether a text stands out follows from these alone, whichever row of a table or page of the site it stands in.
"""
RUN_AXE = "([where, options]) => axe.run(where, options).then(results => results.violations)"
UNMARK = "() => document.querySelectorAll('[data-new-colours]').forEach(one => one.removeAttribute('data-new-colours'))"
NO_SOUND = "() => [...document.querySelectorAll('audio, video')].map(one => one.outerHTML.slice(0, 120))"

RULE_CODE = re.compile(r"\b[SA-E]\.\d\b")

REPEATED = r"""
() => {
  const plain = one => one.textContent.replace(/[^\p{L}\p{N}]+/gu, ' ').trim().toLowerCase();
  const shown = [...document.querySelectorAll('main :is(h1, h2, h3, legend, label)')]
    .filter(one => one.checkVisibility());
  const heading = shown.find(one => one.matches('h1'));
  const before = shown.map((one, place) => place && shown[place - 1].matches('h1, h2, h3') ? shown[place - 1] : null);
  return shown.filter((one, place) => before[place] && plain(before[place]) === plain(one)
      || heading && one.matches('legend, label') && plain(heading) === plain(one))
    .map(one => `said twice, one below the other: ${one.textContent.trim()}`);
}
"""
"""Whoever hears a page read out hears it twice, and whoever sees it wonders what the first one was."""

CUT = """
() => {
  const cut = one => one.scrollHeight > one.clientHeight + 2;
  const boxes = [...document.querySelectorAll('main textarea')].filter(one => one.rows < 5 && cut(one));
  const slides = one => one.scrollWidth > one.clientWidth + 1 && one.querySelector('tbody tr + tr')
    && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX);
  return [...boxes.map(one => `the text in ${one.name} is cut`),
    ...[...document.querySelectorAll('main div')].filter(slides).map(one => `cut at the side: ${one.ariaLabel}`)];
}
"""
"""What a phone shows a part of: lines in a low box, columns of a table that stand beside the screen."""

NEXT_ACTS = """
() => {
  const green = [...document.querySelectorAll('main .govuk-button:not([class*="button--"])')]
    .filter(one => one.checkVisibility());
  const lone = [...document.querySelectorAll('main fieldset')]
    .filter(one => one.querySelectorAll('input[type=radio]').length === 1 && !one.querySelector('input[type=text]'));
  return [...green.slice(1).map(one => `a second green button: ${one.textContent.trim()}`),
    ...lone.map(one => `a choice between one thing: ${one.textContent.trim().replace(/\\s+/g, ' ')}`)];
}
"""
"""One act is next, and one button says so; where there is nothing to choose between, nobody is asked to choose."""

WAY_BACK = """
() => {
  const here = location.pathname;
  const menu = [...document.querySelectorAll('header a, footer a')].some(one => one.pathname === here);
  const back = document.querySelector('.govuk-back-link, .back');
  return menu || back ? [] : ['no way back, and no place in the menu'];
}
"""

DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
"""A date as a machine writes it. Where people look at a file of their own, it stands as they wrote it."""
RAW = re.compile(
    r"\b[0-9a-f]{8}-[0-9a-f]{4}-"  # an opaque id
    r"|\b[a-z]+(?:_[a-z]+)+\b(?!\.\w)"  # the name of a field; names of files are people's own
    r"|\b(?:null|undefined|NaN)\b"  # what a program calls nothing
    r"|\b[a-z0-9-]+-(?:assumed|fitted|rbmi)-(?:week|month|session|\d)"  # the id of a curve
)

_colours_that_passed: set[int] = set()


def axe(page: Page, *, only_contrast: bool = False) -> list[str]:
    """Return what axe finds, one line a finding. `only_contrast`: whether texts stand out, and nothing else."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.add_init_script(AXE_SCRIPT)  # for where this page goes next: the browser keeps it, and has it parsed
    found = [] if only_contrast else page.evaluate(RUN_AXE, ["html", ALL_BUT_CONTRAST])
    found += contrast(page, _colours_that_passed)
    findings = [f"{page.url} {one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]
    return findings + [f"{page.url} sound: {one}" for one in page.evaluate(NO_SOUND)]


def contrast(page: Page, passed: set[int]) -> list[dict[str, Any]]:
    """Return what axe finds of texts that do not stand out, among colours that have not passed in this process."""
    fresh = page.evaluate(NEW_COLOURS, sorted(passed))
    if not fresh:
        return []
    found: list[dict[str, Any]] = page.evaluate(RUN_AXE, [[["[data-new-colours]"]], CONTRAST])
    page.evaluate(UNMARK)
    if not found:
        passed.update(fresh)
    return found


def small_targets(page: Page) -> list[str]:
    """Return what is too small to hit."""
    return [f"{page.url} {one}" for one in page.evaluate(TARGETS)]


def too_wide(page: Page) -> list[str]:
    """Return what makes the page scroll sideways."""
    return [f"{page.url} {one}" for one in page.evaluate(WIDER)]


def repeated_or_cut(page: Page) -> list[str]:
    """Return what is said twice, and what is cut: for a phone."""
    return [f"{page.url} {one}" for one in page.evaluate(f"() => [...({REPEATED})(), ...({CUT})()]")]


def raw_words(page: Page) -> list[str]:
    """Return the lines that say what only a program says; and a rule by its code, which only who learns reads.

    What is folded away, such as "Why" or how an entry is kept, may be raw.
    """
    lines = page.evaluate("() => document.body.innerText").splitlines()
    rules = [] if "/learning/" in page.url else [line for line in lines if RULE_CODE.search(line)]
    dates = [] if "/scores/" in page.url else [line for line in lines if DATE.search(line)]
    raw = [line for line in lines if RAW.search(line)]
    return [f"{page.url} raw: {line}" for line in [*rules, *dates, *raw]]


def acts_and_way_back(page: Page) -> list[str]:
    """Return green buttons beyond the first, choices between one thing, and that no way leads back."""
    return [f"{page.url} {one}" for one in page.evaluate(f"() => [...({NEXT_ACTS})(), ...({WAY_BACK})()]")]


def too_wide_or_small(page: Page) -> list[str]:
    """Return what both of these find, from one look at the page."""
    return [f"{page.url} {one}" for one in page.evaluate(f"() => [...({WIDER})(), ...({TARGETS})()]")]
