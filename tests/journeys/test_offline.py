"""The internet fails: three people answer on the tablet, and each check-in is stored once when it is back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.checks import axe, small_targets, too_wide
from tests.journeys.site import NARROW, Site, signed_in

pytestmark = pytest.mark.journey

KEPT = """
() => new Promise(done => {
  const asked = indexedDB.open("checkins");
  asked.onsuccess = () => {
    const frame = asked.result.transaction(["kept", "queue"]), all = [];
    for (const name of ["kept", "queue"]) {
      frame.objectStore(name).getAll().onsuccess = event => all.push(event.target.result);
    }
    frame.oncomplete = () => { asked.result.close(); done(JSON.stringify(all)); };
  };
})
"""
"""Everything that somebody who picks up the tablet could read in its storage."""


def ask_three(worker: Page, site: Site) -> dict[str, str]:
    """Ask the worker's last three clients for a check-in on the tablet; return each one's page by code."""
    links = worker.locator("main a[href^='/clients/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    clients = [one for one in dict.fromkeys(links) if re.fullmatch(r"/clients/[0-9a-f-]{36}/", one)][-3:]
    by_code = {}
    for client in clients:
        worker.goto(f"{site.address}{client}check-ins/ask/")
        for box in worker.locator("input[type=checkbox]").all():
            box.set_checked(box.get_attribute("value") == "Willingness")
        worker.get_by_label("On the agency's tablet").check()
        worker.get_by_role("button", name="Make the link or the code").click()
        by_code[worker.locator(".checkin-code").inner_text()] = worker.url
    return by_code


def answer_as(tablet: Page, code: str, words: str) -> None:
    tablet.get_by_label("Type in the code").fill(code)
    tablet.get_by_role("button", name="Begin").click()
    expect(tablet.get_by_role("main")).to_contain_text("There is no internet just now")
    tablet.get_by_role("link", name="Begin").click()
    tablet.get_by_role("button", name="8", exact=True).click()
    tablet.get_by_label("Is there anything you would like to say").fill(words)
    tablet.get_by_role("button", name="Send my answers").click()
    expect(tablet.get_by_role("main")).to_contain_text("nobody can read them here")
    tablet.get_by_role("link", name="Leave this page").click()
    expect(tablet.get_by_label("Type in the code")).to_be_visible()
    tablet.go_back()
    expect(tablet.get_by_label("Type in the code")).to_be_visible()


def test_three_check_ins_without_the_internet(browser: Browser, site: Site) -> None:
    with signed_in(browser, site, site.of("administrator")) as page:
        page.goto(f"{site.address}/check-ins/settings/")
        address = page.locator("input[id^='t-']").first.input_value()
    with signed_in(browser, site, site.of("worker")) as worker:
        by_code = ask_three(worker, site)
        context = browser.new_context(viewport={"width": NARROW, "height": 800})
        tablet = context.new_page()
        tablet.goto(address)
        expect(tablet.get_by_text("Ready. This tablet also works without the internet.")).to_be_visible()
        context.set_offline(True)
        for code in by_code:
            answer_as(tablet, code, f"Nobody reads this: {code}")
        assert "Nobody reads this" not in tablet.evaluate(KEPT)
        expect(tablet.get_by_label("Type in the code")).to_be_visible()
        findings = [*axe(tablet), *small_targets(tablet), *too_wide(tablet)]
        tablet.get_by_label("Type in the code").fill(next(iter(by_code)))
        tablet.get_by_role("button", name="Begin").click()
        expect(tablet.get_by_role("alert")).to_contain_text("does not know this code")
        context.set_offline(False)
        expect(tablet.locator("[name=csrfmiddlewaretoken]")).to_be_attached()
        expect(tablet.locator("#waiting")).to_be_hidden()
        context.close()
        for code, there in by_code.items():
            worker.goto(there)
            arrived = worker.locator(".checkin").filter(has_text="Answered without the internet")
            expect(arrived).to_have_count(1)
            expect(arrived.locator(".checkin-words")).to_have_text(f"Nobody reads this: {code}")
            expect(arrived).to_contain_text("1 of 1 question")
    assert findings == []
