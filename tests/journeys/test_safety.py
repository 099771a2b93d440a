"""Risk before everything, in a real browser: from a sign to the end of a concern, with a moved clock."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.checks import axe
from tests.journeys.site import NARROW, WIDE, SignIn, Site, go_to, signed_in, unfold
from tests.web.site_process import environment

pytestmark = pytest.mark.journey

LATER = """
from datetime import datetime
from unstuck.web.operations import startup
startup.set_up(demo=True)
from unstuck.web.safety.actions.escalating import escalate_due
print(escalate_due(datetime.fromisoformat({now!r})))
"""
SAID = "I would not mind if I did not wake up."


SigningIn = Callable[[SignIn, int], Page]


@pytest.fixture
def people(browser: Browser, site: Site) -> Iterator[SigningIn]:
    """Somebody's first page, at a width, as often as a story needs one."""
    with ExitStack() as windows:
        yield lambda who, width: windows.enter_context(signed_in(browser, site, who, width))


def today() -> date:
    return datetime.now(UTC).date()


def a_while_later(site: Site) -> int:
    """Let the worker process look for late concerns at 11 on a working day ahead; return how many it passed on."""
    day = today() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    now = datetime(day.year, day.month, day.day, 11, tzinfo=UTC).isoformat()
    command = [sys.executable, "-c", LATER.format(now=now)]
    done = subprocess.run(command, env=environment(site.home), check=True, capture_output=True, text=True)
    return int(done.stdout.split()[-1])


def go(page: Page, words: str) -> None:
    """Follow the first link or button of the page's own part with these words."""
    page.locator("main a, main button").filter(has_text=re.compile(words)).first.click()


def open_client(page: Page, name: str) -> None:
    go_to(page, "Work list")
    page.get_by_role("link", name=name, exact=True).first.click()


def raise_concern(page: Page, kind: str, words: str, *, who: str) -> None:
    """Raise a concern about the client on this page."""
    page.locator("main").get_by_role("link", name="Safety", exact=True).first.click()
    go(page, "^Raise a concern$")
    page.get_by_label(kind, exact=True).check()
    page.get_by_label("The client's own words", exact=True).check()
    page.get_by_label(re.compile("^What was said or seen")).fill(words)
    page.get_by_label(re.compile(who)).check()
    page.get_by_role("button", name="Raise the concern").click()


def assess(page: Page, words: str) -> None:
    """Record an assessment of the concern on this page, to be looked at again in three days."""
    go(page, "^Record an assessment$")
    page.get_by_label("What did you ask, and what did you find?").fill(words)
    page.get_by_role("group", name="Is the danger imminent?").get_by_label("No").check()
    page.get_by_label("Act today").check()
    page.get_by_label("Who was told?").fill("Sam, by telephone")
    page.get_by_label("What was done or agreed?").fill("Rings on Thursday")
    page.get_by_label("Look again on").fill((today() + timedelta(days=3)).isoformat())
    page.get_by_role("button", name="Save").click()


def take_on(page: Page, name: str) -> None:
    """Take on the concern about a client from the list of those that wait, on somebody's own first page."""
    go_to(page, "Safety")
    assert axe(page) == []
    page.locator(".concern").filter(has_text=name).get_by_role("button", name="Take it on").click()
    go(page, "^Take it on$")


def make_plan(page: Page) -> None:
    """Make a safety plan with the client of the concern on this page."""
    go(page, "^Make a safety plan$")
    page.get_by_label("How I notice that it is getting hard").fill("I stop answering.")
    page.get_by_label("Professionals and lines I can call, at any hour").fill("The crisis line")
    page.get_by_label("How we make the place around me safer").fill("My sister keeps the tablets.")
    page.get_by_role("button", name="Save").click()


def printed_pages(page: Page) -> int:
    """Return on how many sheets of A4 a page is printed."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4")))


def close(page: Page) -> None:
    """Close the concern on this page: the danger has passed."""
    go(page, "^Close the concern$")
    page.get_by_label("The danger has passed").check()
    page.get_by_label("In words, and who knows").fill("No thoughts for a week; Sam knows.")
    page.get_by_role("button", name="Close the concern").click()


def test_from_an_answer_above_zero_to_the_end_of_a_concern(people: SigningIn, site: Site) -> None:
    """Raised, nobody answers, passed on, taken on, assessed, planned, looked at again, closed."""
    page = people(site.of("worker"), WIDE)
    page.goto(f"{site.address}/caseload/?show=improved")
    name = page.locator(".client-link").first.inner_text()
    page.locator(".client-link").first.click()
    raise_concern(page, "Thoughts of suicide", SAID, who="who is told at once")
    expect(page.locator(".crisis")).to_contain_text("Sam Whitfield was told")
    concern = page.url
    assert axe(page) == []
    go_to(page, "Work list")
    first = page.locator("table.clients").first
    expect(first.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(first).to_contain_text("Thoughts of suicide: not assessed yet")

    assert a_while_later(site) >= 1
    page.goto(concern)
    expect(page.locator("main")).to_contain_text("Passed on: not taken on in time")
    expect(page.locator(".crisis")).to_contain_text("Carla Mendes was told")

    answering = people(site.of("worker", 2), NARROW)
    answering.goto(f"{site.address}/")
    take_on(answering, name)
    expect(answering.locator("main")).to_contain_text("With Carla Mendes")
    assess(answering, "No plan, no means; the children keep her here.")
    expect(answering.locator("main")).to_contain_text("The assessment is on record.")

    page.goto(concern)
    make_plan(page)
    go(page, "^Print it for the client$")
    expect(page.get_by_role("heading", name="My safety plan")).to_be_visible()
    assert (axe(page), printed_pages(page)) == ([], 1)

    page.goto(concern)
    assess(page, "Looked at it again together: sleeps better, no thoughts this week.")
    close(page)
    expect(page.locator("main")).to_contain_text("This concern is closed.")
    open_client(page, name)
    expect(page.get_by_role("heading", name="Safety first")).to_have_count(0)


def test_violence_at_home_and_a_safe_way_to_reach_her(people: SigningIn, site: Site) -> None:
    """With violence at home a safe way is on record, and no link goes to a device that may be shared (S.6)."""
    page = people(site.of("worker", 1), NARROW)
    page.goto(f"{site.address}/caseload/")
    page.locator(".client-link").last.click()
    raise_concern(page, "Violence at home", "He checks my phone.", who="I do, now")
    assess(page, "Seen alone; no weapon, no child at home.")
    go_to(page, "Safety")
    page.go_back()
    page.locator(".govuk-back-link").first.click()
    page.locator("main").get_by_role("link", name="Safety", exact=True).first.click()
    go(page, "^Record a safe way$")
    assert axe(page) == []
    page.get_by_label(re.compile("^How, when")).fill("Ring the workplace before noon.")
    page.get_by_label("Text message").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Never use: Text message.")


def test_a_child_at_risk_is_reported(people: SigningIn, site: Site) -> None:
    """The agency's own procedure stands beside it, the report is recorded, and nothing asks for it any more."""
    page = people(site.of("worker", 1), WIDE)
    page.goto(f"{site.address}/caseload/")
    page.locator(".client-link").nth(3).click()
    raise_concern(page, "A child at risk", "The boy was alone again.", who="I do, now")
    expect(page.locator("main")).to_contain_text("the written form within 48 hours")
    go(page, "^Record the report$")
    page.get_by_label(re.compile("^To whom was it reported")).fill("Child protection, reference 2261")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("a supervisor was told")
    assess(page, "With the grandmother until the visit.")
    page.locator(".govuk-back-link").first.click()
    expect(page.locator("#what-now")).to_contain_text("Respond to the risk first")
    expect(page.locator("#what-now")).not_to_contain_text("Report the concern")


def test_a_client_who_is_silent_for_five_weeks_is_got_in_touch_with(people: SigningIn, site: Site) -> None:
    """Getting in touch comes first; a third try by another way is recorded (A.6)."""
    page = people(site.of("worker"), WIDE)
    page.goto(f"{site.address}/caseload/")
    open_client(page, "Nuria Pons")
    expect(page.locator(".step--first")).to_contain_text("Get in touch with the client")
    expect(page.locator("#what-now")).not_to_contain_text("Continue as planned")
    go(page, "^Record an attempt to reach them$")
    assert axe(page) == []
    page.get_by_label("A visit", exact=True).check()
    page.get_by_role("group", name="Did you hear from them?").get_by_label("Yes").check()
    page.get_by_role("button", name="Save").click()
    open_client(page, "Nuria Pons")
    expect(page.locator("#what-now")).not_to_contain_text("Get in touch with the client")


def test_an_unsure_worker_asks_a_colleague_about_a_client_on_track(people: SigningIn, site: Site) -> None:
    """B.6: with consulting in mind, a colleague is asked in any state of progress."""
    page = people(site.of("worker", 1), WIDE)
    page.goto(f"{site.address}/caseload/?show=on_track")
    page.locator(".client-link").last.click()
    unfold(page, "Besides the scores")
    go(page, "^Record what you have in mind$")
    page.get_by_label(re.compile("colleague")).first.check()
    page.get_by_role("button", name="Save").click()
    page.locator(".govuk-back-link").first.click()
    expect(page.locator("#what-now")).to_contain_text("Ask a colleague to think along")
