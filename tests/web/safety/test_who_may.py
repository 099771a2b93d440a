"""Who reads a concern and answers for it, and what may be done with one: person by person, day by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Exists

from tests.web.cast import NOW, TODAY, Cast
from tests.web.refusals import refusal, who_finds, who_may
from tests.web.safety.acts import assess, sign
from unstuck.web.accounts.models import Membership, Person, Role
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.models import Cover, CoveredClient, Episode
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.intake.actions import add_client
from unstuck.web.safety import permissions as rights
from unstuck.web.safety import policies
from unstuck.web.safety.models import Concern, Responder

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def named(cast: Cast, person: Person, **changed: Any) -> None:
    usual = {"agency": cast.agency, "position": 1, "begins": "00:00", "ends": "00:00", "named_at": NOW}
    Responder.objects.create(**{**usual, **changed}, person=person)


def held_by(concern: Concern, person: Person, since: datetime = NOW, state: str = "raised") -> None:
    Concern.objects.filter(pk=concern.pk).update(responder=person, responding_since=since, state=state, answer_by=None)
    concern.refresh_from_db()


def readers(cast: Cast, concern: Concern) -> set[str]:
    found = who_finds(cast, rights.concerns_for, concern)
    assert who_may(cast, rights.check_may_answer, concern) == found
    return found


def test_worker_supervisor_and_who_answers_read_a_concern_while_it_is_open(cast: Cast) -> None:
    concern = sign(cast, "suicide")
    assert readers(cast, concern) == {"Wanda", "Sunita"}
    assert not rights.concerns_for(None).exists()
    for state in ("raised", "taken"):
        held_by(concern, cast.teammate, state=state)
        assert readers(cast, concern) == {"Wanda", "Sunita", "Wim"}
    assess(cast, concern)
    held_by(concern, cast.teammate, state="assessed")
    assert readers(cast, concern) == {"Wanda", "Sunita", "Wim"}
    Concern.objects.filter(pk=concern.pk).update(
        state="closed", closed_because="passed", closed_at=NOW, answer_by=None, look_again_on=None
    )
    assert readers(cast, concern) == {"Wanda", "Sunita"}


def test_who_is_named_to_answer_reads_open_concerns_of_their_agency_as_long_as_they_are_named(cast: Cast) -> None:
    concern = sign(cast, "suicide")
    named(cast, cast.worker_elsewhere)
    named(cast, cast.manager, position=2)
    named(cast, cast.other_supervisor, position=3, ended_at=NOW)
    named(cast, cast.outsider, agency=cast.other_agency)
    named(cast, cast.outside_supervisor, position=4)
    assert readers(cast, concern) == {"Wanda", "Sunita", "Wilma"}
    assert who_may(cast, rights.answers_here) == {"Wilma", "Mirjam", "Otto"}
    Concern.objects.filter(pk=concern.pk).update(
        state="closed", closed_because="passed", closed_at=NOW, answer_by=None, look_again_on=None
    )
    assert readers(cast, concern) == {"Wanda", "Sunita"}


def test_a_responder_of_another_agency_or_without_clients_reads_none(cast: Cast) -> None:
    concern = sign(cast, "suicide")
    for person in (cast.outsider, cast.manager):
        held_by(concern, person)
        assert readers(cast, concern) == {"Wanda", "Sunita"}
    held_by(concern, cast.teammate)
    Membership.objects.filter(person=cast.teammate).update(role=Role.MANAGER)
    assert readers(cast, concern) == {"Wanda", "Sunita"}


def test_who_may_answer_for_one_concern_answers_for_no_other(cast: Cast) -> None:
    held_by(sign(cast, "suicide"), cast.teammate)
    assert readers(cast, sign(cast, "stalking")) == {"Wanda", "Sunita"}


def test_administrators_say_who_answers(cast: Cast) -> None:
    assert who_may(cast, rights.check_may_name) == {"Aron", "Alma"}


def stood_in(cast: Cast, colleague: Person, episode: Episode | None = None, **changed: Any) -> Cover:
    """Let somebody have stood in from four days ago to two days ago."""
    usual = {"agency": cast.agency, "worker": cast.worker, "first_day": TODAY - 4 * DAY, "last_day": TODAY - 2 * DAY}
    cover = Cover.objects.create(
        **{**usual, "state": "agreed", "asked_at": NOW, "asked_by": cast.worker, **changed}, colleague=colleague
    )
    CoveredClient.objects.create(cover=cover, episode=episode or cast.cleo, knows="yes")
    return cover


@pytest.mark.parametrize(
    ("since", "changed", "answers"),
    [
        (NOW - 5 * DAY, {}, True),
        (NOW - 4 * DAY, {}, False),
        (NOW - 3 * DAY, {}, False),
        (NOW - 2 * DAY, {}, False),
        (NOW - 1 * DAY, {}, True),
        (NOW - 3 * DAY, {"state": "declined"}, True),
        (NOW - 3 * DAY, {"state": "called_off"}, True),
        (NOW - 3 * DAY, {"state": "ended", "ended_at": NOW - 3 * DAY}, False),
        (NOW - 3 * DAY, {"state": "ended", "ended_at": NOW - 3 * DAY + MINUTE}, False),
        (NOW - 3 * DAY, {"state": "ended", "ended_at": NOW - 3 * DAY - MINUTE}, True),
        (NOW - 3 * DAY, {"last_day": TODAY}, True),
        (NOW - 3 * DAY, {"last_day": TODAY - DAY}, False),
        (NOW - 3 * DAY, {"last_day": TODAY + DAY, "state": "ended", "ended_at": NOW - DAY}, False),
    ],
)
def test_who_came_to_answer_while_standing_in_no_longer_does_once_it_is_over(
    cast: Cast, since: datetime, changed: dict[str, Any], answers: bool
) -> None:
    concern = sign(cast, "suicide")
    held_by(concern, cast.worker_elsewhere, since)
    stood_in(cast, cast.worker_elsewhere, **changed)
    assert readers(cast, concern) == {"Wanda", "Sunita"} | ({"Wilma"} if answers else set())


def test_it_is_their_own_standing_in_for_this_client_that_counts(cast: Cast) -> None:
    concern = sign(cast, "suicide")
    held_by(concern, cast.worker_elsewhere, NOW - 3 * DAY)
    stood_in(cast, cast.other_supervisor)
    another = add_client(cast.actor(cast.worker), NewClient("R-3", "", TODAY), now=NOW, today=TODAY)
    stood_in(cast, cast.worker_elsewhere, another)
    assert readers(cast, concern) == {"Wanda", "Sunita", "Wilma"}


def test_who_became_the_clients_worker_since_answers_as_such(cast: Cast) -> None:
    concern = sign(cast, "suicide")
    held_by(concern, cast.worker_elsewhere, NOW - 3 * DAY)
    stood_in(cast, cast.worker_elsewhere)
    over = Concern.objects.filter(Exists(rights.answered_while_covering(TODAY)))
    assert list(over) == [concern]
    Episode.objects.filter(pk=cast.cleo.pk).update(worker=cast.worker_elsewhere)
    assert not over.all().exists()


def test_the_day_is_the_agencys_not_the_one_in_greenwich(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    concern = sign(cast, "suicide")
    held_by(concern, cast.worker_elsewhere, NOW - 3 * DAY)
    stood_in(cast, cast.worker_elsewhere, last_day=TODAY)
    assert "Wilma" in readers(cast, concern)
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + DAY)
    assert "Wilma" not in readers(cast, concern)


def test_a_form_is_stale_once_somebody_else_acted() -> None:
    concern = Concern(version=3)
    assert [refusal(policies.check_version, concern, one) for one in (None, 3, 2, 4, 0)] == [
        "", "", "stale_form", "stale_form", "stale_form",
    ]  # fmt: skip


def test_a_sign_is_of_a_day_since_the_work_began(cast: Cast) -> None:
    began = cast.cleo.started_on
    days = [began - DAY, began, TODAY, TODAY + DAY]
    found = [refusal(policies.check_sign_day, day, cast.cleo, TODAY) for day in days]
    assert found == ["before_episode", "", "", "future_date"]


@pytest.mark.parametrize(
    ("on", "latest", "expected"),
    [
        (TODAY + DAY, None, "future_date"),
        (TODAY, None, ""),
        (TODAY, TODAY, ""),
        (TODAY - DAY, TODAY, "before_its_sign"),
        (TODAY, TODAY - DAY, ""),
    ],
)
def test_an_assessment_is_not_before_the_latest_sign(on: date, latest: date | None, expected: str) -> None:
    assert refusal(policies.check_assessment_day, on, Concern(latest_sign_on=latest), TODAY) == expected


@pytest.mark.parametrize(
    ("days", "imminent", "expected"),
    [
        (0, False, "not_ahead"),
        (-1, False, "not_ahead"),
        (1, False, ""),
        (7, False, ""),
        (8, False, "too_far"),
        (1, True, ""),
        (2, True, "too_far"),
        (7, None, ""),
        (8, None, "too_far"),
    ],
)
def test_a_concern_is_looked_at_again_within_a_week_or_the_next_day(
    days: int, imminent: bool | None, expected: str
) -> None:
    """S.4: within seven days; where the danger is imminent, within one."""
    assert refusal(policies.check_look_again, TODAY + days * DAY, imminent, TODAY) == expected
    assert refusal(policies.check_look_again, None, imminent, TODAY) == "no_day"
    assert policies.longest_days(imminent) == (1 if imminent else 7)


def test_words_are_asked_for_with_the_reason_that_was_given() -> None:
    assert refusal(policies.check_words, "Said so", "Say it.") == ""
    for words in ("", " "):
        with pytest.raises(Denied, match=r"^Say it\.$") as denied:
            policies.check_words(words, "Say it.")
        assert denied.value.code == "no_words"


@pytest.mark.parametrize("lacking", ["", "signs", "professionals", "surroundings", "people"])
def test_a_safety_plan_has_the_three_parts_without_which_it_is_no_help(lacking: str) -> None:
    parts = dict.fromkeys(("signs", "alone", "people", "professionals", "surroundings", "reasons"), "Something")
    expected = "no_plan" if lacking in ("signs", "professionals", "surroundings") else ""
    assert refusal(policies.check_plan, {**parts, lacking: " "}) == expected


@pytest.mark.parametrize(
    ("because", "words", "imminent", "expected"),
    [
        ("passed", "It has passed", False, ""),
        ("passed", "It has passed", None, ""),
        ("kite", "It has passed", False, "no_reason"),
        ("passed", " ", False, "no_words"),
        ("passed", "It has passed", True, "imminent"),
    ],
)
def test_a_concern_ends_with_a_reason_and_not_while_the_danger_is_imminent(
    because: str, words: str, imminent: bool | None, expected: str
) -> None:
    assert refusal(policies.check_close, because, words, Concern(imminent=imminent)) == expected


def test_who_works_with_clients_here_now_can_answer(cast: Cast) -> None:
    concern = sign(cast, "suicide")

    def asked(person: Person | None) -> str:
        return refusal(policies.check_can_answer, person, concern)

    assert [asked(one) for one in (cast.teammate, cast.other_supervisor)] == ["", ""]
    assert [asked(one) for one in (None, cast.outsider, cast.manager, cast.administrator)] == ["gone"] * 4
    Membership.objects.filter(person=cast.teammate).update(ended_at=NOW)
    assert asked(cast.teammate) == "gone"
