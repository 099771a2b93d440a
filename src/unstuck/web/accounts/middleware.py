"""Every request knows who is asking, from their present membership: a role that has ended opens nothing any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from unstuck.language import CLIENT, calling
from unstuck.web.accounts.sessions import is_over
from unstuck.web.components import dates

AWAKE = "awake"
AWAKE_SECONDS = 600
"""A session ends eight hours (SESSION_COOKIE_AGE) after it was last written; while somebody works it is written again
once in ten minutes, so that looking at a page does not cost a write."""


class ActorMiddleware:
    """Set `request.actor`, keep the session of whoever works, and speak with their agency's word for a client."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Look up the membership of whoever is signed in; static files never come here."""
        request.actor = None
        if request.user.is_authenticated and is_over(request):
            logout(request)
        if request.user.is_authenticated:
            # Read with the person (sign_in.PeopleBackend), in this very request.
            request.actor = getattr(request.user, "actor", None)
            last = request.session.get(AWAKE)
            if last is not None and dates.now().timestamp() - last > AWAKE_SECONDS:
                wake(request)
        with calling(request.actor.client_word if request.actor else CLIENT):
            return self.get_response(request)


def wake(request: HttpRequest) -> None:
    """Write down that somebody works in this session, which begins its eight hours again."""
    request.session[AWAKE] = dates.now().timestamp()
