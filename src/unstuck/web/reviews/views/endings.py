"""Ending the work with a client, step by step; what ended; how it went; and taking the work up again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.actions.endings import take_up_again
from unstuck.web.caseload.client_pages import client_form_page, own, readable, write_context
from unstuck.web.caseload.permissions import check_is_own
from unstuck.web.components import dates
from unstuck.web.components.denied import allowed
from unstuck.web.reviews.actions.closings import end_work, record_how_it_went
from unstuck.web.reviews.actions.planned_ends import plan_end
from unstuck.web.reviews.ending_kinds import ending_kinds
from unstuck.web.reviews.ending_policies import EndingDetails
from unstuck.web.reviews.forms.endings import EndingForm, HowItWentForm, PlannedEndForm, ResumeWorkForm
from unstuck.web.reviews.presenters.ended import ended_work_page, ending_summary
from unstuck.web.reviews.presenters.ending import ending_kind_page, ending_page
from unstuck.web.reviews.queries import closing_of, day_to_ask, goes_on_elsewhere, planned_end_of
from unstuck.web.transfers.permissions import check_may_arrange


@never_cache
def end(request: Request, episode: UUID) -> HttpResponse:
    """Choose how the work ends: each kind has a page of its own."""
    ending_episode = own(request, episode, check_is_own)
    page = ending_page(ending_episode, dates.today())
    return render(request, "reviews/end.html", {"episode": ending_episode, "page": page})


@never_cache
def end_as(request: Request, episode: UUID, ending: str) -> HttpResponse:
    """End the work in one way. The safeguards advise and record; in a crisis a second person looks at it first."""
    if ending not in ending_kinds():
        raise Http404
    kind, ending_episode, today = ending_kinds()[ending], own(request, episode, check_is_own), dates.today()
    shown = ending_kind_page(request.actor, ending_episode, kind, today)

    def make(typed: Any = None, **options: Any) -> EndingForm:
        return EndingForm(typed, kind=kind, known=shown.known, mandated=shown.mandated, **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        told = {name: value for name, value in fields.items() if name != "version" and value is not None}
        end_work(request.actor, ending_episode, EndingDetails(ending, **told), write_context(fields, key))
        return leads_to

    leads_to = reverse("reviews:ended")
    page = client_form_page(
        request,
        ending_episode,
        "reviews/end_as.html",
        make,
        act,
        leads_to,
        initial={"on": today, "risk_words": shown.risk_words, "tries": shown.tries},
        saved=_("The work has ended. It can be read under “Ended”, and resumed."),
        context={"page": shown},
    )
    return answer(request, page)


@never_cache
def planned_end(request: Request, episode: UUID) -> HttpResponse:
    """Record an end ahead that is not the client's choice, or that there is none any more."""
    planning, today = own(request, episode, check_is_own), dates.today()
    known = planned_end_of(planning)

    def make(typed: Any = None, **options: Any) -> PlannedEndForm:
        return PlannedEndForm(typed, today=today, planned=known is not None, **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        context = write_context(fields, key)
        plan_end(request.actor, planning, fields["on"], fields["because"], fields["words"], context)
        return leads_to

    leads_to = reverse("reviews:end", kwargs={"episode": episode})
    initial = {"on": known.on, "because": known.because, "words": known.words} if known else {}
    saved = _("Saved. From six weeks before, the next steps say so.")
    template = "reviews/planned_end.html"
    return answer(
        request, client_form_page(request, planning, template, make, act, leads_to, initial=initial, saved=saved)
    )


@never_cache
def how_it_went(request: Request, episode: UUID) -> HttpResponse:
    """Record what was heard when the day came to ask how it went."""
    ended = readable(request, episode)
    closing = closing_of(ended)
    if not allowed(check_may_arrange, request.actor, ended):
        raise Http404

    def act(fields: Mapping[str, Any], key: str) -> str:
        if closing is None:
            raise Http404
        record_how_it_went(request.actor, closing, fields["words"], fields["ask_on"], write_context(fields, key))
        return leads_to

    leads_to = reverse("reviews:ended")
    page = FormPage(
        template="reviews/how_it_went.html",
        make=lambda typed: HowItWentForm(typed, today=dates.today()),
        act=act,
        again=lambda _answer: leads_to,
        saved=_("Saved. It can be read under “Ended”."),
        context={
            "episode": ended,
            "ended": ending_summary(closing, request.actor) if closing else None,
            "ask_on": day_to_ask(closing) if closing else None,
            "changes": [],
        },
    )
    return answer(request, page)


@never_cache
def ended_list(request: Request) -> HttpResponse:
    """Show the work that ended: where a risk is still open first, then the latest."""
    return render(request, "reviews/ended.html", {"page": ended_work_page(request.actor, dates.today())})


def take_up(request: Request, episode: UUID) -> HttpResponse:
    """Take the work with a client up again, as a new episode."""
    earlier = own(request, episode, check_is_own)

    def act(fields: Mapping[str, Any], key: str) -> str:
        return client_page(take_up_again(request.actor, earlier, write_context(fields, key)).public_id)

    def client_page(episode: object) -> str:
        return reverse("home:client", kwargs={"episode": episode})

    page = FormPage(
        template="reviews/take_up.html",
        make=ResumeWorkForm,
        act=act,
        again=client_page,
        saved=_("Work starts again from today, as a new episode. The earlier one can still be read."),
        context={
            "episode": earlier,
            "closing": closing_of(earlier),
            "changes": [],
            "going_on": goes_on_elsewhere(earlier),
        },
    )
    return answer(request, page)
