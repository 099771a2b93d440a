"""A learner's first ten minutes on a phone and by keyboard, a mock examination, and a client over weeks, twice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.checks import axe, small_targets, too_wide
from tests.journeys.site import NARROW, Site, signed_in
from unstuck.learning.weeks.library import people

pytestmark = pytest.mark.journey

LORNA = people()["the-quiet-chair"]
MOST_TABS = 60
STORIES = 20
"""As the page of a mock examination says."""


def looks_right(page: Page) -> None:
    assert axe(page) + small_targets(page) + too_wide(page) == []


def learning(page: Page) -> None:
    page.get_by_role("link", name="Learning", exact=True).click()
    page.wait_for_url("**/learning/")


def tab_to(page: Page, place: Locator) -> None:
    """Go there with the tab key alone."""
    place.wait_for()
    for _tab in range(MOST_TABS):
        if place.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{page.url}: the tab key does not lead to {place}")


def press(page: Page, place: Locator, address: str) -> None:
    tab_to(page, place)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(address))


def test_a_learners_first_ten_minutes_on_a_phone_by_keyboard(browser: Browser, site: Site) -> None:
    with signed_in(browser, site, site.of("worker", 1), NARROW) as page:
        learning(page)
        looks_right(page)
        press(page, page.get_by_role("button", name="Practise", exact=True), "/practise/")
        looks_right(page)
        tab_to(page, page.locator("input[type=radio]").first)
        page.keyboard.press("ArrowDown")
        press(page, page.get_by_role("button", name="That is what I would do"), "/answers/")
        expect(page.locator("h1")).to_contain_text(re.compile("As the rules have it|The rules would choose another"))
        expect(page.get_by_text("Your choice", exact=True)).to_be_visible()
        looks_right(page)
        press(page, page.get_by_role("button", name="Next story"), "/practise/")
        press(page, page.get_by_role("link", name="Learning").first, "/learning/$")
        press(page, page.get_by_role("link", name="Language, and one story a day"), "/how/")
        tab_to(page, page.locator("input[type=radio]:checked"))
        page.keyboard.press("ArrowDown")
        press(page, page.get_by_role("button", name="Save"), "/learning/$")
        expect(page.locator("html")).to_have_attribute("lang", "es")
        looks_right(page)
        press(page, page.get_by_role("button", name="Una persona a lo largo de semanas"), "/weeks/$")
        looks_right(page)
        page.goto(f"{site.address}/learning/how/")
        page.get_by_label("English").check()
        page.locator("main button").click()
        expect(page.locator("html")).to_have_attribute("lang", "en-GB")


def test_a_mock_examination(browser: Browser, site: Site) -> None:
    with signed_in(browser, site, site.of("worker", 1)) as page:
        learning(page)
        page.get_by_role("button", name="Mock examination").click()
        page.get_by_role("button", name="Begin").click()
        for place in range(1, STORIES + 1):
            expect(page.locator("main .govuk-caption-l")).to_have_text(f"Story {place} of {STORIES}")
            page.locator("input[type=radio]").nth(place % 4).check()
            page.get_by_role("button", name="That is what I would do").click()
        expect(page.locator("h1")).to_contain_text(f"of {STORIES} as the rules have it")
        looks_right(page)
        page.locator("main .govuk-list a").first.click()
        expect(page.get_by_role("button", name="Back to the result")).to_be_visible()


def choose(page: Page, choice: str) -> None:
    before = page.locator("main [class*=caption]").first.inner_text()
    page.locator(f"input[value={choice}]").check()
    page.get_by_role("button", name="That is what I would do").click()
    expect(page.locator("main [class*=caption]").first).not_to_have_text(before)


def test_a_client_over_weeks_with_two_endings(browser: Browser, site: Site) -> None:
    with signed_in(browser, site, site.of("worker", 1), NARROW) as page:
        learning(page)
        page.get_by_role("button", name="A client over weeks").click()
        page.get_by_label(LORNA.title).check()
        page.get_by_role("button", name="Begin").click()
        expect(page.get_by_text("fallen by 4 of late")).to_be_visible()
        looks_right(page)
        for choice in ("change", "support", "wait"):
            choose(page, choice)
        expect(page.get_by_text(LORNA.endings["left"])).to_be_visible()
        expect(page.get_by_text("Talk about how working together is going").first).to_be_visible()
        looks_right(page)
        page.get_by_role("button", name="Begin a new try").click()
        page.get_by_role("button", name="Begin").click()
        choose(page, "relationship")
        left_open = page.context.new_page()
        left_open.goto(page.url)
        choose(page, "consult")
        left_open.locator("input[value=wait]").check()
        left_open.get_by_role("button", name="That is what I would do").click()
        expect(left_open.get_by_text("You have chosen here already, and the weeks have passed.").first).to_be_visible()
        looks_right(left_open)
        left_open.close()
        for choice in ("wait", "wait"):
            choose(page, choice)
        expect(page.get_by_text(LORNA.endings["left"])).to_have_count(0)
        expect(page.locator("h1")).to_have_text(re.compile("Clearly better|No clear change"))
        looks_right(page)
