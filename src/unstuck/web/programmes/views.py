"""An agency's list of programmes, and a client's way through them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.client_pages import client_form_page, own, write_context
from unstuck.web.components import dates
from unstuck.web.programmes import actions
from unstuck.web.programmes.forms import ChangedProgrammeForm, MovedToProgrammeForm, ProgrammeForm, chosen_programme
from unstuck.web.programmes.queries import every_change, offered_programmes, programmes_of


@require_http_methods(["GET", "HEAD", "POST"])
def programmes(request: Request) -> HttpResponse:
    """Show the agency's programmes, and add one."""

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.add_programme(request.actor, fields["name"], write_context({}, key))
        return _list()

    page = FormPage(
        "programmes/programmes.html", ProgrammeForm, act, lambda _led: _list(), saved=_("Saved."),
        context={"programmes": programmes_of(request.actor.agency_id)},
    )  # fmt: skip
    return answer(request, page)


@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: Request, programme: UUID) -> HttpResponse:
    """Change a programme's name or place, end it or take it up again."""
    every = list(programmes_of(request.actor.agency_id))
    found = get_object_or_404(programmes_of(request.actor.agency_id), public_id=programme)
    place = next(number for number, one in enumerate(every, 1) if one.pk == found.pk)
    initial = {"name": found.name, "place": str(place), "offered": "no" if found.ended_at else "yes"}

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.change_programme(
            request.actor, found, fields["name"], int(fields["place"]), is_on=fields["offered"] == "yes",
            context=write_context({}, key),
        )  # fmt: skip
        return _list()

    page = FormPage(
        "programmes/programme.html", lambda typed: ChangedProgrammeForm(typed, many=len(every), initial=initial), act,
        lambda _led: _list(), saved=_("Saved."), context={"programme": found},
    )  # fmt: skip
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_client(request: Request, episode: UUID) -> HttpResponse:
    """Show which programmes a client has belonged to, and say which one from a day on."""
    current, today = own(request, episode), dates.today()
    offered = offered_programmes(request.actor.agency_id)
    changes = list(every_change(current))

    def make(typed: Any = None, **options: Any) -> MovedToProgrammeForm:
        return MovedToProgrammeForm(typed, offered=offered, today=today, **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        chosen = chosen_programme(fields, offered)
        actions.move_to(request.actor, current, chosen, fields["on"], write_context(fields, key))
        return leads_to

    leads_to = reverse("home:client", kwargs={"episode": current.public_id})
    page = client_form_page(
        request, current, "programmes/of_client.html", make, act, leads_to, saved=_("Saved."),
        context={"moves": changes[::-1]},
    )  # fmt: skip
    return answer(request, page)


def _list() -> str:
    return reverse("programmes:programmes")
