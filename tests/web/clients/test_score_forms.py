"""Entering, correcting and taking back a score by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client as Browser

from tests.web.cast import TODAY, Cast
from tests.web.clients.forms import hidden, open_form, send
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import Episode, Score, Standing, State

SignIn = Callable[[Person | None], Browser]


@pytest.fixture
def browser(cast: Cast, as_person: SignIn) -> Browser:
    return as_person(cast.worker)


def at(episode: Episode, rest: str) -> str:
    return f"/clients/{episode.public_id}/scores/{rest}"


def counting(episode: Episode) -> list[float]:
    return list(
        Score.objects.filter(episode=episode, withdrawn_at=None).order_by("day").values_list("total", flat=True)
    )


def enter(browser: Browser, episode: Episode, total: object, on: object = TODAY) -> int:
    fields = open_form(browser, at(episode, "add/"))
    typed = {"instrument": "PHQ-9", "total": total, "on": on}
    return int(send(browser, at(episode, "add/"), {**fields, **typed}).status_code)


def test_a_score_is_stored_with_its_state_and_one_entry(cast: Cast, browser: Browser) -> None:
    entries = Entry.objects.count()
    assert enter(browser, cast.cleo, 4) == 302
    score = Score.objects.get(episode=cast.cleo, on=TODAY)
    assert (score.total, score.entered_by_id) == (4, cast.worker.pk)
    assert State.objects.filter(score=score).count() == 1
    assert Entry.objects.count() == entries + 1
    standing = Standing.objects.get(episode=cast.cleo)
    assert (standing.last_heard, standing.scores) == (TODAY, 9)
    assert standing.state is not None
    assert standing.state.score_id == score.pk


@pytest.mark.parametrize(
    ("total", "on", "said"),
    [
        ("28", TODAY, "between 0 and 27"),
        ("-1", TODAY, "between 0 and 27"),
        ("", TODAY, "Enter the total"),
        ("many", TODAY, "as a number"),
        ("nan", TODAY, "as a number"),
        ("5", TODAY + timedelta(days=1), "must not be after today"),
        ("5", "yesterday", "Enter a date such as"),
        ("5", "", "Enter the date"),
    ],
)
def test_bad_input_is_named_and_kept(cast: Cast, browser: Browser, total: str, on: object, said: str) -> None:
    before = counting(cast.cleo)
    fields = open_form(browser, at(cast.cleo, "add/"))
    answer = send(browser, at(cast.cleo, "add/"), {**fields, "instrument": "PHQ-9", "total": total, "on": on})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'value="{total}"' in page or not total
    assert counting(cast.cleo) == before


def test_a_double_click_counts_once(cast: Cast, browser: Browser) -> None:
    fields = {**open_form(browser, at(cast.cleo, "add/")), "instrument": "PHQ-9", "total": "9", "on": TODAY}
    first, second = (send(browser, at(cast.cleo, "add/"), fields) for _click in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert Score.objects.filter(episode=cast.cleo, on=TODAY).count() == 1


def test_a_stale_form_says_what_changed_and_keeps_what_was_typed(cast: Cast, browser: Browser) -> None:
    fields = open_form(browser, at(cast.cleo, "add/"))
    assert enter(browser, cast.cleo, 12, TODAY - timedelta(days=1)) == 302
    typed = {"instrument": "PHQ-9", "total": "11", "on": TODAY}
    answer = send(browser, at(cast.cleo, "add/"), {**fields, **typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Score added" in page
    assert 'value="11"' in page
    assert not Score.objects.filter(on=TODAY).exists()
    again = {**hidden(page), **typed}
    assert send(browser, at(cast.cleo, "add/"), again).status_code == 302


def test_a_second_score_for_the_same_day_is_refused(cast: Cast, browser: Browser) -> None:
    enter(browser, cast.cleo, 12)
    fields = open_form(browser, at(cast.cleo, "add/"))
    answer = send(browser, at(cast.cleo, "add/"), {**fields, "instrument": "PHQ-9", "total": 11, "on": TODAY})
    assert answer.status_code == 422
    assert "A score of 12 is already recorded for this day" in answer.content.decode()


def test_a_back_dated_score_changes_later_states_and_keeps_the_old_ones(cast: Cast, browser: Browser) -> None:
    """By Jacobson and Truax's rule a first score of 3 makes the later 15s reliably worse (PHQ-9: 6 points)."""
    first = Score.objects.filter(episode=cast.cleo).order_by("day")[0]
    said_before = State.objects.filter(episode=cast.cleo).count()
    assert enter(browser, cast.cleo, 3, first.on - timedelta(days=7)) == 302
    last = Score.objects.filter(episode=cast.cleo).order_by("-day")[0]
    assert [state.code for state in State.objects.filter(score=last).order_by("id")] == ["stalled", "deteriorating"]
    assert State.objects.filter(episode=cast.cleo).count() > said_before
    assert Standing.objects.get(episode=cast.cleo).code == "deteriorating"


def test_a_corrected_score_stays_in_the_history(cast: Cast, browser: Browser) -> None:
    wrong = Score.objects.filter(episode=cast.cleo).order_by("-day")[0]
    address = at(cast.cleo, f"{wrong.pk}/correct/")
    typed = {"instrument": "PHQ-9", "total": 5, "on": wrong.on}
    assert send(browser, address, {**open_form(browser, address), **typed}).status_code == 302
    wrong.refresh_from_db()
    assert (wrong.total, wrong.withdrawn_because, wrong.withdrawn_by_id) == (15, "corrected", cast.worker.pk)
    assert counting(cast.cleo)[-1] == 5
    assert wrong.corrected_by.total == 5


def test_a_withdrawn_score_no_longer_counts(cast: Cast, browser: Browser) -> None:
    scores = counting(cast.cleo)
    wrong = Score.objects.filter(episode=cast.cleo).order_by("-day")[0]
    address = at(cast.cleo, f"{wrong.pk}/withdraw/")
    assert send(browser, address, {**open_form(browser, address), "because": "wrong_client"}).status_code == 302
    assert counting(cast.cleo) == scores[:-1]
    assert Standing.objects.get(episode=cast.cleo).scores == len(scores) - 1
    again = send(browser, address, {**open_form(browser, address), "because": "wrong_client"})
    assert again.status_code == 422
    assert "already been marked" in again.content.decode()


def test_without_any_score_left_nothing_is_claimed(cast: Cast, browser: Browser) -> None:
    for score in Score.objects.filter(episode=cast.cleo):
        address = at(cast.cleo, f"{score.pk}/withdraw/")
        send(browser, address, {**open_form(browser, address), "because": "other"})
    standing = Standing.objects.get(episode=cast.cleo)
    assert (standing.code, standing.state, standing.reason, standing.last_heard) == ("too_early", None, "", None)


def test_what_was_typed_survives_a_lost_session(cast: Cast, browser: Browser, as_person: SignIn) -> None:
    fields = {**open_form(browser, at(cast.cleo, "add/")), "instrument": "PHQ-9", "total": "7", "on": TODAY}
    browser.session.flush()
    browser.cookies.pop("unstuck_session", None)
    assert send(browser, at(cast.cleo, "add/"), fields)["Location"].startswith("/sign-in/")
    browser.force_login(cast.worker, backend="unstuck.web.accounts.sign_in.PeopleBackend")
    page = browser.get(at(cast.cleo, "add/")).content.decode()
    assert 'value="7"' in page
    assert "What you typed is still here" in page
    assert not Score.objects.filter(on=TODAY).exists()


def test_what_somebody_typed_is_not_shown_to_the_next_person(cast: Cast, browser: Browser) -> None:
    fields = {**open_form(browser, at(cast.cleo, "add/")), "instrument": "PHQ-9", "total": "7", "on": TODAY}
    browser.session.flush()
    browser.cookies.pop("unstuck_session", None)
    send(browser, at(cast.cleo, "add/"), fields)
    browser.force_login(cast.teammate, backend="unstuck.web.accounts.sign_in.PeopleBackend")
    assert browser.get("/clients/add/").status_code == 200
    assert "kept_form" not in browser.session


def test_a_form_that_somebody_else_opened_is_refused(cast: Cast, browser: Browser, as_person: SignIn) -> None:
    fields = {"reference": "R-77", "name": "Nia", "started_on": TODAY}
    token = open_form(as_person(cast.teammate), "/clients/add/")
    answer = send(browser, "/clients/add/", {**token, **fields})
    assert answer.status_code == 422
    assert "opened by somebody else" in answer.content.decode()
