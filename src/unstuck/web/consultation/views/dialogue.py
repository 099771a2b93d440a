"""The list, one consultation with its dialogue, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor, Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.client_pages import write_context
from unstuck.web.components import dates
from unstuck.web.components.denied import why_not
from unstuck.web.consultation.actions import asking, dialogue
from unstuck.web.consultation.brief import known_by
from unstuck.web.consultation.forms import dialogue as texts
from unstuck.web.consultation.forms.dialogue import MessageForm, OneTextForm, written_of
from unstuck.web.consultation.models import Consultation
from unstuck.web.consultation.permissions import asked_consultations
from unstuck.web.consultation.presenters.dialogue import consultation_page
from unstuck.web.consultation.presenters.lists import consultations_page
from unstuck.web.consultation.views.pages import form_page, mine, page_of, readable
from unstuck.web.consultation.workflow import CONSULTATION

LIST = "consultation:consultations"
Act = Callable[[Actor, Consultation, str, WriteContext], None]


@never_cache
@require_safe
def consultations(request: Request) -> HttpResponse:
    """Show what was asked of somebody and what they asked."""
    return render(
        request, "consultation/consultations.html", {"page": consultations_page(request.actor, dates.today())}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: Request, consultation: UUID) -> HttpResponse:
    """Show the brief beside the dialogue; write a message."""
    current = readable(request, consultation)
    if current.state == "drafted":
        return redirect("consultation:preview", consultation=current.public_id)
    known = known_by(request.actor.id, current)
    first = {"version": current.version, "kind": "question" if current.asker_id == request.actor.id else "suggestion"}

    def act(fields: Mapping[str, Any], key: str) -> str:
        dialogue.write_message(request.actor, current, written_of(fields), write_context(fields, key))
        return page_of(current)

    page = form_page(
        "consultation",
        lambda typed: MessageForm(typed, known=known, initial=first),
        act,
        lambda _answer: page_of(current),
        fresh=lambda: {"version": str(readable(request, consultation).version)},
        saved=_("Sent."),
        consultation=current,
        page=consultation_page(request.actor, current),
    )
    return answer(request, page)


@dataclass(frozen=True)
class _OneTextPage:
    """A page that asks for one text and does one thing with it. `whose` finds the consultation, or there is none."""

    action: str
    whose: Callable[[Request, UUID], Consultation]
    do: Act
    field: Callable[[], forms.CharField]
    title: str
    about: str
    button_text: str
    saved: str
    others: bool = False
    leaves: bool = False


def asked_of(request: Request, consultation: UUID) -> Consultation:
    """Return a consultation in which this person was asked; any other is as if it did not exist."""
    asked = asked_consultations(request.actor).select_related("episode__client", "asker", "group")
    return get_object_or_404(asked, public_id=consultation)


ONE_TEXT = (
    _OneTextPage(
        action="decide",
        whose=mine,
        do=dialogue.decide,
        field=texts.decision,
        title=_("Your decision"),
        about=_(
            "You are the one who ends the conversation. If someone answered, this client's steps take it into account."
        ),
        button_text=_("Record the decision"),
        saved=_("Your decision is recorded."),
        others=True,
    ),
    _OneTextPage(
        action="close",
        whose=mine,
        do=dialogue.close,
        field=texts.outcome,
        title=_("Close the consultation"),
        about=_("Closing ends what colleagues can read. You keep the brief, the dialogue and this."),
        button_text=_("Close the consultation"),
        saved=_("Closed. You can still read it; others cannot."),
        others=True,
    ),
    _OneTextPage(
        action="withdraw",
        whose=mine,
        do=asking.withdraw,
        field=texts.reason,
        title=_("Withdraw the question"),
        about=_("Those asked are told and can no longer read it."),
        button_text=_("Withdraw"),
        saved=_("The question is withdrawn."),
    ),
    _OneTextPage(
        action="decline",
        whose=asked_of,
        do=asking.decline,
        field=texts.reason_if_any,
        title=_("You cannot take this on"),
        about=_(
            "The colleague who asked is told, with the reason if you give one. You will no longer be able to read it."
        ),
        button_text=_("Decline"),
        saved=_("Thank you for saying so."),
        leaves=True,
    ),
)


def _view_of(one: _OneTextPage) -> Callable[[Request, UUID], HttpResponse]:
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: Request, consultation: UUID) -> HttpResponse:
        return answer(request, _page(request, one.whose(request, consultation), one))

    return view


decide, close, withdraw, decline = (_view_of(one) for one in ONE_TEXT)


def _page(request: Request, consultation: Consultation, one: _OneTextPage) -> FormPage:
    known = known_by(request.actor.id, consultation)
    led = reverse(LIST) if one.leaves else page_of(consultation)

    def act(fields: Mapping[str, Any], key: str) -> str:
        one.do(request.actor, consultation, fields["words"], write_context(fields, key))
        return led

    return form_page(
        "one_text",
        lambda typed: OneTextForm(
            typed, field=one.field(), known=known, others=one.others, initial={"version": consultation.version}
        ),
        act,
        lambda _answer: led,
        fresh=lambda: {"version": str(one.whose(request, consultation.public_id).version)},
        saved=one.saved,
        consultation=consultation,
        page=one,
        not_open=why_not(CONSULTATION.check, one.action, consultation.state),
    )
