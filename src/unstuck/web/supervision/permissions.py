"""Who may count what, and who reads what a supervisor and a worker keep of their meetings.

A manager may count all of the agency's open clients, and read about none of them. What the two keep is read by the
two: the worker as long as they work here with clients, the supervisor as long as they supervise this worker. Who comes
after either of them reads nothing of it; no administrator and no manager does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership, Person, Role
from unstuck.web.accounts.queries import present_members
from unstuck.web.caseload.actions.clients import TAKEN_BACK
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import WITH_CLIENTS, team_members
from unstuck.web.components.denied import Denied
from unstuck.web.consents.restrictions import left_out_of_figures
from unstuck.web.supervision.models import SupervisionPair
from unstuck.web.supervision.quarters import Quarter


@dataclass(frozen=True)
class Partners:
    """A supervisor and a worker who meet, or met."""

    supervisor: Person
    worker: Person


def episodes_to_count(actor: Actor | None) -> QuerySet[Episode]:
    """Return the open episodes that somebody may count: the gate of the overview. Nobody else counts any."""
    if actor is None or actor.role != Role.MANAGER:
        return Episode.objects.none()
    mine = Episode.objects.filter(client__agency_id=actor.agency_id, ended_on=None)
    return mine.exclude(client__in=_left_out(actor))


def episodes_of_quarter(actor: Actor | None, quarter: Quarter) -> QuerySet[Episode]:
    """Return what somebody may count of a quarter: the gate of its figures."""
    return episodes_between(actor, quarter.first, quarter.last)


def episodes_between(actor: Actor | None, first: date, last: date) -> QuerySet[Episode]:
    """Return the episodes that somebody may count of those that went on between two days: whoever sees the overview.

    What came with a file that was undone never was an episode; who does not want to count is left out.
    """
    if actor is None or actor.role != Role.MANAGER:
        return Episode.objects.none()
    still = Q(ended_on=None) | Q(ended_on__gte=first)
    mine = Episode.objects.filter(still, client__agency_id=actor.agency_id, started_on__lte=last)
    return mine.exclude(ended_because=TAKEN_BACK).exclude(client__in=_left_out(actor))


def _left_out(actor: Actor) -> set[int]:
    """Return who is not to count; a page counts a dozen times, and asks once."""
    kept = vars(actor)
    if _ASKED_ONCE not in kept:
        kept[_ASKED_ONCE] = left_out_of_figures(actor.agency_id)
    found: set[int] = kept[_ASKED_ONCE]
    return found


_ASKED_ONCE = "left_out_of_figures"


def check_counts(actor: Actor) -> None:
    """Raise Denied unless somebody may take an agency's figures away: whoever sees them."""
    if actor.role != Role.MANAGER:
        raise Denied("no_manager", _("Managers see the figures of a quarter."))


def supervised_by(actor: Actor) -> QuerySet[Membership]:
    """Return the present workers whom somebody supervises; of nobody but a supervisor with a team, any."""
    return team_members(actor).filter(role=Role.WORKER, person__is_active=True)


def supervisors_now(actor: Actor) -> QuerySet[Membership]:
    """Return the present supervisors of a worker's own team."""
    if actor.role != Role.WORKER or actor.team_id is None:
        return Membership.objects.none()
    return present_members(actor.agency_id).filter(team=actor.team_id, role=Role.SUPERVISOR)


def pairs_for(actor: Actor | None) -> QuerySet[SupervisionPair]:
    """Return the pairs of which somebody may read what was kept: the gate of every page about meetings."""
    if actor is None or actor.role not in WITH_CLIENTS:
        return SupervisionPair.objects.none()
    supervises = Q(supervisor=actor.id, worker__in=supervised_by(actor).values("person"))
    return SupervisionPair.objects.filter(Q(worker=actor.id) | supervises, agency=actor.agency_id)


def check_meets(actor: Actor, partners: Partners) -> None:
    """Raise Denied unless somebody is one of the two, and the one supervises the other now."""
    if actor.id == partners.supervisor.pk and supervised_by(actor).filter(person=partners.worker).exists():
        return
    if actor.id == partners.worker.pk and supervisors_now(actor).filter(person=partners.supervisor).exists():
        return
    raise Denied("not_supervised", _("Only the two who meet can write here, as long as the one supervises the other."))
