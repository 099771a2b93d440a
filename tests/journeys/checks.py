"""What every page must pass, whoever looks at it."""

from __future__ import annotations

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


ONLY_FINDINGS = {"resultTypes": ["violations"], "preload": False}
"""All rules on every element, but no report of each element that passed, which takes axe most of its time.

Nor does axe fetch style sheets and sound beforehand: of the rules that are on, only the one about sound that plays by
itself reads what it fetches, and no page of ours may play any (NO_SOUND).
"""
NO_SOUND = "() => [...document.querySelectorAll('audio, video')].map(one => one.outerHTML.slice(0, 120))"


def axe(page: Page) -> list[str]:
    """Return what axe finds, one line a finding."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(options).then(results => results.violations)", ONLY_FINDINGS)
    findings = [f"{page.url} {one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]
    return findings + [f"{page.url} sound: {one}" for one in page.evaluate(NO_SOUND)]


def small_targets(page: Page) -> list[str]:
    """Return what is too small to hit."""
    return [f"{page.url} {one}" for one in page.evaluate(TARGETS)]


def too_wide(page: Page) -> list[str]:
    """Return what makes the page scroll sideways."""
    return [f"{page.url} {one}" for one in page.evaluate(WIDER)]
