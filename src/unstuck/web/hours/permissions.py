"""Whose hours and notes they are: everybody has their own, and nobody reads another's, whatever their role."""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.permissions import WITH_CLIENTS
from unstuck.web.hours.models import HoursEntry, ReflectionNote


def _whose(actor: Actor | None) -> int | None:
    return actor.id if actor is not None and actor.role in WITH_CLIENTS else None


def entries_of(actor: Actor | None) -> QuerySet[HoursEntry]:
    """Return one's own entries: the first gate of this room."""
    return HoursEntry.objects.filter(person=_whose(actor))


def notes_of(actor: Actor | None) -> QuerySet[ReflectionNote]:
    """Return one's own notes: the second gate. No search, brief, letter or file asks it."""
    return ReflectionNote.objects.filter(person=_whose(actor))
