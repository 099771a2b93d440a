"""A client answers by link: one question a screen, nothing lost, nothing counted twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from tests.web.checkins.acts import address, answer_all, ask
from unstuck.web.alerts.models import Alert
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Engagement, Score, Standing
from unstuck.web.checkins.models import Answer, Checkin
from unstuck.web.components import dates
from unstuck.web.safety.models import Concern

See = Callable[..., Browser]


def test_a_whole_check_in(cast: Cast, as_person: See) -> None:
    """Answers count once they are sent: a score with its state, and what the pathway hears of the work."""
    checkin, client = ask(cast), as_person(None)
    first = client.get(address(checkin))
    assert "14 short questions" in first.content.decode()
    answer_all(client, checkin, {"phq9_1": 3, "phq9_2": 2, "together_heard": 8, "together_goals": 8, "willing": 7})
    held = Checkin.objects.get(pk=checkin.pk)
    assert (held.state, held.entered_by, Answer.objects.filter(checkin=held).count()) == ("answered", None, 14)
    score = Score.objects.get(episode=cast.cleo, on=TODAY, withdrawn_at=None)
    assert (score.instrument, score.total, score.entered_by) == ("PHQ-9", 5, None)
    assert Standing.objects.get(episode=cast.cleo).last_heard == TODAY
    case = current_case(cast.cleo, TODAY)
    assert (case.engagement.willingness, case.engagement.alliance) == (7, 4)
    assert Entry.objects.filter(action="checkin.answered", subject_id=str(held.public_id)).count() == 1
    assert not Engagement.objects.filter(episode=cast.cleo).exists()


def test_what_is_on_the_screen_says_nothing_about_anybody(cast: Cast, as_person: See) -> None:
    checkin, client = ask(cast), as_person(None)
    for rest in ("", "1/", "words/", "help/"):
        answer = client.get(address(checkin, rest))
        shown = answer.content.decode()
        for name in ("Cleo", "Brook", "R-1", "Wanda", "Riverside"):
            assert name not in shown
        assert len(answer.content) < 15_000
        assert shown.count("/static/") <= 2  # with the page itself, three requests
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer["Cache-Control"]


def test_back_shows_what_was_answered_and_changing_it_counts_once(cast: Cast, as_person: See) -> None:
    checkin, client = ask(cast, ["PHQ-9"]), as_person(None)
    for value in ("2", "2", "1"):
        client.post(address(checkin, "1/"), {"value": value})
    assert list(Answer.objects.filter(checkin=checkin).values_list("value", flat=True)) == [2, 1]
    assert 'value="1" class="chosen"' in client.get(address(checkin, "1/")).content.decode()
    assert 'href="/check-in/' in client.get(address(checkin)).content.decode()
    assert "8 short questions" in client.get(address(checkin)).content.decode()


def test_sent_twice_counts_once(cast: Cast, as_person: See) -> None:
    checkin, client = ask(cast, ["PHQ-9"]), as_person(None)
    answer_all(client, checkin, {"phq9_1": 1})
    again = client.post(address(checkin, "words/"), {"words": "again"})
    assert (again.status_code, "have been sent" in again.content.decode()) == (200, True)
    client.post(address(checkin, "1/"), {"value": "3"})
    assert Score.objects.filter(episode=cast.cleo, on=TODAY).count() == 1
    assert Checkin.objects.get(pk=checkin.pk).words == ""
    assert Score.objects.get(episode=cast.cleo, on=TODAY).total == 1


@pytest.mark.parametrize("sent", ["4", "-1", "two", "", "1.0", "٣"])
def test_an_answer_that_is_none_is_refused_and_nothing_is_stored(cast: Cast, as_person: See, sent: str) -> None:
    checkin = ask(cast, ["PHQ-9"])
    answer = as_person(None).post(address(checkin, "1/"), {"value": sent})
    assert (answer.status_code, Answer.objects.count()) == (422, 0)
    assert "choose one of the answers" in answer.content.decode()


def test_skipped_is_no_zero(cast: Cast, as_person: See) -> None:
    """One of nine left open is filled with the mean of the others: 8 in 8 answers make 9."""
    checkin, client = ask(cast, ["PHQ-9"]), as_person(None)
    for number in range(1, 9):
        client.post(address(checkin, f"{number}/"), {"value": "1"})
    client.post(address(checkin, "9/"), {"value": "skip"})
    client.post(address(checkin, "words/"), {"words": ""})
    assert Score.objects.get(episode=cast.cleo, on=TODAY).total == 9
    assert not Concern.objects.exists()


@pytest.mark.parametrize("case", ["unknown", "tampered", "expired", "taken_back", "replaced", "ended"])
def test_a_link_that_does_not_work_is_told_kindly(
    cast: Cast, as_person: See, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    checkin = ask(cast, ["PHQ-9"])
    there = address(checkin, "1/")
    if case == "unknown":
        there = f"/check-in/{'0' * 64}/1/"
    if case == "tampered":
        there = there.replace("/check-in/", "/check-in/x")
    if case == "expired":
        monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(days=7))
    if case == "taken_back":
        Checkin.objects.update(state="ended")
    if case == "replaced":
        ask(cast, ["PHQ-9"])
    if case == "ended":
        cast.cleo.ended_on, cast.cleo.ended_because = TODAY, "other"
        cast.cleo.save()
    for answer in (as_person(None).get(there), as_person(None).post(there, {"value": "3"})):
        assert answer.status_code == 410
        assert "does not work any more" in answer.content.decode()
        assert "999" in answer.content.decode()
    assert not Answer.objects.exists()


def test_the_worker_sees_that_its_time_ran_out(cast: Cast, as_person: See, monkeypatch: pytest.MonkeyPatch) -> None:
    checkin = ask(cast, ["PHQ-9"])
    as_person(None).post(address(checkin, "1/"), {"value": "2"})
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(days=8))
    shown = as_person(cast.worker).get(f"/clients/{cast.cleo.public_id}/check-ins/").content.decode()
    assert "Its time ran out" in shown
    assert "1 of 9 questions answered" in shown


def test_a_questionnaire_that_changed_half_way_asks_what_is_still_there(cast: Cast, as_person: See) -> None:
    checkin = ask(cast, ["PHQ-9"])
    Checkin.objects.filter(pk=checkin.pk).update(questions=[["PHQ-9", "phq9_1"], ["PHQ-9", "phq9_gone"]])
    assert "1 short question" in as_person(None).get(address(checkin)).content.decode()
    answer_all(as_person(None), checkin, {"phq9_1": 1})
    assert Checkin.objects.get(pk=checkin.pk).state == "answered"


def test_life_areas_with_a_wish_for_help(cast: Cast, as_person: See) -> None:
    """Rated 3 or lower in two areas: the green light for outside support (D.1)."""
    checkin, client = ask(cast, ["Life areas"]), as_person(None)
    assert "16 short questions" in client.get(address(checkin)).content.decode()
    client.post(address(checkin, "6/"), {"value": "2", "help_money": "1"})
    client.post(address(checkin, "7/"), {"value": "3"})
    client.post(address(checkin, "words/"), {"words": ""})
    areas = current_case(cast.cleo, TODAY).life_areas or {}
    assert {area: (one.rating, one.wants_help) for area, one in areas.items()} == {
        "money": (2, True),
        "housing": (3, None),
    }


def test_a_fall_in_willingness_raises_its_sign_by_itself(
    cast: Cast, as_person: See, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A.4: a fall of 2 or more within the client."""
    client = as_person(None)
    answer_all(client, ask(cast, ["Willingness"]), {"willing": 8})
    assert not Alert.objects.filter(episode=cast.cleo, sign="engagement_fell").exists()
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(days=7))
    later = ask(cast, ["Willingness"], now=NOW + timedelta(days=7))
    Checkin.objects.filter(pk=later.pk).update(on=TODAY + timedelta(days=7))
    answer_all(client, later, {"willing": 5})
    assert Alert.objects.filter(episode=cast.cleo, sign="engagement_fell").exists()


def test_what_the_worker_thinks_does_not_lead_where_the_client_answered(cast: Cast, as_person: See) -> None:
    answer_all(as_person(None), ask(cast, ["Willingness"]), {"willing": 8})
    Engagement.objects.create(
        episode=cast.cleo, on=TODAY, recorded_at=NOW + timedelta(hours=1), recorded_by=cast.worker, willingness=2
    )
    assert current_case(cast.cleo, TODAY).engagement.willingness == 8


def test_a_screen_takes_few_questions_of_the_database(
    cast: Cast, as_person: See, django_assert_max_num_queries: Any
) -> None:
    checkin, client = ask(cast, ["PHQ-9"]), as_person(None)
    client.get(address(checkin, "1/"))
    with django_assert_max_num_queries(6):
        client.get(address(checkin, "1/"))


def test_no_answer_and_no_words_in_the_record_of_changes(cast: Cast, as_person: See) -> None:
    answer_all(as_person(None), ask(cast, ["PHQ-9"]), {"phq9_1": 3}, words="My sister is ill")
    entries = str(list(Entry.objects.values_list("details", "subject", "subject_id", "answer")))
    assert "sister" not in entries
    assert "value" not in entries
