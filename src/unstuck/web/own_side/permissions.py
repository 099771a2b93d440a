"""Who may read what a worker keeps of themselves: that worker, and nobody else, whatever their role."""

from __future__ import annotations

from django.db.models import F, QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.permissions import WITH_CLIENTS
from unstuck.web.own_side.models import OwnSide


def own_sides_of(actor: Actor | None) -> QuerySet[OwnSide]:
    """Return what somebody keeps of themselves, about clients who are their own work: the gate of this room."""
    if actor is None or actor.role not in WITH_CLIENTS:
        return OwnSide.objects.none()
    theirs = OwnSide.objects.filter(person=actor.id, episode__worker=F("person"), episode__ended_on=None)
    return theirs.filter(episode__client__agency_id=actor.agency_id)
