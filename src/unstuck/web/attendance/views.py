"""The sessions with a client: one page to see and record them, and one to take one back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import answer
from unstuck.web.attendance import actions
from unstuck.web.attendance.forms import SessionForm
from unstuck.web.attendance.models import SessionWay
from unstuck.web.attendance.permissions import sessions_for
from unstuck.web.attendance.presenters import session_line, sessions_page
from unstuck.web.caseload.client_pages import client_form_page, own, readable, write_context
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.components import dates
from unstuck.web.components.denied import allowed
from unstuck.web.components.forms import VersionedForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: Request, episode: UUID) -> HttpResponse:
    """Show the sessions with a client, and record one."""
    current = readable(request, episode)
    if request.method == "POST" and not allowed(check_may_write, request.actor, current):
        raise Http404
    here = reverse("attendance:sessions", kwargs={"episode": current.public_id})
    shown = sessions_page(request.actor, current)

    def make(typed: Any = None, **options: Any) -> SessionForm:
        return SessionForm(typed, episode=current, today=dates.today(), **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        details = actions.SessionDetails(fields["on"], fields["outcome"], fields["way"])
        actions.record_session(request.actor, current, details, write_context(fields, key))
        return here

    page = client_form_page(
        request, current, "attendance/sessions.html", make, act, here,
        initial={"way": SessionWay.IN_PERSON.value}, saved=_("Saved. The next step takes it into account."),
        context={"page": shown},
    )  # fmt: skip
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, episode: UUID, session: int) -> HttpResponse:
    """Mark one session as entered in error."""
    current = own(request, episode)
    found = get_object_or_404(sessions_for(request.actor).select_related("by"), pk=session, episode=current)
    here = reverse("attendance:sessions", kwargs={"episode": current.public_id})

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.withdraw_session(request.actor, found, write_context(fields, key))
        return here

    saved = _("Marked as entered in error. It no longer counts, and stays in the list.")
    page = client_form_page(
        request, current, "attendance/withdraw.html", VersionedForm, act, here, saved=saved,
        context={"line": session_line(found)},
    )  # fmt: skip
    return answer(request, page)
