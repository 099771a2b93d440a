"""Who may arrange a transfer or a cover, who makes it, and who may take a client over or stand in."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.accounts.queries import present_members, supervisors_at
from unstuck.web.caseload.cover_states import AGREED, ASKED
from unstuck.web.caseload.models import Cover, Episode
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


def covers_for(actor: Actor | None, today: date) -> QuerySet[Cover]:
    """Return the covers that somebody may read: of their own clients, of their team's, and those they are asked for.

    Whoever stands in reads it until the last day is over, or until it ended. Its clients come through `episodes_for`.
    """
    if actor is None or actor.role not in WITH_CLIENTS:
        return Cover.objects.none()
    asked = Q(colleague=actor.id, state__in=[ASKED, AGREED], last_day__gte=today)
    theirs = Q(worker=actor.id) | Q(worker__in=workers_of(actor).values("person"))
    return Cover.objects.filter(asked | theirs, agency=actor.agency_id)


def check_may_ask(actor: Actor, episode: Episode) -> None:
    """Raise Denied unless this person is the client's worker, or the supervisor of that worker."""
    if not is_own(actor, episode) and not allowed(check_may_assign, actor, episode):
        raise Denied("not_own_client", _("Only the client's own worker or their supervisor can ask for cover."))


def check_is_colleague(actor: Actor, cover: Cover) -> None:
    """Raise Denied unless this person is the one who was asked to stand in."""
    if cover.colleague_id != actor.id:
        raise Denied("not_asked", _("Only the colleague who was asked can answer."))


def check_may_end(actor: Actor, cover: Cover) -> None:
    """Raise Denied unless a cover is about this person's clients or their team's, or they stand in."""
    theirs = cover.worker_id == actor.id or workers_of(actor).filter(person=cover.worker_id).exists()
    if not theirs and not (cover.state == AGREED and cover.colleague_id == actor.id):
        raise Denied("not_own_cover", _("Only the worker, their supervisor, or who stands in can end it."))


def may_stand_in(actor: Actor, worker: int) -> QuerySet[Membership]:
    """Return the present colleagues of the agency who work with clients: those who can be asked to stand in."""
    return present_members(actor.agency_id).filter(role__in=WITH_CLIENTS).exclude(person=worker)
