"""Sessions, one row each: recorded in two clicks, counted for the pathway, and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.home.people import COURSES, client, text
from unstuck.guidance import advise
from unstuck.web.accounts.models import Person
from unstuck.web.attendance.actions import SessionDetails, record_session, withdraw_session
from unstuck.web.attendance.models import ClientSession
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Care, Episode
from unstuck.web.components.denied import Denied

SignIn = Callable[[Person | None], Browser]
CAME, MISSED, CANCELLED = "came", "did_not_come", "cancelled"


def page(episode: Episode, rest: str = "") -> str:
    return f"/clients/{episode.public_id}/sessions/{rest}"


def held(cast: Cast, *outcomes: str, last: date = TODAY, episode: Episode | None = None) -> list[ClientSession]:
    """Record weekly sessions of which the last was on a day."""
    first = last - timedelta(weeks=len(outcomes) - 1)
    return [
        record_session(
            cast.actor(cast.worker),
            episode or cast.cleo,
            SessionDetails(first + timedelta(weeks=week), outcome, "in_person"),
            write_context(),
        )
        for week, outcome in enumerate(outcomes)
    ]


def treatment(cast: Cast) -> tuple[int | None, int | None]:
    known = current_case(cast.cleo, TODAY).treatment
    return known.sessions_missed_recently, known.sessions_attended


def send(browser: Browser, address: str, **typed: Any) -> Any:
    form = dict(re.findall(r'name="(once|version)" value="([^"]*)"', browser.get(address).content.decode()))
    return browser.post(address, {**form, **typed})


def test_a_session_is_recorded_from_the_clients_page_and_is_on_record(cast: Cast, as_person: SignIn) -> None:
    browser = as_person(cast.worker)
    assert f'href="{page(cast.cleo)}"' in browser.get(f"/clients/{cast.cleo.public_id}/").content.decode()
    sent = send(browser, page(cast.cleo), on=TODAY.isoformat(), outcome=MISSED, way="phone")
    assert (sent.status_code, sent["Location"]) == (302, page(cast.cleo))
    (row,) = ClientSession.objects.all()
    assert (row.on, row.outcome, row.way, row.by) == (TODAY, MISSED, "phone", cast.worker)
    entry = Entry.objects.latest("id")
    assert (entry.action, entry.subject_id) == ("attendance.recorded", str(cast.cleo.public_id))
    assert "They did not come By telephone" in text(browser.get(page(cast.cleo)))


def test_missed_sessions_are_counted_among_the_last_four_planned(cast: Cast) -> None:
    """PRACTICE A.4 and A.6: two missed of late are a signal, and somebody gets in touch."""
    held(cast, MISSED, CAME, CANCELLED, MISSED)
    assert treatment(cast)[0] == 2
    steps = [step.code for step in advise(current_case(cast.cleo, TODAY)).steps]
    assert steps[0] == "make-contact"
    assert "repair-relationship" in steps


@pytest.mark.parametrize(
    ("outcomes", "missed"),
    [((MISSED, CAME, CAME, CAME), 1), ((MISSED, CAME, CAME, CAME, CAME), 0), ((MISSED, MISSED, CANCELLED), 2)],
)
def test_what_was_cancelled_and_what_lies_further_back_is_not_missed_of_late(
    cast: Cast, outcomes: tuple[str, ...], missed: int
) -> None:
    held(cast, *outcomes)
    assert treatment(cast)[0] == missed


def test_totals_that_were_typed_before_hold_until_a_session_is_recorded_and_are_counted_on(cast: Cast) -> None:
    before = Care(on=TODAY - timedelta(weeks=3), sessions_missed_recently=2, sessions_attended=14)
    record_facts(cast.actor(cast.worker), cast.cleo, [before], write_context())
    assert treatment(cast) == (2, 14)
    held(cast, CAME, CAME)
    assert treatment(cast) == (0, 16)


def test_without_a_total_those_before_the_first_session_stay_unknown(cast: Cast) -> None:
    held(cast, CAME, last=TODAY)
    assert treatment(cast) == (0, None), "the work began eight weeks ago: nobody knows how often they came since"
    held(cast, CAME, last=cast.cleo.started_on + timedelta(days=7))
    assert treatment(cast) == (0, 2)


def test_who_came_was_heard_from_and_who_did_not_was_not(cast: Cast, as_person: SignIn) -> None:
    silent = client(cast, "Sil", COURSES["on_track"], last=TODAY - timedelta(weeks=5))
    address = f"/clients/{silent.public_id}/"
    held(cast, MISSED, last=TODAY - timedelta(days=1), episode=silent)
    assert "Not heard from" in text(as_person(cast.worker).get(address))
    held(cast, CAME, episode=silent)
    assert "Not heard from" not in text(as_person(cast.worker).get(address))


def test_what_was_entered_in_error_no_longer_counts_and_stays_to_be_read(cast: Cast, as_person: SignIn) -> None:
    *_rest, wrong = held(cast, MISSED, MISSED)
    browser = as_person(cast.worker)
    assert send(browser, page(cast.cleo, f"{wrong.pk}/withdraw/")).status_code == 302
    assert treatment(cast)[0] == 1
    assert "Entered in error: it no longer counts." in text(browser.get(page(cast.cleo)))
    assert Entry.objects.latest("id").action == "attendance.withdrawn"
    with pytest.raises(Denied) as refused:
        withdraw_session(cast.actor(cast.worker), wrong, write_context())
    assert refused.value.code == "taken_back_already"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"outcome": ""}, "Say whether they came."),
        ({"way": ""}, "Say how it was held, or was to be held."),
        ({"on": "2026-11-23"}, "The date must not be after today."),
        ({"on": "2026-09-26"}, "The date must not be before 27 September 2026"),
        ({"on": "soon"}, "Which day was it? Enter a date such as 2026-11-22."),
        ({}, "This session is recorded already. Look at the list below."),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    cast: Cast, as_person: SignIn, typed: dict[str, str], sentence: str
) -> None:
    held(cast, CAME)
    fields = {"on": TODAY.isoformat(), "outcome": CAME, "way": "in_person", **typed}
    answer = send(as_person(cast.worker), page(cast.cleo), **fields)
    assert answer.status_code in (409, 422)
    assert sentence in text(answer)
    assert ClientSession.objects.count() == 1


def test_a_session_ahead_can_be_cancelled_and_nothing_else(cast: Cast) -> None:
    ahead = SessionDetails(TODAY + timedelta(days=2), CANCELLED, "video")
    assert record_session(cast.actor(cast.worker), cast.cleo, ahead, write_context()).at == NOW


def test_a_supervisor_reads_and_records_nothing(cast: Cast, as_person: SignIn) -> None:
    (session,) = held(cast, CAME)
    seen = as_person(cast.supervisor)
    shown = text(seen.get(page(cast.cleo)))
    assert "They came In person" in shown
    assert "Record this session" not in shown
    assert "withdraw" not in shown
    assert seen.post(page(cast.cleo), {"outcome": CAME}).status_code == 404
    assert as_person(cast.teammate).get(page(cast.cleo)).status_code == 404
    with pytest.raises(Denied):
        withdraw_session(cast.actor(cast.supervisor), session, write_context())


def test_many_sessions_take_as_many_queries_as_one(cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            current_case(cast.cleo, TODAY)
        return len(seen)

    held(cast, CAME)
    few = queries()
    held(cast, *[CAME, MISSED] * 4, last=TODAY - timedelta(days=1))
    assert queries() == few
