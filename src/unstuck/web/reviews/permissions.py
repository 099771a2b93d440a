"""Who may read reviews and endings: whoever may read the client's record. The client's own worker acts."""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.reviews.models import Closing, Review


def reviews_for(actor: Actor | None) -> QuerySet[Review]:
    """Return the reviews of the clients that somebody may read: the gate of every page about reviews."""
    return Review.objects.filter(episode__in=episodes_for(actor))


def closings_for(actor: Actor | None) -> QuerySet[Closing]:
    """Return the endings of the clients that somebody may read."""
    return Closing.objects.filter(episode__in=episodes_for(actor))
