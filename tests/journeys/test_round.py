"""A worker's whole round at the end of a day, by clicking alone from the first page, and how many clicks it takes.

What counts is what the browser saw pressed: a link, a button, a line that unfolds, and each radio or box that is
ticked. What a form has ticked already costs nothing. Typing, choosing from a list that opens, and a day that is typed
are no clicks. Signing in is not part of the round; coming back to the list is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.site import WIDE, Site, running_demo, signed_in
from tests.prepared import demo

pytestmark = pytest.mark.journey

MOST_CLICKS = 55
COUNT = """
addEventListener('pointerdown', one => {
  if (one.isTrusted) sessionStorage.setItem('presses', 1 + Number(sessionStorage.getItem('presses')));
}, true);
"""
"""Kept with the window, so that a page that is left takes nothing with it."""
PRESSES = "() => Number(sessionStorage.getItem('presses'))"


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo of its own: other journeys have seen to nobody here, and nothing that is done here is missed there."""
    with running_demo(demo(tmp_path_factory.mktemp("evening"))) as running:
        yield running


@dataclass
class Round:
    """A worker's window, and how often it was pressed in each part of the round."""

    page: Page
    parts: dict[str, int] = field(default_factory=dict)

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        before = self.page.evaluate(PRESSES)
        yield
        self.parts[name] = self.page.evaluate(PRESSES) - before

    def go(self, words: str, within: Locator | None = None) -> None:
        """Press the link or button of the page's own part with exactly these words."""
        named = (within or self.main).locator("a, button").filter(has_text=re.compile(rf"^\s*{words}\b"))
        named.first.click()

    def act(self, client: str, verb: str) -> None:
        """Press the one button of a client's row."""
        self.go(verb, self.main.locator("tr").filter(has_text=client))

    def open(self, client: str) -> None:
        self.page.get_by_role("link", name=client, exact=True).first.click()

    def tick(self, label: str) -> None:
        """Tick what the form has not ticked already."""
        self.page.get_by_label(label, exact=True).first.check()

    def back_to_the_list(self) -> None:
        self.page.locator("header").get_by_role("link", name="Work list").first.click()


def in_days(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def today() -> date:
    return datetime.now(UTC).date()


def a_concern_gets_its_next_act(desk: Round) -> None:
    desk.act("Priya Jensen", "Take it on")
    desk.go("Take it on")
    expect(desk.main).to_contain_text("With Ada Okafor")


def an_overdue_referral_gets_its_outcome(desk: Round) -> None:
    """Her row says that outside support is overdue; it is one page further."""
    desk.page.locator(".govuk-back-link").click()
    desk.go("Outside support")
    desk.go("Tenants' advice centre")
    desk.go("Record what happened")
    desk.tick("Help has begun")
    desk.page.get_by_label("What was said").fill("They wrote to the landlord with her.")
    desk.tick("in four weeks")
    desk.go("Save")
    expect(desk.main).to_contain_text("They wrote to the landlord with her.")


def a_stall_is_reviewed_up_to_its_decision(desk: Round) -> None:
    desk.act("Noor Whitfield", "Open a review")
    desk.go("Open a review")
    desk.page.get_by_label("The one question").fill("What would a good week look like?")
    desk.tick("Ask a colleague first")
    desk.go("Save the decision")
    expect(desk.page.get_by_role("heading", name="Ask a colleague")).to_be_visible()


def a_colleague_is_asked(desk: Round) -> None:
    """The decision has led here."""
    desk.page.get_by_label("Your question, in your own words").fill("Nothing moves. What do I not see?")
    desk.page.get_by_label(re.compile("^Ben Lindqvist")).check()
    desk.page.get_by_label(re.compile("had the agency's notice")).check()
    desk.go("Look at the brief")
    desk.go("Confirm the brief and ask")
    expect(desk.main).to_contain_text("Nothing moves. What do I not see?")


def a_session_is_prepared(desk: Round) -> None:
    """The client whom the colleague was asked about comes tomorrow."""
    desk.go("To the client")
    desk.go("Before a session")
    expect(desk.main).to_contain_text("Mornings are the worst.")


def a_last_day_is_met(desk: Round) -> None:
    desk.act("Kofi Nowak", "Speak up for the client")
    desk.go("Send it")
    desk.tick("in two weeks")
    desk.go("Save")
    expect(desk.main).to_contain_text("Version 1, sent on")


def a_score_is_recorded(desk: Round) -> None:
    desk.open("Grace Silva")
    desk.go("Enter a score")
    desk.page.get_by_label("Total").fill("8")
    desk.go("Save")
    expect(desk.main).to_contain_text("The score was saved.")


def a_goal_is_written(desk: Round) -> None:
    desk.go("Plan")
    desk.go("Set a goal")
    desk.page.get_by_label("What does the client want").fill("To sleep through, and take my boy to school.")
    desk.go("Save")
    expect(desk.main).to_contain_text("take my boy to school")


def a_missed_session_is_recorded(desk: Round) -> None:
    desk.open("Elena Tanaka")
    desk.go("Sessions")
    desk.tick("They did not come")
    desk.go("Record this session")
    expect(desk.main).to_contain_text("Missed: the one session so far.")


def a_check_in_is_asked(desk: Round) -> None:
    desk.open("Wanda Costa")
    desk.go("Before a session")
    desk.go("Ask for a check-in")
    desk.go("Make the link or the code")
    expect(desk.page.get_by_label("Personal link")).to_be_visible()


def cover_is_asked_for_one_client(desk: Round) -> None:
    desk.open("Zoe Yilmaz")
    desk.go("Hand over")
    desk.go("Ask for cover")
    desk.page.get_by_label("Who stands in?").select_option(label="Carla Mendes (Riverside team)")
    desk.page.get_by_label("First day").fill(in_days(7))
    desk.page.get_by_label("Last day").fill(in_days(11))
    expect(desk.page.get_by_label("Zoe Yilmaz", exact=True)).to_be_checked()
    desk.page.get_by_label("What your colleague needs to know").fill("She steps down: two short talks are enough.")
    desk.tick("They know who stands in, and until when")
    desk.go("Ask them")
    expect(desk.main).to_contain_text("Carla Mendes")


def what_waits_is_read(desk: Round) -> None:
    desk.page.get_by_role("link", name=re.compile("^Waiting")).first.click()
    desk.go("Mark all as seen")
    expect(desk.page.get_by_role("link", name=re.compile(r"^Waiting \("))).to_have_count(0)


def test_a_workers_whole_round_in_at_most_55_clicks(browser: Browser, evening: Site) -> None:
    with signed_in(browser, evening, evening.of("worker"), WIDE) as page:
        page.context.add_init_script(COUNT)
        page.reload()
        desk = Round(page)
        for each in (
            a_concern_gets_its_next_act, an_overdue_referral_gets_its_outcome, Round.back_to_the_list,
            a_stall_is_reviewed_up_to_its_decision, a_colleague_is_asked, a_session_is_prepared, Round.back_to_the_list,
            a_last_day_is_met, Round.back_to_the_list, a_score_is_recorded, a_goal_is_written, Round.back_to_the_list,
            a_missed_session_is_recorded, Round.back_to_the_list, a_check_in_is_asked,
            Round.back_to_the_list, cover_is_asked_for_one_client, what_waits_is_read,
        ):  # fmt: skip
            with desk.part(f"{len(desk.parts)} {each.__name__}"):
                each(desk)
        print(*(f"{n:3} {name}" for name, n in desk.parts.items()), sep="\n")  # noqa: T201  (for whoever asks: -s)
    assert sum(desk.parts.values()) <= MOST_CLICKS, desk.parts
