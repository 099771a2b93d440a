"""Refusals that answer a guess: put on record, counted, and after a few not answered until the next day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from unstuck.language import gettext as _
from unstuck.web.audit.actions import audited
from unstuck.web.audit.models import Entry
from unstuck.web.components.denied import Denied

MOST = 10
"""In a day. Slips happen; each further answer would tell of one more name or number whether it is known here."""


@contextmanager
def guesses_counted(action: str, code: str, *, agency: object, actor: object, now: datetime) -> Iterator[None]:
    """Run an action whose refusal with this code tells that something exists. Denied where it told so too often.

    The refusal is put on record, as `action`, after the action itself was undone; not what was typed.
    """
    rows = Entry.objects.filter(agency=str(agency), actor=str(actor), action=action, at__gt=now - timedelta(days=1))
    if rows.count() >= MOST:
        problem = _("Too many of what you typed today is known here already, so no more is taken until tomorrow. ")
        raise Denied("guessed_too_often", problem + _("Ask whoever keeps your agency's references."))
    try:
        yield
    except Denied as denied:
        if denied.code == code:
            with audited(action, agency=agency, actor=actor, now=now) as write:
                write.about("person", actor)
        raise
