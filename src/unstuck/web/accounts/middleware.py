"""Every request learns who asks, from the present membership: a role that ended opens nothing from that moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from unstuck.web.accounts.actors import actor_of


class KnowWhoAsks:
    """Set `request.actor`."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Look up the membership of whoever is signed in; static files never come here."""
        request.actor = actor_of(request.user) if request.user.is_authenticated else None
        return self.get_response(request)
