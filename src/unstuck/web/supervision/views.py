"""The manager's overview: numbers of clients, never names, never of one worker."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from unstuck.web.accounts.actors import Request


def overview(request: Request) -> HttpResponse:
    """Show how the agency's clients are doing, small numbers suppressed."""
    return render(request, "supervision/overview.html")
