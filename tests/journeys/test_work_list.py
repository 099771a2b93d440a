"""The work list by keyboard and on a phone: how far it is to the first client; the menu without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.checks import axe
from tests.journeys.site import NARROW, WIDE, Site, go_to, signed_in

pytestmark = pytest.mark.journey

MOST_STOPS = 5
FIRST_SCREEN = 844
"""Pixels: the height of a common phone."""
HEADER = 60
"""Pixels of the one line at the top."""


def stops_to_the_first_client(page: Page) -> int:
    """Press Tab from page load, taking the skip link, until a client's link has the focus; count the presses."""
    for stop in range(1, 40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('.client-link')"):
            return stop
        if page.evaluate("() => document.activeElement.matches('.govuk-skip-link')"):
            page.keyboard.press("Enter")
    return 40


@pytest.mark.parametrize("role", ["worker", "supervisor"])
def test_five_stops_to_the_first_client_and_the_first_screen_of_a_phone(
    browser: Browser, site: Site, role: str
) -> None:
    with signed_in(browser, site, site.of(role)) as page:
        page.goto(f"{site.address}/caseload/")
        assert stops_to_the_first_client(page) <= MOST_STOPS
        page.set_viewport_size({"width": NARROW, "height": FIRST_SCREEN})
        box = page.locator(".client-link").first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= FIRST_SCREEN


@pytest.mark.parametrize("role", ["worker", "supervisor", "manager", "administrator"])
def test_the_navigation_is_one_line_and_loses_nothing(browser: Browser, site: Site, role: str) -> None:
    """On a phone without JavaScript: what the wide page shows is in the menu, and leads there."""
    with signed_in(browser, site, site.of(role), java_script_enabled=False) as page:
        page.goto(f"{site.address}/")
        row = page.locator(".top__row")
        wide = [link.inner_text() for link in page.locator("header a").all() if link.is_visible()]
        heights = []
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": FIRST_SCREEN})
            box = row.bounding_box()
            assert box is not None
            heights.append(box["height"])
        assert max(heights) <= HEADER, heights
        assert page.locator("nav.top__links").is_hidden()
        page.locator(".top__menu > summary").click()
        assert [link.inner_text() for link in page.locator("header a").all() if link.is_visible()] == wide
        assert page.locator("header").get_by_role("button", name="Sign out").is_visible()
        go_to(page, wide[1])
        assert page.locator("main h1").is_visible()


def test_the_open_menu_and_the_open_filters_pass_axe(browser: Browser, site: Site) -> None:
    with signed_in(browser, site, site.of("supervisor"), NARROW) as page:
        page.goto(f"{site.address}/caseload/")
        page.locator(".top__menu > summary").click()
        page.locator(".folds-below > summary").click()
        assert page.locator(".filters__sort").is_visible()
        assert axe(page) == []
