"""When a client is reminded, and when not: agreed to, safe, due, and never in quiet hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import localdate, localtime

from unstuck.language import gettext as _
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins.models import Checkin, ReminderChoice, ReminderRule, ReminderWay
from unstuck.web.checkins.permissions import is_open
from unstuck.web.components.denied import Denied
from unstuck.web.consents.models import ConsentKind
from unstuck.web.consents.queries import said_no
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


REMINDER_CONSENTS = "reminders"
"""The code under which this room's consents stand on the list of all of them."""
CONTACT_WAYS = {ReminderWay.EMAIL.value: ContactWay.EMAIL, ReminderWay.TEXT.value: ContactWay.TEXT}


def why_not_at_all(episode: Episode) -> str:
    """Say why nothing may be sent to a client by any way; empty where there is one."""
    reasons = [why_not_safe(episode, way) for way in CONTACT_WAYS]
    return reasons[0] if all(reasons) else ""


def why_not_safe(episode: Episode, way: str) -> str:
    """Say why nothing may be sent to a client by a way (S.6); empty where the safe way to reach them allows it."""
    if said_no(episode.client_id, ConsentKind.TREATMENT):
        return _("The client does not agree to being asked how things go.")
    if others_may_read(episode):
        return _(
            "With violence at home, stalking or exploitation on record nothing is sent: somebody else may read it."
        )
    safe = safe_way_of(episode)
    if safe is None:
        return _("First ask how the client can be reached safely, and record it.")
    if CONTACT_WAYS[way] not in safe.unsafe:
        return ""
    if way == ReminderWay.TEXT:
        return _("A text message is not a safe way to reach this client, as they told you.")
    return _("E-mail is not a safe way to reach this client, as they told you.")


def check_can_remind(episode: Episode, way: str, address: str) -> None:
    """Raise Denied where a message could reach the wrong reader, or nobody knows where it goes."""
    if reason := why_not_safe(episode, way):
        raise Denied("not_safe", reason)
    if way == ReminderWay.TEXT and not MOBILE.fullmatch(address):
        raise Denied("no_number", no_number())
    if not address:
        raise Denied("no_address", no_address())


MOBILE = re.compile(r"\+[1-9][0-9]{7,14}")
"""A number as gateways take it (ITU-T E.164): a plus, the country, at most fifteen digits."""


def no_address() -> str:
    """Say that an e-mail address is missing."""
    return _("Enter the e-mail address that the client gave you.")


def no_number() -> str:
    """Say what a number looks like."""
    return _("Enter the number with its country, such as +44 7700 900123.")


def is_reminder_day(checkin: Checkin, days: int, today: date) -> bool:
    """Tell whether the day to remind has come."""
    return today >= localdate(checkin.asked_at) + timedelta(days=days)


def may_remind(checkin: Checkin, now: datetime) -> bool:
    """Tell whether a reminder is still wanted, and safe: unanswered, agreed to, the safe way as it is now."""
    episode = checkin.episode
    chosen = reminder_choice_of(episode)
    return is_open(checkin, now) and chosen is not None and not why_not_safe(episode, chosen.way)


def is_quiet_now(agency: int, now: datetime) -> bool:
    """Tell whether an agency sends nothing at this moment, by its own clock."""
    return times_of(agency).is_quiet(localtime(now).time())
