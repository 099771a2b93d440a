"""Who may read reviews and endings: whoever may read the client's record. The client's own worker acts.

A second person who is asked about an intended ending reads that, and nothing more of the client.
"""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.permissions import WITH_CLIENTS, episodes_for
from unstuck.web.components.denied import Denied
from unstuck.web.consents.restrictions import clients_hidden_from
from unstuck.web.reviews.models import Closing, IntendedEnding, Review
from unstuck.web.reviews.workflow import AGREED, ASKED, OBJECTED


def reviews_for(actor: Actor | None) -> QuerySet[Review]:
    """Return the reviews of the clients that somebody may read: the gate of every page about reviews."""
    return Review.objects.filter(episode__in=episodes_for(actor))


def closings_for(actor: Actor | None) -> QuerySet[Closing]:
    """Return the endings of the clients that somebody may read."""
    return Closing.objects.filter(episode__in=episodes_for(actor))


def second_looks_for(actor: Actor | None) -> QuerySet[IntendedEnding]:
    """Return the intended endings that somebody was asked to look at, while the work goes on."""
    if actor is None or actor.role not in WITH_CLIENTS:
        return IntendedEnding.objects.none()
    asked = IntendedEnding.objects.filter(second=actor.id, episode__client__agency=actor.agency_id)
    asked = asked.exclude(episode__client__in=clients_hidden_from(actor.id, actor.team_id).values("client"))
    return asked.filter(state__in=[ASKED, AGREED, OBJECTED], episode__ended_on=None).exclude(episode__worker=actor.id)


def check_is_second(actor: Actor, intended: IntendedEnding) -> None:
    """Raise Denied unless this person was asked for the second look, and is not the client's worker."""
    if not second_looks_for(actor).filter(pk=intended.pk).exists():
        raise Denied("not_the_second", _("Only the second person who was asked can answer, and never the own worker."))
