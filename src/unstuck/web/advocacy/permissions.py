"""Who may see tasks of advocacy: whoever may read the client. Only the client's own worker makes and follows them."""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.advocacy.models import AdvocacyTask
from unstuck.web.caseload.permissions import episodes_for


def tasks_for(actor: Actor | None) -> QuerySet[AdvocacyTask]:
    """Return the tasks that somebody may read: the gate of every page about them."""
    return AdvocacyTask.objects.filter(episode__in=episodes_for(actor))
