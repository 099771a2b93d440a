"""From a stall to what came of it, in a real browser: the stories that issue 4 of the practice asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.checks import axe
from tests.journeys.site import NARROW, WIDE, Site, go_to, show, signed_in

pytestmark = pytest.mark.journey

Picture = Callable[[Page, str], None]
FLAT = (16, 17, 16, 15, 16, 17, 16, 16)
BETTER = (10, 7, 5, 4)


def weeks_ago(weeks: int) -> date:
    return datetime.now(UTC).date() - timedelta(weeks=weeks)


def bring_in(page: Page, folder: Path, reference: str, totals: Sequence[int], last: int) -> None:
    """Bring in weekly scores of one client, the last of them so many weeks ago."""
    rows = [f"{reference},{weeks_ago(last + len(totals) - 1 - place)},{total}" for place, total in enumerate(totals)]
    file = folder / f"{reference}-{last}.csv"
    file.write_text("client,date,score\n" + "\n".join(rows) + "\n", encoding="utf-8")
    go_to(page, "Bring in scores")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("button", name="See where each row goes").click()
    page.get_by_role("button", name=re.compile("^Save")).click()


def go(page: Page, words: str) -> None:
    """Follow the first link or button of the page's own part with these words."""
    page.locator("main a, main button").filter(has_text=re.compile(words)).first.click()


def open_client(page: Page, name: str) -> None:
    go_to(page, "Work list")
    page.get_by_role("link", name=name, exact=True).first.click()


def named(page: Page, name: str) -> None:
    """Give the client on this page a name, so that there is something to leave out."""
    page.get_by_role("link", name="Name and reference").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name=re.compile("^Save")).click()


def ask(page: Page, whom: str, question: str, left_out: str = "") -> None:
    """Ask a colleague about the client on this page, as far as the brief."""
    page.get_by_label("Your question, in your own words").fill(question)
    page.get_by_label("Names to leave out").fill(left_out)
    page.get_by_label(re.compile(f"^{whom}")).check()
    page.get_by_label(re.compile("had the agency's notice")).check()
    page.get_by_role("button", name="Look at the brief").click()


def given_a_stalled_client_under_review(page: Page, folder: Path, picture: Picture) -> None:
    bring_in(page, folder, "J-1", FLAT, last=4)
    open_client(page, "J-1")
    named(page, "Jonna Storm")
    expect(page.locator(".state").first).to_have_text(re.compile("Little change lately"))
    go(page, "Open a review")
    go(page, "^Open a review$")
    expect(page.get_by_role("heading", name="What may be missing")).to_be_visible()
    picture(page, "review")


def when_a_colleague_is_asked(page: Page, picture: Picture) -> str:
    """Ask from the review, and return where the dialogue is."""
    go(page, "^Ask a colleague$")
    ask(page, "Ben", "Storm keeps every session and nothing moves. What do I not see?")
    expect(page.locator("main")).not_to_contain_text("Storm keeps")
    picture(page, "brief")
    page.get_by_role("button", name="Confirm the brief and ask").click()
    return page.url


def when_the_colleague_replies(page: Page, asked: str) -> None:
    page.get_by_role("link", name=re.compile("Waiting")).click()
    go(page, "asks for your thoughts")
    expect(page).to_have_url(asked)
    expect(page.locator("body")).not_to_contain_text("Jonna")
    assert axe(page) == []
    page.get_by_label("What kind of message is it?").select_option(label="A suggestion")
    page.get_by_label("Your message").fill("What has never been asked is what the evenings look like.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("what the evenings look like")).to_be_visible()


def when_it_is_decided_and_another_approach_chosen(page: Page, asked: str) -> None:
    page.goto(asked)
    go(page, "[Dd]ecide")
    page.get_by_label("What will you do?").fill("Choose another way of working together.")
    page.locator("main button[type=submit]").first.click()
    open_client(page, "Jonna Storm")
    page.get_by_role("link", name="Plan", exact=True).first.click()
    go(page, "Ways of working to choose from")
    page.get_by_role("link", name=re.compile("Chosen with the client")).first.click()
    page.get_by_label("Client and worker together").first.check()
    page.get_by_label("From which day?").fill(weeks_ago(4).isoformat())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("in use").first).to_be_visible()


def when_the_scores_move(page: Page, folder: Path) -> None:
    bring_in(page, folder, "J-1", BETTER, last=0)
    open_client(page, "Jonna Storm")
    expect(page.locator(".state").first).to_have_text(re.compile("Improved|In the usual range"))


def then_the_review_closes_back_on_track(page: Page) -> None:
    show(page, "Reviews")
    go(page, "Jonna Storm")
    go(page, "[Rr]eview")
    go(page, "Close the review")
    page.get_by_label("Back on track").check()
    page.get_by_role("button", name="Close the review").click()
    expect(page.locator("main")).to_contain_text("Back on track")
    assert axe(page) == []


def test_a_stall_is_consulted_on_changed_with_the_client_and_closed_back_on_track(
    browser: Browser, site: Site, picture: Picture, tmp_path: Path
) -> None:
    worker, colleague = site.of("worker", 0), site.of("worker", 1)
    with signed_in(browser, site, worker, WIDE) as page:
        given_a_stalled_client_under_review(page, tmp_path, picture)
        asked = when_a_colleague_is_asked(page, picture)
    with signed_in(browser, site, colleague, NARROW) as page:
        when_the_colleague_replies(page, asked)
    with signed_in(browser, site, worker, WIDE) as page:
        when_it_is_decided_and_another_approach_chosen(page, asked)
        when_the_scores_move(page, tmp_path)
        then_the_review_closes_back_on_track(page)


def test_an_ending_before_consulting_meets_the_safeguard_and_the_clients_wish_passes(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    with signed_in(browser, site, site.of("worker", 1), NARROW) as page:
        bring_in(page, tmp_path, "J-2", FLAT, last=0)
        open_client(page, "J-2")
        go(page, "Open a review")
        go(page, "^Open a review$")
        go(page, "End the work with this client")
        assert axe(page) == []
        go(page, "The work is not helping, and alternatives were explored")
        expect(page.get_by_text("Not explored, as far as the record shows").first).to_be_attached()
        assert axe(page) == []
        page.get_by_label("What was said then").fill("Talked about twice.")
        page.get_by_role("button", name="End the work").click()
        expect(page.get_by_text("Say why the work ends, in a sentence.").first).to_be_visible()
        expect(page.get_by_label("What was said then")).to_have_value("Talked about twice.")
        page.get_by_role("link", name="How does the work end?").click()
        page.get_by_role("link", name="The client wishes to end").click()
        page.get_by_role("button", name="End the work").click()
        go_to(page, "Work list")
        page.get_by_role("link", name="Work that has ended").first.click()
        expect(page.locator("main")).to_contain_text("J-2")
        go_to(page, "Work list")
        expect(page.get_by_role("link", name="J-2", exact=True)).to_have_count(0)


def working_together(page: Page, alliance: str, on: date) -> None:
    page.get_by_role("link", name="Record how working together is going").first.click()
    page.get_by_label(re.compile("relationship", re.IGNORECASE)).first.fill(alliance)
    page.get_by_label(re.compile("[Dd]ay|[Dd]ate")).first.fill(on.isoformat())
    page.get_by_role("button", name=re.compile("^Save")).click()


def test_a_falling_alliance_is_a_sign_of_its_own_while_the_scores_get_better(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    with signed_in(browser, site, site.of("worker", 2), WIDE) as page:
        bring_in(page, tmp_path, "J-3", (18, 15, 12, 9, 7, 5), last=0)
        for alliance, on in (("9", weeks_ago(4)), ("6", weeks_ago(0))):
            open_client(page, "J-3")
            page.get_by_role("link", name="Plan", exact=True).first.click()
            working_together(page, alliance, on)
        open_client(page, "J-3")
        expect(page.locator(".state").first).to_have_text(re.compile("Improved|In the usual range|On track"))
        expect(page.get_by_text("Talk about how working together is going").first).to_be_visible()
        show(page, "Reviews")
        row = page.locator("main tr, main li").filter(has_text="J-3").first
        expect(row).to_contain_text("Engagement fell")


def test_a_brief_is_read_by_those_asked_alone(browser: Browser, site: Site, tmp_path: Path) -> None:
    with signed_in(browser, site, site.of("worker", 0), WIDE) as page:
        bring_in(page, tmp_path, "J-4", FLAT, last=0)
        open_client(page, "J-4")
        go(page, "^Ask a colleague$")
        ask(page, "Ben", "What would you look at?")
        page.get_by_role("button", name="Confirm the brief and ask").click()
        asked = page.url
    for role, place, status in (("worker", 1, 200), ("worker", 2, 404), ("supervisor", 0, 404), ("worker", 3, 404)):
        with signed_in(browser, site, site.of(role, place)) as page:
            answer = page.goto(asked)
            assert answer is not None
            assert answer.status == status, (role, place)
            expect(page.locator("body")).not_to_contain_text("J-4")
