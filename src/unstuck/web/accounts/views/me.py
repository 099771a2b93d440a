"""One's own account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.web.accounts.actions import rename
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.accounts.forms import NameForm
from unstuck.web.accounts.presenters import account_page
from unstuck.web.components import dates


def me(request: Request) -> HttpResponse:
    """Show one's own account; take another name."""
    if request.actor is None:
        raise PermissionDenied

    def act(fields: Mapping[str, Any], key: str) -> str:
        rename(request.actor, fields["name"], now=dates.now(), idempotency_key=key)
        return reverse("accounts:me")

    page = FormPage(
        template="accounts/me.html",
        make=lambda typed: NameForm(typed, initial={"name": request.actor.name}),
        act=act,
        again=lambda _answer: reverse("accounts:me"),
        saved=_("Your name is saved."),
        context={"page": account_page(request.user, request.actor)},
    )
    return answer(request, page)
