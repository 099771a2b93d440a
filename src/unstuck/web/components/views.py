"""Pages that belong to no room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def accessibility(request: HttpRequest) -> HttpResponse:
    """Say what was tested, what is known not to work, and whom to tell."""
    return render(request, "components/accessibility.html")
