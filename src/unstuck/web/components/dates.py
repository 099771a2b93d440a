"""Times as a person says them. The clock is read in one place, `wall_clock`, so that tests can set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta

from django.utils import timezone

from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.reporting.words import spell_date

_stopped: ContextVar[datetime | None] = ContextVar("the moment at which the clock stands still", default=None)


def now() -> datetime:
    """Return the present moment, with its time zone."""
    return _stopped.get() or wall_clock()


def wall_clock() -> datetime:
    """Return what the machine's clock says."""
    return timezone.now()


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand still."""
    before = _stopped.set(moment)
    try:
        yield
    finally:
        _stopped.reset(before)


def today() -> date:
    """Return the day on the wall calendar of the agency (UNSTUCK_TIME_ZONE)."""
    return timezone.localdate(now())


def day_begins(day: date) -> datetime:
    """Return the moment at which a day begins on the agency's wall calendar.

    Rows are asked for by this moment: SQLite would otherwise ask Python for the day of each row. In the first
    and the last year of the calendar it is midnight in UTC, as elsewhere it might not exist.
    """
    if day.year in (MINYEAR, MAXYEAR):
        return datetime.combine(day, time.min, UTC)
    return timezone.make_aware(datetime.combine(day, time.min))


def day_ends(day: date) -> datetime:
    """Return the moment at which the next day begins."""
    return day_begins(day + timedelta(days=1)) if day < date.max else datetime.max.replace(tzinfo=UTC)


def time_of(moment: datetime) -> str:
    """Return the time of day of a moment on the agency's clock, such as 14:05."""
    return timezone.localtime(moment).strftime("%H:%M")


def ago(day: date, today: date) -> str:
    """Say how long ago a day was.

    >>> ago(date(2026, 11, 22), date(2026, 11, 22)), ago(date(2026, 11, 1), date(2026, 11, 22))
    ('today', '3 weeks ago')
    """
    days = (today - day).days
    if days < 0:
        return spell_date(day)
    if days < 2:
        return _("yesterday") if days else _("today")
    if days < 14:
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    weeks = days // 7
    if weeks < 53:
        return ngettext("%(n)s week ago", "%(n)s weeks ago", weeks) % {"n": weeks}
    return spell_date(day)


def duration(minutes: int) -> str:
    """Say how long something took.

    >>> duration(95), duration(45), duration(180), duration(0)
    ('1 h 35 min', '45 min', '3 h', '0 min')
    """
    hours, left = divmod(minutes, 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{left} min"] * bool(left or not hours)
    return " ".join(parts)
