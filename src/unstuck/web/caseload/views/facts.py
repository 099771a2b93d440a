"""Facts about a case: what is recorded, one theme a page, and taking back what was entered in error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import answer
from unstuck.web.caseload.actions.facts import record_facts, withdraw_fact
from unstuck.web.caseload.cases import READ, facts_about
from unstuck.web.caseload.client_pages import client_form_page, own, readable, write_context
from unstuck.web.caseload.fact_rows import every_row
from unstuck.web.caseload.forms.facts import FactForm, FactFormSubject, form_of
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.presenters import fact_entry_page, fact_form_page, facts_page
from unstuck.web.components import dates
from unstuck.web.components.forms import VersionedForm


@require_safe
def facts(request: Request, episode: UUID) -> HttpResponse:
    """Show what is recorded, by theme: what holds now, what it was, and every entry."""
    page = facts_page(request.actor, readable(request, episode))
    return render(request, "caseload/facts.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, episode: UUID, kind: str) -> HttpResponse:
    """Record one theme."""
    client_episode = _own(request, episode, kind)

    def make(typed: Any = None, **options: Any) -> FactForm:
        subject = FactFormSubject(client_episode, facts_about(client_episode), dates.today())
        return form_of(kind, subject, typed, **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        record_facts(request.actor, client_episode, fields["rows"], write_context(fields, key))
        return _page(client_episode, kind)

    context = {"page": fact_form_page(client_episode, kind, request.POST.get("version", ""))}
    template, leads_to = "caseload/fact_add.html", _page(client_episode, kind)
    saved = _("Saved. The next step takes it into account.")
    page = client_form_page(request, client_episode, template, make, act, leads_to, saved=saved, context=context)
    return answer(request, page)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, episode: UUID, kind: str, fact: int) -> HttpResponse:
    """Mark one entry as entered in error."""
    client_episode = _own(request, episode, kind)
    row = next((row for row in every_row(kind, client_episode.pk) if row.pk == fact), None)
    if row is None:
        raise Http404

    def act(fields: Mapping[str, Any], key: str) -> str:
        withdraw_fact(request.actor, client_episode, row, write_context(fields, key))
        return _page(client_episode, kind)

    context = {"page": fact_entry_page(client_episode, kind, row)}
    saved = _("Marked as entered in error. It no longer counts, and stays in the history.")
    template, leads_to = "caseload/fact_withdraw.html", _page(client_episode, kind)
    page = client_form_page(
        request, client_episode, template, VersionedForm, act, leads_to, saved=saved, context=context
    )
    return answer(request, page)


def _own(request: Request, episode: UUID, kind: str) -> Episode:
    if kind not in READ:
        raise Http404
    return own(request, episode)


def _page(episode: Episode, kind: str) -> str:
    return f"{reverse('caseload:facts', kwargs={'episode': episode.public_id})}#{kind}"
