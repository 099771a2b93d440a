"""A client reads their own page on a phone and says what is not right; their worker reads it in their words."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.journeys.checks import axe, small_targets
from tests.journeys.site import NARROW, Site, signed_in

pytestmark = pytest.mark.journey

WORDS = "We never agreed on that, and Thursdays I work."


def stay_here(route: Route) -> None:
    """Let the site close the page, and answer for the neutral place that it leads to: tests ask nobody outside."""
    answer = route.fetch(max_redirects=0)
    assert answer.status == 302
    route.fulfill(body="the weather", headers={"set-cookie": answer.headers["set-cookie"]})


def test_that_is_not_right_reaches_the_worker_and_the_record(browser: Browser, site: Site) -> None:
    with signed_in(browser, site, site.of("worker")) as worker:
        worker.goto(f"{site.address}/notifications/")
        worker.get_by_role("button", name=re.compile("not right")).first.click()
        address = worker.locator("#link").input_value()
        code = worker.locator(".checkin-code").inner_text()
        phone = browser.new_context(viewport={"width": NARROW, "height": 800})
        phone.route("**/mine/leave/", stay_here)
        client = phone.new_page()
        client.goto(address)
        expect(client.locator("body")).not_to_contain_text("Thursdays")
        client.get_by_label("Type in your code").fill(code)
        client.get_by_role("button", name="Open").click()
        findings = [*axe(client), *small_targets(client)]
        client.get_by_role("link", name="That's not right").first.click()
        client.get_by_label("What is not right?").fill(WORDS)
        client.get_by_role("button", name="That's not right").click()
        client.get_by_role("link", name="Back to your page").click()
        expect(client.locator(".quoted").first).to_contain_text(WORDS)
        client.get_by_role("link", name="Leave this page").click()
        expect(client.locator("body")).to_have_text("the weather")
        client.goto(address)
        expect(client.get_by_label("Type in your code")).to_be_visible()
        phone.close()
        worker.reload()
        expect(worker.locator(".checkin-words").first).to_have_text(WORDS)
        worker.get_by_role("link", name=re.compile("Say what came of it")).first.click()
        worker.get_by_label("What came of it?").fill("We took Thursdays out.")
        worker.get_by_role("button", name="Save", exact=True).click()
        expect(worker.get_by_role("main")).to_contain_text("We took Thursdays out.")
        expect(worker.get_by_role("main")).to_contain_text(WORDS)
        assert findings + axe(worker) == []
