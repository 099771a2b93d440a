"""Pages to read: one referral, a client's, all that are followed, the letter, and what works here."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from unstuck.web.accounts.actors import Request
from unstuck.web.caseload.client_pages import own, readable
from unstuck.web.components import dates
from unstuck.web.components.letters import download
from unstuck.web.referrals.letter import letter_of
from unstuck.web.referrals.models import ContactMethod
from unstuck.web.referrals.presenters.pages import (
    followed_page,
    lines_about,
    most_urgent,
    referral_page,
    referrals_page,
    what_works_page,
)
from unstuck.web.referrals.views.form_pages import history_of
from unstuck.web.referrals.what_works import what_works as numbers_of
from unstuck.web.referrals.workflow import OPEN


@require_safe
@never_cache
def referral(request: Request, episode: UUID, referral: UUID) -> HttpResponse:
    """Show one referral."""
    current = readable(request, episode)
    history = history_of(request, current, referral)
    page = referral_page(request.actor, current, history, dates.today(), dates.now())
    return render(request, "referrals/referral.html", {"page": page})


@require_safe
@never_cache
def referrals(request: Request, episode: UUID) -> HttpResponse:
    """Show the referrals of a client."""
    page = referrals_page(request.actor, readable(request, episode), dates.today())
    return render(request, "referrals/referrals.html", {"page": page})


@require_safe
@never_cache
def due(request: Request, episode: UUID) -> HttpResponse:
    """Lead to what is to be taken up first; to all that was asked for where that is several things, or nothing."""
    first = most_urgent(lines_about(readable(request, episode), dates.today()))
    every = reverse("referrals:referrals", kwargs={"episode": episode})
    return redirect(first[0].address or every if len(first) == 1 else every)


@require_safe
@never_cache
def waiting(request: Request) -> HttpResponse:
    """Show the referrals that are followed, overdue ones first."""
    return render(request, "referrals/waiting.html", {"page": followed_page(request.actor, dates.today())})


@require_safe
@never_cache
def letter(request: Request, episode: UUID, referral: UUID) -> HttpResponse:
    """Download the letter as a PDF, while the referral is open."""
    history = history_of(request, own(request, episode), referral)
    if (
        history.consent is None
        or history.referral.state not in OPEN
        or history.referral.way not in (ContactMethod.LETTER, ContactMethod.EMAIL)
    ):
        raise Http404
    page = reverse("referrals:referral", kwargs={"episode": episode, "referral": referral})
    return download(request, letter_of(history, request.actor, dates.now()), page)


@require_safe
@never_cache
def what_works(request: Request) -> HttpResponse:
    """Show how services turned out, without small numbers."""
    return render(request, "referrals/what_works.html", {"page": what_works_page(numbers_of(request.actor))})
