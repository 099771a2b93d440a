"""A lesson becomes a vignette, a colleague looks at it, a third answers it and takes her hours along."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.checks import axe
from tests.journeys.site import NARROW, Site, signed_in

pytestmark = pytest.mark.journey

STORY = "Somebody in her fifties comes each week, and for a while nothing has moved. You have asked nobody."
OTHERS = (
    ("Plan a different approach with the client", "Change the plan now.", "You would choose with the same eyes."),
    ("Keeping going as before", "Carry on as before.", "It becomes half a year of the same."),
    ("Report the concern", "Report it outside.", "There is nothing to report here."),
)


def own_vignettes(page: Page) -> None:
    page.get_by_role("link", name="Learning", exact=True).click()
    page.get_by_role("link", name="Our own vignettes").click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def make(page: Page) -> None:
    """The demo's vignette is withdrawn, and its lesson told anew from a closed review."""
    own_vignettes(page)
    page.get_by_role("link", name="Everything was agreed").click()
    page.get_by_role("link", name="Withdraw it").click()
    page.get_by_label("Why?").fill("I tell it another way.")
    press(page, "Withdraw it")
    page.locator(".consult-links a").first.click()
    expect(page.get_by_text("A good week, told in detail")).to_be_visible()  # the only one that there is
    press(page, "Keep these facts and tell the story")
    page.get_by_label("Topic").select_option("Stalls")
    page.get_by_label("Title").fill("Told another way")
    page.get_by_label("The story", exact=True).fill(STORY)
    page.get_by_label("Ask a colleague to think along").check()
    page.get_by_label("In your words").first.fill("Put the course to a colleague.")
    page.get_by_label("Why is it the best?").fill("Somebody from outside sees what you cannot see.")
    for place, (stands_for, says, leads_to) in enumerate(OTHERS):
        page.get_by_label("What it stands for").nth(place).select_option(stands_for)
        page.get_by_label("In your words").nth(place + 1).fill(says)
        page.get_by_label("What it would have led to").nth(place).fill(leads_to)
    assert axe(page) == []
    press(page, "Save and preview")
    expect(page.get_by_text("This is what colleagues will read")).to_be_visible()
    press(page, "Confirm and ask for a second look")


def answer(page: Page) -> None:
    """Practise stalls until the new story comes."""
    for _story in range(10):
        page.goto(f"{page.url.split('/learning/')[0]}/learning/practise/?topic=stalls")
        title = page.locator("h1").inner_text()
        page.locator("main input[type=radio]").first.check()
        press(page, "That is what I would do")
        if title == "Told another way":
            return
    pytest.fail("the new story never came")


def test_from_a_lesson_to_hours_on_paper(browser: Browser, site: Site) -> None:
    with signed_in(browser, site, site.of("worker", 0)) as page:
        make(page)
    with signed_in(browser, site, site.of("worker", 1)) as page:
        own_vignettes(page)
        page.get_by_role("link", name="Told another way").click()
        press(page, "Let colleagues practise it")
        expect(page.get_by_text("Colleagues can practise it now.")).to_be_visible()
    with signed_in(browser, site, site.of("worker", 2), NARROW) as page:
        page.get_by_role("link", name="Learning", exact=True).click()
        answer(page)
        expect(page.get_by_text("made at your agency")).to_be_visible()
        assert axe(page) == []
        page.get_by_role("link", name="Learning", exact=True).first.click()
        page.get_by_role("link", name="Log of supervision and learning").click()
        page.get_by_role("button", name="Enter something by hand").click()
        page.get_by_label("What was it?").select_option("Course or training")
        page.get_by_label("How many minutes?").fill("95")
        press(page, "Put it in my log")
        expect(page.get_by_text("1 h 35 min").first).to_be_visible()
        log = page.url.split("?")[0]
        assert page.request.get(f"{log}pdf/").body().startswith(b"%PDF")
        assert "Course or training,95" in page.request.get(f"{log}csv/").text()
