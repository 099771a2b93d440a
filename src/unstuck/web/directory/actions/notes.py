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
class NewNote:
    """What somebody notes. `checked_on`: the day they made sure that the details of the service are right."""

    checked_on: date | None = None
    works_well_for: str = ""
    waiting_time: str = ""
    words: str = ""


def note(
    actor: Actor, service: Service, new: NewNote, now: datetime, version: int, idempotency_key: str | None = None
) -> Note:
    """Add a note. Denied where another one was added since the form was opened."""
    with audited(
        "service.noted", agency=actor.agency_public_id, actor=actor.public_id, now=now, idempotency_key=idempotency_key
    ) as write:
        locked = services_for(actor).select_for_update().get(pk=service.pk)
        if locked.version != version:
            raise Denied(
                "stale_form", _("Somebody else has added a note in the meantime. Look at it below, then save again.")
            )
        made = Note.objects.create(
            service=locked,
            by_id=actor.id,
            at=now,
            checked_on=new.checked_on,
            works_well_for=new.works_well_for,
            waiting_time=new.waiting_time,
            words=new.words,
        )
        locked.version += 1
        if new.checked_on and (locked.checked_on is None or new.checked_on > locked.checked_on):
            locked.checked_on = new.checked_on
        locked.save(update_fields=["version", "checked_on"])
        write.about("service", locked.public_id, checked=new.checked_on is not None)
        write.answer = str(locked.public_id)
    return made
