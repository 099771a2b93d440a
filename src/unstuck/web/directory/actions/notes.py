"""What colleagues know about a service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.actions import audited
from unstuck.web.components.denied import Denied
from unstuck.web.directory.models import Note, Service
from unstuck.web.directory.permissions import services_for


@dataclass(frozen=True)
class Known:
    """What somebody writes down. `checked_on`: the day on which they made sure that what is said here is right."""

    checked_on: date | None = None
    works_well_for: str = ""
    waiting_time: str = ""
    words: str = ""


def note(
    actor: Actor, service: Service, known: Known, now: datetime, version: int, idempotency_key: str | None = None
) -> Note:
    """Add a note. Denied where another one was added since the form was opened."""
    with audited(
        "service.noted", agency=actor.agency_public_id, actor=actor.public_id, now=now, idempotency_key=idempotency_key
    ) as write:
        locked = services_for(actor).select_for_update().get(pk=service.pk)
        if locked.version != version:
            raise Denied("stale_form", _("Somebody else added a note meanwhile. Look at it below, then save again."))
        made = Note.objects.create(
            service=locked,
            by_id=actor.id,
            at=now,
            checked_on=known.checked_on,
            works_well_for=known.works_well_for,
            waiting_time=known.waiting_time,
            words=known.words,
        )
        locked.version += 1
        if known.checked_on and (locked.checked_on is None or known.checked_on > locked.checked_on):
            locked.checked_on = known.checked_on
        locked.save(update_fields=["version", "checked_on"])
        write.about("service", locked.public_id, checked=known.checked_on is not None)
        write.answer = str(locked.public_id)
    return made
