"""What an agency decides about signing in, and about its own word for a client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.agency_settings.actions import call_clients, require_second_factor
from unstuck.web.accounts.agency_settings.forms import ClientWordForm, SecondFactorRolesForm
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.accounts.models import Agency, Role
from unstuck.web.accounts.queries import has_second_factor, present_members
from unstuck.web.components import dates


def second_factor_roles(request: Request) -> HttpResponse:
    """Show which roles must have a second factor, and how many people would be asked for one; save the choice."""
    agency = get_object_or_404(Agency, pk=request.actor.agency_id)
    fixed = frozenset(settings.SECOND_FACTOR_FOR)

    def act(fields: Mapping[str, Any], key: str) -> str:
        kept = fixed & set(agency.second_factor_for)  # not on the page, and so not taken back by it
        require_second_factor(request.actor, {*fields["roles"], *kept}, now=dates.now(), idempotency_key=key)
        return reverse("accounts:people")

    page = FormPage(
        template="accounts/second_factor_roles.html",
        make=lambda typed: SecondFactorRolesForm(typed, fixed=fixed, initial={"roles": agency.second_factor_for}),
        act=act,
        again=lambda _answer: reverse("accounts:people"),
        saved=_("Saved. Whoever has none yet is asked to set one up at their next click."),
        context={
            "fixed": [Role(one).title for one in Role.values if one in fixed],
            "without": present_members(agency.pk).exclude(has_second_factor()).count(),
        },
    )
    return answer(request, page)


def client_word(request: Request) -> HttpResponse:
    """Say what the agency calls those whom it helps."""

    def act(fields: Mapping[str, Any], key: str) -> str:
        call_clients(request.actor, fields["word"], now=dates.now(), idempotency_key=key)
        return reverse("getting_started:tasks")

    page = FormPage(
        template="accounts/client_word.html",
        make=lambda typed: ClientWordForm(typed, initial={"word": request.actor.client_word}),
        act=act,
        again=lambda _answer: reverse("getting_started:tasks"),
        saved=_("Saved. It holds from the next click of everybody at your agency."),
    )
    return answer(request, page)
