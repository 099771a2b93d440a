"""What the worker process does with reminders: put what is due into the outbox, and send one message at a time.

A message is claimed in a transaction of its own before it is handed over, and only what waits is ever claimed:
whatever happens afterwards, it is not handed over again. Where nobody can say whether it went out, the worker is told.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import localdate

from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins.actions.reminders import tell_of_reminder
from unstuck.web.checkins.models import AnswerWay, Checkin, Reminder, ReminderChoice, ReminderWay
from unstuck.web.checkins.reminder_messages import message_of, no_more_token
from unstuck.web.checkins.reminder_rules import (
    is_quiet_now,
    is_reminder_day,
    may_remind,
    reminder_choice_of,
    times_of,
)
from unstuck.web.checkins.tokens import digest_of
from unstuck.web.checkins.workflow import CLAIMED, OPEN, REMINDER, WAITING
from unstuck.web.components.workflow import NEW
from unstuck.web.notifications.ways_out import NotTaken, WayOut, way_out, ways_out

log = logging.getLogger(__name__)

LOST_AFTER = timedelta(minutes=10)
"""A claimed message that has no end by then was interrupted: whoever takes it has ten seconds for each step."""


class _MovedOn(Exception):
    """Somebody else had it in hand, or it is there already: nothing is written."""


def send_next(now: datetime) -> bool:
    """Queue what is due, give up what was interrupted, and send one message. Return whether another one may wait.

    Where the mail server or the gateway cannot be reached, nothing is claimed and everything waits.
    """
    ways = ways_out()
    if not ways:
        return False
    _give_up_lost(now)
    queue_due(now)
    return any(_send_next_by(way, now) for way in ways)


def _send_next_by(way: str, now: datetime) -> bool:
    """Send the first message that goes by a way. Whoever wants none any more is seen to by the first way there is."""
    for reminder in _in_state(WAITING):
        chosen = reminder_choice_of(reminder.checkin.episode)
        if (chosen is None or chosen.way == way) and not is_quiet_now(_agency(reminder), now):
            return _send_reminder(reminder, way, now)
    return False


def queue_due(now: datetime) -> int:
    """Put a message into the outbox for every check-in by link that its client agreed to be reminded of; return how
    many. There is never a second one for the same check-in."""
    agreed = ReminderChoice.objects.exclude(way=ReminderWay.NONE).values("episode")
    waiting = Checkin.objects.filter(
        way=AnswerWay.LINK, state__in=OPEN, expires_at__gt=now, reminder=None, episode__in=agreed
    )
    return sum(_queue_reminder(one, now) for one in waiting.select_related("episode__client__agency").order_by("id"))


def _queue_reminder(checkin: Checkin, now: datetime) -> bool:
    days = times_of(checkin.episode.client.agency_id).days
    if not is_reminder_day(checkin, days, localdate(now)) or not may_remind(checkin, now):
        return False
    agency = checkin.episode.client.agency.public_id
    with audited("reminder.queued", agency=agency, actor=SYSTEM, now=now) as write:
        domain = settings.REMINDERS_FROM.rpartition("@")[2]
        Reminder.objects.get_or_create(
            checkin=checkin,
            defaults={
                "state": REMINDER.after("queue", NEW),
                "message_id": f"<{digest_of(str(checkin.seed))[:32]}@{domain}>",
                "digest": digest_of(no_more_token(checkin)),
                "made_at": now,
            },
        )
        write.about("checkin", checkin.public_id)
    return True


def _send_reminder(reminder: Reminder, way: str, now: datetime) -> bool:
    line = way_out(way)
    try:
        line.open()
    except Exception as error:  # whatever is wrong there, the message waits
        log.warning("reminders by %s wait: %s", way, type(error).__name__)
        return False
    try:
        address = _claim_reminder(reminder, way, now)
        if address:
            _end_reminder(reminder, _handed_over(reminder, address, line), now)
    except _MovedOn:
        pass
    finally:
        _say_goodbye(line)
    return True


def _say_goodbye(line: WayOut) -> None:
    try:
        line.close()
    except Exception as error:  # what was taken stays taken
        log.warning("nobody said goodbye: %s", type(error).__name__)


def _claim_reminder(reminder: Reminder, way: str, now: datetime) -> str:
    """Take a message in hand, and return where it goes; empty where it is no longer wanted, or not safe any more."""
    with _recorded(reminder, "claim", WAITING, now) as held:
        chosen = reminder_choice_of(held.checkin.episode)
        if chosen is not None and chosen.way != way:
            raise _MovedOn  # they chose another way just now
        if chosen is None or not may_remind(held.checkin, now):
            held.state, held.ended_at = REMINDER.after("stop", WAITING), now
            return ""
        held.state, held.claimed_at = REMINDER.after("claim", WAITING), now
        return chosen.address


def _handed_over(reminder: Reminder, address: str, line: WayOut) -> str:
    """Hand a message over, and return what became of it."""
    try:
        line.hand_over(message_of(reminder, address))
    except NotTaken as error:
        log.warning("a reminder was refused: %s", error)
        return "refuse"
    except Exception as error:  # the line broke: it may have been taken
        log.warning("a reminder was interrupted: %s", type(error).__name__)
        return "lose"
    return "send"


def _give_up_lost(now: datetime) -> None:
    """End what was interrupted between the claim and its end: perhaps sent, never again."""
    for reminder in _in_state(CLAIMED):
        if reminder.claimed_at is not None and reminder.claimed_at <= now - LOST_AFTER:
            _end_reminder(reminder, "lose", now)


TOLD = {"refuse": "reminder.refused", "lose": "reminder.unsure"}


def _end_reminder(reminder: Reminder, action: str, now: datetime) -> None:
    try:
        with _recorded(reminder, action, CLAIMED, now) as held:
            held.state, held.ended_at = REMINDER.after(action, CLAIMED), now
            if action in TOLD:
                tell_of_reminder(held, TOLD[action], now)
    except _MovedOn:
        return


CODES = {"claim": "reminder.claimed", "send": "reminder.sent", **TOLD}


@contextmanager
def _recorded(reminder: Reminder, action: str, expected: str, now: datetime) -> Iterator[Reminder]:
    agency = reminder.checkin.episode.client.agency.public_id
    with audited(CODES[action], agency=agency, actor=SYSTEM, now=now) as write:
        Episode.objects.select_for_update(of=("self",)).get(pk=reminder.checkin.episode_id)
        held = _rows().select_for_update(of=("self",)).get(pk=reminder.pk)
        if held.state != expected:
            raise _MovedOn
        yield held
        held.save(update_fields=["state", "claimed_at", "ended_at"])
        write.about("checkin", held.checkin.public_id, state=held.state)


def _rows() -> QuerySet[Reminder]:
    return Reminder.objects.select_related("checkin__episode__client__agency")


def _in_state(state: str) -> QuerySet[Reminder]:
    return _rows().filter(state=state).order_by("id")


def _agency(reminder: Reminder) -> int:
    return reminder.checkin.episode.client.agency_id
