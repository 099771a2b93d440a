"""A worker's morning: from the alert to the next step, in a real browser, at two widths."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.checks import axe
from tests.journeys.site import NARROW, WIDE, Site, go_to, signed_in

pytestmark = pytest.mark.journey

Picture = Callable[[Page, str], None]


def first_client(page: Page) -> None:
    """Open the first client in care on the work list; above may stand what a colleague asks, or ended work."""
    go_to(page, "Work list")
    page.locator("tr:has(.state) .client-link").first.click()
    page.wait_for_url(re.compile(r"/clients/[0-9a-f-]{36}/"))


@pytest.mark.parametrize("worker", [0, 2])  # the second has one client who needs a look, and other journeys see to them
def test_the_first_row_is_somebody_who_stalled_or_got_worse(browser: Browser, site: Site, worker: int) -> None:
    with signed_in(browser, site, site.of("worker", worker)) as page:
        first = page.locator(".state").first
        expect(first).to_have_text(re.compile("Little change lately|Getting worse"))
        row = page.locator("tr:has(.state)").first
        name = row.locator(".client-link").inner_text()
        act = row.locator(".step-link")
        assert act.count() == 1, "one act a client"
        act.click()
        expect(page.locator("main")).to_contain_text(name)
        expect(page.locator("main").locator("form, .govuk-button").first).to_be_visible()


@pytest.mark.parametrize(("width", "worker"), [(WIDE, 0), (NARROW, 1)])
def test_from_the_alert_to_the_next_step(
    browser: Browser, site: Site, picture: Picture, width: int, worker: int
) -> None:
    with signed_in(browser, site, site.of("worker", worker), width) as page:
        if width == WIDE:
            picture(page, "caseload")
        first_client(page)
        if width == WIDE:
            picture(page, "client")
        expect(page.get_by_role("heading", name="What now")).to_be_visible()
        expect(page.locator("main svg").first).to_be_visible()
        page.locator("a", has_text="Enter a score").first.click()
        page.get_by_label("Total").fill("11")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("The score was saved.")).to_be_visible()
        assert axe(page) == []


def test_a_file_is_looked_at_saved_and_undone(browser: Browser, site: Site, picture: Picture, tmp_path: Path) -> None:
    scores = tmp_path / "scores.csv"
    rows = [f"N-{client},2026-{month:02}-01,{18 - month}" for client in (1, 2) for month in range(1, 7)]
    scores.write_text("client,date,score\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with signed_in(browser, site, site.of("worker", 2)) as page:
        go_to(page, "Bring in scores")
        page.locator("input[type=file]").set_input_files(scores)
        page.get_by_role("button", name="Look at the file").click()
        page.get_by_role("button", name="See where each row goes").click()
        expect(page.get_by_text("N-1").first).to_be_visible()
        picture(page, "preview")
        page.get_by_role("button", name=re.compile("^Save")).click()
        go_to(page, "Work list")
        expect(page.get_by_role("link", name="N-1", exact=True)).to_be_visible()
        go_to(page, "Bring in scores")
        page.get_by_role("button", name=re.compile("^Undo")).first.click()
        go_to(page, "Work list")
        expect(page.get_by_role("link", name="N-1", exact=True)).to_have_count(0)


def test_without_javascript_everything_still_works(browser: Browser, site: Site) -> None:
    with signed_in(browser, site, site.of("worker", 0), java_script_enabled=False) as page:
        first_client(page)
        page.locator("a", has_text="Enter a score").first.click()
        page.get_by_label("Total").fill("99")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("A PHQ-9 total is between 0 and 27.").first).to_be_visible()


def test_the_outsider_sees_nobody_of_the_other_agency(browser: Browser, site: Site) -> None:
    with signed_in(browser, site, site.of("worker", 0)) as page:
        first_client(page)
        address, name = page.url, page.locator("h1").inner_text()
    with signed_in(browser, site, site.of("worker", 3)) as page:
        assert name not in page.content()
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
        assert name not in page.content()
