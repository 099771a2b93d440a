"""The first page of each role, the caseload and the client's page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.models import Role
from unstuck.web.caseload.permissions import episodes_for

FIRST_PAGES = {
    Role.WORKER: "home:caseload",
    Role.SUPERVISOR: "home:caseload",
    Role.MANAGER: "supervision:overview",
    Role.ADMINISTRATOR: "accounts:people",
}


def start(request: Request) -> HttpResponse:
    """Go to the first page of one's role."""
    return redirect(FIRST_PAGES[Role(request.actor.role)])


def caseload(request: Request) -> HttpResponse:
    """Show who needs a look, then the others."""
    rows = episodes_for(request.actor).filter(ended_on=None).select_related("client", "standing")
    return render(request, "home/caseload.html", {"rows": rows})


def client(request: Request, episode: UUID) -> HttpResponse:
    """Show one client's story and what to do now."""
    found = get_object_or_404(episodes_for(request.actor).select_related("client", "standing"), public_id=episode)
    return render(request, "home/client.html", {"episode": found})
