"""The agency's people, as its administrators look after them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.web.accounts.actions import NewPerson, add_person, add_team
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.accounts.forms import FindPeopleForm, PersonForm, TeamForm
from unstuck.web.accounts.models import Agency, Role
from unstuck.web.accounts.presenters import people_page
from unstuck.web.accounts.queries import PeopleFilters, find_people
from unstuck.web.accounts.views.links import give
from unstuck.web.components import dates

PAGE = 50
LEFT = {"": False, "left": True, "all": None}


def people(request: Request) -> HttpResponse:
    """List the people of the agency."""
    form = FindPeopleForm(request.GET, actor=request.actor)
    asked = form.cleaned_data if form.is_valid() else {}
    team = asked.get("team")
    filters = PeopleFilters(
        asked.get("name", ""), asked.get("role", ""), str(team.public_id) if team else "", LEFT[asked.get("who", "")]
    )
    page = Paginator(find_people(request.actor.agency_id, filters), PAGE).get_page(request.GET.get("page"))
    asked_for = request.GET.copy()
    asked_for.pop("page", None)
    listed = people_page(page, asked_for.urlencode(), searched=any(asked.values()))
    return render(request, "accounts/people.html", {"page": listed, "form": form})


def person_add(request: Request) -> HttpResponse:
    """Add somebody, and give them the link to set their password."""

    def act(fields: Mapping[str, Any], key: str) -> str:
        wanted = NewPerson(fields["email"], fields["name"], Role(fields["role"]), fields["team"])
        person = add_person(_agency(request), wanted, by=request.actor, now=dates.now(), idempotency_key=key)
        messages.success(request, _("%(name)s has been added.") % {"name": person.name})
        give(request, person.memberships.get())
        return _page_of(str(person.public_id))

    page = FormPage(
        template="accounts/person_add.html",
        make=lambda typed: PersonForm(typed, actor=request.actor),
        act=act,
        again=_page_of,
    )
    return answer(request, page)


def team_add(request: Request) -> HttpResponse:
    """Add a team."""

    def act(fields: Mapping[str, Any], key: str) -> str:
        add_team(_agency(request), fields["name"], by=request.actor, now=dates.now(), idempotency_key=key)
        return reverse("accounts:people")

    page = FormPage(
        template="accounts/team_add.html",
        make=TeamForm,
        act=act,
        again=lambda _answer: reverse("accounts:people"),
        saved=_("The team has been added."),
    )
    return answer(request, page)


def _page_of(person: str) -> str:
    return reverse("accounts:person", args=[person])


def _agency(request: Request) -> Agency:
    return get_object_or_404(Agency, pk=request.actor.agency_id)
