"""What a reminder says: a link, and how to get no more of them. Nothing about anybody, and nothing about us."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.language import speaking
from unstuck.web.checkins.models import Checkin, Reminder
from unstuck.web.checkins.queries import language_of
from unstuck.web.checkins.tokens import NO_MORE_SALT, token_of
from unstuck.web.notifications.ways_out import ReminderMessage


def message_of(reminder: Reminder, address: str) -> ReminderMessage:
    """Return the message, in the language that the worker noted: the same by e-mail and as a text."""
    checkin = reminder.checkin
    language = language_of(checkin.episode)
    with speaking(language):
        lines = (
            _("There is a short page for you here:"),
            _at("checkins:start", token_of(checkin.seed)),
            _("If you want no more messages like this one, say so here:"),
            _at("checkins:no_more", no_more_token(checkin)),
        )
        return ReminderMessage(address, _("A reminder"), lines, reminder.message_id, language)


def no_more_token(checkin: Checkin) -> str:
    """Return the token by which a client says that they want no more messages."""
    return token_of(checkin.seed, NO_MORE_SALT)


def _at(route: str, token: str) -> str:
    return f"{settings.SITE_ADDRESS}{reverse(route, args=[token])}"
