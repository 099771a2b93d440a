"""What waits, in words that name nobody. Every room that tells somebody something adds its kinds here."""

from __future__ import annotations

from unstuck.language import gettext as _

KINDS = {
    "consultation.asked": _("A colleague asks for your thoughts"),
    "consultation.reply": _("A colleague wrote in a consultation that you asked for"),
    "consultation.message": _("Something new was written in a consultation that you were asked in"),
    "consultation.declined": _("A colleague cannot take up your question"),
    "consultation.decided": _("A decision was made in a consultation that you were asked in"),
    "consultation.closed": _("A consultation that you were asked in is closed: thank you"),
    "consultation.withdrawn": _("A question that you were asked was withdrawn"),
    "meeting.planned": _("A group of yours plans to meet"),
    "lesson.waiting": _("Something learned waits for a second look"),
    "lesson.published": _("What you learned is on the shelf"),
    "lesson.returned": _("What you learned came back with a remark"),
}
"""Codes are append-only."""


def in_words(kind: str) -> str:
    """Say what waits.

    >>> in_words("consultation.asked"), in_words("kite.flown")
    ('A colleague asks for your thoughts', 'Something waits for you')
    """
    return KINDS.get(kind, _("Something waits for you"))
