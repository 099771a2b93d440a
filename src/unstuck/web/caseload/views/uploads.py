"""Files of scores: choose, say what is in it, look, save."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from unstuck.web.accounts.actors import Request


def uploads(request: Request) -> HttpResponse:
    """List the files that one brought in."""
    return render(request, "caseload/uploads.html")
