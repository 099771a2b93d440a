"""Preparing a referral, the client's consent, and making the referral."""

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
from unstuck.web.directory.presenters.referring import nobody_to_refer
from unstuck.web.referrals.actions import referring as acts
from unstuck.web.referrals.actions.frame import ReferralMove
from unstuck.web.referrals.forms.preparing import ConsentForm, MakeReferralForm, ReferralDraftForm
from unstuck.web.referrals.letter import letter_of
from unstuck.web.referrals.models import ConsentMethod, ContactMethod
from unstuck.web.referrals.presenters import forms as presenters
from unstuck.web.referrals.views.form_pages import Fields, form_page, history_of, page_of
from unstuck.web.safety.queries import others_may_read, safe_way_of


def draft(request: Request, episode: UUID) -> HttpResponse:
    """Prepare a referral, to a service from the directory (`?service=`) or to one that the worker names."""
    current = own(request, episode)
    service = _service(request)
    unsafe, today, way = others_may_read(current), dates.today(), safe_way_of(current)
    hit = presenters.areas_first(current, today)

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        begin = {**initial, **presenters.begin_with(service, hit), "safe_way": way.words if way else ""}
        return ReferralDraftForm(
            typed, today=today, hit=hit, unsafe=unsafe, named=service.name if service else "", initial=begin
        )

    def act(fields: Fields, key: str) -> str:
        new = acts.NewReferral(
            organisation=service.name[:200] if service else " ".join(fields["organisation"].split()),
            ask=fields["ask"],
            areas=fields["areas"],
            way=ContactMethod(fields["way"]),
            call_back_on=fields["call_back_on"],
            contact=fields["contact"],
            safe_way=fields.get("safe_way", ""),
            service=service,
        )
        return page_of(current, acts.draft(request.actor, current, new, write_context(fields, key)))

    page = form_page(
        request, current, make, act, title=_("Ask for outside support"), send=_("Continue to consent"),
        about=presenters.about_draft(service, unsafe, way.words if way else ""), back=presenters.all_of(current),
        saved=_("Prepared. Nothing has been shared yet: the client's consent comes first."),
        again=lambda made: page_of(current, made) if made else presenters.all_of(current),
    )  # fmt: skip
    return answer(request, page)


def _service(request: Request) -> Service | None:
    """Return the service that the address names; an unknown one is not current."""
    code = request.GET.get("service", "")
    if not code:
        return None
    try:
        return _service_of(request, UUID(code))
    except ValueError as error:
        raise Http404 from error


def _service_of(request: Request, service: UUID) -> Service:
    present: Service = get_object_or_404(services_for(request.actor), public_id=service, gone_at=None)
    return present


@require_safe
@never_cache
def for_whom(request: Request, service: UUID) -> HttpResponse:
    """Choose the client to refer to a service, from the service's own page."""
    chosen = _service_of(request, service)
    clients = presenters.candidates_for(request.actor, chosen, dates.today())
    context = {"service": chosen, "clients": clients, "instead": nobody_to_refer(request.actor)}
    return render(request, "referrals/for_whom.html", context)


def consent(request: Request, episode: UUID, referral: UUID) -> HttpResponse:
    """Record exactly what the client agrees to share."""
    current = own(request, episode)
    history = history_of(request, current, referral)
    offered = presenters.offered(history)

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return ConsentForm(typed, today=dates.today(), offered=offered, initial=initial)

    def act(fields: Fields, key: str) -> str:
        terms = acts.ConsentTerms(fields["chosen"], ConsentMethod(fields["how"]), fields["on"], fields["part2"])
        acts.consent(request.actor, history.referral, terms, write_context(fields, key))
        return page_of(current, history.referral)

    page = form_page(
        request, current, make, act, title=_("The client's consent"), send=_("Save the consent"),
        about=presenters.about_consent(history), back=page_of(current, history.referral),
        saved=_("The consent is saved word for word. Check it once more, then make the referral."),
    )  # fmt: skip
    return answer(request, page)


def hand_on(request: Request, episode: UUID, referral: UUID) -> HttpResponse:
    """Make the referral, after a look at what the partner will read."""
    current = own(request, episode)
    history = history_of(request, current, referral)
    subject = history.referral

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return MakeReferralForm(
            typed, today=dates.today(), way=subject.way, call_back_on=subject.call_back_on, initial=initial
        )

    def act(fields: Fields, key: str) -> str:
        move = ReferralMove(
            "request", fields["on"], words=fields.get("words", ""), spoke_to=fields.get("spoke_to", ""),
            call_back_on=fields["call_back_on"],
        )  # fmt: skip
        acts.request(request.actor, subject, move, write_context(fields, key))
        return page_of(current, subject)

    written = subject.way in (ContactMethod.LETTER, ContactMethod.EMAIL) and history.consent is not None
    title = _("Make the referral")
    page = form_page(
        request, current, make, act, title=title, send=title, about=presenters.about_making(history),
        back=page_of(current, subject), saved=_("Referral made. “Outside support” reminds you when to ask again."),
        preview=letter_of(history, request.actor, dates.now()) if written else None,
    )  # fmt: skip
    return answer(request, page)
