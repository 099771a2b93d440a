"""The page on which an administrator says which rooms the agency uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.client_pages import write_context
from unstuck.web.components import dates
from unstuck.web.rooms_in_use.actions import use_rooms
from unstuck.web.rooms_in_use.forms import RoomsForm
from unstuck.web.rooms_in_use.open_things import open_things
from unstuck.web.rooms_in_use.switchable import SwitchableRoom


@require_http_methods(["GET", "HEAD", "POST"])
def rooms(request: Request) -> HttpResponse:
    """Show the rooms with what is under way in each, and save which are used."""
    there = open_things(request.actor.agency_id, dates.now())
    used = [room for room in SwitchableRoom.values if room not in request.actor.rooms_off]

    def act(fields: Mapping[str, Any], key: str) -> str:
        use_rooms(request.actor, fields["used"], sure=fields["sure"], context=write_context({}, key))
        return reverse("getting_started:tasks")

    page = FormPage(
        "rooms_in_use/rooms.html",
        lambda typed: RoomsForm(typed, initial={"used": used}),
        act,
        lambda _led: reverse("getting_started:tasks"),
        saved=_("Saved. It holds from the next click of everybody at your agency."),
        context={"about": [(one.words, one.beware, there.get(one.value, [])) for one in SwitchableRoom]},
    )
    return answer(request, page)
