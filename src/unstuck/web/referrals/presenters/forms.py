"""What stands above the forms of a referral, and what they begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from unstuck.guidance import default_thresholds, resources
from unstuck.guidance.life_areas import area_names
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.current_case import current_case, current_cases
from unstuck.web.caseload.models import Episode
from unstuck.web.directory.models import Service
from unstuck.web.directory.presenters.words import details_of
from unstuck.web.directory.queries import areas_by_service
from unstuck.web.referrals.candidates import open_work_of
from unstuck.web.referrals.models import ContactMethod
from unstuck.web.referrals.queries import ReferralHistory
from unstuck.web.referrals.workflow import REFERRAL
from unstuck.web.safety.first import safety_ranks
from unstuck.web.safety.queries import others_may_read

OWN_PAGES = ("consent", "request", "draft")
"""Moves that have a page of their own."""
PARTNER_MOVES = ("accept", "start", "complete", "decline")


def areas_first(episode: Episode, today: date) -> list[str]:
    """Return the life areas that are hit: they are offered first."""
    return list(resources.hit(current_case(episode, today), default_thresholds()))


def begin_with(service: Service | None, hit: Sequence[str]) -> dict[str, Any]:
    """Return what a new referral begins with: the areas of the service that are hit, and how to reach the service."""
    if service is None:
        return {}
    served = areas_by_service([service.pk]).get(service.pk, set())
    return {"areas": [area for area in hit if area in served], "contact": _contact_details(service)}


def _contact_details(service: Service) -> str:
    """Return the first address, phone number and e-mail of a service, one a line, as a letter shows them."""
    location, details = service.places.order_by("pk").first(), details_of(service)
    phones = [str(number) for number, _what in details["phones"][:1]]
    return "\n".join(line for line in (location.address if location else "", *phones, details["email"]) if line)


@dataclass(frozen=True)
class ReferralCandidate:
    """A client who could be referred to a service; `hit`: the areas it is for that are hit."""

    called: str
    reference: str
    address: str
    hit: Sequence[str]


def candidates_for(actor: Actor, service: Service, today: date) -> list[ReferralCandidate]:
    """Return somebody's own clients, in the safe order (S.3), then those with an area hit that the service is for.

    Many clients take as many queries as one.
    """
    own = open_work_of(actor).select_related("client")
    places = dict(safety_ranks(actor, today))
    episodes = sorted(own, key=lambda episode: episode.client.called.casefold())
    served = areas_by_service([service.pk]).get(service.pk, set())
    cases, names, limits = current_cases(episodes, today), area_names(), default_thresholds()

    def candidate(episode: Episode) -> ReferralCandidate:
        hit = resources.hit(cases[episode.pk], limits)
        address = reverse("referrals:draft", args=[episode.public_id])
        reference = episode.client.reference if episode.client.name else ""
        fits = [names[area] for area in hit if area in served]
        return ReferralCandidate(episode.client.called, reference, f"{address}?service={service.public_id}", fits)

    rows = [(places.get(episode.pk, len(places)), candidate(episode)) for episode in episodes]
    return [row for _place, row in sorted(rows, key=lambda pair: (pair[0], -len(pair[1].hit)))]


def about_draft(service: Service | None, unsafe: bool, safe_way: str) -> list[str]:
    """Return what stands above the form of a new referral, with the safe way to reach the client where it is known."""
    sentences = [service.name] if service else []
    if unsafe:
        sentences.append(_("Violence at home is recorded. Send nothing to a place or device that others can see."))
    if safe_way:
        sentences.append(_("A safe way to reach them: %(words)s") % {"words": safe_way})
    return [*sentences, _("Nothing is shared outside until the client has agreed to what you share.")]


def all_of(episode: Episode) -> str:
    """Return the address of a client's referrals."""
    return reverse("referrals:referrals", args=[episode.public_id])


def offered(history: ReferralHistory) -> dict[str, str]:
    """Return the words that the parts begin with; nothing is ticked. A later consent begins with the earlier one."""
    referral, names = history.referral, area_names()
    first = {
        "name": referral.episode.client.name,
        "need": referral.ask,
        "areas": ", ".join(names[area] for area in history.areas),
        "reach": referral.safe_way,
    }
    return first | (history.consent.parts if history.consent else {})


def about_consent(history: ReferralHistory) -> list[str]:
    """Return what stands above the form of the consent."""
    sentences = [
        _("Recipient: %(partner)s. Share as little as possible: leave out anything they do not need.")
        % {"partner": history.referral.organisation}
    ]
    if others_may_read(history.referral.episode):
        sentences.append(
            _("Violence at home is recorded: share no address or phone number that others can see or answer.")
        )
    return sentences


def about_making(history: ReferralHistory) -> list[str]:
    """Return what to do now, by how the organisation is asked."""
    if history.consent is None and history.referral.way != ContactMethod.SELF:
        return [_("Record the client's consent first: exactly what may be shared, and with whom.")]
    advice = {
        ContactMethod.LETTER: _(
            "Check what they will read. Once the referral is made, you can download the letter (PDF) with a reply link."
        ),
        ContactMethod.EMAIL: _(
            "Check what they will read. Once the referral is made, you can copy the text with a reply link."
        ),
        ContactMethod.PHONE: _(
            "Call them, with the client on the call if possible. Tell them only what the client agreed to."
        ),
        ContactMethod.SELF: _(
            "The client gets in touch. Talk through what to say, whom to ask for, and what could get in the way."
        ),
    }
    return [advice[ContactMethod(history.referral.way)]]


def open_moves(state: str) -> list[tuple[str, str]]:
    """Return what a worker may record in a state."""
    return [
        (transition.action, transition.words[:1].upper() + transition.words[1:])
        for transition in REFERRAL.open_actions(state)
        if transition.action not in OWN_PAGES
    ]


def partner_moves(state: str) -> list[str]:
    """Return what a partner may answer in a state."""
    allowed = {transition.action for transition in REFERRAL.open_actions(state)}
    return [action for action in PARTNER_MOVES if action in allowed]
