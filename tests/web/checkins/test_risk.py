"""An answer above zero to a question of risk: help on the screen at once, and a concern with its responder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.checkins.acts import address, answer_all, ask
from tests.web.facts.acts import hidden
from unstuck.instruments import load
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.scores import Total
from unstuck.web.caseload.models import Score
from unstuck.web.checkins.actions import answering, asking
from unstuck.web.checkins.actions.settings import write_help_lines
from unstuck.web.checkins.actions.totals import record_total
from unstuck.web.checkins.models import Answer, Checkin
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.notifications.models import Notification
from unstuck.web.safety.models import Concern, Sign

See = Callable[..., Browser]
MONDAY_AT_TEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def _open(concern_of: Cast) -> list[Concern]:
    return list(Concern.objects.filter(episode=concern_of.cleo))


def test_item_nine_raises_a_concern_and_shows_help_at_once(cast: Cast, as_person: See) -> None:
    """Before the check-in is sent. It is Sunday: nobody is watching, and the page says until when somebody looks."""
    write_help_lines(cast.actor(cast.administrator), {"en": "Samaritans: 116 123\nWarden: 0123"}, now=NOW)
    checkin, client = ask(cast, ["PHQ-9"]), as_person(None)
    answer = client.post(address(checkin, "9/"), {"value": "1"})
    assert answer["Location"] == address(checkin, "help/")
    shown = client.get(answer["Location"]).content.decode()
    for words in ("Samaritans: 116 123", "Warden: 0123", "Nobody here sees this right now", "09:30 on 23 November"):
        assert words in shown
    (concern,) = _open(cast)
    assert (concern.kind, concern.state, concern.responder) == ("suicide", "raised", cast.worker)
    sign = Sign.objects.get(concern=concern)
    assert (sign.source, sign.by, sign.on) == ("item", None, TODAY)
    assert "better off dead" in sign.words
    assert "Several days" in sign.words
    assert Notification.objects.filter(person=cast.worker, kind="concern.raised").exists()
    assert not Score.objects.filter(episode=cast.cleo, on=TODAY).exists()
    assert f'href="{address(checkin, "1/")}"' in shown


def test_in_office_hours_somebody_has_been_told(cast: Cast, as_person: See, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "wall_clock", lambda: MONDAY_AT_TEN)
    checkin, client = ask(cast, ["PHQ-9"], now=MONDAY_AT_TEN), as_person(None)
    assert "is told at once" in client.get(address(checkin)).content.decode()
    client.post(address(checkin, "9/"), {"value": "3"})
    assert "has been told and will get in touch" in client.get(address(checkin, "help/")).content.decode()
    assert _open(cast)[0].answer_by == MONDAY_AT_TEN + timedelta(minutes=30)


def test_where_nobody_watches_the_client_is_told_before_and_after(cast: Cast, as_person: See) -> None:
    checkin, client = ask(cast, ["PHQ-9"]), as_person(None)
    assert "nobody here is watching" in client.get(address(checkin)).content.decode()
    answer_all(client, checkin, {})
    after = client.get(address(checkin)).content.decode()
    assert "nobody here is watching" in after
    assert "emergency number" in after


def test_the_same_answer_again_is_no_second_sign(cast: Cast, as_person: See) -> None:
    checkin, client = ask(cast, ["PHQ-9"]), as_person(None)
    for value in ("2", "2", "2"):
        client.post(address(checkin, "9/"), {"value": value})
    assert Sign.objects.count() == 1
    client.post(address(checkin, "9/"), {"value": "0"})
    assert [concern.state for concern in _open(cast)] == ["raised"]


@pytest.mark.parametrize("item", range(1, 5))
def test_every_yes_of_the_asq_raises_a_concern_and_leads_to_the_fifth_question(
    cast: Cast, as_person: See, item: int
) -> None:
    checkin, client = ask(cast, ["ASQ"]), as_person(None)
    for number in range(1, 5):
        client.post(address(checkin, f"{number}/"), {"value": "1" if number == item else "0"})
    assert Sign.objects.count() == 1
    assert "right now" in client.get(address(checkin, "5/")).content.decode()
    client.post(address(checkin, "5/"), {"value": "1"})
    assert Sign.objects.count() == 2
    assert len(_open(cast)) == 1


def test_four_times_no_asks_no_fifth_question(cast: Cast, as_person: See) -> None:
    checkin, client = ask(cast, ["ASQ"]), as_person(None)
    for number in range(1, 5):
        client.post(address(checkin, f"{number}/"), {"value": "0"})
    assert client.get(address(checkin, "5/")).status_code == 302
    assert not Concern.objects.exists()


def test_words_of_their_own_are_a_sign_until_a_person_says_what_was_meant(cast: Cast, as_person: See) -> None:
    answer_all(as_person(None), ask(cast, ["Willingness"]), {}, words="I want to die")
    (concern,) = _open(cast)
    assert Sign.objects.get(concern=concern).source == "words"
    assert Checkin.objects.get().words == "I want to die"


def test_nothing_is_stored_where_the_concern_cannot_be(
    cast: Cast, as_person: See, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction: no answer above zero without its concern."""

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("the power is gone")

    checkin = ask(cast, ["PHQ-9"])
    monkeypatch.setattr(answering, "store_sign", fails)
    with pytest.raises(RuntimeError):
        as_person(None).post(address(checkin, "9/"), {"value": "1"})
    assert not Answer.objects.exists()
    assert not Entry.objects.filter(action="checkin.answer_stored").exists()


def test_entered_by_the_worker_it_raises_the_same_concern(cast: Cast) -> None:
    new = asking.NewCheckin("paper", [load("PHQ-9")], TODAY - timedelta(days=3))
    entered = answering.EnteredAnswers({f"phq9_{n}": 1 for n in range(1, 10)}, "Tired of it all")
    answering.enter(cast.actor(cast.worker), cast.cleo, new, entered, write_context())
    (concern,) = _open(cast)
    assert concern.latest_sign_on == TODAY - timedelta(days=3)
    score = Score.objects.get(episode=cast.cleo, on=TODAY - timedelta(days=3))
    assert (score.total, score.entered_by) == (9, cast.worker)


@pytest.mark.parametrize(
    ("total", "answer", "raises"),
    [(9, None, False), (9, 0, False), (9, 1, True), (24, None, False), (25, None, True), (27, 3, True)],
)
def test_a_total_by_hand(cast: Cast, total: float, answer: int | None, raises: bool) -> None:
    """Eight items make 24 at most: above that, question 9 was answered above zero, whether anybody says so or not."""
    record_total(cast.actor(cast.worker), cast.cleo, Total("PHQ-9", total, TODAY), answer, write_context())
    assert bool(_open(cast)) == raises
    assert Score.objects.filter(episode=cast.cleo, on=TODAY, total=total).exists()


@pytest.mark.parametrize(("total", "answer", "code"), [(26, 0, "item_must_be_above_zero"), (2, 3, "item_above_total")])
def test_an_answer_that_does_not_go_with_the_total(cast: Cast, total: float, answer: int, code: str) -> None:
    with pytest.raises(Denied) as denied:
        record_total(cast.actor(cast.worker), cast.cleo, Total("PHQ-9", total, TODAY), answer, write_context())
    assert denied.value.code == code
    assert not Score.objects.filter(episode=cast.cleo, on=TODAY).exists()


@pytest.mark.parametrize("total", ["20", "26"])
def test_the_form_asks_for_question_nine_where_the_total_is_high(cast: Cast, as_person: See, total: str) -> None:
    browser = as_person(cast.worker)
    there = f"/clients/{cast.cleo.public_id}/scores/add/"
    form = {
        **hidden(browser.get(there).content.decode()),
        "instrument": "PHQ-9",
        "total": total,
        "on": TODAY.isoformat(),
    }
    refused = browser.post(there, form)
    assert refused.status_code == 422
    assert "say what was answered" in refused.content.decode()
    assert browser.post(there, {**form, "risk_answer": "1"}).status_code == 302
    assert len(_open(cast)) == 1
