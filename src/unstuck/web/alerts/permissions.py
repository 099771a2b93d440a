"""Who may read and move alerts: whoever may read, and write, the client's record."""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.models import Alert
from unstuck.web.caseload.permissions import episodes_for


def alerts_for(actor: Actor | None) -> QuerySet[Alert]:
    """Return the alerts of the clients that somebody may read: the gate of every page about alerts."""
    return Alert.objects.filter(episode__in=episodes_for(actor))
