"""Who may see sessions: whoever may read the client. Its own worker records them, or whoever stands in."""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.attendance.models import ClientSession
from unstuck.web.caseload.permissions import episodes_for


def sessions_for(actor: Actor | None) -> QuerySet[ClientSession]:
    """Return the sessions that somebody may read, the ones entered in error too."""
    return ClientSession.objects.filter(episode__in=episodes_for(actor))
