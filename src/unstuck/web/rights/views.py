"""The client's rights: what they may ask for, and what the agency does then."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.client_pages import own, readable, write_context
from unstuck.web.caseload.permissions import check_answers_for
from unstuck.web.components import dates
from unstuck.web.components.denied import allowed
from unstuck.web.components.letters import attached, download
from unstuck.web.rights.actions import requests as actions
from unstuck.web.rights.forms import RetentionForm, WaitingDeletionForm
from unstuck.web.rights.models import DeletionRequest
from unstuck.web.rights.own_record import as_data, as_letter, left_out, own_record
from unstuck.web.rights.policies import retention_years, why_not_deletable
from unstuck.web.safety.queries import others_may_read


@never_cache
@require_safe
def rights(request: Request, episode: UUID) -> HttpResponse:
    """Say what a client may ask for, and lead to where it is done."""
    current = readable(request, episode)
    when = why_not_deletable(current.client, dates.today()) or _("The agency's retention time is over.")
    may_delete = allowed(check_answers_for, request.actor, current)
    return render(request, "rights/rights.html", {"episode": current, "when": when, "may_delete": may_delete})


@never_cache
@require_safe
def record(request: Request, episode: UUID) -> HttpResponse:
    """Show the client's own record, to be read with them or printed."""
    current = readable(request, episode)
    shown = own_record(request.actor, current.client, dates.today())
    context = {"episode": current, "record": shown, "left_out": left_out(), "watched": others_may_read(current)}
    return render(request, "rights/record.html", context)


@never_cache
@require_safe
def record_pdf(request: Request, episode: UUID) -> HttpResponse:
    """Download it as a letter."""
    made = own_record(request.actor, readable(request, episode).client, dates.today())
    return download(request, as_letter(made, request.actor), reverse("rights:record", kwargs={"episode": episode}))


@never_cache
@require_safe
def record_data(request: Request, episode: UUID) -> HttpResponse:
    """Download it as data."""
    made = own_record(request.actor, readable(request, episode).client, dates.today())
    content = json.dumps(as_data(made), ensure_ascii=False, indent=1).encode()
    return attached(content, "application/json", "own-record.json")


@require_http_methods(["GET", "HEAD", "POST"])
def deletion(request: Request, episode: UUID) -> HttpResponse:
    """Ask for everything about a client to be deleted, take that back, or confirm it as the second person."""
    current = own(request, episode, check_answers_for)
    asked = DeletionRequest.objects.select_related("asked_by").filter(client=current.client_id).first()
    back = reverse("rights:rights", kwargs={"episode": episode})

    def act(_fields: Mapping[str, Any], key: str) -> str:
        context = write_context({}, key)
        if asked is None:
            actions.ask_for_deletion(request.actor, current, context)
        elif "take_back" in request.POST:
            actions.take_deletion_back(request.actor, current, context)
        else:
            actions.confirm_deletion(request.actor, asked.public_id, context)
            return reverse("home:caseload")
        return back

    page = FormPage(
        "rights/deletion.html",
        forms.Form,
        act,
        lambda _led: back,
        saved=_("Done. The record of changes says so."),
        context={
            "episode": current,
            "asked": asked,
            "own": asked is not None and asked.asked_by_id == request.actor.id,
            "why_not": why_not_deletable(current.client, dates.today()),
        },
    )
    return answer(request, page)


@require_http_methods(["GET", "HEAD", "POST"])
def deletions(request: Request) -> HttpResponse:
    """Show a manager which deletions wait for a second person, without a name, and confirm one."""
    rows = DeletionRequest.objects.filter(client__agency=request.actor.agency_id).select_related("asked_by")
    waiting = [
        (
            str(one.public_id),
            _("Asked for by %(name)s on %(day)s, number %(number)s")
            % {"name": one.asked_by.name, "day": spell_date(localdate(one.asked_at)), "number": one.public_id.hex[:8]},
        )
        for one in rows.order_by("asked_at")
    ]

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.confirm_deletion(request.actor, UUID(fields["request"]), write_context({}, key))
        return reverse("rights:deletions")

    page = FormPage(
        "rights/deletions.html",
        lambda typed: WaitingDeletionForm(typed, waiting=waiting),
        act,
        lambda _led: reverse("rights:deletions"),
        saved=_("Deleted. The record of changes says so."),
        context={"waiting": waiting},
    )
    return answer(request, page)


@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: Request) -> HttpResponse:
    """Say for how many years after the end of care the agency keeps records."""

    def act(fields: Mapping[str, Any], key: str) -> str:
        actions.keep_records_for(request.actor, fields["years"], write_context({}, key))
        return reverse("accounts:people")

    years = retention_years(request.actor.agency_id)
    page = FormPage(
        "rights/retention.html",
        lambda typed: RetentionForm(typed, initial={"years": years}),
        act,
        lambda _led: reverse("accounts:people"),
        saved=_("Saved."),
        context={"years": years},
    )
    return answer(request, page)
