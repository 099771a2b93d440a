"""The page of life areas and what could help, and how areas affect each other."""

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

from unstuck.guidance.life_areas import area_names
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import answer
from unstuck.web.caseload.client_pages import own, readable, write_context
from unstuck.web.components import dates
from unstuck.web.referrals.actions import area_links as acts
from unstuck.web.referrals.forms.moves import AreaLinkForm, EndAreaLinkForm
from unstuck.web.referrals.network_page import network_page
from unstuck.web.referrals.permissions import area_links_for
from unstuck.web.referrals.views.form_pages import Fields, form_page


@require_safe
@never_cache
def network(request: Request, episode: UUID) -> HttpResponse:
    """Show the areas that are hit, how they affect each other, and what could help; htmx gets the last part alone."""
    current = readable(request, episode)
    part = request.htmx and request.htmx.target == "network-proposal"
    template = "referrals/proposal.html" if part else "referrals/network.html"
    response = render(request, template, {"page": network_page(request.actor, current, dates.today())})
    patch_vary_headers(response, ["HX-Request"])
    return response


def link_add(request: Request, episode: UUID) -> HttpResponse:
    """Record that one life area makes another worse."""
    current = own(request, episode)
    back = reverse("referrals:network", args=[current.public_id])

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return AreaLinkForm(typed, today=dates.today(), initial=initial)

    def act(fields: Fields, key: str) -> str:
        new = acts.NewAreaLink(fields["cause"], fields["effect"], fields["on"], fields["words"])
        acts.link_areas(request.actor, current, new, write_context(fields, key))
        return back

    page = form_page(
        request, current, make, act, title=_("What makes what worse?"), send=_("Save"), back=back, saved=_("Saved."),
        about=[_("Ask the client: if one thing got better, what else would? Record what they say.")],
    )  # fmt: skip
    return answer(request, page)


def link_end(request: Request, episode: UUID, link: int) -> HttpResponse:
    """Record that one area no longer makes another worse."""
    current = own(request, episode)
    row = get_object_or_404(area_links_for(request.actor).select_related("episode"), pk=link, episode=current)
    back, names = reverse("referrals:network", args=[current.public_id]), area_names()

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return EndAreaLinkForm(typed, today=dates.today(), initial=initial)

    def act(fields: Fields, key: str) -> str:
        acts.end_area_link(request.actor, row, fields["on"], write_context(fields, key))
        return back

    words = {"cause": names[row.cause], "effect": names[row.effect]}
    page = form_page(
        request, current, make, act, title=_("No longer the case"), send=_("Save"), back=back, saved=_("Saved."),
        about=[_("%(cause)s makes this worse: %(effect)s") % words],
    )  # fmt: skip
    return answer(request, page)
