"""Who may read what clients took back: whoever may read the client. Who works with them keeps the list."""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership, Team
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import WITH_CLIENTS, episodes_for
from unstuck.web.consents.models import ConsentWithdrawal, Restriction


def withdrawals_for(actor: Actor | None) -> QuerySet[ConsentWithdrawal]:
    """Return what was taken back by clients whom somebody may read."""
    return ConsentWithdrawal.objects.filter(client__in=episodes_for(actor).values("client"))


def restrictions_for(actor: Actor | None) -> QuerySet[Restriction]:
    """Return the restrictions of clients whom somebody may read."""
    return Restriction.objects.filter(client__in=episodes_for(actor).values("client"))


def may_be_kept_out(actor: Actor, episode: Episode) -> QuerySet[Membership]:
    """Return the colleagues who work with clients here, the client's own worker left out."""
    here = Membership.objects.filter(agency=actor.agency_id, role__in=WITH_CLIENTS, ended_at=None)
    return here.exclude(person=episode.worker_id).select_related("person").order_by("person__name")


def teams_here(actor: Actor) -> QuerySet[Team]:
    """Return the teams of somebody's agency."""
    return Team.objects.filter(agency=actor.agency_id).order_by("name")
