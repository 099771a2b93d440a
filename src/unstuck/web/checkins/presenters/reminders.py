"""What those who work with a client see of reminders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins.models import Checkin, Reminder, ReminderChoice, ReminderWay
from unstuck.web.checkins.reminder_rules import times_of, why_not_safe
from unstuck.web.checkins.workflow import REMINDER
from unstuck.web.notifications.ways_out import ways_out

SHOWN = 3


@dataclass(frozen=True)
class RemindersPart:
    """Whether a client is reminded, in sentences, and what became of the latest messages."""

    sentences: Sequence[str]
    latest: Sequence[str]


def reminders_part(episode: Episode, checkins: Sequence[Checkin]) -> RemindersPart:
    """Return what is agreed about reminders, what stands against them, and the latest ones."""
    rows = Reminder.objects.filter(checkin__in=[one.pk for one in checkins]).order_by("-id")[:SHOWN]
    return RemindersPart(_sentences(episode), [_line(one) for one in rows])


def _sentences(episode: Episode) -> list[str]:
    row = ReminderChoice.objects.filter(episode=episode).last()
    if row is None:
        return [_("None are sent: nobody has asked the client yet.")]
    if row.agreed_on is None:
        by_client = _("None are sent: on %(day)s the client said that they want no more.")
        words = by_client if row.by_id is None else _("None are sent, as noted on %(day)s.")
        return [words % {"day": spell_date(localdate(row.at))}]
    days = times_of(episode.client.agency_id).days
    agreed = (
        _("By text message to %(address)s, once, %(days)s days after a link was not answered. Agreed on %(day)s.")
        if row.way == ReminderWay.TEXT
        else _("By e-mail to %(address)s, once, %(days)s days after a link was not answered. Agreed on %(day)s.")
    )
    agreed %= {"address": row.address, "days": days, "day": spell_date(row.agreed_on)}
    return [agreed, *(one for one in (why_not_safe(episode, row.way), _no_way_out(row.way)) if one)]


def _no_way_out(way: str) -> str:
    """Say that the site cannot send by a way; empty where it can."""
    if way in ways_out():
        return ""
    if way == ReminderWay.TEXT:
        return _("This site has no gateway for text messages yet, so nothing is sent.")
    return _("This site has no mail server yet, so nothing is sent.")


def _line(reminder: Reminder) -> str:
    at = reminder.ended_at or reminder.made_at
    return f"{spell_date(localdate(at))}: {REMINDER.states[reminder.state]}"
