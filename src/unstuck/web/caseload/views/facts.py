"""Facts about a case: what is recorded, one theme a page, and taking back what was entered in error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import answer
from unstuck.web.caseload import permissions, policies, questions
from unstuck.web.caseload.actions.facts import record_facts, withdraw_fact
from unstuck.web.caseload.cases import facts_of
from unstuck.web.caseload.changes import saves_behind
from unstuck.web.caseload.client_pages import client_form_page, own, readable, write_context
from unstuck.web.caseload.facts_in_words import entries, what_holds
from unstuck.web.caseload.forms.facts import About, FactForm, form_of
from unstuck.web.caseload.models import KINDS, Episode
from unstuck.web.caseload.queries import facts_of_kind
from unstuck.web.caseload.timeline import history, saved_since
from unstuck.web.components import dates
from unstuck.web.components.denied import allowed, why_not
from unstuck.web.components.forms import VersionedForm

LONGEST_LOOK_BACK = 10
"""How many saves a form that was left open for long shows at most."""


@require_safe
def facts(request: Request, episode: UUID) -> HttpResponse:
    """Show what is recorded, by theme: what holds now, what it was, and every entry."""
    found = readable(request, episode)
    known, rows = facts_of([found.pk])[found.pk], history(found.pk)
    themes = [
        {"theme": theme, "now": what_holds(theme, known), "entries": entries(slug, rows[slug])}
        for slug, theme in questions.themes().items()
    ]
    may_write = allowed(permissions.check_may_write, request.actor, found) and allowed(policies.check_open, found)
    return render(request, "caseload/facts.html", {"episode": found, "themes": themes, "may_write": may_write})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, episode: UUID, kind: str) -> HttpResponse:
    """Record one theme."""
    found = _own(request, episode, kind)

    def make(typed: Any = None, **options: Any) -> FactForm:
        return form_of(kind, About(found, facts_of([found.pk])[found.pk], dates.today()), typed, **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        record_facts(request.actor, found, fields["rows"], write_context(fields, key))
        return _page(found, kind)

    context = {
        "theme": questions.themes()[kind],
        "not_open": why_not(policies.check_open, found),
        "changed": _saved_since(request, found),
    }
    saved = _("Saved. The next step takes it into account.")
    return answer(
        request,
        client_form_page(
            request, found, "caseload/fact_add.html", make, act, _page(found, kind), saved=saved, context=context
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, episode: UUID, kind: str, fact: int) -> HttpResponse:
    """Mark one entry as entered in error."""
    found = _own(request, episode, kind)
    row = get_object_or_404(facts_of_kind(found, kind), pk=fact)

    def act(fields: Mapping[str, Any], key: str) -> str:
        withdraw_fact(request.actor, found, row, write_context(fields, key))
        return _page(found, kind)

    (entry,) = entries(kind, [row])
    context = {"theme": questions.themes()[kind], "entry": entry}
    saved = _("Marked as entered in error. It no longer counts, and stays in the history.")
    template, leads_to = "caseload/fact_withdraw.html", _page(found, kind)
    page = client_form_page(request, found, template, VersionedForm, act, leads_to, saved=saved, context=context)
    return answer(request, page)


def _own(request: Request, episode: UUID, kind: str) -> Episode:
    if kind not in KINDS:
        raise Http404
    return own(request, episode)


def _page(episode: Episode, kind: str) -> str:
    return f"{reverse('caseload:facts', kwargs={'episode': episode.public_id})}#{kind}"


def _saved_since(request: Request, found: Episode) -> Any:
    """Return what was saved after the form that was sent had been opened."""
    behind = saves_behind(found, request.POST.get("version", ""))
    return saved_since(found.pk, min(behind, LONGEST_LOOK_BACK)) if behind else ()
