"""The agency's people, as its administrators look after them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from unstuck.language import gettext as _
from unstuck.web.accounts.actions import NewPerson, add_person, add_team
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.forms import FindPeopleForm, PersonForm, TeamForm
from unstuck.web.accounts.kept import give_back, receipt_of, token_for
from unstuck.web.accounts.models import Agency, Role
from unstuck.web.accounts.queries import Wanted, find_people
from unstuck.web.accounts.views.links import give
from unstuck.web.audit.actions import AlreadyDone
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied

PAGE = 50
LEFT = {"": False, "left": True, "all": None}


def people(request: Request) -> HttpResponse:
    """List the people of the agency."""
    form = FindPeopleForm(request.GET, actor=request.actor)
    asked = form.cleaned_data if form.is_valid() else {}
    team = asked.get("team")
    wanted = Wanted(
        asked.get("name", ""), asked.get("role", ""), str(team.public_id) if team else "", LEFT[asked.get("who", "")]
    )
    page = Paginator(find_people(request.actor.agency_id, wanted), PAGE).get_page(request.GET.get("page"))
    asked_for = request.GET.copy()
    asked_for.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "searched": any(asked.values()),
        "query": asked_for.urlencode(),
        "roles": Role.titles(),
        "local": localdate,
    }
    return render(request, "accounts/people.html", context)


def person_add(request: Request) -> HttpResponse:
    """Add somebody, and give them the link to set their password."""
    if request.method != "POST":
        return _form(request, "person_add", PersonForm(give_back(request), actor=request.actor))
    form = PersonForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _form(request, "person_add", form, status=422)
    told = form.cleaned_data
    wanted = NewPerson(told["email"], told["name"], Role(told["role"]), told["team"])
    try:
        person = add_person(_agency(request), wanted, by=request.actor, now=dates.now(), receipt=receipt_of(request))
    except AlreadyDone as done:
        return redirect("accounts:person", person=UUID(done.answer))
    except Denied as denied:
        return _form(request, "person_add", form, refused=denied.reason, status=422)
    messages.success(request, _("%(name)s is added.") % {"name": person.name})
    give(request, person.memberships.get())
    return redirect("accounts:person", person=person.public_id)


def team_add(request: Request) -> HttpResponse:
    """Add a team."""
    if request.method != "POST":
        return _form(request, "team_add", TeamForm(give_back(request)))
    form = TeamForm(request.POST)
    if not form.is_valid():
        return _form(request, "team_add", form, status=422)
    name = form.cleaned_data["name"]
    try:
        add_team(_agency(request), name, by=request.actor, now=dates.now(), receipt=receipt_of(request))
    except AlreadyDone:
        return redirect("accounts:people")
    except Denied as denied:
        return _form(request, "team_add", form, refused=denied.reason, status=422)
    messages.success(request, _("The team %(name)s is added.") % {"name": name})
    return redirect("accounts:people")


def _form(request: Request, page: str, form: Any, refused: str = "", status: int = 200) -> HttpResponse:
    context = {"form": form, "refused": refused, "token": token_for(request)}
    return render(request, f"accounts/{page}.html", context, status=status)


def _agency(request: Request) -> Agency:
    return get_object_or_404(Agency, pk=request.actor.agency_id)
