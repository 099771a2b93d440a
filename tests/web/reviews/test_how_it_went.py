"""The day to ask how it went comes up on the worker's list, and is answered in words (E.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.home.people import text
from tests.web.reviews.acts import page, send
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.consents.models import Restriction
from unstuck.web.reviews.actions.closings import end_work, record_how_it_went
from unstuck.web.reviews.ending_policies import EndingDetails
from unstuck.web.reviews.models import Closing, ClosingFollowUp
from unstuck.web.reviews.queries import closings_to_ask_about

SignIn = Callable[[Person | None], Browser]
IN_SIX_WEEKS = TODAY + timedelta(weeks=6)
LATER = WriteContext(NOW + timedelta(weeks=6), IN_SIX_WEEKS)


@pytest.fixture
def closing(cast: Cast) -> Closing:
    ended = EndingDetails("goals_reached", TODAY, "Both of us think so", way_back="By phone", ask_on=IN_SIX_WEEKS)
    return end_work(cast.actor(cast.worker), cast.cleo, ended, write_context())


def due(cast: Cast, person: Person, weeks: float) -> list[Closing]:
    return closings_to_ask_about(cast.actor(person), TODAY + timedelta(weeks=weeks))


def test_it_is_due_on_its_day_and_not_before(cast: Cast, closing: Closing) -> None:
    assert due(cast, cast.worker, 5) == []
    assert due(cast, cast.worker, 6) == [closing]
    assert due(cast, cast.worker, 7) == [closing]
    assert due(cast, cast.supervisor, 6) == [closing]
    assert due(cast, cast.teammate, 6) == []


def test_a_record_that_stays_as_it_is_takes_no_answer(cast: Cast, closing: Closing) -> None:
    Restriction.objects.create(client=closing.episode.client, scope="record", state="in_force")
    with pytest.raises(Denied) as denied:
        record_how_it_went(cast.actor(cast.worker), closing, "Walks every day", None, LATER)
    assert denied.value.code == "restricted"
    assert due(cast, cast.worker, 6) == [closing]


def test_an_answer_in_words_ends_it_or_sets_the_next_day(cast: Cast, closing: Closing) -> None:
    again = IN_SIX_WEEKS + timedelta(weeks=8)
    record_how_it_went(cast.actor(cast.worker), closing, "Walks every day", again, LATER)
    assert due(cast, cast.worker, 7) == []
    assert due(cast, cast.worker, 14) == [closing]
    record_how_it_went(cast.actor(cast.supervisor), closing, "Still does", None, LATER)
    assert due(cast, cast.worker, 20) == []
    with pytest.raises(Denied) as denied:
        record_how_it_went(cast.actor(cast.worker), closing, "Again", None, LATER)
    assert denied.value.code == "nothing_to_ask"
    assert Entry.objects.filter(action="work.asked_after").count() == 2
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_closingfollowup SET words = 'x'")


@pytest.mark.parametrize(
    ("whom", "words", "ask_on", "code"),
    [
        ("worker", " ", None, "no_reason"),
        ("worker", "Well", IN_SIX_WEEKS, "wrong_ask_day"),
        ("teammate", "Well", None, "not_own_client"),
        ("other_supervisor", "Well", None, "not_own_client"),
    ],
)
def test_what_is_refused_saves_nothing(
    cast: Cast, closing: Closing, whom: str, words: str, ask_on: Any, code: str
) -> None:
    with pytest.raises(Denied) as denied:
        record_how_it_went(cast.actor(getattr(cast, whom)), closing, words, ask_on, LATER)
    assert denied.value.code == code
    assert not ClosingFollowUp.objects.exists()


def test_it_stands_on_the_list_of_reviews_and_is_answered_there(
    cast: Cast, closing: Closing, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, address = as_person(cast.worker), page(cast.cleo, "how-it-went/")
    assert "Ask how it went" not in text(browser.get("/reviews/", follow=True))
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(weeks=6))
    browser = as_person(cast.worker)
    listed = text(browser.get("/reviews/", follow=True))
    assert listed.index("Needs me now (1)") < listed.index("Ask how it went: Cleo Brook")
    shown = text(browser.get(address))
    assert "The way back: By phone" in shown
    empty = send(browser, address, words="")
    assert (empty.status_code, "Say what you heard, in a sentence." in text(empty)) == (422, True)
    assert send(browser, address, words="Walks every day").status_code == 302
    assert "Ask how it went" not in text(browser.get("/reviews/", follow=True))
    assert "Walks every day" in text(browser.get("/reviews/ended/"))
