"""Who may open which route: one table, `authorization.toml`, read here, enforced here and tested cell by cell.

The table says for each route and method which roles may use it, and for pages about one client what the person must
be to that client (`own`, `covering`, `team`, `agency`). The middleware refuses by role, and refuses every route that is
not listed. The relation is the business of the rooms' scoped querysets; tests/web/authorization asks every cell of
both.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control

from unstuck.language import gettext as _
from unstuck.web.accounts.form_recovery import store_typed_form
from unstuck.web.accounts.models import Role
from unstuck.web.accounts.queries import second_factor_of
from unstuck.web.components.identity_provider import SECOND_FACTOR_AT_PROVIDER

TABLE = Path(__file__).with_name("authorization.toml")
EVERYBODY = "everybody"
SIGNED_IN = "signed_in"
RELATIONS = frozenset({"own", "covering", "asked", "team", "agency", "outside"})

Cell = tuple[str, ...]
"""The relations that suffice; empty where the page is about no client."""

Rights = Mapping[str, Mapping[str, Mapping[str, Cell]]]
"""Route name -> method -> role (or `everybody`, `signed_in`) -> relations."""


@cache
def rights() -> Rights:
    """Return the table. Raises ValueError where it names an unknown role, method or relation."""
    raw = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {route: {method: _cell(route, cells) for method, cells in methods.items()} for route, methods in raw.items()}


def _cell(route: str, cells: Any) -> Mapping[str, Cell]:
    if cells in (EVERYBODY, SIGNED_IN):
        return {cells: ()}
    given = {role: tuple(relations) for role, relations in cells.items()}
    unknown = set(given) - set(Role.values) | {name for names in given.values() for name in names} - RELATIONS
    if unknown:
        message = f"{TABLE.name}, {route}: expected roles and relations, found {', '.join(sorted(unknown))}"
        raise ValueError(message)
    return given


class AuthorizationMiddleware:
    """Let a request through only where the table lists its route and method for this person's role."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the decision is made in `process_view`, once the route is known. No page is kept by a proxy."""
        answer = self.get_response(request)
        patch_cache_control(answer, private=True, no_cache=True)
        if request.user.is_authenticated:  # nothing about people stays on a computer that others use after them
            patch_cache_control(answer, no_store=True)
        return answer

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Return an answer where the request is refused, None where it goes on."""
        route = request.resolver_match.view_name
        method = "GET" if request.method == "HEAD" else request.method
        cell = rights().get(route, {}).get(method)
        if cell is None:
            raise PermissionDenied
        if EVERYBODY in cell:
            return None
        if not request.user.is_authenticated:
            store_typed_form(request)
            return redirect_to_login(request.get_full_path())  # forms are sent to the address that shows them
        if request.actor is None or not {SIGNED_IN, request.actor.role} & set(cell):
            raise PermissionDenied
        return _second_factor_first(request, route)


def _second_factor_first(request: Any, route: str) -> HttpResponse | None:
    """Lead somebody whose role needs a second factor to where they set one up; their own account stays open."""
    own = route.startswith(("mfa_", "account_")) or route in ("accounts:me", "accounts:sessions")
    needed = request.actor.needs_second_factor or request.actor.role in settings.SECOND_FACTOR_FOR
    if own or not needed or request.session.get(SECOND_FACTOR_AT_PROVIDER) or second_factor_of(request.user).active:
        return None
    messages.error(request, _("Your role needs a second factor. Set one up first: an app, or a passkey."))
    return redirect("mfa_index")
