"""Who answers for concerns, and what the agency asks people to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.accounts.models import Person
from unstuck.web.components import dates
from unstuck.web.safety.actions.naming import (
    DutyHours,
    confirm_responder,
    decline_responder,
    end_turn,
    name_responder,
    set_procedure,
)
from unstuck.web.safety.forms.naming import ProcedureForm, ResponderForm
from unstuck.web.safety.models import Responder
from unstuck.web.safety.presenters.naming import people_to_name, responders_page
from unstuck.web.safety.queries import procedure_of


@never_cache
def responders(request: Request) -> HttpResponse:
    """Show who answers for concerns, and name somebody; as the second person, confirm or decline it."""
    if request.method == "POST" and request.POST.get("do"):
        return _decided(request)

    def make(typed: Any = None) -> ResponderForm:
        return ResponderForm(typed, people=people_to_name(request.actor))

    def act(fields: Mapping[str, Any], key: str) -> str:
        person = get_object_or_404(Person, public_id=fields["person"])
        hours = DutyHours(int(fields["place"]), fields["days"], fields["begins"], fields["ends"])
        name_responder(request.actor, person, hours, now=dates.now(), key=key)
        return reverse("safety:responders")

    saved = _("Saved. If this waits for a second person, it counts from when they confirm it.")
    return _page(request, "safety/responders.html", make, act, saved)


def _decided(request: Request) -> HttpResponse:
    """Confirm or decline, as the second person, that somebody answers."""
    decide = {"confirm": confirm_responder, "decline": decline_responder}.get(request.POST["do"])
    row = request.POST.get("row", "")
    if decide is None or not (row.isascii() and row.isdigit() and len(row) < 18):
        raise BadRequest

    def act(_fields: Mapping[str, Any], key: str) -> str:
        decide(request.actor, int(row), now=dates.now(), key=key)
        return reverse("safety:responders")

    return _page(request, "safety/responders.html", forms.Form, act, _("Saved."))


@never_cache
def procedure(request: Request) -> HttpResponse:
    """Write down what the agency asks people to do."""
    known = procedure_of(request.actor.agency_id)

    def make(typed: Any = None) -> ProcedureForm:
        return ProcedureForm(typed, initial=model_to_dict(known) if known else {})

    def act(fields: Mapping[str, Any], key: str) -> str:
        set_procedure(request.actor, fields, now=dates.now(), key=key)
        return reverse("safety:responders")

    return _page(request, "safety/procedure.html", make, act, _("Saved. It stands on every concern from now on."))


@never_cache
def end(request: Request, responder: int) -> HttpResponse:
    """End somebody's turn."""
    turn = get_object_or_404(
        Responder.objects.select_related("person"), pk=responder, agency=request.actor.agency_id, ended_at=None
    )

    def act(_fields: Mapping[str, Any], key: str) -> str:
        end_turn(request.actor, turn.pk, now=dates.now(), key=key)
        return reverse("safety:responders")

    return _page(
        request, "safety/responder_end.html", forms.Form, act, _("Their turn has ended."), name=turn.person.name
    )


def _page(request: Request, template: str, make: Any, act: Any, saved: str, **context: Any) -> HttpResponse:
    page = FormPage(
        template=template,
        make=make,
        act=act,
        again=lambda _answer: reverse("safety:responders"),
        saved=saved,
        context={"page": responders_page(request.actor), **context},
    )
    return answer(request, page)
