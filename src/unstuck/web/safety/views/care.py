"""A client's safety on one page, the safety plan, how to reach them, and that risk was asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import answer
from unstuck.web.caseload.client_pages import client_form_page, own, readable, write_context
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_works_with
from unstuck.web.components import dates
from unstuck.web.safety.actions import care as acts
from unstuck.web.safety.forms.care import ContactForm, RiskAskedForm, SafetyPlanForm, SafeWayForm
from unstuck.web.safety.models.plans import PARTS
from unstuck.web.safety.presenters.care import plan_parts, safety_page
from unstuck.web.safety.queries import plans_of, safe_way_of

Act = Callable[[Mapping[str, Any], str], None]


@never_cache
def safety(request: Request, episode: UUID) -> HttpResponse:
    """Show a client's concerns, safety plan and ways of contact."""
    page = safety_page(request.actor, readable(request, episode), dates.today())
    return render(request, "safety/safety.html", {"page": page})


@never_cache
def plan(request: Request, episode: UUID) -> HttpResponse:
    """Write the safety plan with the client: a version of its own, the earlier ones stay."""
    client_episode, today = own(request, episode, check_works_with), dates.today()
    versions = plans_of(client_episode)

    def make(typed: Any = None, **options: Any) -> SafetyPlanForm:
        last = versions[0] if versions else None
        return SafetyPlanForm(typed, last=last, episode=client_episode, today=today, **options)

    def act(fields: Mapping[str, Any], key: str) -> None:
        parts = {name: fields.get(name, "") for name in PARTS}
        acts.save_safety_plan(request.actor, client_episode, fields["on"], parts, write_context(fields, key))

    about = [_("Make it together, in the client's own words. It helps most when they have it at hand.")]
    return _form(request, client_episode, _("Safety plan"), make, act, _("The safety plan is saved."), about)


@never_cache
def plan_print(request: Request, episode: UUID) -> HttpResponse:
    """Show the safety plan on one page to take away."""
    versions = plans_of(readable(request, episode))
    if not versions:
        raise Http404
    context = {"episode": episode, "plan": versions[0], "parts": plan_parts(versions[0])}
    return render(request, "safety/plan_print.html", context)


@never_cache
def safe_way(request: Request, episode: UUID) -> HttpResponse:
    """Record how the client can be reached safely."""
    client_episode = own(request, episode, check_works_with)
    last = safe_way_of(client_episode)

    def make(typed: Any = None, **options: Any) -> SafeWayForm:
        initial = {**options.pop("initial", {}), **({"words": last.words, "unsafe": last.unsafe} if last else {})}
        return SafeWayForm(typed, initial=initial, **options)

    def act(fields: Mapping[str, Any], key: str) -> None:
        context = write_context(fields, key)
        acts.say_safe_way(request.actor, client_episode, fields["words"], fields["unsafe"], context)

    title = _("A safe way to reach the client")
    return _form(request, client_episode, title, make, act, _("Saved. Everything that is sent asks for it."))


@never_cache
def contact(request: Request, episode: UUID) -> HttpResponse:
    """Record an attempt to reach the client."""
    client_episode, today = own(request, episode, check_works_with), dates.today()

    def make(typed: Any = None, **options: Any) -> ContactForm:
        return ContactForm(typed, episode=client_episode, today=today, **options)

    def act(fields: Mapping[str, Any], key: str) -> None:
        names = ("on", "way", "reached", "welfare_check", "words")
        attempt = acts.Attempt(**{name: fields[name] for name in names})
        acts.record_attempt(request.actor, client_episode, attempt, write_context(fields, key))

    way = safe_way_of(client_episode)
    safe = [_("Safe way: %(words)s") % {"words": way.words}] if way else []
    about = [_("Kindly, without reproach; where one way fails, try another."), *safe]
    return _form(request, client_episode, _("Getting in touch"), make, act, _("Saved."), about)


@never_cache
def asked(request: Request, episode: UUID) -> HttpResponse:
    """Record that risk was asked about, and that there was no sign."""
    client_episode, today = own(request, episode, check_works_with), dates.today()

    def make(typed: Any = None, **options: Any) -> RiskAskedForm:
        return RiskAskedForm(typed, episode=client_episode, today=today, **options)

    def act(fields: Mapping[str, Any], key: str) -> None:
        acts.note_asked(request.actor, client_episode, fields["on"], fields["words"], write_context(fields, key))

    return _form(request, client_episode, _("We asked about risk"), make, act, _("Saved."))


def _form(
    request: Request,
    episode: Episode,
    title: str,
    make: Callable[..., forms.Form],
    act: Act,
    saved: str,
    about: list[str] | None = None,
) -> HttpResponse:
    """Answer with the page of a form about a client's safety; it leads back to that page."""
    leads_to = reverse("safety:safety", kwargs={"episode": episode.public_id})

    def done(fields: Mapping[str, Any], key: str) -> str:
        act(fields, key)
        return leads_to

    context = {"title": title, "about": about or [], "back": leads_to}
    page = client_form_page(
        request, episode, "safety/client_form.html", make, done, leads_to, saved=saved, context=context
    )
    return answer(request, page)
