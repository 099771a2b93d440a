"""For whoever watches over the machine: does the process answer, and can it work? No more is said in public."""

from __future__ import annotations

import logging

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from unstuck.errors import TROUBLES, trouble_of
from unstuck.web.audit.access.stores import access_store

_log = logging.getLogger(__name__)
_PLAIN = "text/plain; charset=utf-8"


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer, and ask nothing of the database: a process that does not is to be started again."""
    return HttpResponse("alive\n", content_type=_PLAIN)


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 where both databases can be read, else 503; the cause stands in the log."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT length FROM audit_chain LIMIT 1")
            cursor.fetchone()
        access_store().heads()
    except Exception as fault:  # whatever it is: whoever watches must hear of it
        _log.error("not ready: %s", TROUBLES.get(trouble_of(fault), type(fault).__name__))
        return HttpResponse("not ready\n", content_type=_PLAIN, status=503)
    return HttpResponse("ready\n", content_type=_PLAIN)
