"""The network and referrals on the client's page and in the review, and the step that they are the answer to."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tests.web.cast import Cast, write_context
from tests.web.home.people import text
from tests.web.referrals.acts import PARTNER, AsPerson, ago, fact, follow, hit, of, requested
from tests.web.referrals.test_network_page import address, service
from tests.web.safety.acts import sign
from unstuck.web.caseload.models import LifeArea
from unstuck.web.referrals.actions.area_links import NewAreaLink, link_areas

TITLE = "Life areas and what could help"
PAGES = ("", "review/")


@pytest.fixture
def browser(cast: Cast, as_person: AsPerson) -> Browser:
    return as_person(cast.worker)


def page(cast: Cast, rest: str) -> str:
    return f"/clients/{cast.cleo.public_id}/{rest}"


def several(cast: Cast) -> None:
    hit(cast, "money", "housing", wants_help=True)
    link_areas(cast.actor(cast.worker), cast.cleo, NewAreaLink("money", "housing", ago(1)), write_context())


@pytest.mark.parametrize("rest", PAGES)
def test_several_areas_are_shown_with_their_links_and_the_way_on(cast: Cast, browser: Browser, rest: str) -> None:
    assert TITLE not in text(browser.get(page(cast, rest)))
    several(cast)
    service(cast, "Debt advice", "money", "housing")
    answer = browser.get(page(cast, rest))
    said, markup = text(answer), answer.content.decode()
    assert TITLE in said
    assert "Several areas of life are hit at once" in said
    assert "Money makes this worse: Housing" in said
    assert f'href="{address(cast)}"' in markup
    assert f'hx-get="{address(cast)}"' in markup
    assert "Debt advice" not in said, "the directory is read when the proposal is looked at"


def test_what_is_fetched_is_the_proposal_alone(cast: Cast, browser: Browser) -> None:
    several(cast)
    service(cast, "Debt advice", "money", "housing")
    part = browser.get(address(cast), headers={"HX-Request": "true", "HX-Target": "network-proposal"})
    assert part.content.decode().count('class="support-proposal"') == 1
    assert "Debt advice" in text(part)
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part.headers["Vary"]
    assert "<html" in browser.get(address(cast)).content.decode()


@pytest.mark.parametrize("rest", PAGES)
def test_one_area_alone_is_evaluated_and_nothing_is_proposed(cast: Cast, browser: Browser, rest: str) -> None:
    hit(cast, "money")
    answer = browser.get(page(cast, rest))
    assert "do not refer by reflex" in text(answer)
    assert "Look at it together" in text(answer)
    assert "network-proposal" not in answer.content.decode()


@pytest.mark.parametrize("rest", PAGES)
def test_in_a_crisis_it_waits(cast: Cast, browser: Browser, rest: str) -> None:
    several(cast)
    sign(cast)
    assert TITLE not in text(browser.get(page(cast, rest)))


@pytest.mark.parametrize("rest", PAGES)
def test_who_was_asked_stands_there_with_how_it_stands(cast: Cast, browser: Browser, rest: str) -> None:
    made = requested(cast)
    answer = browser.get(page(cast, rest))
    assert f"{PARTNER} Asked; Food, Money" in text(answer)
    assert f'href="{of(made)}"' in answer.content.decode()
    follow(cast, made, "cancel", "not_wanted")
    assert PARTNER not in text(browser.get(page(cast, rest)))


def test_a_place_that_was_asked_in_vain_is_not_proposed_again(cast: Cast, browser: Browser) -> None:
    several(cast)
    service(cast, PARTNER.upper(), "money", "housing")
    made = requested(cast, areas=["legal"])
    shown = text(browser.get(address(cast)))
    assert PARTNER.upper() in shown
    follow(cast, made, "decline", "full")
    assert PARTNER.upper() not in text(browser.get(address(cast)))


@pytest.mark.parametrize("rest", PAGES)
def test_more_links_and_referrals_take_no_more_queries(cast: Cast, browser: Browser, rest: str) -> None:
    def asked() -> int:
        browser.get(page(cast, rest))
        with CaptureQueriesContext(connection) as seen:
            browser.get(page(cast, rest))
        return len(seen)

    several(cast)
    requested(cast)
    few = asked()
    fact(cast, *(LifeArea(on=ago(1), area=area, rating=1) for area in ("food", "work", "legal")))
    for cause in ("food", "work", "legal"):
        link_areas(cast.actor(cast.worker), cast.cleo, NewAreaLink(cause, "money", ago(1)), write_context())
        requested(cast)
    assert asked() == few


def step(answer: Any) -> str:
    """Return the step that brings in support, as the review shows it."""
    said = text(answer).partition("What to do, in this order")[2]
    return said[said.index("Bring in outside support") :]


def test_the_step_leads_to_the_network(cast: Cast, browser: Browser) -> None:
    several(cast)
    said = step(browser.get(page(cast, "review/")))
    assert "See what could help, together" in said
    assert "Last done" not in said


def test_a_referral_is_what_was_done_in_that_step(cast: Cast, browser: Browser) -> None:
    several(cast)
    made = requested(cast, on=ago(1))
    assert f"Last done 21 November 2026 by Wanda. {PARTNER} (Asked)" in step(browser.get(page(cast, "review/")))
    follow(cast, made, "complete")
    assert f"{PARTNER} (Completed)" in step(browser.get(page(cast, "review/")))


def test_a_finished_one_from_before_the_stall_is_not(cast: Cast, browser: Browser) -> None:
    several(cast)
    made = requested(cast, on=cast.cleo.started_on)
    assert "Last done" in step(browser.get(page(cast, "review/"))), "it is open still"
    made.refresh_from_db()
    follow(cast, made, "decline", "full", on=ago(1))
    said = step(browser.get(page(cast, "review/")))
    assert f"{PARTNER} (Not accepted)" not in said.partition("Talk about it")[0]
