"""One's own account."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render

from unstuck.language import gettext as _
from unstuck.web.accounts.actions import rename
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.forms import NameForm
from unstuck.web.accounts.kept import give_back, receipt_of, token_for
from unstuck.web.accounts.models import Role, Team
from unstuck.web.accounts.queries import second_factor_of
from unstuck.web.audit.actions import AlreadyDone
from unstuck.web.components import dates


def me(request: Request) -> HttpResponse:
    """Show one's own account; take another name."""
    if request.actor is None:
        raise PermissionDenied
    if request.method == "POST":
        return _take_name(request)
    return _page(request, NameForm(give_back(request) or {"name": request.actor.name}))


def _take_name(request: Request) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        rename(request.actor, form.cleaned_data["name"], now=dates.now(), receipt=receipt_of(request))
    except AlreadyDone:
        return redirect("accounts:me")
    messages.success(request, _("Your name is saved."))
    return redirect("accounts:me")


def _page(request: Request, form: NameForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "token": token_for(request),
        "role": Role(request.actor.role).title,
        "team": Team.objects.filter(memberships__person=request.user, memberships__ended_at=None).first(),
        "second": second_factor_of(request.user),
    }
    return render(request, "accounts/me.html", context, status=status)
