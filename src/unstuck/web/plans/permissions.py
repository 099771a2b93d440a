"""Who may see which parts of a plan: whoever may read the client. Writing is the client's own worker's."""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.plans.models import Goal, Part, Said


def goals_for(actor: Actor | None) -> QuerySet[Goal]:
    """Return the goals that somebody may read."""
    return Goal.objects.filter(episode__in=episodes_for(actor))


def parts_for(actor: Actor | None) -> QuerySet[Part]:
    """Return the parts of plans that somebody may read."""
    return Part.objects.filter(episode__in=episodes_for(actor))


def said_for(actor: Actor | None) -> QuerySet[Said]:
    """Return the clients' words that somebody may read."""
    return Said.objects.filter(episode__in=episodes_for(actor), ends=None)
