"""Who may read a note kept apart from the record: its author, while the client is their work, and nobody else."""

from __future__ import annotations

from django.db.models import F, QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.permissions import WITH_CLIENTS
from unstuck.web.process_notes.models import ProcessNote


def notes_of(actor: Actor | None) -> QuerySet[ProcessNote]:
    """Return the notes that somebody wrote, about clients who are their work: the gate of this room."""
    if actor is None or actor.role not in WITH_CLIENTS:
        return ProcessNote.objects.none()
    theirs = ProcessNote.objects.filter(person=actor.id, episode__worker=F("person"))
    return theirs.filter(episode__client__agency_id=actor.agency_id)
