"""A directory brought in, in a real browser: chosen, looked at and applied in the background, then found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.checks import axe, too_wide
from tests.journeys.site import NARROW, WIDE, Site, signed_in
from tests.web.directory.town import town

pytestmark = pytest.mark.journey


def chosen(page: Page, site: Site, file: Path, name: str) -> None:
    """Choose a file under a name."""
    page.goto(f"{site.address}/directory/")
    page.get_by_label("What is this directory called?").fill(name)
    page.get_by_label("File", exact=True).set_input_files(str(file))
    page.get_by_role("button", name="Look at the file").click()


def came_to(page: Page, heading: str) -> None:
    """Wait, without touching anything, until the page says so."""
    expect(page.get_by_role("heading", name=heading)).to_be_visible()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_manager_brings_a_directory_in(browser: Browser, site: Site, tmp_path: Path, width: int) -> None:
    file, name = tmp_path / "town.json", f"Town {width}"
    file.write_text(json.dumps(town(choir={"name": f"Choir of {width} voices"})))
    with signed_in(browser, site, site.of("manager"), width) as page:
        chosen(page, site, file, name)
        came_to(page, "What would change")
        expect(page.locator(".counts")).to_contain_text("4 new")
        assert axe(page) == []
        assert too_wide(page) == []
        page.get_by_role("button", name="Apply it").click()
        came_to(page, "What changed")
        expect(page.get_by_role("status")).to_contain_text("The directory is up to date with this file.")
        assert axe(page) == []
        page.goto(f"{site.address}/notifications/")
        expect(page.get_by_text("A directory of services was brought in").first).to_be_visible()
        page.goto(f"{site.address}/resources/")
        page.get_by_label("What is needed?").fill(f"choir {width}")
        page.get_by_role("button", name="Search").first.click()
        expect(page.get_by_role("link", name=f"Choir of {width} voices")).to_be_visible()


def test_a_file_that_cannot_be_read_is_named_without_javascript(browser: Browser, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "town.txt"
    file.write_text("hello")
    with signed_in(browser, site, site.of("administrator"), java_script_enabled=False) as page:
        chosen(page, site, file, "Town of words")
        while not page.get_by_role("heading", name="Not brought in").count():
            page.wait_for_timeout(1000)
            page.get_by_role("link", name="Look again").click()
        expect(page.get_by_role("status")).to_contain_text("town.txt: expected HSDS as JSON or CSV")
        expect(page.get_by_role("status")).to_contain_text("Nothing in the directory was changed.")
