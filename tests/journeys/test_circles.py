"""A circle between two installations on this machine: what passes between them is two files, carried by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.checks import axe, small_targets, too_wide
from tests.journeys.site import NARROW, Site, running_demo, signed_in
from tests.prepared import demo

pytestmark = pytest.mark.journey

ANSWER = "Ask what would be lost if things got better."


@pytest.fixture
def hillside(tmp_path: Path) -> Iterator[Site]:
    """A second installation, with a database, keys and people of its own."""
    with running_demo(demo(tmp_path)) as running:
        yield running


def looked_at(page: Page) -> None:
    """Nothing is wrong with the page, on a telephone either; tests/journeys/test_every_page.py looks at the others."""
    faults = axe(page) + small_targets(page)
    before = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 900})
    faults += too_wide(page)
    if before:
        page.set_viewport_size(before)
    assert faults == []


def agencies(page: Page) -> None:
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_role("link", name="Other agencies").click()


def fetched(page: Page, words: str) -> bytes:
    with page.expect_download() as download:
        page.locator("main a", has_text=words).first.click()
    return Path(download.value.path()).read_bytes()


def given_keys(browser: Browser, site: Site) -> tuple[str, str]:
    """Return the text that an administrator hands on, and the fingerprint that they read out."""
    with signed_in(browser, site, site.of("administrator")) as page:
        agencies(page)
        page.get_by_text("Make new keys").first.click()
        page.get_by_role("button", name="Make new keys").click()
        expect(page.get_by_text("Your agency has its keys")).to_be_visible()
        return fetched(page, "Fetch the public keys").decode(), page.locator(".fingerprint").first.inner_text()


def when_taken_in(browser: Browser, site: Site, called: str, keys: tuple[str, str]) -> None:
    """Two people of an agency take another one in."""
    with signed_in(browser, site, site.of("administrator")) as page:
        agencies(page)
        page.get_by_role("button", name="Take in another agency").click()
        page.get_by_label("The keys that the other agency published").fill(keys[0])
        page.get_by_label("The fingerprint, as they read it out").fill(keys[1])
        page.get_by_label("What your colleagues will see it called").fill(called)
        page.get_by_role("button", name="Take it in").click()
    with signed_in(browser, site, site.of("manager")) as page:
        page.get_by_role("link", name="Mona").click()
        page.locator("main").get_by_role("link", name=re.compile("second person", re.I)).first.click()
        page.get_by_role("link", name=re.compile("^Other agencies")).click()
        page.locator("section", has_text=called).get_by_role("button", name="Confirm").click()
        expect(page.get_by_text("From now on your colleagues can exchange")).to_be_visible()


def when_asked(browser: Browser, site: Site) -> tuple[str, bytes]:
    """Ada seals the question that Ben answered for Hillside; return where it stands, and the file."""
    with signed_in(browser, site, site.of("worker")) as page:
        page.get_by_role("link", name="Consultations").first.click()
        page.locator("li.asked", has_text="Answered").get_by_role("link").first.click()
        consultation = page.url
        page.get_by_role("link", name="Ask colleagues in another agency").click()
        page.get_by_label("Hillside").check()
        page.get_by_role("checkbox", name="What the worker has in mind").uncheck()
        page.get_by_label("The client consented").check()
        page.get_by_label("When did the client consent?").fill("2026-01-05")
        page.get_by_label("How?").fill("asked in the session, said yes")
        page.get_by_role("button", name="Seal the file").click()
        return consultation, fetched(page, "Fetch the sealed file")


def bring_in(page: Page, file: bytes) -> None:
    page.get_by_role("link", name="Consultations").first.click()
    page.get_by_role("link", name="Other agencies").click()
    page.get_by_role("button", name="Bring in a sealed file").click()
    page.get_by_label("The sealed file").set_input_files(
        {"name": "carried.unstuck-sealed", "mimeType": "application/octet-stream", "buffer": file}
    )
    page.get_by_role("button", name="Open the file").click()


def when_answered(browser: Browser, site: Site, file: bytes) -> bytes:
    """Ben of the other installation reads it, and answers; before, a file that was damaged on the way."""
    with signed_in(browser, site, site.of("worker", 1)) as page:
        bring_in(page, file[:-3] + bytes([file[-3] ^ 1]) + file[-2:])
        expect(page.get_by_text("altered on the way").first).to_be_visible()
        looked_at(page)
        bring_in(page, file)
        expect(page.get_by_role("heading", name="A question from Riverside")).to_be_visible()
        expect(page.get_by_role("heading", name="How the scores went")).to_be_visible()
        expect(page.get_by_text("What the worker has in mind")).to_have_count(0)
        page.get_by_label("Your message").fill(ANSWER)
        page.get_by_role("button", name="Seal an answer").click()
        return fetched(page, "Fetch the sealed answer")


def then_it_is_followed_up(browser: Browser, site: Site, consultation: str, answer: bytes) -> None:
    with signed_in(browser, site, site.of("worker")) as page:
        bring_in(page, answer)
        expect(page).to_have_url(consultation)
        expect(page.locator(".talk__one", has_text=ANSWER)).to_contain_text("Hillside, another agency")
        looked_at(page)
        bring_in(page, answer)
        expect(page.get_by_text("brought in before").first).to_be_visible()


def test_a_circle_between_two_installations(browser: Browser, site: Site, hillside: Site) -> None:
    keys = [given_keys(browser, one) for one in (site, hillside)]
    assert keys[0][1] != keys[1][1]
    when_taken_in(browser, site, "Hillside", keys[1])
    when_taken_in(browser, hillside, "Riverside", keys[0])
    consultation, question = when_asked(browser, site)
    assert b"Talking" not in question, "nobody on the way reads it"
    answer = when_answered(browser, hillside, question)
    then_it_is_followed_up(browser, site, consultation, answer)
