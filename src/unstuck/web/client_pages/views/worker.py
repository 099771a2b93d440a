"""A worker makes and closes a client's own page, and reads what was said there; an administrator sets its rule."""

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
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.client_pages import client_form_page, own, readable, write_context
from unstuck.web.caseload.models import Episode
from unstuck.web.client_pages import actions as acts
from unstuck.web.client_pages.forms import ObjectionAnswerForm, PageLinkForm, PageRuleForm, PartsForm
from unstuck.web.client_pages.permissions import objections_for
from unstuck.web.client_pages.presenters.client import offered_parts
from unstuck.web.client_pages.presenters.worker import own_page_overview
from unstuck.web.client_pages.queries import chosen_parts, shows_course
from unstuck.web.components import dates
from unstuck.web.components.forms import VersionedForm
from unstuck.web.safety.queries import safe_way_of

Act = Callable[[Mapping[str, Any], str], None]


@never_cache
def own_page(request: Request, episode: UUID) -> HttpResponse:
    """Show a client's own page from outside: link, code, what they chose, and what they say is not right."""
    page = own_page_overview(request.actor, readable(request, episode), dates.now())
    return render(request, "client_pages/own_page.html", {"page": page})


@never_cache
def link_make(request: Request, episode: UUID) -> HttpResponse:
    """Make a link and its code."""
    client_episode = own(request, episode)
    safe = safe_way_of(client_episode)

    def make(typed: Any = None, **options: Any) -> PageLinkForm:
        return PageLinkForm(typed, unsafe=safe.unsafe if safe else (), **options)

    def act(fields: Mapping[str, Any], key: str) -> None:
        acts.make_page_link(request.actor, client_episode, fields["code_way"], write_context(fields, key))

    saved = _("Ready. Hand over the link and the code by two different ways.")
    about = _("In the client's words: “%(words)s”") % {"words": safe.words} if safe else ""
    title, send = _("Make the client's own page"), _("Make the page")
    return _form(request, client_episode, title, make, act, saved, about=about, send=send)


@never_cache
def link_end(request: Request, episode: UUID) -> HttpResponse:
    """Close the page."""
    client_episode = own(request, episode)

    def act(fields: Mapping[str, Any], key: str) -> None:
        acts.end_page_link(request.actor, client_episode, write_context(fields, key))

    about = _("The link stops working at once. What the client said stays on record.")
    title = _("Close the client's own page")
    closed, send = _("The page is closed."), _("Close the page")
    return _form(request, client_episode, title, VersionedForm, act, closed, about=about, send=send)


@never_cache
def parts(request: Request, episode: UUID) -> HttpResponse:
    """Store what the client wants to see, as they told their worker."""
    client_episode = own(request, episode)
    offered = offered_parts(client_episode)

    def make(typed: Any = None, **options: Any) -> PartsForm:
        initial = {**options.pop("initial", {}), "parts": chosen_parts(client_episode) or []}
        return PartsForm(typed, offered=offered, initial=initial, **options)

    def act(fields: Mapping[str, Any], key: str) -> None:
        acts.choose_parts_with_client(request.actor, client_episode, fields["parts"], write_context(fields, key))

    return _form(request, client_episode, _("What the client's page shows"), make, act, _("Saved."))


@never_cache
def objection(request: Request, episode: UUID, objection: int) -> HttpResponse:
    """Say what came of "that's not right"."""
    client_episode = own(request, episode)
    held = get_object_or_404(objections_for(request.actor), pk=objection, episode=client_episode)

    def act(fields: Mapping[str, Any], key: str) -> None:
        acts.answer_objection(request.actor, held, fields["words"], write_context(fields, key))

    about = _("Their page said: “%(text)s”.") % {"text": held.statement}
    if held.words:
        about += " " + _("The client: “%(words)s”") % {"words": held.words}
    title = _("“That's not right”")
    return _form(request, client_episode, title, ObjectionAnswerForm, act, _("Saved."), about=about)


@never_cache
def rule(request: Request) -> HttpResponse:
    """Set whether clients of the agency may read how things go."""
    leads_to = reverse("checkins:settings")

    def make(typed: Any = None) -> PageRuleForm:
        return PageRuleForm(typed, shows=shows_course(request.actor.agency_id))

    def act(fields: Mapping[str, Any], key: str) -> str:
        acts.set_page_rule(request.actor, fields["shows_course"] == "yes", now=dates.now(), key=key)
        return leads_to

    page = FormPage(
        template="checkins/settings_form.html",
        make=make,
        act=act,
        again=lambda _answer: leads_to,
        saved=_("Saved."),
        context={"title": _("Clients' own pages")},
    )
    return answer(request, page)


def _form(
    request: Request,
    episode: Episode,
    title: str,
    make: Callable[..., forms.Form],
    act: Act,
    saved: str,
    about: str = "",
    send: str = "",
) -> HttpResponse:
    leads_to = reverse("client_pages:own_page", kwargs={"episode": episode.public_id})

    def done(fields: Mapping[str, Any], key: str) -> str:
        act(fields, key)
        return leads_to

    context = {"title": title, "about": about, "back": leads_to, "send": send}
    page = client_form_page(
        request, episode, "client_pages/form.html", make, done, leads_to, saved=saved, context=context
    )
    return answer(request, page)
