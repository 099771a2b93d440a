"""The manager's overview: numbers of clients, never names, never of one worker."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from unstuck.web.accounts.actors import Request
from unstuck.web.components import dates
from unstuck.web.supervision.overview import overview_page


def overview(request: Request) -> HttpResponse:
    """Show how the agency's clients are doing, small numbers suppressed."""
    page = overview_page(request.actor, dates.now(), dates.today())
    return render(request, "supervision/overview.html", {"page": page})
