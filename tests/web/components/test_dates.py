"""Days and moments on the agency's clock, where it shows another day than UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from unstuck.reporting.words import short_date, spell_date
from unstuck.web.components import dates

LATE = datetime(2026, 11, 3, 4, 30, tzinfo=UTC)
"""Half past eight in the evening of 2 November in Los Angeles."""


def test_a_day_begins_at_midnight_on_the_agencys_clock() -> None:
    with timezone.override("America/Los_Angeles"):
        assert dates.day_begins(date(2026, 11, 3)) == datetime(2026, 11, 3, 8, tzinfo=UTC)
        assert dates.day_begins(date(2026, 11, 2)) <= LATE < dates.day_ends(date(2026, 11, 2))


def test_the_day_on_which_clocks_are_put_back_has_25_hours() -> None:
    with timezone.override("America/Los_Angeles"):
        day = date(2026, 11, 1)
        begins, ends = dates.day_begins(day).astimezone(UTC), dates.day_ends(day).astimezone(UTC)
    assert ends - begins == timedelta(hours=25)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_at_the_ends_of_the_calendar_a_day_begins_and_ends_too(day: date) -> None:
    with timezone.override("Pacific/Auckland"):
        assert dates.day_begins(day) < dates.day_ends(day)


def test_a_time_of_day_is_told_by_the_agencys_clock() -> None:
    with timezone.override("America/Los_Angeles"):
        assert dates.time_of(LATE) == "20:30"


@pytest.mark.parametrize("said", [spell_date, short_date])
def test_a_moment_is_never_said_as_a_day(said: type) -> None:
    with pytest.raises(TypeError, match="expected a day"):
        said(LATE)
