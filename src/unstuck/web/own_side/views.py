"""One's own side of the work with a client: one page, for the client's own worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.client_pages import own, write_context
from unstuck.web.caseload.permissions import check_is_own
from unstuck.web.own_side.actions import keep_own_side
from unstuck.web.own_side.forms import OwnSideForm
from unstuck.web.own_side.queries import own_side_names


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_side(request: Request, episode: UUID) -> HttpResponse:
    """Keep what is true of oneself; nobody else ever opens this page."""
    current = own(request, episode, check_is_own)
    leads_to = f"{reverse('home:client', kwargs={'episode': current.public_id})}#what-now"

    def make(typed: Any = None) -> OwnSideForm:
        return OwnSideForm(typed, initial={"names": own_side_names(request.actor, current)})

    def act(fields: Mapping[str, Any], key: str) -> str:
        keep_own_side(request.actor, current, fields["names"], write_context(fields, key))
        return leads_to

    page = FormPage(
        template="own_side/own_side.html",
        make=make,
        act=act,
        again=lambda _answer: leads_to,
        saved=_("Saved, for your eyes only."),
        context={"episode": current},
    )
    return answer(request, page)
