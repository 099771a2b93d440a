"""Another worker takes over: one client, or several at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
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
from unstuck.web.transfers.forms import SeveralTransfersForm, TransferForm, TransferStepForm, transfer_details
from unstuck.web.transfers.permissions import check_may_arrange, may_take_over
from unstuck.web.transfers.presenters import TransferPage, at_risk_among, people_to_take_over, transfer_page
from unstuck.web.transfers.queries import free_to_hand_over


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
        return TransferForm(typed, people=people, today=today, risk_open=shown.risk_open, **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        to = _colleague(request, fields["to"])
        arrange_transfers(request.actor, [current], to, transfer_details(fields), write_context(fields, key))
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
def transfers(request: Request) -> HttpResponse:
    """Hand several clients of the team over to one colleague, with one note."""
    today = dates.today()
    free = {str(one.public_id): one for one in free_to_hand_over(request.actor)}
    at_risk = at_risk_among(list(free.values()), today)
    clients = [(key, f"{one.client.called} ({one.worker.name if one.worker else '–'})") for key, one in free.items()]

    people = people_to_take_over(request.actor, None)

    def make(typed: Any = None) -> SeveralTransfersForm:
        return SeveralTransfersForm(
            typed, clients=clients, people=people, at_risk=at_risk, today=today, initial={"on": today}
        )

    def act(fields: Mapping[str, Any], key: str) -> str:
        chosen, to = [free[one] for one in fields["clients"]], _colleague(request, fields["to"])
        arrange_transfers(request.actor, chosen, to, transfer_details(fields), write_context({}, key))
        return leads_to

    leads_to = reverse("home:caseload")
    page = FormPage(
        template="transfers/transfers.html",
        make=make,
        act=act,
        again=lambda _answer: leads_to,
        saved=_("Saved, and both sides are told."),
    )
    return answer(request, page)


def _colleague(request: Request, public_id: str) -> Person:
    """Return a colleague whom the form offered. Denied where they have left since."""
    held = may_take_over(request.actor).select_related("person").filter(person__public_id=public_id).first()
    if held is None:
        raise Denied("not_in_team", _("Choose somebody in your own team."))
    return held.person
