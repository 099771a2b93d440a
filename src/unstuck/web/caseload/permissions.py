"""Who may see and change what in a caseload. Every reading of clients goes through `episodes_for`.

What a client had restricted, and what somebody opened in an emergency, is told by the rooms above that hold it
(`accounts.sight`, `FROZEN`), and enforced here alone.

A worker has their own clients. A supervisor has, to read and to hand over, those of the workers of their team (and
of those who left it for no other work with clients), and their own like a worker. Whoever agreed to stand in for a
worker has those clients from the first day to the last, to read and to record. Nobody else has any. Where nothing is
granted, nothing is found.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from rules.predicates import predicate

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership, Role
from unstuck.web.accounts.sight import limits_of
from unstuck.web.caseload.cover_states import AGREED
from unstuck.web.caseload.models import CoveredClient, Episode
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied

FROZEN: list[Callable[[Episode], str]] = []
"""Why nothing is written into a record, empty where it is."""


def is_hidden(actor: Actor, episode: Episode) -> bool:
    """Tell whether the client had this person kept out of their record."""
    return any(Episode.objects.filter(hidden, pk=episode.pk).exists() for hidden in limits_of(actor)[0])


@predicate
def is_own(actor: Actor, episode: Episode) -> bool:
    """True where the episode is this person's own work."""
    return actor.role in WITH_CLIENTS and episode.worker_id == actor.id and not is_hidden(actor, episode)


@predicate
def supervises(actor: Actor, episode: Episode) -> bool:
    """True where the episode's worker is in the team that this person supervises."""
    worker = episode.worker_id
    return bool(worker and workers_of(actor).filter(person_id=worker).exists()) and not is_hidden(actor, episode)


@predicate
def covers(actor: Actor, episode: Episode) -> bool:
    """True where this person stands in for the episode's worker today."""
    return covered_by(actor).filter(episode=episode.pk).exists() and not is_hidden(actor, episode)


may_assign = is_own | supervises
may_write = is_own | covers
may_read = may_assign | covers


WITH_CLIENTS = (Role.WORKER, Role.SUPERVISOR)
"""Roles that work with clients."""


def workers_of(actor: Actor) -> QuerySet[Membership]:
    """Return the memberships of those whose clients a supervisor answers for; of a team of nobody's, none.

    Who left keeps nothing, but their clients must not be forgotten: they stay with the supervisor of the last team.
    """
    if actor.role != Role.SUPERVISOR or actor.team_id is None:
        return Membership.objects.none()
    theirs = Membership.objects.filter(person=OuterRef("person"), role__in=WITH_CLIENTS)
    gone = ~Exists(theirs.filter(ended_at=None)) & ~Exists(theirs.filter(started_at__gt=OuterRef("started_at")))
    return Membership.objects.filter(
        Q(ended_at=None) | gone, agency_id=actor.agency_id, team_id=actor.team_id, role__in=WITH_CLIENTS
    )


def team_members(actor: Actor) -> QuerySet[Membership]:
    """Return the present members of a supervisor's own team: those to whom a client may be handed."""
    return workers_of(actor).filter(ended_at=None)


def covered_on(day: date) -> QuerySet[CoveredClient]:
    """Return whom somebody stands in for on a day: agreed, the day within it, and the client still that worker's."""
    within = CoveredClient.objects.filter(cover__state=AGREED, cover__first_day__lte=day, cover__last_day__gte=day)
    return within.filter(episode__worker=F("cover__worker"), episode__ended_on=None)


def covered_by(actor: Actor | None) -> QuerySet[CoveredClient]:
    """Return the clients for whose workers somebody stands in today."""
    if actor is None or actor.role not in WITH_CLIENTS or not _may_stand_in(actor):
        return CoveredClient.objects.none()
    return covered_on(dates.today()).filter(cover__colleague=actor.id, cover__agency=actor.agency_id)


def _may_stand_in(actor: Actor) -> bool:
    """Tell whether it is worth asking for whom: hardly anybody covers, and every page about clients asks."""
    return actor.stands_in_until is not None and dates.today() <= actor.stands_in_until


def _of_ones_own(actor: Actor) -> Q:
    """Return that an episode is somebody's own, or of a worker for whom they stand in today."""
    mine = Q(worker_id=actor.id)
    return mine | Q(pk__in=covered_by(actor).values("episode")) if _may_stand_in(actor) else mine


def episodes_for(actor: Actor | None) -> QuerySet[Episode]:
    """Return the episodes that somebody may read: the gate of every page about clients."""
    if actor is None or actor.role not in WITH_CLIENTS:
        return Episode.objects.none()
    scope = _of_ones_own(actor)
    if actor.role == Role.SUPERVISOR:
        scope |= Q(worker_id__in=workers_of(actor).values("person_id"))
    hidden, opened = limits_of(actor)
    for condition in opened:
        scope |= condition
    for condition in hidden:
        scope &= ~condition
    return Episode.objects.filter(scope, client__agency_id=actor.agency_id)


def work_of(actor: Actor) -> QuerySet[Episode]:
    """Return the episodes in which somebody may record: their own, and those where they stand in."""
    return episodes_for(actor).filter(_of_ones_own(actor))


def check_works_with(actor: Actor, episode: Episode) -> None:
    """Raise Denied unless the episode is this person's own work, or they stand in for its worker today."""
    if not may_write(actor, episode):
        raise Denied("not_own_client", _("Only the client's own worker can record here."))


def check_may_write(actor: Actor, episode: Episode) -> None:
    """Raise Denied as `check_works_with` does, and where a restriction holds the record as it is."""
    check_works_with(actor, episode)
    check_not_frozen(episode)


def check_not_frozen(episode: Episode) -> None:
    """Raise Denied where a restriction holds the record. An ending is never refused for it, and asks no such thing.

    It is asked once of each copy of an episode: a page asks again and again, and a frame reads its own.
    """
    kept = vars(episode)
    if "why_frozen" not in kept:
        kept["why_frozen"] = next(filter(None, (frozen(episode) for frozen in FROZEN)), "")
    if kept["why_frozen"]:
        raise Denied("restricted", kept["why_frozen"])


def check_is_own(actor: Actor, episode: Episode) -> None:
    """Raise Denied unless the episode is this person's own work: standing in for its worker is not enough."""
    if not is_own(actor, episode):
        raise Denied("not_own_client", _("Only the client's own worker can do this."))


def check_answers_for(actor: Actor, episode: Episode) -> None:
    """Raise Denied unless the episode is this person's own work or their team's: standing in is not enough."""
    if not may_assign(actor, episode):
        raise Denied("not_own_client", _("Only the client's own worker and their supervisor can do this."))


def check_may_assign(actor: Actor, episode: Episode) -> None:
    """Raise Denied unless this person is a supervisor, of the episode's worker or with the client themselves."""
    if actor.role != Role.SUPERVISOR or not may_assign(actor, episode):
        raise Denied("not_supervisor", _("Only the supervisor of the client's worker can hand a client over."))
