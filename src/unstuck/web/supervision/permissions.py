"""Who may count what. A manager may count all of the agency's open clients, and read about none of them."""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.caseload.models import Episode


def episodes_to_count(actor: Actor | None) -> QuerySet[Episode]:
    """Return the open episodes that somebody may count: the gate of the overview. Nobody else counts any."""
    if actor is None or actor.role != Role.MANAGER:
        return Episode.objects.none()
    return Episode.objects.filter(client__agency_id=actor.agency_id, ended_on=None)
