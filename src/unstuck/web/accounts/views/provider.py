"""Signing in through the agency's identity provider, and confirming there that it is oneself."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.models import Person
from unstuck.web.accounts.provider.actions import is_same_person, note_confirmed, person_known_to_provider
from unstuck.web.accounts.provider.confirming import may_confirm
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.components.environment import OpenIdProvider
from unstuck.web.components.identity_provider import (
    BY_PROVIDER,
    SECOND_FACTOR_AT_PROVIDER,
    ProviderAnswer,
    ProviderTrouble,
    lead_on,
    provider,
)

REFUSED = 422
SLACK_SECONDS = 60
"""By which the provider's clock may be behind ours."""


def sign_in(request: HttpRequest) -> HttpResponse:
    """Send somebody to the provider."""
    named = provider()
    if named is None or request.user.is_authenticated:
        return redirect("account_login")
    return _leave(request, named, confirms=False)


def confirm(request: Request) -> HttpResponse:
    """Say that it goes through the provider once more; send somebody there, to sign in anew."""
    named = provider()
    if named is None or not may_confirm(request.user) or request.method != "POST":
        context = {
            "provider_name": named.name if named and may_confirm(request.user) else "",
            "next": get_next_redirect_url(request, "next") or "",
        }
        return render(request, "account/provider_confirm.html", context)
    return _leave(request, named, confirms=True)


def _leave(request: HttpRequest, named: OpenIdProvider, *, confirms: bool) -> HttpResponse:
    if not ratelimit.consume(request, action="provider"):
        answer: HttpResponse = ratelimit.respond_429(request)
        return answer
    next_page = get_next_redirect_url(request, "next") or ""
    back = request.build_absolute_uri(reverse("account_provider_back"))
    try:
        address = _client().depart(request, named, back, confirms=confirms, next=next_page)
    except ProviderTrouble as trouble:
        return _not_signed_in(request, named, trouble.code)
    return lead_on(request, "account/provider_leave.html", named, address)


def come_back(request: HttpRequest) -> HttpResponse:
    """Take what the provider says: somebody signs in by it, or confirms that it is them."""
    named = provider()
    if named is None:
        return redirect("account_login")
    try:
        trip, answer = _client().arrive(request, named)
        if request.user.is_authenticated:
            return _confirmed(request, request.user, answer, trip)
        if trip.confirms:
            raise ProviderTrouble("lost")
        person = person_known_to_provider(answer, named.agency, now=dates.now())
    except ProviderTrouble as trouble:
        return _not_signed_in(request, named, trouble.code)
    except Denied as denied:
        return _not_signed_in(request, named, denied.code, denied.reason)
    return _signed_in(request, person, answer, trip.next)


def _signed_in(request: HttpRequest, person: Person, answer: ProviderAnswer, next_page: str) -> HttpResponse:
    """Go on as after a right password: ended memberships, second factor, record."""
    _note(request, person, answer)
    state = {SECOND_FACTOR_AT_PROVIDER: answer.second_factor}
    came_of_it: HttpResponse = perform_login(request, Login(user=person, redirect_url=next_page or None, state=state))
    if request.user.is_authenticated and answer.second_factor:
        request.session[SECOND_FACTOR_AT_PROVIDER] = True
    return came_of_it


def _confirmed(request: HttpRequest, person: Any, answer: ProviderAnswer, trip: Any) -> HttpResponse:
    """Note that it was them, just now. Raises ProviderTrouble where the provider does not say when, or who."""
    if not trip.confirms:
        return redirect("home:start")
    fresh = answer.signed_in_at is not None and answer.signed_in_at >= trip.began - SLACK_SECONDS
    if not fresh or not is_same_person(person, answer):
        raise ProviderTrouble("not_confirmed")
    _note(request, person, answer, reauthenticated=True)
    note_confirmed(person, now=dates.now())
    query = request.GET.copy()
    query["next"] = trip.next or reverse("accounts:me")
    request.GET = query  # type: ignore[assignment]  # where allauth looks for what was asked for before this
    resumed: HttpResponse | None = resume_request(request)
    return resumed or redirect("accounts:me")


def _note(request: HttpRequest, person: Any, answer: ProviderAnswer, **more: Any) -> None:
    """Note in the session what it rests on: the room `sign_outs` finds it by that."""
    named = {"issuer": answer.issuer, "subject": answer.subject, "session": answer.session}
    record_authentication(request, person, method=BY_PROVIDER, **named, **more)


WORDS = {
    "unreachable": _("It does not answer just now. Try again in a few minutes."),
    "lost": _("This sign-in was begun in another window, or too long ago. Begin again."),
    "declined": _("It did not sign you in, or you stopped there."),
    "untrusted": _("What it answered could not be checked, so nobody was signed in."),
    "not_confirmed": _("It did not say that it asked you just now, or it was somebody else who signed in there."),
}


def _not_signed_in(request: HttpRequest, named: OpenIdProvider, code: str, reason: str = "") -> HttpResponse:
    context = {"provider_name": named.name, "reason": reason or WORDS[code], "code": code}
    return render(request, "account/provider_refused.html", context, status=REFUSED)


def _client() -> Any:
    """Return the module that speaks with the provider: its packages are there only where one is named."""
    return import_module("unstuck.web.components.identity_provider.client")
