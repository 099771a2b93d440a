"""What becomes of a referral, as the worker records it, and links for answers."""

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
from unstuck.web.referrals.actions import referring as acts
from unstuck.web.referrals.actions import replies
from unstuck.web.referrals.actions.frame import ReferralMove
from unstuck.web.referrals.forms.moves import HelpAnswerForm, ReferralMoveForm, ReplyLinkForm
from unstuck.web.referrals.models import HelpReceived, Referral
from unstuck.web.referrals.policies import check_link_to_client, check_partner_link
from unstuck.web.referrals.presenters.forms import open_moves
from unstuck.web.referrals.views.form_pages import Fields, form_page, history_of, page_of
from unstuck.web.referrals.workflow import NEEDS_REASON


def record_step(request: Request, episode: UUID, referral: UUID) -> HttpResponse:
    """Record what happened: they accepted, help began, a call, an ending with its reason."""
    current = own(request, episode)
    subject = history_of(request, current, referral).referral

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return ReferralMoveForm(typed, today=dates.today(), actions=open_moves(subject.state), initial=initial)

    def act(fields: Fields, key: str) -> str:
        reason = fields["reason"] if fields["action"] in NEEDS_REASON else ""
        again = None if reason else fields["call_back_on"]
        move = ReferralMove(fields["action"], fields["on"], reason, fields["words"], fields["spoke_to"], again)
        acts.record_move(request.actor, subject, move, write_context(fields, key))
        return page_of(current, subject)

    page = form_page(
        request, current, make, act, title=_("Record what happened"), send=_("Save"), about=[subject.organisation],
        back=page_of(current, subject), saved=_("Saved."),
    )  # fmt: skip
    return answer(request, page)


def record_answer(request: Request, episode: UUID, referral: UUID) -> HttpResponse:
    """Record the client's answer, and how the life areas are going now."""
    current = own(request, episode)
    history = history_of(request, current, referral)
    subject = history.referral
    served = [] if current.ended_on else history.areas

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return HelpAnswerForm(typed, today=dates.today(), served=served, initial=initial)

    def act(fields: Fields, key: str) -> str:
        got = HelpReceived(fields["got"])
        reason = "" if got == HelpReceived.YES else fields["reason"]
        new = replies.NewHelpAnswer(got, fields["on"], reason, fields["words"], fields["ratings"])
        replies.record_answer(request.actor, subject, new, write_context(fields, key))
        return page_of(current, subject)

    page = form_page(
        request, current, make, act, title=_("Ask whether help came"), send=_("Save"), back=page_of(current, subject),
        about=[_("Ask the client about %(partner)s.") % {"partner": subject.organisation}], saved=_("Saved."),
    )  # fmt: skip
    return answer(request, page)


def client_link(request: Request, episode: UUID, referral: UUID) -> HttpResponse:
    """Make the client's own link to "did you get help?"."""
    current = own(request, episode)
    subject = history_of(request, current, referral).referral
    unsafe = why_not(check_link_to_client, current)
    about = [unsafe] if unsafe else [
        _("The client opens it once, without signing in, and answers one question. It names nobody and no place."),
        _("Make sure that nobody else can read the message you send it in. An earlier link stops working."),
    ]  # fmt: skip
    saved = _("The link is below. It works once.")
    return _new_link(request, current, subject, acts.link_to_client, _("A link for the client"), about, saved)


def partner_link(request: Request, episode: UUID, referral: UUID) -> HttpResponse:
    """Make the partner a new reply link."""
    current = own(request, episode)
    subject = history_of(request, current, referral).referral
    closed = why_not(check_partner_link, subject)
    about = [closed] if closed else [
        _("For %(partner)s, if the link is lost or has expired.") % {"partner": subject.organisation},
        _("The earlier link stops working. The new one is in the letter or e-mail: send it to them again."),
    ]  # fmt: skip
    saved = _("The new link is below. The earlier one no longer works.")
    return _new_link(request, current, subject, acts.renew_partner_link, _("A new reply link for them"), about, saved)


def _new_link(
    request: Request,
    episode: Episode,
    referral: Referral,
    renew: Callable[[Actor, Referral, WriteContext], object],
    title: str,
    about: list[str],
    saved: str,
) -> HttpResponse:
    """Answer a form that makes a link and leads back to the referral."""
    back = page_of(episode, referral)

    def make(typed: Any, initial: dict[str, Any]) -> forms.Form:
        return ReplyLinkForm(typed, initial=initial)

    def act(fields: Fields, key: str) -> str:
        renew(request.actor, referral, write_context(fields, key))
        return back

    page = form_page(
        request, episode, make, act, title=title, send=_("Make the link"), about=about, back=back, saved=saved
    )
    return answer(request, page)
