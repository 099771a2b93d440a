"""The list, one consultation with its dialogue, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor, Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.actions.frame import Moment
from unstuck.web.components.denied import why_not
from unstuck.web.consultation.actions import asking, dialogue
from unstuck.web.consultation.brief import identifiers
from unstuck.web.consultation.forms import dialogue as texts
from unstuck.web.consultation.forms.dialogue import MessageForm, OneTextForm, written_of
from unstuck.web.consultation.models import Consultation, Profile
from unstuck.web.consultation.permissions import asked_consultations, groups_of, own_consultations
from unstuck.web.consultation.presenters import consultation_page
from unstuck.web.consultation.views.pages import form_page, mine, moment_of, page_of, readable
from unstuck.web.consultation.workflow import CONSULTATION

LIST = "consultation:consultations"
SHOWN = 100
Act = Callable[[Actor, Consultation, str, Moment], None]


@never_cache
@require_safe
def consultations(request: Request) -> HttpResponse:
    """Show what was asked of somebody and what they asked."""
    count = Count("messages", filter=~Q(messages__by=F("asker")))
    both = [
        list(found.select_related("asker", "group", "episode__client", "brief").annotate(replies=count)[:SHOWN])
        for found in (
            asked_consultations(request.actor).order_by("-asked_at"),
            own_consultations(request.actor).order_by("-created_at"),
        )
    ]
    context = {
        "asked_of_me": both[0],
        "mine": both[1],
        "states": CONSULTATION.states,
        "groups": groups_of(request.actor).order_by("name"),
        "profile": Profile.objects.filter(person=request.actor.id).first(),
    }
    return render(request, "consultation/consultations.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: Request, consultation: UUID) -> HttpResponse:
    """Show the brief beside the dialogue; write a message."""
    found = readable(request, consultation)
    if found.state == "drafted":
        return redirect("consultation:preview", consultation=found.public_id)
    known = identifiers(found)

    def act(fields: Mapping[str, Any], receipt: str) -> str:
        dialogue.write_message(request.actor, found, written_of(fields), moment_of(fields, receipt))
        return page_of(found)

    page = form_page(
        "consultation",
        lambda typed: MessageForm(typed, known=known, initial={"version": found.version, "kind": "suggestion"}),
        act,
        lambda _answer: page_of(found),
        fresh=lambda: {"version": str(readable(request, consultation).version)},
        saved=_("Sent."),
        consultation=found,
        page=consultation_page(request.actor, found),
    )
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Request, consultation: UUID) -> HttpResponse:
    """Say what one will do."""
    found = mine(request, consultation)
    page = _one_text(request, found, "decide", dialogue.decide, texts.decision(), _("Your decision is recorded."))
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, consultation: UUID) -> HttpResponse:
    """Say what came of it; those asked read no further."""
    found = mine(request, consultation)
    page = _one_text(request, found, "close", dialogue.close, texts.outcome(), _("Closed. You keep it, others do not."))
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, consultation: UUID) -> HttpResponse:
    """Take the question back."""
    found = mine(request, consultation)
    page = _one_text(request, found, "withdraw", asking.withdraw, texts.reason(), _("The question is withdrawn."))
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: Request, consultation: UUID) -> HttpResponse:
    """Say that one cannot take it up."""
    asked = asked_consultations(request.actor).select_related("episode__client", "asker", "group")
    found = get_object_or_404(asked, public_id=consultation)
    page = _one_text(request, found, "decline", asking.decline, texts.reason(), _("Thank you for saying so."))
    return answer(request, page)


def titles() -> dict[str, tuple[str, str, str]]:
    """Return the title, an explanation and the button of each page with one text."""
    return {
        "decide": (
            _("Your decision"),
            _("The talk is yours to end. Where somebody answered, the steps for this client take it into account."),
            _("Record the decision"),
        ),
        "close": (
            _("What came of it"),
            _("Closing ends what colleagues can read. You keep the brief, the dialogue and this."),
            _("Close the consultation"),
        ),
        "withdraw": (
            _("Withdraw the question"),
            _("Those asked are told and can no longer read it."),
            _("Withdraw"),
        ),
        "decline": (
            _("You cannot take this up"),
            _("The reason goes to the colleague who asked. You will no longer be able to read it."),
            _("Decline"),
        ),
    }


def _one_text(
    request: Request, found: Consultation, action: str, do: Act, field: forms.CharField, saved: str
) -> FormPage:
    known = identifiers(found)
    led = reverse(LIST) if action == "decline" else page_of(found)
    title, about, button = titles()[action]

    def make(typed: Any) -> OneTextForm:
        others = action in ("decide", "close")
        return OneTextForm(typed, field=field, known=known, others=others, initial={"version": found.version})

    def act(fields: Mapping[str, Any], receipt: str) -> str:
        do(request.actor, found, fields["words"], moment_of(fields, receipt))
        return led

    return form_page(
        "one_text",
        make,
        act,
        lambda _answer: led,
        fresh=lambda: {"version": str(readable(request, found.public_id).version)},
        saved=saved,
        consultation=found,
        title=title,
        about=about,
        button_text=button,
        not_open=why_not(CONSULTATION.check, action, found.state),
    )
