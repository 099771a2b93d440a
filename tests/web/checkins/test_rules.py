"""Who reads a check-in, whose link and whose tablet open one, and when an answer counts: on both sides of each rule."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.web.cast import NOW, TODAY, Cast
from tests.web.checkins.acts import ask
from tests.web.consents.test_consents import given
from tests.web.refusals import refusal, who_finds, who_may
from tests.web.safety.acts import sign
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins import permissions as rights
from unstuck.web.checkins import policies
from unstuck.web.checkins.models import Checkin, Reminder, Tablet
from unstuck.web.checkins.tokens import LONGEST, digest_of, token_of

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def test_a_check_in_is_read_by_who_reads_the_client(cast: Cast) -> None:
    assert who_finds(cast, rights.checkins_for, ask(cast)) == {"Wanda", "Sunita"}
    assert not rights.checkins_for(None).exists()


def test_administrators_set_it_up(cast: Cast) -> None:
    assert who_may(cast, rights.check_may_set_up) == {"Aron", "Alma"}


def test_a_token_finds_its_own_check_in(cast: Cast) -> None:
    one, other = ask(cast), ask(cast, ("AUDIT-C",), "tablet")
    assert rights.checkin_of(token_of(one.seed)) == one
    assert rights.checkin_of(token_of(other.seed)) == other
    assert rights.checkin_of("x" * LONGEST) is None
    assert rights.checkin_of("x" * (LONGEST + 1)) is None


def test_a_tablet_is_known_by_its_token_until_it_is_taken_out_of_use(cast: Cast) -> None:
    token = "a" * LONGEST
    tablet = Tablet.objects.create(agency=cast.agency, name="Hall", digest=digest_of(token), made_at=NOW)
    assert rights.tablet_of(token) == tablet
    assert rights.tablet_of("b" * LONGEST) is None
    Tablet.objects.update(ended_at=NOW)
    assert rights.tablet_of(token) is None


def test_no_more_messages_is_said_of_the_reminder_whose_link_it_is(cast: Cast) -> None:
    def reminder(checkin: Checkin, token: str) -> Reminder:
        return Reminder.objects.create(
            checkin=checkin, state="sent", message_id=token, digest=digest_of(token), made_at=NOW
        )

    one = reminder(ask(cast), "a" * LONGEST)
    other = reminder(ask(cast, ("AUDIT-C",), "tablet"), "b" * LONGEST)
    assert rights.reminder_of("a" * LONGEST) == one
    assert rights.reminder_of("b" * LONGEST) == other
    assert rights.reminder_of("c" * LONGEST) is None


@pytest.mark.parametrize("find", [rights.checkin_of, rights.reminder_of, rights.tablet_of])
def test_a_token_that_is_too_long_is_not_looked_up(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, find: Any
) -> None:
    for length, queries in ((LONGEST, 1), (LONGEST + 1, 0)):
        with django_assert_num_queries(queries):
            assert find("x" * length) is None


def changed(checkin: Checkin, **what: Any) -> Checkin:
    Checkin.objects.filter(pk=checkin.pk).update(**what)
    return Checkin.objects.get(pk=checkin.pk)


def ended(cast: Cast, checkin: Checkin) -> Checkin:
    Episode.objects.filter(pk=cast.cleo.pk).update(ended_on=TODAY, ended_because="goals_met")
    return Checkin.objects.get(pk=checkin.pk)


def test_a_client_answers_while_it_is_asked_has_not_expired_and_the_work_goes_on(cast: Cast) -> None:
    asked = ask(cast)
    until = asked.expires_at
    moments = [NOW, until - MINUTE, until, until + MINUTE]
    assert [rights.is_open(asked, moment) for moment in moments] == [True, True, False, False]
    assert [refusal(policies.check_open, asked, moment) for moment in moments] == ["", "", "not_open", "not_open"]
    assert rights.is_open(changed(asked, state="begun"), NOW)
    assert not rights.is_open(changed(asked, state="ended"), NOW)
    assert not rights.is_open(ended(cast, changed(asked, state="asked")), NOW)


def test_with_violence_at_home_a_link_stops_and_the_tablet_does_not(cast: Cast) -> None:
    link, tablet = ask(cast), ask(cast, ("AUDIT-C",), "tablet")
    sign(cast, "stalking")
    assert not rights.is_open(link, NOW)
    assert rights.is_open(tablet, NOW)
    assert refusal(policies.check_can_ask, "link", ["PHQ-9"], cast.cleo) == "not_by_link"
    assert refusal(policies.check_can_ask, "tablet", ["PHQ-9"], cast.cleo) == ""


def test_a_client_is_asked_something_in_a_way_that_there_is_and_who_said_no_is_not(cast: Cast) -> None:
    cases: list[tuple[str, list[str]]] = [("link", ["PHQ-9"]), ("pigeon", ["PHQ-9"]), ("link", [])]
    assert [refusal(policies.check_can_ask, *one, cast.cleo) for one in cases] == ["", "no_way", "nothing_due"]
    given(cast, "treatment", agreed=False)
    assert refusal(policies.check_can_ask, "tablet", ["PHQ-9"], cast.cleo) == "consent_withdrawn"


@pytest.mark.parametrize(
    ("on", "expected"),
    [(TODAY + DAY, "future_date"), (TODAY, ""), (TODAY - 3 * DAY, ""), (TODAY - 4 * DAY, "before_episode")],
)
def test_answers_are_of_a_day_since_the_work_began(on: date, expected: str) -> None:
    assert refusal(policies.check_day, on, Episode(started_on=TODAY - 3 * DAY), TODAY) == expected


def late(
    checkin: Checkin, answered: datetime | None = None, received: datetime = NOW, agency: int | None = None
) -> str:
    return policies.why_late(checkin, answered, received, agency)


def test_what_arrives_late_counts_where_it_was_answered_in_time(cast: Cast) -> None:
    asked = ask(cast)
    until = asked.expires_at
    assert [late(asked, received=moment) for moment in (until - MINUTE, until)] == ["", "expired"]
    assert late(asked, until - MINUTE, until + DAY) == "", "the network was away"
    assert late(asked, until, until - MINUTE) == "expired"
    assert late(changed(asked, state="begun")) == ""
    assert late(changed(asked, state="ended")) == "taken_back"


def test_an_answer_is_sent_once_and_not_after_the_end(cast: Cast) -> None:
    asked = ask(cast)
    sent = changed(asked, state="answered", finished_at=NOW)
    assert late(sent) == "sent"
    assert late(ended(cast, changed(asked, state="asked", finished_at=None))) == "ended"


def test_what_comes_by_link_is_not_taken_where_others_read_and_a_tablet_is_the_agencys(cast: Cast) -> None:
    link, tablet = ask(cast), ask(cast, ("AUDIT-C",), "tablet")
    assert late(link, agency=None) == ""
    assert late(tablet, agency=cast.agency.pk) == ""
    assert late(tablet, agency=cast.other_agency.pk) == "tablet"
    assert late(tablet, agency=None) == "tablet"
    sign(cast, "stalking")
    assert late(link) == "not_safe"
    assert late(tablet, agency=cast.agency.pk) == ""
