"""Ending the work: it advises and records, and never locks; a worker does not end in a crisis; a client may leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser

from tests.web.cast import TODAY, Cast, write_context
from tests.web.home.people import COURSES, client, text
from tests.web.reviews.acts import opened, page, record, send
from unstuck.web.accounts.models import Person
from unstuck.web.alerts.models import Alert
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.endings import take_up_again
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.models import Care, Episode, Safety, Wishes
from unstuck.web.components.denied import Denied
from unstuck.web.reviews.actions.closings import EndingDetails, end_work
from unstuck.web.reviews.models import Closing, Review

SignIn = Callable[[Person | None], Browser]
CRISIS = {"crisis": True}


@pytest.fixture
def browser(cast: Cast, as_person: SignIn) -> Browser:
    return as_person(cast.worker)


def end(cast: Cast, ending: str, words: str = "", on: date = TODAY) -> Closing:
    return end_work(cast.actor(cast.worker), cast.cleo, EndingDetails(ending, on, words), write_context())


def test_a_clients_wish_passes_at_once_and_everything_closes_with_it(cast: Cast) -> None:
    opened(cast)
    closing = end(cast, "client_wish")
    assert (closing.ending, closing.lacking) == ("client_wish", [])
    cast.cleo.refresh_from_db()
    assert (cast.cleo.ended_on, cast.cleo.ended_because) == (TODAY, "client_wish")
    review = Review.objects.get(episode=cast.cleo)
    assert (review.state, review.outcome) == ("closed", "ended")
    assert Alert.objects.get(episode=cast.cleo).state == "closed"
    assert Entry.objects.filter(action="work.ended", subject_id=str(cast.cleo.public_id)).count() == 1


def test_what_was_not_explored_is_kept_and_does_not_lock(cast: Cast) -> None:
    closing = end(cast, "no_progress", "Nothing helps")
    assert closing.lacking == ["E.1-not-consulted", "E.1-few-changes", "E.1-not-given-time", "E.1-no-referral"]


@pytest.mark.parametrize("ending", ["goals_reached", "transfer", "referred_on", "no_progress", "no_contact", "other"])
def test_a_worker_does_not_end_in_a_crisis_but_the_client_may_leave(cast: Cast, ending: str) -> None:
    record(cast, Safety(on=TODAY, **CRISIS))
    with pytest.raises(Denied) as denied:
        end(cast, ending, "Because")
    assert denied.value.code == "ending_in_crisis"
    assert end(cast, "client_wish").risk


def test_once_assessed_the_risk_is_kept_beside_the_ending(cast: Cast) -> None:
    record(cast, Safety(on=TODAY, **CRISIS), Safety(on=TODAY, assessed=True))
    assert end(cast, "transfer", "To the clinic").risk


@pytest.mark.parametrize(
    ("ending", "words", "on", "code"),
    [("", "x", TODAY, "no_ending"), ("no_progress", " ", TODAY, "no_reason"),
     ("client_wish", "", TODAY + timedelta(days=1), "wrong_day"), ("client_wish", "", date(2020, 1, 1), "wrong_day")],
)  # fmt: skip
def test_an_ending_without_a_reason_or_on_an_impossible_day(
    cast: Cast, ending: str, words: str, on: date, code: str
) -> None:
    with pytest.raises(Denied) as denied:
        end(cast, ending, words, on)
    assert denied.value.code == code


def test_nobody_but_the_own_worker_ends(cast: Cast) -> None:
    with pytest.raises(Denied) as denied:
        end_work(cast.actor(cast.supervisor), cast.cleo, EndingDetails("client_wish", TODAY), write_context())
    assert denied.value.code == "not_own_client"


def test_after_the_ending_nothing_is_added_and_nothing_is_raised(cast: Cast) -> None:
    end(cast, "client_wish")
    with pytest.raises(Denied) as denied:
        add_score(cast.actor(cast.worker), cast.cleo, Total("PHQ-9", 20, TODAY), write_context())
    assert denied.value.code == "episode_ended"


def test_the_form_shows_the_safeguards_and_a_missing_reason_beside_its_field(cast: Cast, browser: Browser) -> None:
    shown = text(browser.get(page(cast.cleo, "end/")))
    assert "The record does not show a consultation on this stall that was acted on." in shown
    assert "Rule E.2" in shown
    assert "mandate" not in shown.partition("Why, and sources")[0]
    refused = send(
        browser, page(cast.cleo, "end/"), ending="no_progress", words="", on=TODAY.isoformat(), notice="2 weeks"
    )
    assert refused.status_code == 422
    assert "Say why the work ends, in a sentence." in text(refused)
    assert "2 weeks" in text(refused)
    assert not Closing.objects.exists()


def test_the_terms_of_a_mandate_stand_beside_it(cast: Cast, browser: Browser) -> None:
    record(cast, Care(on=TODAY, mandated=True))
    assert "Look at the terms of the mandate beside this" in text(browser.get(page(cast.cleo, "end/")))
    sent = send(
        browser, page(cast.cleo, "end/"), ending="client_wish", on=TODAY.isoformat(), mandate_words="Court told"
    )
    assert sent.status_code == 302
    closing = Closing.objects.get()
    assert (closing.mandated, closing.mandate_words) == (True, "Court told")


def test_in_a_crisis_the_page_sends_to_the_risk_first(cast: Cast, browser: Browser) -> None:
    record(cast, Safety(on=TODAY, **CRISIS), Wishes(on=TODAY, end_treatment=True))
    shown = text(browser.get(page(cast.cleo, "end/")))
    assert shown.index("First: respond to the risk") < shown.index("How does it end?")
    refused = send(browser, page(cast.cleo, "end/"), ending="no_contact", words="Gone", on=TODAY.isoformat())
    assert refused.status_code == 422
    assert "a worker does not end in a crisis" in text(refused)
    assert send(browser, page(cast.cleo, "end/"), ending="client_wish", on=TODAY.isoformat()).status_code == 302


def test_what_ended_can_be_read_and_taken_up_again(cast: Cast, browser: Browser, as_person: SignIn) -> None:
    end(cast, "client_wish", "On my own now")
    assert "On my own now" in text(browser.get("/reviews/ended/"))
    assert "On my own now" in text(as_person(cast.supervisor).get("/reviews/ended/"))
    assert "On my own now" not in text(as_person(cast.teammate).get("/reviews/ended/"))
    assert "Resume the work" in text(browser.get(f"/clients/{cast.cleo.public_id}/"))
    sent = send(browser, page(cast.cleo, "take-up/"))
    again = Episode.objects.get(client=cast.cleo.client, ended_on=None)
    assert sent["Location"] == f"/clients/{again.public_id}/"
    assert browser.get(sent["Location"]).status_code == 200
    with pytest.raises(Denied) as denied:
        take_up_again(cast.actor(cast.worker), cast.cleo, write_context())
    assert denied.value.code == "still_open"


def test_the_way_to_step_down_is_shown_to_who_recovered(cast: Cast, browser: Browser) -> None:
    episode = client(cast, "Well", COURSES["recovered"])
    assert "an ending can be planned together" in text(browser.get(page(episode, "end/")))


def test_the_ending_cannot_be_changed(cast: Cast) -> None:
    end(cast, "client_wish")
    for statement in ("UPDATE reviews_closing SET words = 'x'", "DELETE FROM reviews_closing"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
