"""From life areas to a network of resources."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import answer
from unstuck.web.caseload.client_pages import own, readable, write_context
from unstuck.web.caseload.questions import areas
from unstuck.web.components import dates
from unstuck.web.referrals.actions import area_links as acts
from unstuck.web.referrals.forms.following import AreaLinkForm, EndLinkForm
from unstuck.web.referrals.network_page import network_page
from unstuck.web.referrals.permissions import area_links_for
from unstuck.web.referrals.views.shared import Fields, form_page


@require_safe
@never_cache
def network(request: Request, episode: UUID) -> HttpResponse:
    """Show the areas that are hit, how they hang together, and resources that cover them; htmx gets these alone."""
    found = readable(request, episode)
    part = request.htmx and request.htmx.target == "network-proposal"
    shown = network_page(request.actor, found, dates.today())
    response = render(request, "referrals/proposal.html" if part else "referrals/network.html", shown)
    patch_vary_headers(response, ["HX-Request"])
    return response


def link_add(request: Request, episode: UUID) -> HttpResponse:
    """Record that one area makes another worse."""
    found = own(request, episode)
    back = reverse("referrals:network", args=[found.public_id])

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return AreaLinkForm(typed, today=dates.today(), initial=initial)

    def act(said: Fields, key: str) -> str:
        new = acts.NewLink(said["cause"], said["effect"], said["on"], said["words"])
        acts.link_areas(request.actor, found, new, write_context(said, key))
        return back

    page = form_page(
        request, found, make, act, title=_("What makes what worse?"), send=_("Save"), back=back, saved=_("Saved."),
        about=[_("Ask the client: if one thing got better, what else would? Record what they say.")],
    )  # fmt: skip
    return answer(request, page)


def link_end(request: Request, episode: UUID, link: int) -> HttpResponse:
    """Mark a link as no longer so."""
    found = own(request, episode)
    row = get_object_or_404(area_links_for(request.actor).select_related("episode"), pk=link, episode=found)
    back, called = reverse("referrals:network", args=[found.public_id]), areas()

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return EndLinkForm(typed, today=dates.today(), initial=initial)

    def act(said: Fields, key: str) -> str:
        acts.end_area_link(request.actor, row, said["on"], write_context(said, key))
        return back

    words = {"cause": called[row.cause], "effect": called[row.effect]}
    page = form_page(
        request, found, make, act, title=_("No longer so"), send=_("Save"), back=back, saved=_("Saved."),
        about=[_("%(cause)s makes worse: %(effect)s") % words],
    )  # fmt: skip
    return answer(request, page)
