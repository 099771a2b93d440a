"""How work ends while a risk is open, in a real browser: what has happened passes, and nobody ends it alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.checks import axe
from tests.journeys.site import NARROW, WIDE, Site, go_to, show, signed_in, unfold_on_a_phone
from tests.journeys.test_reviews import FLAT, bring_in, go, open_client
from tests.journeys.test_safety import raise_concern

pytestmark = pytest.mark.journey

HELD = "The night line knows. Her doctor sees her on Monday, and I ring on Tuesday."


def given_a_client_in_a_crisis(page: Page, folder: Path, reference: str) -> None:
    bring_in(page, folder, reference, FLAT, last=0)
    open_client(page, reference)
    raise_concern(page, "A crisis", "I do not know how to get through the night.", who="I do, now")


def when_its_ending_is_begun(page: Page, reference: str, kind: str) -> None:
    open_client(page, reference)
    unfold_on_a_phone(page)
    go(page, "End the work")
    expect(page.get_by_role("heading", name="A risk is open")).to_be_visible()
    assert axe(page) == []
    go(page, kind)


def then_the_risk_is_open_still(page: Page, reference: str) -> None:
    go_to(page, "Work list")
    page.get_by_role("link", name="Work that has ended").click()
    expect(page.get_by_role("heading", name="Ended, and a risk is still open")).to_be_visible()
    row = page.locator(".ended__line").filter(has_text=reference)
    expect(row).to_contain_text("Nobody has assessed it yet.")
    assert axe(page) == []


def test_a_client_admitted_to_hospital_is_handed_over_while_a_risk_is_open(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    with signed_in(browser, site, site.of("worker", 1), NARROW) as page:
        given_a_client_in_a_crisis(page, tmp_path, "J-11")
        when_its_ending_is_begun(page, "J-11", "Admitted to hospital")
        page.get_by_label("Where is the client now?").fill("Willow Ward")
        page.get_by_role("button", name="End the work").click()
        expect(page.get_by_text("Say in words how it is held from here on.").first).to_be_visible()
        expect(page.get_by_text("Say who there was told.").first).to_be_visible()
        expect(page.get_by_label("Where is the client now?")).to_have_value("Willow Ward")
        assert axe(page) == []
        page.get_by_label("The risk", exact=True).fill("The ward knows, and rings before she is discharged.")
        page.get_by_label("Who there was told").fill("The ward's social worker, by phone.")
        page.get_by_label("What led to it").fill("A night in which she did not feel safe.")
        page.get_by_role("button", name="End the work").click()
        then_the_risk_is_open_still(page, "J-11")


def when_a_second_person_is_asked(page: Page, whom: str) -> None:
    expect(page.get_by_role("button", name="End the work")).to_have_count(0)
    go(page, "Ask for a second look")
    page.get_by_label("What do you intend, and why now?").fill("The twelve sessions are over.")
    page.get_by_label("How is the risk held from here on?").fill(HELD)
    page.get_by_label(whom).check()
    assert axe(page) == []
    page.get_by_role("button", name="Ask for the second look").click()
    expect(page.get_by_text("has not answered yet")).to_be_visible()
    expect(page.get_by_role("button", name="End the work")).to_have_count(0)


def when_the_second_person_agrees(page: Page, hidden: str) -> None:
    """They get there from their first page, and do not learn whose it is."""
    show(page, "Reviews")
    page.locator("tr").filter(has_text="An ending that Carla").get_by_role("link", name="Look at it").click()
    expect(page.locator("main")).to_contain_text(HELD)
    expect(page.locator("body")).not_to_contain_text(hidden)
    assert axe(page) == []
    page.get_by_label("I agree that the work ends like this").check()
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Say why, in a sentence.").first).to_be_visible()
    page.get_by_label("Why, in a sentence or two").fill("The night line and the doctor are there.")
    page.get_by_role("button", name="Answer").click()


def test_a_workers_own_ending_in_a_crisis_needs_a_second_person(browser: Browser, site: Site, tmp_path: Path) -> None:
    worker, second = site.of("worker", 2), site.of("worker", 1)
    with signed_in(browser, site, worker, WIDE) as page:
        given_a_client_in_a_crisis(page, tmp_path, "J-12")
        when_its_ending_is_begun(page, "J-12", "The agency.s limit was reached")
        when_a_second_person_is_asked(page, "Ben Lindqvist")
    with signed_in(browser, site, second, NARROW) as page:
        when_the_second_person_agrees(page, "J-12")
    with signed_in(browser, site, worker, WIDE) as page:
        page.get_by_role("link", name=re.compile("Waiting")).click()
        go(page, "Your second person agrees")
        expect(page.get_by_text("The night line and the doctor are there.")).to_be_visible()
        page.get_by_label("What the limit is, and what the client says to it").fill("Twelve sessions. She is sad.")
        page.get_by_role("button", name="End the work").click()
        then_the_risk_is_open_still(page, "J-12")
