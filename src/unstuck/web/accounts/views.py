"""People, and one's own account."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from unstuck.web.accounts.actors import Request


def me(request: Request) -> HttpResponse:
    """Show one's own account."""
    return render(request, "accounts/me.html")


def people(request: Request) -> HttpResponse:
    """List the people of the agency."""
    return render(request, "accounts/people.html")


def record(request: Request) -> HttpResponse:
    """List what was done at the agency."""
    return render(request, "accounts/record.html")
