"""What waits for the second person beside an administrator: roles, and codes of links that an administrator saw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from unstuck.language import gettext as _
from unstuck.web.accounts.actions import confirm_role, decline_role, make_code
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import REFUSED, own_idempotency_key
from unstuck.web.accounts.form_recovery import token_for
from unstuck.web.accounts.presenters import second_person_page
from unstuck.web.accounts.queries import proposals_at, shown_links_at
from unstuck.web.audit.actions import AlreadyDone
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied

Row = TypeVar("Row", bound=Model)


@never_cache
def second_person(request: Request) -> HttpResponse:
    """Show what waits; confirm or decline a role, or read out a code."""
    if request.method != "POST":
        return _page(request)
    do = ACTIONS.get(request.POST.get("do", ""))
    if do is None:
        raise BadRequest
    try:
        code = do(request)
    except AlreadyDone:
        return redirect("accounts:second_person")
    except Denied as denied:
        return _page(request, refused=denied.reason, status=REFUSED)
    return _page(request, code=code) if code else redirect("accounts:second_person")


def _confirm(request: Request) -> str:
    proposal = _row(request, proposals_at(request.actor.agency_id))
    confirm_role(request.actor, proposal, now=dates.now(), idempotency_key=own_idempotency_key(request))
    messages.success(request, _("The new role applies from now on. Those concerned have been told."))
    return ""


def _decline(request: Request) -> str:
    proposal = _row(request, proposals_at(request.actor.agency_id))
    decline_role(request.actor, proposal, now=dates.now(), idempotency_key=own_idempotency_key(request))
    messages.success(request, _("Nothing was changed, and whoever asked for it has been told."))
    return ""


def _code(request: Request) -> str:
    return make_code(request.actor, _row(request, shown_links_at(request.actor.agency_id, _since())), now=dates.now())


ACTIONS: dict[str, Callable[[Request], str]] = {"confirm": _confirm, "decline": _decline, "code": _code}


def _since() -> datetime:
    return dates.now() - timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def _row(request: Request, rows: QuerySet[Row]) -> Row:
    wanted = request.POST.get("row", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 18):
        raise BadRequest
    return get_object_or_404(rows, pk=int(wanted))


def _page(request: Request, *, code: str = "", refused: str = "", status: int = 200) -> HttpResponse:
    context = {
        "page": second_person_page(request.actor, _since(), code),
        "refused": refused,
        "once": token_for(request),
    }
    return render(request, "accounts/second_person.html", context, status=status)
