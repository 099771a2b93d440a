"""Times as a person says them. The clock is read in one place, `now`, so that tests can set it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.reporting.words import spell_date


def now() -> datetime:
    """Return the present moment, with its time zone."""
    return timezone.now()


def today() -> date:
    """Return the day on the wall calendar of the agency (UNSTUCK_TIME_ZONE)."""
    return timezone.localdate(now())


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
