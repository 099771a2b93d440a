"""What a client agreed to, behind their link and code, and taking it back there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.client_pages.models import PageLink
from unstuck.web.client_pages.presenters import consents as pages
from unstuck.web.client_pages.presenters.client import address_of
from unstuck.web.client_pages.screens import show
from unstuck.web.client_pages.views.client import behind_code
from unstuck.web.components import dates
from unstuck.web.consents.actions.consents import withdraw_on_own_page


@behind_code
def consents(request: HttpRequest, link: PageLink) -> HttpResponse:
    """Show everything that the client agreed to."""
    return show(request, "consents", pages.own_consents_page(link))


@behind_code
def take_back(request: HttpRequest, link: PageLink, consent: str) -> HttpResponse:
    """Ask once, then take a consent back: it holds at once."""
    found = pages.consent_to_take_back(link, consent)
    if found is None:
        return HttpResponseRedirect(address_of(link, "consents"))
    if request.method != "POST":
        return show(request, "take_back", pages.take_back_page(link, found))
    withdraw_on_own_page(link.episode, consent, WriteContext(dates.now(), dates.today()))
    return HttpResponseRedirect(address_of(link, "consents"))
