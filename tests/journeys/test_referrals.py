"""Outside support in a real browser: from several life areas that are hit to what came of the help."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.checks import axe
from tests.journeys.site import NARROW, WIDE, Site, signed_in, unfold
from tests.journeys.test_reviews import FLAT, Picture, bring_in, go, open_client

pytestmark = pytest.mark.journey

AREAS = {"housing": "2", "money": "1", "food": "3"}
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
LINK = re.compile(r"https?://[^\s()<>]+/reply/[\w:.~-]+/")


def hit(page: Page) -> None:
    """Record three areas of life that are hit."""
    unfold(page, "Besides the scores")
    page.locator("main a:visible", has_text="Ask about life areas").first.click()
    for area, rating in AREAS.items():
        field = page.locator(f"[name^='{area}'][name$='rating']").first
        if not field.is_visible():
            page.locator("details", has=field).locator("summary").first.click()
        field.select_option(rating)
    page.get_by_role("button", name="Save", exact=True).click()


def proposed(page: Page, name: str) -> None:
    """Open what could help the client."""
    open_client(page, name)
    go(page, "^Outside support$")
    go(page, "Life areas and what could help")


def asked(page: Page, way: str) -> None:
    """Ask the first place of the proposal, with the client's consent."""
    go(page, "Talk it over, then ask them")
    page.get_by_label("What do you want them to help with?").fill(
        "A place to stay, and advice about rent that is owed."
    )
    page.get_by_label(way).check()
    page.locator("main button[type=submit]").first.click()
    go(page, "Record the client's consent")
    page.locator("main input[type=checkbox]").first.check()
    page.locator("main textarea").first.fill("First name, and a telephone number for calls after six.")
    page.get_by_label("Signed").check()
    page.locator("main button[type=submit]").first.click()
    go(page, "^Make the referral$")
    page.locator("main button[type=submit]").first.click()


def link_in(letter: bytes) -> str:
    """Return the reply link of a letter: an annotation of the PDF, or one inside a compressed part of it."""
    parts = [letter]
    for found in STREAM.findall(letter):
        try:
            parts.append(zlib.decompress(found))
        except zlib.error:
            continue
    return next(match[0] for part in parts if (match := LINK.search(part.decode("latin-1"))))


def test_three_areas_are_hit_and_help_was_got(browser: Browser, site: Site, picture: Picture, tmp_path: Path) -> None:
    with signed_in(browser, site, site.of("worker", 1), WIDE) as page:
        bring_in(page, tmp_path, "J-7", FLAT, last=0)
        proposed(page, "J-7")
        hit(page)
        proposed(page, "J-7")
        expect(page.get_by_text("Several places that together cover them")).to_be_visible()
        picture(page, "network")
        asked(page, "A letter")
        expect(page.get_by_role("heading", name="What the client agreed to")).to_be_visible()
        referral = page.url
        letter = page.request.get(f"{referral}letter/")
        assert letter.body().startswith(b"%PDF")
        link = link_in(letter.body())
    stranger = browser.new_context(viewport={"width": NARROW, "height": 900}).new_page()
    stranger.goto(link)
    expect(stranger.locator("body")).not_to_contain_text("J-7")
    assert axe(stranger) == []
    stranger.get_by_label("We have accepted it").check()
    stranger.get_by_role("button", name="Send the answer").click()
    expect(stranger.get_by_role("heading", name="Thank you")).to_be_visible()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="This link no longer works")).to_be_visible()
    stranger.context.close()
    with signed_in(browser, site, site.of("worker", 1), WIDE) as page:
        page.goto(referral)
        go(page, "Did you get help")
        page.get_by_label("Yes", exact=True).check()
        page.get_by_label(re.compile("how is it going now")).first.select_option("7")
        page.locator("main button[type=submit]").first.click()
        open_client(page, "J-7")
        unfold(page, "Besides the scores")
        expect(page.get_by_text("7 of 10").first).to_be_visible()


def test_help_did_not_come_and_the_worker_is_told_why(browser: Browser, site: Site, tmp_path: Path) -> None:
    with signed_in(browser, site, site.of("worker", 2), WIDE) as page:
        bring_in(page, tmp_path, "J-8", FLAT, last=0)
        proposed(page, "J-8")
        hit(page)
        proposed(page, "J-8")
        asked(page, "An e-mail, from your own mail program")
        found = LINK.search(page.get_by_label(re.compile("Send it to them only")).input_value())
        assert found
    stranger = browser.new_page()
    stranger.goto(found[0])
    stranger.get_by_label("We could not accept it").check()
    stranger.get_by_label("Why it was not accepted").select_option(index=1)
    stranger.get_by_role("button", name="Send the answer").click()
    stranger.close()
    with signed_in(browser, site, site.of("worker", 2), NARROW) as page:
        page.get_by_role("link", name=re.compile("Waiting")).click()
        go(page, "brought no help")
        expect(page.locator("main")).to_contain_text(re.compile("[Nn]ot accepted|could not accept|[Dd]eclined"))
