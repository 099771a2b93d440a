"""The agency's own keys, and the agencies that it exchanges with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import REFUSED, FormPage, answer, own_idempotency_key
from unstuck.web.accounts.form_recovery import token_for
from unstuck.web.audit.actions import AlreadyDone
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.client_pages import write_context
from unstuck.web.circles.actions.agencies import confirm_partner, make_keys, remove_partner, take_in
from unstuck.web.circles.forms import PartnerKeysForm
from unstuck.web.circles.models import CirclePartner
from unstuck.web.circles.presenters import agencies_page
from unstuck.web.circles.public_keys import published
from unstuck.web.circles.queries import agencies_of, keys_to_publish
from unstuck.web.components.denied import Denied

PAGE = "circles:agencies"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agencies(request: Request) -> HttpResponse:
    """Show the agency's own keys and the other agencies; make keys, confirm an agency, remove one."""
    if request.method != "POST":
        return _page(request)
    do = ACTS.get(request.POST.get("do", ""))
    if do is None:
        raise BadRequest
    try:
        do(request, write_context({}, own_idempotency_key(request)))
    except AlreadyDone:
        return redirect(PAGE)
    except Denied as denied:
        return _page(request, refused=denied.reason, status=REFUSED)
    return redirect(PAGE)


def _page(request: Request, refused: str = "", status: int = 200) -> HttpResponse:
    context = {"page": agencies_page(request.actor), "refused": refused, "once": token_for(request)}
    return render(request, "circles/agencies.html", context, status=status)


def _make(request: Request, context: WriteContext) -> None:
    make_keys(request.actor, context)
    messages.success(request, _("Your agency has its keys. Give them to the agencies that you want to exchange with."))


def _confirm(request: Request, context: WriteContext) -> None:
    confirm_partner(request.actor, _partner(request), context)
    messages.success(request, _("From now on your colleagues can exchange with this agency."))


def _remove(request: Request, context: WriteContext) -> None:
    remove_partner(request.actor, _partner(request), context)
    messages.success(
        request, _("Removed. Nothing is sealed for this agency any more, and nothing of theirs is taken in.")
    )


ACTS: dict[str, Callable[[Request, WriteContext], None]] = {"make": _make, "confirm": _confirm, "remove": _remove}


def _partner(request: Request) -> CirclePartner:
    try:
        return get_object_or_404(agencies_of(request.actor), public_id=request.POST.get("row", ""))
    except ValidationError:
        raise BadRequest from None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agency_add(request: Request) -> HttpResponse:
    """Take in another agency's keys, once their fingerprint was read out."""
    made: list[PartnerKeysForm] = []

    def make(typed: Any) -> PartnerKeysForm:
        made.append(PartnerKeysForm(typed))
        return made[-1]

    def act(_fields: Mapping[str, Any], key: str) -> str:
        keys = made[-1].published
        if keys is None:
            raise BadRequest
        take_in(request.actor, keys, write_context({}, key))
        return reverse(PAGE)

    page = FormPage("circles/agency_add.html", make, act, lambda _answer: reverse(PAGE), _("Taken in."))
    return answer(request, page)


@never_cache
@require_safe
def keys_file(request: Request) -> HttpResponse:
    """Give the agency's public keys as a text to hand on."""
    try:
        text = published(keys_to_publish(request.actor))
    except Denied as denied:
        return _page(request, refused=denied.reason, status=REFUSED)
    answered = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answered["Content-Disposition"] = 'attachment; filename="unstuck-keys.txt"'
    return answered
