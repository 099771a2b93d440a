"""Ending one's own sessions."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session

from unstuck.web.accounts.actions import end_sessions
from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.actions import audited


def end_session(by: Actor, key: str, *, now: datetime) -> None:
    """End one of one's own sessions; `key` comes from `sessions_of` this person."""
    with audited("session.ended", agency=by.agency_public_id, actor=by.public_id, now=now) as write:
        Session.objects.filter(session_key=key).delete()
        write.about("person", by.public_id)


def end_other_sessions(by: Actor, *, now: datetime) -> None:
    """End every session of one's own; the caller renews the one that asked."""
    with audited("session.others_ended", agency=by.agency_public_id, actor=by.public_id, now=now) as write:
        end_sessions(by.id)
        write.about("person", by.public_id)
