"""A body over the limit is refused by its announced length, before a byte of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from unstuck.language import gettext as _
from unstuck.web.config.errors import page
from unstuck.web.config.places import FORM_BYTES


class RefuseLargeBodies:
    """Answer 413 and close the connection."""

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
        return answer
