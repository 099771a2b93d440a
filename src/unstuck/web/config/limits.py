"""A body over the limit is refused by its announced length, before a byte of it is read.

A body that announces no length, or less than it sends, gets around nothing: Django reads as many bytes as were
announced, and gunicorn takes what follows for a new request and refuses it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from unstuck.language import gettext as _
from unstuck.web.components.places import FORM_BYTES
from unstuck.web.config.errors import page

THROWN_AWAY = 10
"""How many times the limit is thrown away after the answer, so that a browser which is still sending can read it."""

_CHUNK = 1 << 16


class BodyLimitMiddleware:
    """Answer 413 and close the connection. Stands after the middleware that knows who asks: the page greets them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what is small enough."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if (
            not (announced.isascii() and announced.isdigit())
            or int(announced) > settings.LARGEST_UPLOAD_BYTES + FORM_BYTES
        ):
            return self._refused(request)
        return self.get_response(request)

    def _refused(self, request: HttpRequest) -> HttpResponse:
        megabytes = settings.LARGEST_UPLOAD_BYTES // (1024 * 1024)
        answer = page(
            request,
            413,
            _("That file is too large"),
            _("Files may hold up to %(limit)s MB. Nothing was read and nothing was saved.") % {"limit": megabytes},
            _("Split the file, or leave out columns that are not needed, and try again."),
        )
        answer["Connection"] = "close"
        answer._resource_closers.append(lambda: _throw_away(request.META.get("wsgi.input")))  # type: ignore[attr-defined]  # Django's own list of what to do once the answer is sent
        return answer


def _throw_away(body: Any) -> None:
    """Read on after the answer is sent: a connection closed on unread bytes is reset, and the answer lost with it."""
    left = THROWN_AWAY * settings.LARGEST_UPLOAD_BYTES
    try:
        while left > 0 and body is not None and (chunk := body.read(min(_CHUNK, left))):
            left -= len(chunk)
    except (OSError, ValueError):
        return  # Whoever sent it is gone.
