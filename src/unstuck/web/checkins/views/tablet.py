"""The agency's tablet: a neutral screen that asks for a code, before and after each client."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unstuck.language import speaking
from unstuck.web.accounts.form_pages import REFUSED
from unstuck.web.checkins.languages import keep_language, language_for
from unstuck.web.checkins.models import Tablet
from unstuck.web.checkins.permissions import tablet_of
from unstuck.web.checkins.presenters.client import gone_page, tablet_page, wait_words, wrong_code
from unstuck.web.checkins.queries import checkin_with_code
from unstuck.web.checkins.screens import GONE, HOME_COOKIE, TABLET_COOKIE, shown
from unstuck.web.checkins.tokens import token_of
from unstuck.web.components import dates

HOME_DAYS = 365
TRIES, WAIT_SECONDS = 5, 15 * 60


@never_cache
@require_http_methods(["GET", "HEAD"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """Make this browser the agency's tablet."""
    if tablet_of(token) is None:
        return shown(request, "page", gone_page(), status=GONE)
    answer = HttpResponseRedirect(reverse("checkins:tablet_neutral"))
    _keep(request, answer, HOME_COOKIE, token, HOME_DAYS * 24 * 3600)
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def neutral(request: HttpRequest) -> HttpResponse:
    """Ask for the code that the worker gave. Whoever was here before is forgotten."""
    tablet = tablet_of(request.COOKIES.get(HOME_COOKIE, ""))
    with speaking(language_for(request, None)):
        if tablet is None:
            return shown(request, "page", gone_page(), status=GONE)
        answer = _entered(request, tablet) if request.method == "POST" else _asking(request)
        return keep_language(request, answer)


def _entered(request: HttpRequest, tablet: Tablet) -> HttpResponse:
    counter = f"unstuck.tablet.{tablet.pk}"
    if cache.get(counter, 0) >= TRIES:
        return _asking(request, wait_words(), status=429)
    code = "".join(letter for letter in request.POST.get("code", "")[:20] if letter.isdigit())
    checkin = checkin_with_code(tablet.agency_id, code, dates.now()) if len(code) == 6 else None
    if checkin is None:
        cache.set(counter, cache.get(counter, 0) + 1, WAIT_SECONDS)
        return _asking(request, wrong_code(), status=REFUSED)
    answer = HttpResponseRedirect(reverse("checkins:start", args=[token_of(checkin.seed)]))
    _keep(request, answer, TABLET_COOKIE, str(checkin.public_id), None)
    return answer


def _asking(request: HttpRequest, refused: str = "", status: int = 200) -> HttpResponse:
    page = tablet_page(refused)
    answer = render(request, "checkins/tablet.html", {"page": page, "refused": refused}, status=status)
    answer.delete_cookie(TABLET_COOKIE)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _keep(request: HttpRequest, answer: HttpResponse, name: str, value: str, seconds: int | None) -> None:
    answer.set_cookie(name, value, max_age=seconds, httponly=True, secure=request.is_secure(), samesite="Lax")
