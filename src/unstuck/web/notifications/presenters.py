"""What waits for somebody, as the page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.timezone import localdate

from unstuck.web.accounts.actors import Actor
from unstuck.web.components.open_routes import is_open
from unstuck.web.notifications.models import Notification
from unstuck.web.notifications.queries import SHOWN, notifications_for, wants_email
from unstuck.web.notifications.subjects import subjects_of
from unstuck.web.notifications.words import in_words, place_of


@dataclass(frozen=True)
class NotificationLine:
    """One thing that waits: what, in words that name nobody, and what it is about, as far as this person reads it."""

    public_id: UUID
    words: str
    on: date
    about: str = ""
    leads: bool = True
    """Whether there is a page behind it: its room may be switched off."""


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
    about = subjects_of(actor, rows)
    return NotificationsPage(
        waiting=[_line(row, about) for row in sorted(unseen, key=lambda row: place_of(row.kind))],
        seen=[_line(row, about) for row in rows if row.seen_at is not None],
        by_email=wants_email(actor),
    )


def _line(row: Notification, about: Mapping[int, str]) -> NotificationLine:
    return NotificationLine(
        row.public_id, in_words(row.kind), localdate(row.created_at), about.get(row.pk, ""), is_open(row.route)
    )
