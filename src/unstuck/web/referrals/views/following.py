"""What became of a referral, as the worker hears it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor, Request
from unstuck.web.accounts.form_pages import answer
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.client_pages import own, write_context
from unstuck.web.caseload.models import Episode
from unstuck.web.components import dates
from unstuck.web.components.denied import why_not
from unstuck.web.referrals import presenters
from unstuck.web.referrals.actions import handing_on as acts
from unstuck.web.referrals.actions import hearing_back
from unstuck.web.referrals.actions.frame import Move
from unstuck.web.referrals.forms.following import AnswerForm, FollowForm, NewLinkForm
from unstuck.web.referrals.models import Got, Referral
from unstuck.web.referrals.policies import check_link_to_client, check_partner_link
from unstuck.web.referrals.views.shared import Fields, form_page, page_of, story_of
from unstuck.web.referrals.workflow import NEEDS_REASON


def became(request: Request, episode: UUID, referral: UUID) -> HttpResponse:
    """Record what happened: they accepted, it began, a call, an end with its reason."""
    found = own(request, episode)
    story = story_of(request, found, referral)
    one = story.referral

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return FollowForm(typed, today=dates.today(), actions=presenters.open_moves(one.state), initial=initial)

    def act(said: Fields, key: str) -> str:
        reason = said["reason"] if said["action"] in NEEDS_REASON else ""
        again = None if reason else said["call_back_on"]
        move = Move(said["action"], said["on"], reason, said["words"], said["spoke_to"], again)
        acts.record_move(request.actor, one, move, write_context(said, key))
        return page_of(found, one)

    page = form_page(
        request, found, make, act, title=_("What became of it?"), send=_("Save"), about=[one.organisation],
        back=page_of(found, one), saved=_("Saved."),
    )  # fmt: skip
    return answer(request, page)


def record_answer(request: Request, episode: UUID, referral: UUID) -> HttpResponse:
    """Record the client's answer, and how the areas are going now."""
    found = own(request, episode)
    story = story_of(request, found, referral)
    one = story.referral
    served = [] if found.ended_on else story.areas

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return AnswerForm(typed, today=dates.today(), served=served, initial=initial)

    def act(said: Fields, key: str) -> str:
        reason = "" if said["got"] == Got.YES else said["reason"]
        told = hearing_back.Told(Got(said["got"]), said["on"], reason, said["words"], said["ratings"])
        hearing_back.record_answer(request.actor, one, told, write_context(said, key))
        return page_of(found, one)

    page = form_page(
        request, found, make, act, title=_("Did you get help?"), send=_("Save"), back=page_of(found, one),
        about=[_("Ask the client, about: %(partner)s.") % {"partner": one.organisation}], saved=_("Saved."),
    )  # fmt: skip
    return answer(request, page)


def client_link(request: Request, episode: UUID, referral: UUID) -> HttpResponse:
    """Make the client's own link to "did you get help?"."""
    found = own(request, episode)
    one = story_of(request, found, referral).referral
    unsafe = why_not(check_link_to_client, found)
    about = [unsafe] if unsafe else [
        _("The client opens it once, without a sign-in, and answers one question. It names nobody and no place."),
        _("Make sure that nobody else reads what you send it with. An earlier link no longer opens."),
    ]  # fmt: skip
    saved = _("The link stands below. It opens once.")
    return _new_link(request, found, one, acts.link_to_client, _("A link for the client"), about, saved)


def partner_link(request: Request, episode: UUID, referral: UUID) -> HttpResponse:
    """Make the partner's reply link anew."""
    found = own(request, episode)
    one = story_of(request, found, referral).referral
    closed = why_not(check_partner_link, one)
    about = [closed] if closed else [
        _("For %(partner)s, where the link is lost or too old.") % {"partner": one.organisation},
        _("The earlier link opens no more. The new one stands in the letter or e-mail: send it to them again."),
    ]  # fmt: skip
    saved = _("The new link stands below. The earlier one opens no more.")
    return _new_link(request, found, one, acts.renew_partner_link, _("A new reply link for them"), about, saved)


def _new_link(
    request: Request,
    episode: Episode,
    one: Referral,
    renew: Callable[[Actor, Referral, WriteContext], object],
    title: str,
    about: list[str],
    saved: str,
) -> HttpResponse:
    """Answer a form that makes a link and leads back to the referral."""
    back = page_of(episode, one)

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return NewLinkForm(typed, initial=initial)

    def act(said: Fields, key: str) -> str:
        renew(request.actor, one, write_context(said, key))
        return back

    page = form_page(
        request, episode, make, act, title=title, send=_("Make the link"), about=about, back=back, saved=saved
    )
    return answer(request, page)
