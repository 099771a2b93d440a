"""Who may open a record in an emergency, what that gives, and who looks at it afterwards.

One table says who may: supervisors by their role, and whoever the agency named to answer for concerns. It gives what
stands in for nobody: reading, as `episodes_for` has it, and answering for a danger that is seen. Every check of writing
asks what somebody is to the client, and they are nothing to them; notes apart from the record and the worker's own side
ask the same.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.accounts.sight import OPENED
from unstuck.web.caseload import permissions
from unstuck.web.caseload.models import Client, Episode
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.emergency.models import EmergencyAccess
from unstuck.web.safety.permissions import answers_here

EMERGENCY_ROLES = (Role.SUPERVISOR,)
"""Roles that may; besides, whoever answers for concerns here (`safety.Responder`)."""


def check_may_open(actor: Actor) -> None:
    """Raise Denied unless somebody supervises, or is named to answer for concerns."""
    if actor.role in EMERGENCY_ROLES or (actor.role in permissions.WITH_CLIENTS and answers_here(actor)):
        return
    problem = _("Only supervisors, and those who answer for concerns, open a record in an emergency. Call one of them.")
    raise Denied("not_for_emergencies", problem)


def open_now(person: int) -> QuerySet[EmergencyAccess]:
    """Return what somebody has open, by their row id: not closed, and its time not over."""
    return EmergencyAccess.objects.filter(person=person, until__gt=dates.now(), end=None)


def opened(actor: Actor) -> Q | None:
    """Return the condition of episodes that somebody reads in an emergency; None where they opened nothing."""
    held = rows_of(open_now, actor.id)
    return Q(client__in=[one.client_id for one in held]) if held else None


OPENED.append(opened)


def emergencies_for(actor: Actor | None) -> QuerySet[EmergencyAccess]:
    """Return what others opened about clients for whom somebody answers: their own, and their team's."""
    if actor is None:
        return EmergencyAccess.objects.none()
    theirs = Q(worker=actor.id) | Q(worker__in=permissions.workers_of(actor).values("person"))
    clients = permissions.episodes_for(actor).filter(theirs).values("client")
    return EmergencyAccess.objects.filter(client__in=clients).exclude(person=actor.id)


def emergencies_of_agency(actor: Actor) -> QuerySet[EmergencyAccess]:
    """Return what was opened at an agency, for whoever looks after it: to be shown without a client's name."""
    if actor.role not in (Role.ADMINISTRATOR, Role.MANAGER):
        return EmergencyAccess.objects.none()
    return EmergencyAccess.objects.filter(client__agency=actor.agency_id)


def client_named(actor: Actor, typed: str, key: str) -> Client | None:
    """Return the one client of the agency with this reference or this very name; None for none or several."""
    here = Client.objects.filter(agency=actor.agency_id)
    found = list(here.filter(key=key)) or list(here.filter(name__iexact=typed))
    return found[0] if len(found) == 1 else None


def reads_already(actor: Actor, client: Client) -> bool:
    """Tell whether somebody may read a client anyhow."""
    return permissions.episodes_for(actor).filter(client=client).exists()


def latest_episode(client: Client) -> Episode | None:
    """Return the period of care that is opened first: the present one, or else the last; None where there was none."""
    rows = Episode.objects.filter(client=client).select_related("client", "worker")
    return rows.order_by("-started_on", "-pk").first()


def check_reviews(actor: Actor, access: EmergencyAccess) -> None:
    """Raise Denied unless somebody answers for the client, and did not open the record themselves."""
    if not emergencies_for(actor).filter(pk=access.pk).exists():
        raise Denied("not_yours", _("A second person who answers for this client looks at it."))
