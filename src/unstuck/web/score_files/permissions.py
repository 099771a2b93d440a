"""Whose files of scores: everybody has those that they brought in themselves."""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.caseload.models import Upload


def uploads_for(actor: Actor | None) -> QuerySet[Upload]:
    """Return the files that somebody brought in themselves, at their present agency: the gate of pages about them.

    The content of a file and its rows are read only where they are asked for.
    """
    if actor is None or actor.role not in (Role.WORKER, Role.SUPERVISOR):
        return Upload.objects.none()
    return Upload.objects.filter(by_id=actor.id, agency_id=actor.agency_id).defer("content", "rows")
