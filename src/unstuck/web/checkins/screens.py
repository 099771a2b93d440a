"""How a client's page is sent: never kept by a browser, a proxy or a search engine."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from unstuck.web.checkins.presenters.client import CheckinScreen

GONE = 410
HOME_COOKIE = f"{settings.COOKIE_PREFIX}unstuck_tablet_home"
"""Says that a browser is a tablet of an agency."""
TABLET_COOKIE = f"{settings.COOKIE_PREFIX}unstuck_tablet"
"""Says on the tablet which check-in its code was put in for; the neutral page takes it away."""


def shown(
    request: HttpRequest, template: str, page: CheckinScreen, *, status: int = 200, folder: str = "checkins"
) -> HttpResponse:
    """Return a client's page, which no search engine and no proxy keeps."""
    answer = render(request, f"{folder}/{template}.html", {"page": page}, status=status)
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
