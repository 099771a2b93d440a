"""Facts about a case: what is recorded, one theme a page, and taking back what was entered in error."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.kept import TOKEN, receipt_of, take_what_was_kept, token_for
from unstuck.web.audit.actions import AlreadyDone
from unstuck.web.audit.queries import where_it_led
from unstuck.web.caseload import permissions, policies, questions
from unstuck.web.caseload.actions.facts import record_facts, withdraw_fact
from unstuck.web.caseload.actions.frame import Moment
from unstuck.web.caseload.cases import facts_of
from unstuck.web.caseload.facts_in_words import entries, what_holds
from unstuck.web.caseload.forms.facts import About, FactForm, form_of
from unstuck.web.caseload.models import KINDS, Episode
from unstuck.web.caseload.queries import facts_of_kind
from unstuck.web.caseload.timeline import history, saved_since
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied, allowed, why_not


@require_safe
def facts(request: Request, episode: UUID) -> HttpResponse:
    """Show what is recorded, by theme: what holds now, what it was, and every entry."""
    found = _readable(request, episode)
    known, rows = facts_of([found.pk])[found.pk], history(found.pk)
    themes = [
        {"theme": theme, "now": what_holds(theme, known), "entries": entries(slug, rows[slug])}
        for slug, theme in questions.themes().items()
    ]
    context = {"episode": found, "themes": themes, "may_write": _may_write(request, found)}
    return render(request, "caseload/facts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, episode: UUID, kind: str) -> HttpResponse:
    """Record one theme."""
    found = _writable(request, episode, kind)
    about = About(found, facts_of([found.pk])[found.pk], dates.today())
    if request.method != "POST":
        kept = take_what_was_kept(request)
        refused = why_not(policies.check_open, found)
        return _form_page(request, about, form_of(kind, about, kept), kind, refused=refused, kept=kept)
    form = form_of(kind, about, request.POST)
    if not form.is_valid():
        if where_it_led(receipt_of(request)) is not None:
            return _to_facts(found, kind)  # sent twice: after the first time, the form no longer fits what is recorded
        return _form_page(request, about, form, kind, kept=request.POST, status=422)
    try:
        record_facts(request.actor, found, form.rows(), _moment(request))
    except AlreadyDone:
        return _to_facts(found, kind)
    except Denied as denied:
        return _refused(request, about, form, kind, denied)
    messages.success(request, _("Saved. The next step takes it into account."))
    return _to_facts(found, kind)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, episode: UUID, kind: str, fact: int) -> HttpResponse:
    """Mark one entry as entered in error."""
    found = _writable(request, episode, kind)
    row = get_object_or_404(facts_of_kind(found, kind), pk=fact)
    if request.method != "POST":
        return _withdraw_page(request, found, kind, row)
    try:
        withdraw_fact(request.actor, found, row, _moment(request))
    except AlreadyDone:
        return _to_facts(found, kind)
    except Denied as denied:
        fresh = _readable(request, episode)
        return _withdraw_page(request, fresh, kind, row, refused=denied.reason, status=422)
    messages.success(request, _("Marked as entered in error. It no longer counts, and stays in the history."))
    return _to_facts(found, kind)


def _to_facts(episode: Episode, kind: str) -> HttpResponse:
    return redirect(f"{reverse('caseload:facts', kwargs={'episode': episode.public_id})}#{kind}")


def _readable(request: Request, episode: UUID) -> Episode:
    readable = permissions.episodes_for(request.actor).select_related("client")
    return get_object_or_404(readable, public_id=episode)


def _writable(request: Request, episode: UUID, kind: str) -> Episode:
    """Return an episode that is this person's own work; any other is as if it did not exist."""
    found = _readable(request, episode)
    if kind not in KINDS or not allowed(permissions.check_may_write, request.actor, found):
        raise Http404
    return found


def _may_write(request: Request, episode: Episode) -> bool:
    return allowed(permissions.check_may_write, request.actor, episode) and allowed(policies.check_open, episode)


def _moment(request: Request) -> Moment:
    return Moment(dates.now(), dates.today(), receipt_of(request), _version(request.POST))


def _version(fields: Any) -> int:
    """Return the version of the episode for which a form was opened; a form without one is stale."""
    typed = fields.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


def _refused(request: Request, about: About, form: FactForm, kind: str, denied: Denied) -> HttpResponse:
    """Show the form again with the reason, what was saved meanwhile, and the version as it is now."""
    fresh = _readable(request, about.episode.public_id)
    again = About(fresh, facts_of([fresh.pk])[fresh.pk], about.today)
    missed = fresh.version - _version(request.POST)
    changed = saved_since(fresh.pk, min(missed, 10)) if denied.code == "stale_form" else ()
    filled = form_of(kind, again, request.POST)
    return _form_page(request, again, filled, kind, refused=denied.reason, changed=changed, status=422)


def _form_page(
    request: Request, about: About, form: FactForm, kind: str, *, kept: Any = None, status: int = 200, **more: Any
) -> HttpResponse:
    """Show a form. One with what was typed before keeps the version for which it was typed."""
    context = {
        "episode": about.episode,
        "theme": questions.themes()[kind],
        "form": form,
        "last": form.last() if kind != "life_areas" else {},
        "version": _version(kept) if kept is not None else about.episode.version,
        "kept": kept is not None and request.method == "GET",
        "token_name": TOKEN,
        "token": token_for(request),
        "refused": "",
        "changed": (),
    }
    return render(request, "caseload/fact_add.html", context | more, status=status)


def _withdraw_page(
    request: Request, episode: Episode, kind: str, row: Any, *, refused: str = "", status: int = 200
) -> HttpResponse:
    (entry,) = entries(kind, [row])
    context = {
        "episode": episode,
        "theme": questions.themes()[kind],
        "entry": entry,
        "refused": refused,
        "token_name": TOKEN,
        "token": token_for(request),
    }
    return render(request, "caseload/fact_withdraw.html", context, status=status)
