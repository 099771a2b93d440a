"""Speaking up for a client in a real browser: an appeal with its last day, from the plan to what came of it (D.6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.checks import axe
from tests.journeys.site import WIDE, Site, go_to, signed_in
from tests.journeys.test_reviews import go, open_client

pytestmark = pytest.mark.journey

OFFICE, ASK, WISH = "City housing office", "Look again at the decision about the flat", "To stay where my children are."
LAST_DAY = datetime.now(UTC).date() + timedelta(days=9)


def given_an_appeal_with_its_last_day(page: Page, name: str) -> None:
    open_client(page, name)
    go(page, "^Outside support$")
    go(page, "^Speak up for the client$")
    go(page, "^Appeal")
    page.get_by_label("Who is it to?").fill(OFFICE)
    page.get_by_label("Which decision is it about").fill(ASK)
    page.get_by_label("By letter").check()
    page.get_by_label("I do", exact=True).check()
    page.locator("main button[type=submit]").first.click()
    expect(page.get_by_text("An appeal has a last day.").first).to_be_visible()
    expect(page.get_by_label("Who is it to?")).to_have_value(OFFICE)
    page.get_by_label("What is the last day for it?").fill(LAST_DAY.isoformat())
    page.locator("main button[type=submit]").first.click()


def when_it_is_written_agreed_and_sent(page: Page) -> None:
    for gap in page.locator("main textarea").all():
        gap.fill(gap.input_value().replace("[…]", "the flat of the Brook family"))
    page.locator("main button[type=submit]").first.click()
    task = page.url
    go(page, "Record that the client agrees")
    page.get_by_label("What does the client wish for").fill(WISH)
    page.get_by_label("Signed").check()
    page.locator("main button[type=submit]").first.click()
    go(page, "^Send it$")
    page.locator("main button[type=submit]").first.click()
    assert page.request.get(f"{task}letter/?sent=1").body().startswith(b"%PDF")


def then_its_answer_is_followed_until_something_came_of_it(page: Page) -> None:
    go(page, "^Record the answer$")
    page.get_by_label("Granted", exact=True).check()
    page.get_by_label("In a sentence").fill("They count the children now.")
    page.locator("main button[type=submit]").first.click()
    go(page, "Record what came of it")
    page.get_by_label("Yes", exact=True).check()
    page.locator("main button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("They count the children now.")
    expect(page.locator(".support-state").first).to_contain_text("Done")
    assert axe(page) == []


def test_an_appeal_from_its_last_day_to_what_came_of_it(browser: Browser, site: Site) -> None:
    with signed_in(browser, site, site.of("worker", 2), WIDE) as page:
        go_to(page, "Work list")
        name = page.locator(".client-link").last.inner_text()
        given_an_appeal_with_its_last_day(page, name)
        when_it_is_written_agreed_and_sent(page)
        then_its_answer_is_followed_until_something_came_of_it(page)
