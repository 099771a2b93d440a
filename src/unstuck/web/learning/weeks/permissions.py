"""Whose tries they are: everybody has their own, and nobody reads another's."""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.learning.permissions import learner
from unstuck.web.learning.weeks.models import CourseTry


def tries_of(actor: Actor | None) -> QuerySet[CourseTry]:
    """Return one's own tries: the gate of these pages."""
    return CourseTry.objects.filter(person=learner(actor))
