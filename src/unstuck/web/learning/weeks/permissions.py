"""Whose tries they are: everybody has their own, and nobody reads another's."""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.permissions import WITH_CLIENTS
from unstuck.web.learning.weeks.models import CourseTry


def tries_of(actor: Actor | None) -> QuerySet[CourseTry]:
    """Return one's own tries: the gate of these pages."""
    learns = actor is not None and actor.role in WITH_CLIENTS
    return CourseTry.objects.filter(person=actor.id if actor is not None and learns else None)
