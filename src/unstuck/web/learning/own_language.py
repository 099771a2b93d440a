"""Pages of learning are in the language that the learner chose."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

from unstuck.language import speaking
from unstuck.web.accounts.actors import Request
from unstuck.web.learning.permissions import choices_of

View = Callable[..., HttpResponse]


def in_own_language(view: View) -> View:
    """Let a page be in the language that the learner chose."""

    @wraps(view)
    def spoken_view(request: Request, *places: Any, **named: Any) -> HttpResponse:
        with speaking(choices_of(request.actor).language):
            return view(request, *places, **named)

    return spoken_view
