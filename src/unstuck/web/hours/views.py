"""A log of one's own hours, what the site proposes for it, its files, and notes of reflection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.client_pages import write_context
from unstuck.web.components import dates
from unstuck.web.components.letters import download
from unstuck.web.consultation.actions.learning import about_clients
from unstuck.web.hours import actions
from unstuck.web.hours.files import log_as_csv, log_as_letter, origin
from unstuck.web.hours.forms import HoursByHandForm, ProposalsForm, ReflectionForm, by_hand_of, taken
from unstuck.web.hours.permissions import entries_of, notes_of
from unstuck.web.hours.queries import log_of, proposals_for, sums_of
from unstuck.web.learning.forms import HoursForm

YEAR = timedelta(days=365)


def _log_address(_led: object = "") -> str:
    return reverse("hours:log")


def _period(request: Request) -> HoursForm:
    """Return from which day to which is asked; nothing chosen is the last year."""
    today = dates.today()
    return HoursForm(request.GET if "first" in request.GET else {"first": today - YEAR, "last": today})


@never_cache
@require_safe
def log(request: Request) -> HttpResponse:
    """Show the log between two days, its sums, and how much the site proposes."""
    form = _period(request)
    context: dict[str, Any] = {"form": form, "lines": [], "sums": [], "days": None}
    if form.is_valid():
        days = (form.cleaned_data["first"], form.cleaned_data["last"])
        lines = log_of(request.actor, *days)
        context |= {"days": days, "whole": dates.duration(sum(one.minutes for one in lines))}
        context["sums"] = [(kind.words, dates.duration(minutes)) for kind, minutes in sums_of(lines)]
        context["lines"] = [(one, dates.duration(one.minutes), origin(one)) for one in reversed(lines)]
    context["proposals"] = len(proposals_for(request.actor, dates.today()))
    return render(request, "hours/log.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: Request) -> HttpResponse:
    """Show what the site knows of and the log does not hold; take it in."""
    found = proposals_for(request.actor, dates.today())

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.confirm_hours(request.actor, taken(fields), write_context({}, key))
        return _log_address()

    page = FormPage(
        "hours/proposals.html",
        lambda typed: ProposalsForm(typed, proposals=found),
        act,
        _log_address,
        saved=_("They are in your log now."),
    )
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entry_add(request: Request) -> HttpResponse:
    """Enter time by hand."""

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.enter_hours(request.actor, by_hand_of(fields), write_context({}, key))
        return _log_address()

    known = about_clients(request.actor, None)
    page = FormPage(
        "hours/entry_add.html",
        lambda typed: HoursByHandForm(typed, known=known, initial={"on": dates.today()}),
        act,
        _log_address,
        saved=_("It is in your log now."),
    )
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entry_remove(request: Request, entry: UUID) -> HttpResponse:
    """Remove an entry."""
    row = get_object_or_404(entries_of(request.actor), public_id=entry)

    def act(_fields: Mapping[str, Any], key: str) -> str:
        actions.remove_hours(request.actor, row, write_context({}, key))
        return _log_address()

    line = next(one for one in log_of(request.actor, row.on, row.on) if one.public_id == row.public_id)
    context = {"line": line, "duration": dates.duration(line.minutes)}
    page = FormPage("hours/entry_remove.html", forms.Form, act, _log_address, saved=_("Removed."), context=context)
    return answer(request, page)


def _asked_for(request: Request) -> tuple[date, date]:
    form = _period(request)
    if not form.is_valid():
        raise Http404
    return form.cleaned_data["first"], form.cleaned_data["last"]


@never_cache
@require_safe
def pdf(request: Request) -> HttpResponse:
    """Download the log as a PDF."""
    first, last = _asked_for(request)
    letter = log_as_letter(request.actor, log_of(request.actor, first, last), first, last, dates.today())
    return download(request, letter, _log_address())


@never_cache
@require_safe
def table(request: Request) -> HttpResponse:
    """Download the log as CSV."""
    made = HttpResponse(log_as_csv(log_of(request.actor, *_asked_for(request))), content_type="text/csv; charset=utf-8")
    made["Content-Disposition"] = 'attachment; filename="hours.csv"'
    return made


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: Request) -> HttpResponse:
    """Show one's own notes, and keep another."""

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.write_reflection(request.actor, fields["words"], write_context({}, key))
        return reverse("hours:notes")

    page = FormPage(
        "hours/notes.html",
        ReflectionForm,
        act,
        lambda _led: reverse("hours:notes"),
        saved=_("Kept, for your eyes only."),
        context={"notes": list(notes_of(request.actor))},
    )
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note_remove(request: Request, note: UUID) -> HttpResponse:
    """Remove a note."""
    row = get_object_or_404(notes_of(request.actor), public_id=note)

    def act(_fields: Mapping[str, Any], key: str) -> str:
        actions.remove_reflection(request.actor, row, write_context({}, key))
        return reverse("hours:notes")

    page = FormPage(
        "hours/note_remove.html",
        forms.Form,
        act,
        lambda _led: reverse("hours:notes"),
        saved=_("Removed."),
        context={"note": row},
    )
    return answer(request, page)
