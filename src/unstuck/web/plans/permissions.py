"""Who may see a plan: whoever may read the client. Only the client's own worker writes it."""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.plans.models import ClientWords, Goal, PlanPart


def goals_for(actor: Actor | None) -> QuerySet[Goal]:
    """Return the goals that somebody may read."""
    return Goal.objects.filter(episode__in=episodes_for(actor))


def parts_for(actor: Actor | None) -> QuerySet[PlanPart]:
    """Return the parts of plans that somebody may read."""
    return PlanPart.objects.filter(episode__in=episodes_for(actor))


def words_for(actor: Actor | None) -> QuerySet[ClientWords]:
    """Return the clients' words that somebody may read."""
    return ClientWords.objects.filter(episode__in=episodes_for(actor), ends=None)
