"""Who may read a concern and act on it: whoever may read the client, and who answers for concerns at the agency.

Somebody who answers for concerns sees the concern and who it is about, and nothing else of the record. Who came to
answer while standing in for the worker no longer does once that is over.
"""

from __future__ import annotations

from datetime import date

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.caseload.cover_states import AGREED, ENDED
from unstuck.web.caseload.models import CoveredClient
from unstuck.web.caseload.permissions import WITH_CLIENTS, episodes_for
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.safety.models import Concern, Responder
from unstuck.web.safety.workflow import OPEN


def concerns_for(actor: Actor | None) -> QuerySet[Concern]:
    """Return the concerns that somebody may read and act on: the gate of every page about one concern."""
    if actor is None or actor.role not in WITH_CLIENTS:
        return Concern.objects.none()
    answers = Q(responder=actor.id, state__in=OPEN) & ~Q(Exists(answered_while_covering(dates.today())))
    scope = Q(episode__in=episodes_for(actor)) | answers | Q(Exists(_responders(actor)), state__in=OPEN)
    return Concern.objects.filter(scope, episode__client__agency_id=actor.agency_id)


def answered_while_covering(today: date) -> QuerySet[CoveredClient]:
    """Return, beside a concern, the covers that are over in which its responder came to answer for it.

    They answered in somebody's place, so they no longer do: whoever stood in has no hold on a client afterwards.
    """
    since = TruncDate(ExpressionWrapper(OuterRef("responding_since"), DateTimeField()))
    over = Q(cover__state=ENDED) | Q(cover__state=AGREED, cover__last_day__lt=today)
    before_its_end = Q(cover__ended_at=None) | Q(cover__ended_at__gte=OuterRef("responding_since"))
    theirs = CoveredClient.objects.filter(episode=OuterRef("episode"), cover__colleague=OuterRef("responder"))
    within = theirs.filter(over, before_its_end, cover__first_day__lte=since, cover__last_day__gte=since)
    return within.exclude(cover__colleague=F("episode__worker"))


def answers_here(actor: Actor) -> bool:
    """Tell whether somebody is named to answer for concerns at their agency."""
    return _responders(actor).exists()


def _responders(actor: Actor) -> QuerySet[Responder]:
    return Responder.objects.filter(agency=actor.agency_id, person=actor.id, ended_at=None, waits=False)


def check_may_answer(actor: Actor, concern: Concern) -> None:
    """Raise Denied unless somebody may read this concern: whoever sees a danger may answer for it."""
    if not concerns_for(actor).filter(pk=concern.pk).exists():
        raise Denied("not_yours", _("Only those who work with this client, or answer for concerns, can record this."))


def check_may_name(actor: Actor) -> None:
    """Raise Denied unless somebody looks after the agency's settings."""
    if actor.role != Role.ADMINISTRATOR:
        raise Denied("not_administrator", _("Only an administrator can say who answers for concerns."))
