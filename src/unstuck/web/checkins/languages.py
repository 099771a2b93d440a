"""In which language a client reads: as they chose on the page, else as their worker noted, else English."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from unstuck.language import CLIENT, ENGLISH, LANGUAGES, calling, speaking
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins.queries import language_of

COOKIE, ASKED = f"{settings.COOKIE_PREFIX}unstuck_language", "language"
COOKIE_DAYS = 90


def language_for(request: HttpRequest, episode: Episode | None) -> str:
    """Return the language of a client's page."""
    for chosen in (request.GET.get(ASKED, ""), request.COOKIES.get(COOKIE, "")):
        if chosen in LANGUAGES:
            return chosen
    return language_of(episode) if episode else ENGLISH


@contextmanager
def speaking_to(request: HttpRequest, episode: Episode | None) -> Iterator[None]:
    """Speak the language of a client's page, with their agency's word for a client."""
    word = episode.client.agency.client_word if episode else CLIENT
    with speaking(language_for(request, episode)), calling(word):
        yield


def keep_language(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Keep the language that was chosen on a page, on this device: it says nothing about anybody."""
    chosen = request.GET.get(ASKED, "")
    if chosen in LANGUAGES:
        answer.set_cookie(
            COOKIE, chosen, max_age=COOKIE_DAYS * 24 * 3600, httponly=True, secure=request.is_secure(), samesite="Lax"
        )
    return answer
