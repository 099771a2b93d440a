"""The cookie that says that the code was right, and how these pages are sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from unstuck.web.checkins.presenters.client import CheckinScreen
from unstuck.web.checkins.screens import shown
from unstuck.web.client_pages.models import PageLink
from unstuck.web.client_pages.tokens import COOKIE, COOKIE_SALT, MINUTES_OPEN

FOLDER = "client_pages"


def show(request: HttpRequest, template: str, page: CheckinScreen, *, status: int = 200) -> HttpResponse:
    """Return a page that no search engine and no proxy keeps."""
    return shown(request, template, page, status=status, folder=FOLDER)


def has_code(request: HttpRequest, link: PageLink) -> bool:
    """Tell whether the code of this page was put in on this device within the last minutes."""
    kept = request.get_signed_cookie(COOKIE, default="", salt=COOKIE_SALT, max_age=MINUTES_OPEN * 60)
    return bool(kept == str(link.public_id))


def keep_code(request: HttpRequest, answer: HttpResponse, link: PageLink) -> HttpResponse:
    """Let the page stay open for some minutes more; the cookie ends with the browser."""
    answer.set_signed_cookie(
        COOKIE, str(link.public_id), salt=COOKIE_SALT, httponly=True, secure=request.is_secure(), samesite="Lax"
    )
    return answer
