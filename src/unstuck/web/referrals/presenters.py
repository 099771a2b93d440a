"""Referrals in words, as their pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from unstuck.guidance import default_thresholds, resources
from unstuck.language import gettext as _
from unstuck.population.disclosure import FEWEST_WORKERS, THRESHOLD, Hidden, Shown
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.cases import case_of, facts_of
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.next_steps import progress_of
from unstuck.web.caseload.permissions import check_may_write, episodes_for
from unstuck.web.caseload.questions import areas
from unstuck.web.components import dates
from unstuck.web.components.denied import why_not
from unstuck.web.directory.models import Service
from unstuck.web.directory.presenters import more
from unstuck.web.directory.queries import areas_by_service
from unstuck.web.referrals.consent_text import parts_called
from unstuck.web.referrals.letter import address_of, email_of, letter_of, open_link
from unstuck.web.referrals.models import Got, How, Reason, Said, Way, Whom
from unstuck.web.referrals.policies import check_link_to_client, check_partner_link, violence_at_home
from unstuck.web.referrals.queries import Story, followed, of_episode, overdue, stories
from unstuck.web.referrals.what_works import Table
from unstuck.web.referrals.workflow import OPEN, REFERRAL

SHAPES = {
    "draft": "○", "requested": "→", "accepted": "◆", "in_progress": "●", "completed": "✓", "declined": "▲",
    "cancelled": "–", "failed": "■",
}  # fmt: skip
"""A state is a word and a shape."""


def areas_first(episode: Episode, today: date) -> list[str]:
    """Return the areas that are hit: they are offered first."""
    case = case_of(
        facts_of([episode.pk], ("life_areas",))[episode.pk], progress_of("too_early", None, None, today), today
    )
    return list(resources.hit(case, default_thresholds()))


def begin_with(service: Service | None, hit: Sequence[str]) -> dict[str, Any]:
    """Return what a new referral begins with: the areas of the service that are hit, and how the service is reached."""
    if service is None:
        return {}
    served = areas_by_service([service.pk]).get(service.pk, set())
    return {"areas": [area for area in hit if area in served], "contact": _reached(service)}


def _reached(service: Service) -> str:
    """Return the first address, telephone and e-mail of a service, as a letter shows them: one a line."""
    place, known = service.places.order_by("pk").first(), more(service)
    phones = [str(number) for number, _what in known["phones"][:1]]
    return "\n".join(text for text in (place.address if place else "", *phones, known["email"]) if text)


@dataclass(frozen=True)
class Candidate:
    """A client who could be handed on to a service; `hit`: the areas it is for that are hit."""

    called: str
    reference: str
    address: str
    hit: Sequence[str]


def for_whom(actor: Actor, service: Service, today: date) -> list[Candidate]:
    """Return somebody's own clients, those first of whom an area is hit that the service is for, in four queries."""
    own = episodes_for(actor).filter(worker_id=actor.id, ended_on=None).select_related("client")
    clients = sorted(own, key=lambda one: one.client.called.casefold())
    served = areas_by_service([service.pk]).get(service.pk, set())
    told, names = facts_of([one.pk for one in clients], ("life_areas",)), areas()
    unknown, limits = progress_of("too_early", None, None, today), default_thresholds()

    def candidate(one: Episode) -> Candidate:
        hit = resources.hit(case_of(told[one.pk], unknown, today), limits)
        address = reverse("referrals:draft", args=[one.public_id])
        reference = one.client.reference if one.client.name else ""
        fits = [names[area] for area in hit if area in served]
        return Candidate(one.client.called, reference, f"{address}?service={service.public_id}", fits)

    return sorted(map(candidate, clients), key=lambda one: -len(one.hit))


def about_draft(service: Service | None, unsafe: bool) -> list[str]:
    """Return what stands above the form of a new referral."""
    told = [service.name] if service else []
    if unsafe:
        told.append(_("Violence at home is recorded. Nothing may reach a place or a device that others see."))
    return [*told, _("Nobody outside hears of it before the client has agreed to what is shared.")]


def all_of(episode: Episode) -> str:
    """Return the address of a client's referrals."""
    return reverse("referrals:referrals", args=[episode.public_id])


def offered(story: Story) -> dict[str, str]:
    """Return words to begin the parts with; nothing is ticked beforehand. A later consent begins with the earlier."""
    one, called = story.referral, areas()
    first = {
        "name": one.episode.client.name,
        "need": one.ask,
        "areas": ", ".join(called[area] for area in story.areas),
        "reach": one.safe_way,
    }
    return first | (story.consent.parts if story.consent else {})


def about_consent(story: Story) -> list[str]:
    """Return what stands above the form of the consent."""
    told = [
        _("Recipient: %(partner)s. Least is best: what they do not need stays here.")
        % {"partner": story.referral.organisation}
    ]
    if violence_at_home(story.referral.episode):
        told.append(_("Violence at home is recorded: share no address or telephone that others can see or answer."))
    return told


def about_handing_on(story: Story) -> list[str]:
    """Return what to do now, by the way that was chosen."""
    if story.consent is None and story.referral.way != Way.SELF:
        return [_("Record the client's consent first: what exactly may be shared, and with whom.")]
    told = {
        Way.LETTER: _(
            "Read what they will read. After “Hand on” the letter can be taken as a PDF, with a link to answer."
        ),
        Way.EMAIL: _("Read what they will read. After “Hand on” the text can be copied, with a link to answer."),
        Way.PHONE: _("Call them, with the client where possible. Tell them only what the client agreed to."),
        Way.SELF: _(
            "The client gets in touch. Talk through what to say, whom to ask for, and what could get in the way."
        ),
    }
    return [told[Way(story.referral.way)]]


def open_moves(state: str) -> list[tuple[str, str]]:
    """Return what a worker may record in a state."""
    own_pages = ("consent", "request", "draft")
    return [
        (one.action, one.words[:1].upper() + one.words[1:])
        for one in REFERRAL.open_actions(state)
        if one.action not in own_pages
    ]


def partner_actions(state: str) -> list[str]:
    """Return what a partner may answer in a state."""
    known = {one.action for one in REFERRAL.open_actions(state)}
    return [action for action in ("accept", "start", "complete", "decline") if action in known]


def in_short(story: Story, today: date) -> dict[str, Any]:
    """Return one referral as lists show it."""
    one, called = story.referral, areas()
    why = story.why
    return {
        "referral": one,
        "address": reverse("referrals:referral", args=[one.episode.public_id, one.public_id]),
        "client": one.episode.client.called,
        "state": REFERRAL.states[one.state],
        "shape": SHAPES[one.state],
        "areas": [called[area] for area in story.areas],
        "why": Reason(why.reason).words if why else "",
        "got": Got(one.got).words if one.got else "",
        "asks": story.is_waiting,
        "overdue": story.is_overdue(today),
    }


def referrals_page(actor: Actor, episode: Episode, today: date) -> dict[str, Any]:
    """Return what the page of a client's referrals shows."""
    return {
        "episode": episode,
        "rows": [in_short(one, today) for one in of_episode(episode)],
        "why_not": why_not(check_may_write, actor, episode),
    }


def referral_page(actor: Actor, episode: Episode, story: Story, today: date, now: datetime) -> dict[str, Any]:
    """Return what the page of one referral shows."""
    one = story.referral
    mine = not why_not(check_may_write, actor, episode)
    partner, client = open_link(story, Whom.PARTNER, now), open_link(story, Whom.CLIENT, now)
    written = one.way in (Way.LETTER, Way.EMAIL) and story.consent is not None and one.state in OPEN
    unsafe = why_not(check_link_to_client, episode)
    return {
        "episode": episode, "story": story, "short": in_short(story, today), "way": Way(one.way).words,
        "history": _history(story), "consent_how": How(story.consent.how).words if story.consent else "",
        "parts": _parts(story), "may_write": mine, "is_open": one.state in OPEN, "state": one.state,
        "needs_consent": one.state == "draft" and one.way != Way.SELF and story.consent is None,
        "has_letter": mine and written and one.way == Way.LETTER,
        "email": email_of(letter_of(story, actor, now)) if mine and written and one.way == Way.EMAIL else "",
        "can_renew": mine and written and not why_not(check_partner_link, one),
        "partner_link": address_of(partner) if mine and partner else "",
        "partner_until": partner.expires_at if partner else None,
        "client_link": address_of(client) if mine and client and not unsafe else "",
        "client_until": client.expires_at if client else None,
        "unsafe": unsafe, "can_answer": one.state in (*OPEN, "completed"),
        "areas_address": reverse("referrals:network", args=[episode.public_id]),
    }  # fmt: skip


def _parts(story: Story) -> list[tuple[str, str]]:
    called = parts_called()
    return [(called[code], text) for code, text in story.consent.parts.items()] if story.consent else []


def _history(story: Story) -> list[dict[str, Any]]:
    """Return the steps in words, the latest first, each with the client's answer that it came from."""
    words = _done()
    steps: list[dict[str, Any]] = [
        {
            "what": words[one.action], "on": one.on, "by": Said(one.said_by).words, "spoke_to": one.spoke_to,
            "reason": Reason(one.reason).words if one.reason else "", "words": one.words, "at": one.recorded_at,
        }
        for one in story.steps
    ]  # fmt: skip
    answers: list[dict[str, Any]] = [
        {
            "what": _("“Did you get help?” %(answer)s") % {"answer": Got(one.got).words}, "on": one.on,
            "by": Said.WORKER.words if one.recorded_by_id else Said.CLIENT.words, "spoke_to": "", "words": one.words,
            "reason": Reason(one.reason).words if one.reason else "", "at": one.recorded_at,
        }
        for one in story.answers
    ]  # fmt: skip
    return sorted([*steps, *answers], key=lambda one: one["at"])[::-1]


def _done() -> dict[str, str]:
    return {
        "draft": _("Prepared"),
        "consent": _("The client agreed"),
        "request": _("Handed on"),
        "call": _("Asked again"),
        "accept": _("They accepted"),
        "start": _("Help began"),
        "complete": _("Completed"),
        "decline": _("They did not accept"),
        "fail": _("No help was got"),
        "cancel": _("Cancelled"),
    }


def waiting_page(actor: Actor, today: date) -> dict[str, Any]:
    """Return what is followed: what is due first, then the rest by the day to ask again."""
    due = [in_short(one, today) for one in stories(overdue(actor, today))]
    known = {one["referral"].pk for one in due}
    rest = [in_short(one, today) for one in stories(followed(actor)) if one.referral.pk not in known]
    return {
        "due": due,
        "going_on": [one for one in rest if one["referral"].state != "draft"],
        "drafts": [one for one in rest if one["referral"].state == "draft"],
        "ago": dates.ago,
    }


def what_works_page(table: Table) -> dict[str, Any]:
    """Return the numbers as they may be shown."""
    rows = [(row.name, [_number(one) for one in row.numbers], row.weeks) for row in table.rows]
    return {"rows": rows, "others": table.others, "threshold": THRESHOLD, "workers": FEWEST_WORKERS}


def _number(shown: Shown) -> str:
    if shown is Hidden.SMALL:
        return _("under %(n)s") % {"n": THRESHOLD}
    return _("not shown") if shown is Hidden.WITHHELD else _("about %(n)s") % {"n": shown}
