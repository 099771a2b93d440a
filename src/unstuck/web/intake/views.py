"""Adding a client to one's own caseload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.components import dates
from unstuck.web.intake.actions import Intake, add_client
from unstuck.web.intake.forms import NewClientForm
from unstuck.web.programmes.forms import chosen_programme
from unstuck.web.programmes.queries import offered_programmes


def client_add(request: Request) -> HttpResponse:
    """Add a client to one's own caseload."""
    today, programmes = dates.today(), offered_programmes(request.actor.agency_id)

    def act(fields: Mapping[str, Any], key: str) -> str:
        wanted = NewClient(fields["reference"], fields["name"], fields["started_on"])
        asked = Intake(chosen_programme(fields, programmes))
        added = add_client(request.actor, wanted, asked, now=dates.now(), today=today, idempotency_key=key)
        return _page(added.public_id)

    page = FormPage(
        template="intake/client_add.html",
        make=lambda typed: NewClientForm(typed, today=today, programmes=programmes, initial={"started_on": today}),
        act=act,
        again=_page,
        saved=_("The client was added. The next step: enter a first score."),
    )
    return answer(request, page)


def _page(episode: UUID | str) -> str:
    return reverse("home:client", kwargs={"episode": episode})
