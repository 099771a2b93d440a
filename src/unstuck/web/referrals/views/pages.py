"""Pages to read: one referral, all of a client, what waits, the letter, and what works here."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from unstuck.reporting.letters import as_pdf
from unstuck.web.accounts.actors import Request
from unstuck.web.caseload.client_pages import own, readable
from unstuck.web.components import dates
from unstuck.web.referrals import presenters
from unstuck.web.referrals.letter import letter_of
from unstuck.web.referrals.models import Way
from unstuck.web.referrals.views.shared import story_of
from unstuck.web.referrals.what_works import what_works as numbers_of
from unstuck.web.referrals.workflow import OPEN


@require_safe
@never_cache
def referral(request: Request, episode: UUID, referral: UUID) -> HttpResponse:
    """Show one referral."""
    found = readable(request, episode)
    story = story_of(request, found, referral)
    context = presenters.referral_page(request.actor, found, story, dates.today(), dates.now())
    return render(request, "referrals/referral.html", context)


@require_safe
@never_cache
def referrals(request: Request, episode: UUID) -> HttpResponse:
    """Show the referrals of a client."""
    found = readable(request, episode)
    context = presenters.referrals_page(request.actor, found, dates.today())
    return render(request, "referrals/referrals.html", context)


@require_safe
@never_cache
def waiting(request: Request) -> HttpResponse:
    """Show what is followed, overdue first."""
    return render(request, "referrals/waiting.html", presenters.waiting_page(request.actor, dates.today()))


@require_safe
@never_cache
def letter(request: Request, episode: UUID, referral: UUID) -> HttpResponse:
    """Give the letter as a PDF, while somebody outside is asked."""
    found = own(request, episode)
    story = story_of(request, found, referral)
    if story.consent is None or story.referral.state not in OPEN or story.referral.way not in (Way.LETTER, Way.EMAIL):
        raise Http404
    answer = HttpResponse(as_pdf(letter_of(story, request.actor, dates.now())), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return answer


@require_safe
@never_cache
def what_works(request: Request) -> HttpResponse:
    """Show how services turned out, without numbers about a few."""
    return render(request, "referrals/what_works.html", presenters.what_works_page(numbers_of(request.actor)))
