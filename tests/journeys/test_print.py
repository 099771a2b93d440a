"""What goes on paper: a client and a review on two sheets at most, and no addresses."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import WIDE, Site, signed_in
from tests.journeys.test_safety import printed_pages

pytestmark = pytest.mark.journey
FIRST = 6
"""Whose record holds most stands first: they have most to print."""
ADDRESSES = """() => [...document.querySelectorAll("a")].filter(
    one => getComputedStyle(one, "::after").content.includes("/")).length"""


def test_a_client_and_a_review_print_on_two_sheets_without_addresses(browser: Browser, site: Site) -> None:
    with signed_in(browser, site, site.of("worker"), WIDE) as page:
        page.goto(f"{site.address}/caseload/")
        clients = [link.get_attribute("href") for link in page.locator(".client-link").all()[:FIRST]]
        addresses = [f"{site.address}{client}{what}" for client in clients for what in ("", "review/")]
        for address in addresses:
            page.goto(address)
            assert printed_pages(page) <= 2, address
        for address in addresses[:2]:
            page.goto(address)
            assert page.get_by_role("button", name="Print", exact=True).is_visible()
            page.emulate_media(media="print")
            assert page.evaluate(ADDRESSES) == 0, address
            assert not page.get_by_role("button", name="Print", exact=True).is_visible()
            page.emulate_media(media="screen")


def test_a_quarter_on_paper_has_the_figures_that_are_folded_on_screen(browser: Browser, site: Site) -> None:
    """Paper cannot be unfolded: the name of a programme alone would be a line that says nothing."""
    with signed_in(browser, site, site.of("manager"), WIDE) as page:
        page.goto(f"{site.address}/overview/quarter/")
        figure = page.locator("details.quarters__team:not([open]) td").first
        assert not figure.is_visible()
        page.emulate_media(media="print")
        assert figure.is_visible()
