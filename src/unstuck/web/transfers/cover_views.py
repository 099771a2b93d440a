"""Cover and hand-over in one place: who stands in for whom, asking a colleague, answering, and ending it early."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.client_pages import write_context
from unstuck.web.caseload.models import Cover
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.transfers.actions.cover import answer_cover, ask_cover, end_cover
from unstuck.web.transfers.cover_forms import CoverAnswerForm, CoverForm
from unstuck.web.transfers.cover_pages import cover_ask_page, cover_page, cover_place
from unstuck.web.transfers.permissions import answers_for, covers_for, may_stand_in

LEFT_OUT = "left_out_of_hand_over"
"""Where a session keeps, until the next look at the place, who was left out of a hand-over: opaque ids and reasons."""

ONE_CLIENT = "client"
"""What an address names a client by who is ticked on the form: whoever comes from that client's page."""


@never_cache
def transfers(request: Request) -> HttpResponse:
    """Show who stands in for whom and what is handed over, and lead to asking for either."""
    refused = request.session.pop(LEFT_OUT, [])
    page = cover_place(request.actor, dates.today(), refused)
    return render(request, "transfers/transfers.html", {"page": page})


@never_cache
def ask(request: Request, person: UUID) -> HttpResponse:
    """Ask a colleague to stand in for a worker, with one client, several or all of them."""
    worker = get_object_or_404(answers_for(request.actor), public_id=person)
    today = dates.today()
    shown = cover_ask_page(request.actor, worker, today)

    def make(typed: Any = None) -> CoverForm:
        listed, initial = shown.listed, {"first_day": today, "clients": request.GET.getlist(ONE_CLIENT)}
        return CoverForm(
            typed, people=shown.people, clients=listed.choices, at_risk=listed.at_risk, today=today, initial=initial
        )

    def act(fields: Mapping[str, Any], key: str) -> str:
        colleague = _colleague(request, fields["colleague"], worker)
        ask_cover(request.actor, worker, colleague, fields["wanted"], write_context({}, key))
        return leads_to

    leads_to, saved = reverse("transfers:transfers"), _("Saved, and your colleague is told.")
    page = FormPage("transfers/ask.html", make, act, again=lambda _led: leads_to, saved=saved, context={"page": shown})
    return answer(request, page)


def _colleague(request: Request, public_id: str, worker: Person) -> Person:
    """Return a colleague whom the form offered. Denied where they have left since."""
    found = may_stand_in(request.actor, worker.pk).select_related("person")
    held = found.filter(person__public_id=public_id).first()
    if held is None:
        raise Denied("not_a_colleague", _("Choose a colleague who works with clients at your agency now."))
    return held.person


@never_cache
def cover(request: Request, cover: UUID) -> HttpResponse:
    """Show one cover, and take the colleague's answer or its end."""
    today = dates.today()
    readable = covers_for(request.actor, today).select_related("worker", "colleague", "asked_by")
    held: Cover = get_object_or_404(readable, public_id=cover)
    shown = cover_page(request.actor, held, today)

    def make(typed: Any = None) -> CoverAnswerForm:
        return CoverAnswerForm(typed, steps=shown.steps, with_words="decline" in dict(shown.steps))

    def act(fields: Mapping[str, Any], key: str) -> str:
        context, step = write_context({}, key), fields["step"]
        if step == "end":
            end_cover(request.actor, held, context)
        else:
            answer_cover(request.actor, held, step, fields.get("words", ""), context)
        return leads_to

    leads_to, saved = reverse("transfers:transfers"), _("Saved, and both of you are told.")
    page = FormPage("transfers/cover.html", make, act, lambda _led: leads_to, saved, context={"page": shown})
    return answer(request, page)
