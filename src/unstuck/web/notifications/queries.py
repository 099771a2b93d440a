"""What waits for somebody: the gate of the list."""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.notifications.models import EmailChoice, Notification

SHOWN = 100


def notifications_for(actor: Actor | None) -> QuerySet[Notification]:
    """Return what was told to somebody at their present agency, the latest first: their own alone."""
    if actor is None:
        return Notification.objects.none()
    return Notification.objects.filter(person=actor.id, agency=actor.agency_id).order_by("-created_at", "-pk")


def wants_email(actor: Actor) -> bool:
    """Tell whether somebody gets an e-mail when something is waiting."""
    return not EmailChoice.objects.filter(person=actor.id, wanted=False).exists()
