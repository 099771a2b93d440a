"""Signing out, here and at the identity provider, and hearing from it that a session there ended."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from allauth.account.views import logout
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from unstuck.language import gettext as _
from unstuck.web.components import dates
from unstuck.web.components.identity_provider import ProviderTrouble, lead_on, provider
from unstuck.web.sign_outs.actions import end_what_ended_there
from unstuck.web.sign_outs.queries import came_by_provider


def sign_out(request: Any) -> HttpResponse:
    """Sign somebody out here, whatever the provider does; then lead whoever came by it there, to sign out as well."""
    named = provider()
    came = request.method == "POST" and request.user.is_authenticated and came_by_provider(request)
    answer: HttpResponse = logout(request)
    if named is None or not came:
        return answer
    try:
        back = request.build_absolute_uri(reverse("account_login"))
        address = _sign_outs().place_to_sign_out(named, back)
    except ProviderTrouble:
        address = ""
    if address:
        request.actor = None  # so that the page has no menu of theirs any more
        return lead_on(request, "sign_outs/on_the_way.html", named, address)
    still = _("On this device you may still be signed in with %(name)s. If others use it, sign out there too.")
    messages.warning(request, still % {"name": named.name})
    return answer


@csrf_exempt  # no browser and no cookie: what is said is signed by the provider, or it is refused
def ended_there(request: HttpRequest) -> HttpResponse:
    """Take the provider's word that sessions ended there (Back-Channel Logout 1.0, 2.5 to 2.8)."""
    if not ratelimit.consume(request, action="provider_ended"):
        return HttpResponse(status=429)
    named, token = provider(), request.POST.get("logout_token")
    try:
        heard = bool(named and token) and end_what_ended_there(
            _sign_outs().sign_out_said(token, named), now=dates.now()
        )
    except ProviderTrouble:
        heard = False
    return HttpResponse() if heard else JsonResponse({"error": "invalid_request"}, status=400)


def _sign_outs() -> Any:
    """Return the module that speaks with the provider of this: its packages are there only where one is named."""
    return import_module("unstuck.web.components.identity_provider.sign_outs")
