"""Preparing a referral, the client's consent, and handing on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import answer
from unstuck.web.caseload.client_pages import own, write_context
from unstuck.web.components import dates
from unstuck.web.directory.models import Service
from unstuck.web.directory.permissions import services_for
from unstuck.web.referrals import presenters
from unstuck.web.referrals.actions import handing_on as acts
from unstuck.web.referrals.actions.frame import Move
from unstuck.web.referrals.forms.preparing import ConsentForm, DraftForm, HandOnForm
from unstuck.web.referrals.letter import letter_of
from unstuck.web.referrals.models import How, Way
from unstuck.web.referrals.policies import violence_at_home
from unstuck.web.referrals.views.shared import Fields, form_page, page_of, story_of


def draft(request: Request, episode: UUID) -> HttpResponse:
    """Prepare a referral, to a service of the directory (`?service=`) or in one's own words."""
    found = own(request, episode)
    service = _service(request)
    unsafe, today = violence_at_home(found), dates.today()
    hit = presenters.areas_first(found, today)

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        begin = {**initial, **presenters.begin_with(service, hit)}
        return DraftForm(
            typed, today=today, hit=hit, unsafe=unsafe, named=service.name if service else "", initial=begin
        )

    def act(said: Fields, key: str) -> str:
        wanted = acts.Wanted(
            organisation=service.name[:200] if service else " ".join(said["organisation"].split()),
            ask=said["ask"],
            areas=said["areas"],
            way=Way(said["way"]),
            call_back_on=said["call_back_on"],
            contact=said["contact"],
            safe_way=said.get("safe_way", ""),
            service=service,
        )
        return page_of(found, acts.draft(request.actor, found, wanted, write_context(said, key)))

    page = form_page(
        request, found, make, act, title=_("Ask for outside support"), send=_("Go on to consent"),
        about=presenters.about_draft(service, unsafe), back=presenters.all_of(found),
        saved=_("Prepared. Nobody outside knows of it yet: the client's consent comes first."),
        again=lambda led: page_of(found, led) if led else presenters.all_of(found),
    )  # fmt: skip
    return answer(request, page)


def _service(request: Request) -> Service | None:
    """Return the service that the address names; a wrong one is not found."""
    wanted = request.GET.get("service", "")
    if not wanted:
        return None
    try:
        return _known(request, UUID(wanted))
    except ValueError as error:
        raise Http404 from error


def _known(request: Request, service: UUID) -> Service:
    found: Service = get_object_or_404(services_for(request.actor), public_id=service, gone_at=None)
    return found


@require_safe
@never_cache
def for_whom(request: Request, service: UUID) -> HttpResponse:
    """Choose the client to be handed on to a service, from the service's own page."""
    found = _known(request, service)
    clients = presenters.for_whom(request.actor, found, dates.today())
    return render(request, "referrals/for_whom.html", {"service": found, "clients": clients})


def consent(request: Request, episode: UUID, referral: UUID) -> HttpResponse:
    """Record what exactly the client agrees to share."""
    found = own(request, episode)
    story = story_of(request, found, referral)
    offered = presenters.offered(story)

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return ConsentForm(typed, today=dates.today(), offered=offered, initial=initial)

    def act(said: Fields, key: str) -> str:
        agreed = acts.Agreed(said["chosen"], How(said["how"]), said["on"], said["part2"])
        acts.consent(request.actor, story.referral, agreed, write_context(said, key))
        return page_of(found, story.referral)

    page = form_page(
        request, found, make, act, title=_("What may be shared?"), send=_("Save the consent"),
        about=presenters.about_consent(story), back=page_of(found, story.referral),
        saved=_("The consent is kept word for word. Look at it once more, then hand on."),
    )  # fmt: skip
    return answer(request, page)


def hand_on(request: Request, episode: UUID, referral: UUID) -> HttpResponse:
    """Hand on, after a look at what the partner will read."""
    found = own(request, episode)
    story = story_of(request, found, referral)
    one = story.referral

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return HandOnForm(typed, today=dates.today(), way=one.way, call_back_on=one.call_back_on, initial=initial)

    def act(said: Fields, key: str) -> str:
        move = Move(
            "request", said["on"], words=said.get("words", ""), spoke_to=said.get("spoke_to", ""),
            call_back_on=said["call_back_on"],
        )  # fmt: skip
        acts.request(request.actor, one, move, write_context(said, key))
        return page_of(found, one)

    written = one.way in (Way.LETTER, Way.EMAIL) and story.consent is not None
    page = form_page(
        request, found, make, act, title=_("Hand on"), send=_("Hand on"), about=presenters.about_handing_on(story),
        back=page_of(found, one), saved=_("Handed on. The list of outside support brings it up again in time."),
        preview=letter_of(story, request.actor, dates.now()) if written else None,
    )  # fmt: skip
    return answer(request, page)
