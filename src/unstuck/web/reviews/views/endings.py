"""Ending the work with a client, what ended, and taking it up again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.actions.endings import take_up_again
from unstuck.web.caseload.client_pages import client_form_page, own, write_context
from unstuck.web.components import dates
from unstuck.web.reviews.actions.closings import EndingDetails, end_work
from unstuck.web.reviews.forms import EndingForm, ResumeWorkForm
from unstuck.web.reviews.models import Ending
from unstuck.web.reviews.presenters.ending import ended_work_page, ending_page
from unstuck.web.reviews.queries import closing_of, goes_on_elsewhere


@never_cache
def end(request: Request, episode: UUID) -> HttpResponse:
    """End the work with a client: the safeguards stand beside the form. They advise and record, and never lock."""
    ending_episode, today = own(request, episode), dates.today()
    shown = ending_page(ending_episode, today)

    def make(typed: Any = None, **options: Any) -> EndingForm:
        return EndingForm(typed, began=ending_episode.started_on, today=today, mandated=shown.mandated, **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        words = {
            name: fields.get(name, "") for name in ("words", "notice", "continuity", "risk_words", "mandate_words")
        }
        end_work(
            request.actor,
            ending_episode,
            EndingDetails(fields["ending"], fields["on"], **words),
            write_context(fields, key),
        )
        return leads_to

    leads_to = reverse("reviews:ended")
    initial = {"on": today, "ending": Ending.CLIENT_WISH if shown.wishes_to_leave else ""}
    saved = _("The work has ended. It can be read under “Ended”, and resumed.")
    page = client_form_page(
        request,
        ending_episode,
        "reviews/end.html",
        make,
        act,
        leads_to,
        initial=initial,
        saved=saved,
        context={"page": shown},
    )
    return answer(request, page)


@never_cache
def ended_list(request: Request) -> HttpResponse:
    """Show the work that ended, the latest first."""
    return render(request, "reviews/ended.html", {"page": ended_work_page(request.actor)})


def take_up(request: Request, episode: UUID) -> HttpResponse:
    """Take the work with a client up again, as a new episode."""
    earlier = own(request, episode)

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
