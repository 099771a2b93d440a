"""A worker asks a client, enters answers for them, and sees who has not answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import answer
from unstuck.web.caseload.actions.scores import Total
from unstuck.web.caseload.changes import last_instrument
from unstuck.web.caseload.client_pages import client_form_page, own, readable, write_context
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins.actions import asking
from unstuck.web.checkins.actions.answering import EnteredAnswers, enter
from unstuck.web.checkins.actions.totals import record_total
from unstuck.web.checkins.forms.worker import AskForm, CheckinPlanForm, EnterForm, TotalForm
from unstuck.web.checkins.permissions import checkins_for
from unstuck.web.checkins.planning import Plan, in_order
from unstuck.web.checkins.presenters.worker import checkins_page, waiting_rows
from unstuck.web.checkins.queries import due_today, language_of, plan_of
from unstuck.web.checkins.questionnaires import askable, questionnaire
from unstuck.web.components import dates
from unstuck.web.components.forms import VersionedForm

Act = Callable[[Mapping[str, Any], str], None]


@never_cache
def checkins(request: Request, episode: UUID) -> HttpResponse:
    """Show what a client is asked, what waits, and what they answered."""
    page = checkins_page(request.actor, readable(request, episode), dates.now(), dates.today())
    return render(request, "checkins/checkins.html", {"page": page})


@never_cache
def waiting(request: Request) -> HttpResponse:
    """Show who was asked and has not answered."""
    rows = waiting_rows(request.actor, dates.now(), dates.today())
    return render(request, "checkins/waiting.html", {"rows": rows})


@never_cache
def ask(request: Request, episode: UUID) -> HttpResponse:
    """Make a link for the client, or a code for the tablet."""
    client_episode, today = own(request, episode), dates.today()
    offered, known = askable(client_episode.client.agency_id), language_of(client_episode)

    def make(typed: Any = None, **options: Any) -> AskForm:
        return AskForm(typed, offered=offered, chosen=due_today(client_episode, today), language=known, **options)

    def act(fields: Mapping[str, Any], key: str) -> None:
        chosen = in_order(plan_of(client_episode), [one for one in offered if one.id in fields["instruments"]])
        language = "" if fields["language"] == known else fields["language"]
        new = asking.NewCheckin(fields["way"], chosen, today, language)
        asking.ask(request.actor, client_episode, new, write_context(fields, key))

    saved = _("Ready. Hand it over as you agreed.")
    return _form(request, client_episode, _("Ask for a check-in"), make, act, saved, template="ask")


@never_cache
def enter_answers(request: Request, episode: UUID) -> HttpResponse:
    """Enter answers that the client gave in person or on paper."""
    client_episode, today = own(request, episode), dates.today()
    names = due_today(client_episode, today) or [name for name, _days in plan_of(client_episode).entries]
    asked = [questionnaire(client_episode.client.agency_id, name) for name in names]
    asked = [one for one in asked if one.has_text]
    made: list[EnterForm] = []

    def make(typed: Any = None, **options: Any) -> EnterForm:
        made.append(EnterForm(typed, asked=asked, today=today, **options))
        return made[-1]

    def act(fields: Mapping[str, Any], key: str) -> None:
        values = made[-1].values(fields)
        new = asking.NewCheckin(fields["way"], asked, fields["on"])
        entered = EnteredAnswers(values, fields["words"])
        enter(request.actor, client_episode, new, entered, write_context(fields, key))

    title = _("Enter answers")
    return _form(request, client_episode, title, make, act, _("The answers count from now on."), template="enter")


@never_cache
def plan(request: Request, episode: UUID) -> HttpResponse:
    """Choose what a client is asked, and how often."""
    client_episode = own(request, episode)
    offered, known = askable(client_episode.client.agency_id), plan_of(client_episode)

    def make(typed: Any = None, **options: Any) -> CheckinPlanForm:
        return CheckinPlanForm(typed, offered=offered, plan=known, **options)

    def act(fields: Mapping[str, Any], key: str) -> None:
        chosen = Plan(tuple(fields["entries"]), fields["most"])
        asking.set_plan(request.actor, client_episode, chosen, write_context(fields, key))

    return _form(request, client_episode, _("What is asked, and how often"), make, act, _("Saved."))


@never_cache
def take_back(request: Request, episode: UUID, checkin: UUID) -> HttpResponse:
    """Take a check-in back: its link no longer works."""
    client_episode = own(request, episode)
    held = get_object_or_404(checkins_for(request.actor), public_id=checkin, episode=client_episode)

    def act(fields: Mapping[str, Any], key: str) -> None:
        asking.take_back(request.actor, held, write_context(fields, key))

    title = _("Take the check-in back")
    saved = _("The link no longer works.")
    return _form(request, client_episode, title, VersionedForm, act, saved, template="take_back")


@never_cache
def score_add(request: Request, episode: UUID) -> HttpResponse:
    """Enter a questionnaire's total by hand, of today or back-dated."""
    client_episode, today = own(request, episode), dates.today()
    leads_to = reverse("home:client", kwargs={"episode": client_episode.public_id})

    def make(typed: Any = None, **options: Any) -> TotalForm:
        return TotalForm(typed, today=today, **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        total = Total(fields["instrument"], fields["total"], fields["on"])
        record_total(request.actor, client_episode, total, fields["risk_answer"], write_context(fields, key))
        return leads_to

    initial = {"on": today, "instrument": last_instrument(client_episode)}
    saved = _("The score was saved.")
    page = client_form_page(
        request, client_episode, "checkins/score_add.html", make, act, leads_to, initial=initial, saved=saved
    )
    return answer(request, page)


def _form(
    request: Request,
    episode: Episode,
    title: str,
    make: Callable[..., forms.Form],
    act: Act,
    saved: str,
    *,
    template: str = "form",
) -> HttpResponse:
    leads_to = reverse("checkins:checkins", kwargs={"episode": episode.public_id})

    def acted(fields: Mapping[str, Any], key: str) -> str:
        act(fields, key)
        return leads_to

    context = {"title": title, "back": leads_to}
    page = client_form_page(
        request, episode, f"checkins/{template}.html", make, acted, leads_to, saved=saved, context=context
    )
    return answer(request, page)
