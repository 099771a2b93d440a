"""When a client is reminded, and when not: agreed to, safe, due, and never in quiet hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import localdate, localtime

from unstuck.language import gettext as _
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins.models import Checkin, ReminderChoice, ReminderRule, ReminderWay
from unstuck.web.checkins.permissions import is_open
from unstuck.web.components.denied import Denied
from unstuck.web.safety.models import ContactWay
from unstuck.web.safety.queries import others_may_read, safe_way_of

USUAL_DAYS = 3
"""Days after which a check-in that was not answered is reminded of: its link works for seven (our own default)."""
USUAL_QUIET = time(20), time(8)
"""From when until when nothing is sent: our own default, in the agency's time."""


@dataclass(frozen=True)
class ReminderTimes:
    """After how many days an agency reminds, and its quiet hours; they may run past midnight.

    >>> night = ReminderTimes(3, time(20), time(8))
    >>> [night.is_quiet(time(hour)) for hour in (7, 8, 19, 20)]
    [True, False, False, True]
    """

    days: int = USUAL_DAYS
    quiet_from: time = USUAL_QUIET[0]
    quiet_until: time = USUAL_QUIET[1]

    def is_quiet(self, moment: time) -> bool:
        """Tell whether nothing is sent at a time of day."""
        if self.quiet_from < self.quiet_until:
            return self.quiet_from <= moment < self.quiet_until
        return moment >= self.quiet_from or moment < self.quiet_until


def times_of(agency: int) -> ReminderTimes:
    """Return when an agency reminds; the default where nobody has said."""
    row = ReminderRule.objects.filter(agency=agency).last()
    return ReminderTimes(row.days, row.quiet_from, row.quiet_until) if row else ReminderTimes()


def reminder_choice_of(episode: Episode) -> ReminderChoice | None:
    """Return what a client agreed to; None where they get no reminders."""
    row = ReminderChoice.objects.filter(episode=episode).select_related("by").last()
    return row if row is not None and row.way != ReminderWay.NONE else None


def why_not_safe(episode: Episode) -> str:
    """Say why no e-mail may be sent to a client (S.6); empty where the safe way to reach them allows it."""
    if others_may_read(episode):
        return _(
            "With violence at home, stalking or exploitation on record nothing is sent: somebody else may read it."
        )
    safe = safe_way_of(episode)
    if safe is None:
        return _("First ask how the client can be reached safely, and record it.")
    if ContactWay.EMAIL in safe.unsafe:
        return _("E-mail is not a safe way to reach this client, as they told you.")
    return ""


def check_can_remind(episode: Episode, address: str) -> None:
    """Raise Denied where an e-mail could reach the wrong reader, or there is no address."""
    if reason := why_not_safe(episode):
        raise Denied("not_safe", reason)
    if not address:
        raise Denied("no_address", _("Enter the e-mail address that the client gave you."))


def is_reminder_day(checkin: Checkin, days: int, today: date) -> bool:
    """Tell whether the day to remind has come."""
    return today >= localdate(checkin.asked_at) + timedelta(days=days)


def may_remind(checkin: Checkin, now: datetime) -> bool:
    """Tell whether a reminder is still wanted, and safe: unanswered, agreed to, the safe way as it is now."""
    episode = checkin.episode
    return is_open(checkin, now) and reminder_choice_of(episode) is not None and not why_not_safe(episode)


def is_quiet_now(agency: int, now: datetime) -> bool:
    """Tell whether an agency sends nothing at this moment, by its own clock."""
    return times_of(agency).is_quiet(localtime(now).time())
