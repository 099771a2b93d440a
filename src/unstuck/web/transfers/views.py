"""Another worker takes over: one client, or several at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.client_pages import client_form_page, readable, write_context
from unstuck.web.caseload.models import Episode
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied, allowed
from unstuck.web.transfers.actions.transfers import arrange_transfers, move_transfer
from unstuck.web.transfers.cover_views import LEFT_OUT
from unstuck.web.transfers.forms import SeveralTransfersForm, TransferForm, TransferStepForm, transfer_details
from unstuck.web.transfers.permissions import answers_for, check_may_arrange, may_take_over
from unstuck.web.transfers.presenters import TransferPage, several_page, transfer_page


@never_cache
def transfer(request: Request, episode: UUID) -> HttpResponse:
    """Arrange that a colleague takes over; or, where that is under way, say what becomes of it."""
    current = readable(request, episode)
    if not allowed(check_may_arrange, request.actor, current):
        raise Http404
    shown = transfer_page(request.actor, current, dates.today())
    page = _under_way(request, current, shown) if shown.under_way else _arranging(request, current, shown)
    return answer(request, page)


def _arranging(request: Request, current: Episode, shown: TransferPage) -> FormPage:
    def make(typed: Any = None, **options: Any) -> TransferForm:
        people, today = shown.people, dates.today()
        return TransferForm(typed, people=people, today=today, risk_open=bool(shown.risks), **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        to = _colleague(request, fields["to"])
        wanted = [(current, transfer_details(fields))]
        arrange_transfers(request.actor, to, wanted, write_context(fields, key))
        return reverse("home:caseload")

    leads_to, saved = reverse("home:caseload"), _("Saved, and both workers are told.")
    context, initial = {"page": shown}, {"on": dates.today()}
    template = "transfers/transfer.html"
    return client_form_page(
        request, current, template, make, act, leads_to, initial=initial, saved=saved, context=context
    )


def _under_way(request: Request, current: Episode, shown: TransferPage) -> FormPage:
    going_on = shown.under_way

    def make(typed: Any = None, **options: Any) -> TransferStepForm:
        return TransferStepForm(typed, steps=shown.steps, **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        if going_on is not None:
            move_transfer(request.actor, going_on.transfer, fields["step"], write_context(fields, key))
        return leads_to

    leads_to, saved = reverse("home:caseload"), _("Saved, and both workers are told.")
    template, context = "transfers/transfer.html", {"page": shown}
    return client_form_page(request, current, template, make, act, leads_to, saved=saved, context=context)


@never_cache
def several(request: Request, person: UUID) -> HttpResponse:
    """Hand several clients of one worker over to one colleague, with one note."""
    worker = get_object_or_404(answers_for(request.actor), public_id=person)
    shown = several_page(request.actor, worker, dates.today())

    def make(typed: Any = None) -> SeveralTransfersForm:
        today = dates.today()
        return SeveralTransfersForm(
            typed,
            clients=shown.listed.choices,
            people=shown.people,
            at_risk=shown.listed.at_risk,
            today=today,
            initial={"on": today},
        )

    def act(fields: Mapping[str, Any], key: str) -> str:
        to, free = _colleague(request, fields["to"]), shown.listed.episodes
        wanted = [(free[one], details) for one, details in fields["wanted"].items()]
        came = arrange_transfers(request.actor, to, wanted, write_context({}, key))
        request.session[LEFT_OUT] = [(str(one.episode.public_id), one.denied.reason) for one in came.refused]
        return leads_to

    leads_to, saved = reverse("transfers:transfers"), _("Saved, and both workers are told.")
    context, template = {"page": shown}, "transfers/several.html"
    page = FormPage(template, make, act, again=lambda _answer: leads_to, saved=saved, context=context)
    return answer(request, page)


def _colleague(request: Request, public_id: str) -> Person:
    """Return a colleague whom the form offered. Denied where they have left since."""
    held = may_take_over(request.actor).select_related("person").filter(person__public_id=public_id).first()
    if held is None:
        raise Denied("not_in_team", _("Choose somebody in your own team."))
    return held.person
