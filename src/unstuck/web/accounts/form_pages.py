"""The one way in which a form is shown, sent, refused and kept; see `form_recovery` for what its token does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_recovery import idempotency_key_of, recover_typed_form, token_for
from unstuck.web.audit.actions import AlreadyDone
from unstuck.web.audit.queries import where_it_led
from unstuck.web.components.denied import Denied

REFUSED = 422


@dataclass(frozen=True)
class FormPage:
    """One page with one form.

    `make` builds the form from what was typed (None: nothing yet). `act` does what the form asks for, with the cleaned
    fields and the idempotency key, and returns where to go; it raises Denied. `again` returns where a form leads that
    was sent before, given what the first time left as its answer. `freshen` may replace fields of a refused form, such
    as the version that it was opened with.
    """

    template: str
    make: Callable[[Any], forms.Form]
    act: Callable[[Mapping[str, Any], str], str]
    again: Callable[[str], str]
    saved: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    freshen: Callable[[Any], Any] = lambda typed: typed


def answer(request: Request, page: FormPage) -> HttpResponse:
    """Show the form, or do what it asks for."""
    if request.method == "POST":
        return _sent(request, page)
    typed = recover_typed_form(request)
    if typed is not None:
        return _shown(request, page, page.make(page.freshen(typed)), kept=True)
    return _shown(request, page, page.make(None))


def _sent(request: Request, page: FormPage) -> HttpResponse:
    form = page.make(request.POST)
    if not form.is_valid():
        led = where_it_led(idempotency_key_of(request))  # sent twice: after the first time its choices may be gone
        return _shown(request, page, form, status=REFUSED) if led is None else HttpResponseRedirect(page.again(led))
    try:
        address = _done(request, page, form)
    except Denied as denied:
        fresh = page.make(page.freshen(request.POST))
        fresh.is_valid()
        return _shown(request, page, fresh, status=REFUSED, refused=denied)
    return HttpResponseRedirect(address)


def _done(request: Request, page: FormPage, form: forms.Form) -> str:
    try:
        address = page.act(form.cleaned_data, own_idempotency_key(request))
    except AlreadyDone as done:
        return page.again(done.answer)
    if page.saved:
        messages.success(request, page.saved)
    return address


def own_idempotency_key(request: Request) -> str:
    """Return the idempotency key of the form that was sent. Denied where the form is not this person's."""
    idempotency_key = idempotency_key_of(request)
    if idempotency_key is None:
        raise Denied("form_too_old", _("This form was opened by somebody else, or too long ago. Please save it again."))
    return idempotency_key


def _shown(
    request: Request,
    page: FormPage,
    form: forms.Form,
    *,
    status: int = 200,
    refused: Denied | None = None,
    kept: bool = False,
) -> HttpResponse:
    context = {
        **page.context,
        "form": form,
        "once": token_for(request),
        "refused": refused.reason if refused else "",
        "refused_code": refused.code if refused else "",
        "kept": kept,
    }
    return render(request, page.template, context, status=status)
