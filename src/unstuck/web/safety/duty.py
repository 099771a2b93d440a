"""Who is on duty, who is asked next, and until when an answer is expected (S.3). Knows nothing of the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

ONE_DAY = timedelta(days=1)
LOOK_AHEAD_DAYS = 8
"""Every weekday comes up within so many days."""

OFFICE_DAYS = 0b0011111
OFFICE_HOURS = (time(9), time(17))
"""Monday to Friday, nine to five: the hours of those who answer where an agency has named nobody."""


@dataclass(frozen=True)
class Turn:
    """When one person is on duty. `days`: a bit for each weekday, Monday first. Those with a lower place come first."""

    person: int
    place: int
    days: int = OFFICE_DAYS
    begins: time = OFFICE_HOURS[0]
    ends: time = OFFICE_HOURS[1]

    def begun_on(self, day: date) -> tuple[datetime, datetime] | None:
        """Return from when to when a turn lasts that begins on a day; an end that is not later is the next day's."""
        if not self.days >> day.weekday() & 1:
            return None
        begins = datetime.combine(day, self.begins)
        ends = datetime.combine(day, self.ends)
        return begins, ends if ends > begins else ends + ONE_DAY

    def covers(self, moment: datetime) -> bool:
        """Tell whether a moment, in local time, lies within a turn."""
        spans = (self.begun_on(moment.date() - ONE_DAY * back) for back in (0, 1))
        return any(span is not None and span[0] <= moment < span[1] for span in spans)

    def next_begins(self, moment: datetime) -> datetime | None:
        """Return when the next turn begins after a moment; None where there is no day."""
        spans = (self.begun_on(moment.date() + ONE_DAY * ahead) for ahead in range(LOOK_AHEAD_DAYS))
        return next((span[0] for span in spans if span is not None and span[0] > moment), None)


@dataclass(frozen=True)
class DutyRequest:
    """Who is asked to answer, and until when; `place` is theirs in the order."""

    person: int
    place: int
    by: datetime


def on_duty(turns: Sequence[Turn], moment: datetime) -> list[Turn]:
    """Return the turns that cover a moment in local time, in their order."""
    return sorted((turn for turn in turns if turn.covers(moment)), key=lambda turn: turn.place)


def first_asked(turns: Sequence[Turn], moment: datetime, minutes: float) -> DutyRequest | None:
    """Return who is asked first: the first on duty; outside the hours, whoever is on duty next. None: nobody is named.

    >>> first_asked([Turn(7, 1)], datetime(2026, 11, 30, 10), 30)
    DutyRequest(person=7, place=1, by=datetime.datetime(2026, 11, 30, 10, 30))
    """
    wait = timedelta(minutes=minutes)
    present = on_duty(turns, moment)
    if present:
        return DutyRequest(present[0].person, present[0].place, moment + wait)
    ahead = [(begins, turn) for turn in turns if (begins := turn.next_begins(moment)) is not None]
    if not ahead:
        return None
    begins, turn = min(ahead, key=lambda one: (one[0], one[1].place))
    return DutyRequest(turn.person, turn.place, begins + wait)


def next_asked(turns: Sequence[Turn], after: int, moment: datetime, minutes: float) -> DutyRequest | None:
    """Return who is asked next, of those on duty after a place in the order. None: the order has run out."""
    later = [turn for turn in on_duty(turns, moment) if turn.place > after]
    return DutyRequest(later[0].person, later[0].place, moment + timedelta(minutes=minutes)) if later else None
