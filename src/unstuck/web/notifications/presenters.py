"""What waits for somebody, as the page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.timezone import localdate

from unstuck.web.accounts.actors import Actor
from unstuck.web.notifications.models import Notification
from unstuck.web.notifications.queries import SHOWN, notifications_for, wants_email
from unstuck.web.notifications.words import in_words, place_of


@dataclass(frozen=True)
class NotificationLine:
    """One thing that waits, in words that name nobody."""

    public_id: UUID
    words: str
    on: date


@dataclass(frozen=True)
class NotificationsPage:
    """What waits, safety first, then last days; what was seen, the latest first; whether an e-mail says so."""

    waiting: Sequence[NotificationLine]
    seen: Sequence[NotificationLine]
    by_email: bool


def notifications_page(actor: Actor) -> NotificationsPage:
    """Return what somebody was told at their present agency."""
    rows = list(notifications_for(actor)[:SHOWN])
    unseen = [row for row in rows if row.seen_at is None]
    return NotificationsPage(
        waiting=[_line(row) for row in sorted(unseen, key=lambda row: place_of(row.kind))],
        seen=[_line(row) for row in rows if row.seen_at is not None],
        by_email=wants_email(actor),
    )


def _line(row: Notification) -> NotificationLine:
    return NotificationLine(row.public_id, in_words(row.kind), localdate(row.created_at))
