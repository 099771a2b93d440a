"""Who may arrange a transfer, who makes it, and who may take a client over."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.accounts.queries import supervisors_at
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import WITH_CLIENTS, check_may_assign, episodes_for, is_own, workers_of
from unstuck.web.components.denied import Denied, allowed
from unstuck.web.transfers.models import Transfer


def transfers_for(actor: Actor | None) -> QuerySet[Transfer]:
    """Return the transfers of the clients that somebody may read."""
    return Transfer.objects.filter(episode__in=episodes_for(actor))


def check_may_arrange(actor: Actor, episode: Episode) -> None:
    """Raise Denied unless this person is the client's worker, or the supervisor of that worker."""
    if not is_own(actor, episode) and not allowed(check_may_assign, actor, episode):
        raise Denied("not_own_client", _("Only the client's own worker or their supervisor can arrange a transfer."))


def may_take_over(actor: Actor) -> QuerySet[Membership]:
    """Return the present colleagues of the same team who work with clients: those who may take a client over."""
    if actor.role not in WITH_CLIENTS or actor.team_id is None:
        return Membership.objects.none()
    return Membership.objects.filter(
        agency=actor.agency_id, team=actor.team_id, role__in=WITH_CLIENTS, ended_at=None, person__is_active=True
    )


def own_supervisors(actor: Actor) -> QuerySet[Membership]:
    """Return the present supervisors of the team of somebody who works with clients, themselves left out."""
    if actor.role not in WITH_CLIENTS or actor.team_id is None:
        return Membership.objects.none()
    return supervisors_at(actor.agency_id).filter(team=actor.team_id).exclude(person=actor.id)


def answers_for(actor: Actor) -> QuerySet[Person]:
    """Return those whose clients a supervisor hands over: the workers of the team, who left it too, and themselves."""
    return Person.objects.filter(Q(pk=actor.id) | Q(pk__in=workers_of(actor).values("person")))
