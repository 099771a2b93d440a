"""Meetings of a supervisor and a worker: whom one meets, what changed, and what the two keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import REFUSED, own_idempotency_key
from unstuck.web.accounts.form_recovery import recover_typed_form, token_for
from unstuck.web.audit.actions import AlreadyDone
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.supervision import actions
from unstuck.web.supervision.changes import changes_since
from unstuck.web.supervision.forms import (
    WORKER,
    AgendaPointForm,
    AgreedPointForm,
    AnswerForm,
    MeetingDayForm,
    SupervisionNoteForm,
)
from unstuck.web.supervision.meetings import record_of, supervisors_met, worker_met, workers_to_meet
from unstuck.web.supervision.permissions import Partners
from unstuck.web.supervision.presenters import supervision_page


@never_cache
def workers(request: Request) -> HttpResponse:
    """List the workers whom a supervisor meets."""
    return render(request, "supervision/workers.html", {"workers": workers_to_meet(request.actor, dates.today())})


@never_cache
def worker(request: Request, person: UUID) -> HttpResponse:
    """Show a supervisor what changed with a worker's clients, and what the two keep; keep more."""
    partners = worker_met(request.actor, person)
    if partners is None:
        raise Http404
    return _answer(request, partners, reverse("supervision:worker", args=[person]), [])


@never_cache
def mine(request: Request) -> HttpResponse:
    """Show a worker the same, with their own supervisor; `with` names one of several."""
    met = supervisors_met(request.actor)
    wanted = request.GET.get("with", "")
    chosen = next(
        (one for one in met if str(one.supervisor.public_id) == wanted), met[0] if met and not wanted else None
    )
    if chosen is None and wanted:
        raise Http404
    if chosen is None:
        return render(request, "supervision/nobody.html", status=REFUSED if request.method == "POST" else None)
    address = f"{reverse('supervision:mine')}?with={chosen.supervisor.public_id}"
    others = [(one.supervisor.public_id, one.supervisor.name) for one in met if one != chosen]
    return _answer(request, chosen, address, others)


def _answer(request: Request, partners: Partners, address: str, others: list[tuple[UUID, str]]) -> HttpResponse:
    made = _forms(partners)
    if request.method != "POST":
        kept = recover_typed_form(request)
        do = str(kept.get("do", "")) if kept else ""
        if do in made:
            made[do] = _form(do, partners, kept)
        return _page(request, partners, made, others)
    do = request.POST.get("do", "")
    if do not in ACTS:
        raise BadRequest
    if do in made:
        made[do] = _form(do, partners, request.POST)
        if not made[do].is_valid():
            return _page(request, partners, made, others, refused_in=do, status=REFUSED)
    try:
        key = own_idempotency_key(request)
        context = actions.SupervisionContext(request.actor, partners, dates.now(), dates.today(), key)
        ACTS[do](context, made[do].cleaned_data if do in made else {}, _number(request))
    except AlreadyDone:
        return HttpResponseRedirect(address)
    except Denied as denied:
        return _page(request, partners, made, others, refused_in=do, refused=denied.reason, status=REFUSED)
    return HttpResponseRedirect(address)


def _number(request: Request) -> int:
    """Return the row that a button is about; 0 where it is about none."""
    number = request.POST.get("row", "0")
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        raise BadRequest
    return int(number)


Act = Callable[[actions.SupervisionContext, Mapping[str, Any], int], None]
ACTS: dict[str, Act] = {
    "point": lambda context, fields, _row: actions.add_point(context, fields["words"]),
    "talked": lambda context, _fields, row: actions.talk_about(context, row),
    "agreed": lambda context, fields, _row: actions.agree(
        context, actions.SupervisionAgreement(fields["words"], fields["whose"] == WORKER, fields["due_on"])
    ),
    "done": lambda context, _fields, row: actions.mark_done(context, row),
    "note": lambda context, fields, _row: actions.write_note(context, fields["words"]),
    "answer": lambda context, fields, row: actions.write_note(context, fields["words"], row),
    "met": lambda context, fields, _row: actions.note_meeting(context, fields["on"]),
}


def _forms(partners: Partners) -> dict[str, forms.Form]:
    return {name: _form(name, partners, None) for name in ("point", "agreed", "note", "answer", "met")}


def _form(name: str, partners: Partners, typed: Any) -> forms.Form:
    if name == "agreed":
        return AgreedPointForm(typed, names=(partners.worker.name, partners.supervisor.name))
    if name == "met":
        return MeetingDayForm(typed, initial={"on": dates.today()})
    return {"point": AgendaPointForm, "note": SupervisionNoteForm, "answer": AnswerForm}[name](typed)


def _page(
    request: Request,
    partners: Partners,
    made: Mapping[str, forms.Form],
    others: list[tuple[UUID, str]],
    *,
    refused_in: str = "",
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    actor, today = request.actor, dates.today()
    kept = record_of(actor, partners, today)
    changes = changes_since(actor, partners.worker.pk, kept.since, today)
    context = {
        "page": supervision_page(actor, partners, kept, changes, today),
        "forms": made,
        "others": others,
        "refused_in": refused_in,
        "refused": refused,
        "answered": _number(request) if refused_in == "answer" else 0,
        "once": token_for(request),
    }
    return render(request, "supervision/meeting.html", context, status=status)
