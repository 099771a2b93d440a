"""Who may read what goes between agencies, and who may say with which agencies.

What goes out belongs to whoever asked the question, as the consultation does. What comes in is read by those of the
agency who answer consultations, until its last day. Administrators keep the list of agencies and read no brief; a
second person confirms each agency, since it will be given sight of briefs (decision 65).
"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.caseload.permissions import WITH_CLIENTS
from unstuck.web.circles.models import CirclePartner, IncomingQuestion, OutgoingAnswer, OutgoingQuestion
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.permissions import own_consultations


def partners_of(actor: Actor) -> QuerySet[CirclePartner]:
    """Return the agencies that somebody's own agency exchanges with now."""
    return CirclePartner.objects.filter(agency=actor.agency_id, removed_at=None, confirmed_at__isnull=False)


def sent_by(actor: Actor | None) -> QuerySet[OutgoingQuestion]:
    """Return what somebody sealed for other agencies and can still read, as the consultation itself."""
    return OutgoingQuestion.objects.filter(consultation__in=own_consultations(actor))


def received_for(actor: Actor | None, today: date) -> QuerySet[IncomingQuestion]:
    """Return the questions of other agencies that somebody may read and answer: the gate of every page about them."""
    if actor is None or actor.role not in WITH_CLIENTS:
        return IncomingQuestion.objects.none()
    return IncomingQuestion.objects.filter(agency=actor.agency_id, wiped_at=None, expires_on__gte=today)


def answers_for(actor: Actor | None, today: date) -> QuerySet[OutgoingAnswer]:
    """Return the answers to these questions."""
    return OutgoingAnswer.objects.filter(question__in=received_for(actor, today))


def check_keeps_agencies(actor: Actor) -> None:
    """Raise Denied unless somebody administers the agency."""
    if actor.role != Role.ADMINISTRATOR:
        raise Denied("not_administrator", _("Only an administrator changes with which agencies yours exchanges."))


def check_may_answer_there(actor: Actor, question: IncomingQuestion, today: date) -> None:
    """Raise Denied where somebody may not answer a question from another agency, or no longer."""
    if not received_for(actor, today).filter(pk=question.pk).exists():
        raise Denied("not_there", _("This question can no longer be read here, so nothing was saved."))


def check_brings_in(actor: Actor) -> None:
    """Raise Denied unless somebody answers consultations, and so may open what comes in."""
    if actor.role not in WITH_CLIENTS:
        raise Denied("not_with_clients", _("Only workers and supervisors open files from other agencies."))
