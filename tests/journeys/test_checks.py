"""Guards the guards of every page: what each check looks for is planted on a page, and found there and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.journeys.checks import acts_and_way_back, axe, contrast, raw_words, repeated_or_cut

pytestmark = pytest.mark.journey

BACK = "<a class='govuk-back-link' href='/'>Back</a>"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p style='color: #777'>faint</p>", True),
        ("<p>plain</p><p>plain</p>", False),
        ("<p>plain</p><p style='color: #999'>faint</p>", True),
        ("<p>plain</p><div style='background: #555'><p>plain on dark</p></div>", True),
        ("<p>plain</p><div style='opacity: .3'><p>plain, seen through</p></div>", True),
    ],
)
def test_faint_text_is_found_though_other_text_has_passed(browser: Browser, body: str, found: bool) -> None:
    """Colours that passed once are not asked again; any others are, wherever they lie."""
    page, passed = browser.new_page(), set[int]()
    page.set_content("<html lang='en'><title>t</title><body style='background: #fff; color: #111'><p>plain</p>")
    page.evaluate(AXE_SCRIPT)
    assert contrast(page, passed) == []
    assert passed
    page.evaluate("body => { document.body.innerHTML = body; }", body)
    assert bool(contrast(page, passed)) == found
    page.close()


def test_axe_finds_what_is_planted_on_the_page_after_next_too(browser: Browser) -> None:
    """On the first page axe is sent; on those after it the browser puts it there by itself."""
    page = browser.new_page()
    found = []
    for fault in ("", "<img src='data:,'>", "", "<input>"):
        page.goto(f"data:text/html,<html lang='en'><title>t</title><main><h1>h</h1>{fault}</main>")
        found.append(bool(axe(page)))
    page.close()
    assert found == [False, True, False, True]


# What is planted, and how the check names it; empty where there is no fault.
SAID_TWICE_OR_CUT = [
    ("<h1>What happened?</h1><label>What happened</label>", "said twice"),
    ("<h1>Check-ins</h1><h2>Help lines</h2><p>Clients see these.</p><label>Help lines</label>", "said twice"),
    ("<h1>Check-ins</h1><h2>Help lines</h2><label>In English</label><h2>Tablets</h2>", ""),
    ("<h1>Record what happened</h1><label>What happened?</label>", ""),
    ("<textarea name='why' rows='2'>one\ntwo\nthree\nfour</textarea>", "the text in why is cut"),
    ("<textarea name='why' rows='2'>one</textarea>", ""),
    (
        "<div style='width: 50px; overflow: auto' aria-label='Scores'><table><tbody><tr><td>one<tr><td>"
        "unbreakable-as-it-is",
        "cut at the side: Scores",
    ),
]
RAW = [
    ("<p>Worked out from phq-9-assumed-week-2.</p>", "raw: Worked out"),
    ("<p>Asked on 2026-11-30</p>", "raw: Asked on"),
    ("<p>end: back_on_track</p>", "raw: end"),
    ("<p>about c744058d-9ada-4e4f-b663-3775485cd8ad</p>", "raw: about"),
    ("<p>Rule S.2 says so</p>", "raw: Rule"),
    ("<p>Asked on 30 November 2026. PHQ-9, my_file.csv, well-being</p>", ""),
    ("<details><summary>As it is kept</summary>end: back_on_track</details>", ""),
]
ACTS_AND_WAY_BACK = [
    (f"{BACK}<main><button class='govuk-button'>One</button></main>", ""),
    ("<main><p>Nothing</p></main>", "no way back"),
    (f"{BACK}<main><a class='govuk-button'>One</a><a class='govuk-button'>Two</a></main>", "green button: Two"),
    (
        f"{BACK}<main><a class='govuk-button'>One</a><a class='govuk-button govuk-button--secondary'>2</a></main>",
        "",
    ),
    (f"{BACK}<main><a class='govuk-button'>1</a><details><a class='govuk-button'>2</a></details></main>", ""),
    (f"{BACK}<main><fieldset><input type='radio' name='a'>Call it off</fieldset></main>", "between one thing"),
    (f"{BACK}<main><fieldset><input type='radio'>Yes<input type='radio'>No</fieldset></main>", ""),
]


@pytest.mark.parametrize(
    ("check", "body", "fault"),
    [
        *((repeated_or_cut, f"<main>{body}</main>", fault) for body, fault in SAID_TWICE_OR_CUT),
        *((raw_words, body, fault) for body, fault in RAW),
        *((acts_and_way_back, body, fault) for body, fault in ACTS_AND_WAY_BACK),
    ],
)
def test_a_fault_that_is_planted_is_found_and_nothing_else(
    browser: Browser, check: Callable[[Page], list[str]], body: str, fault: str
) -> None:
    page = browser.new_page()
    page.set_content(body)
    found = check(page)
    page.close()
    assert len(found) == bool(fault)
    assert all(fault in one for one in found)
