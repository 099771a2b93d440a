"""The partner's reply through a link, and the client's answer to "did you get help?"."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.actions import SYSTEM, Write, audited
from unstuck.web.caseload import policies as caseload_policies
from unstuck.web.caseload.actions.facts import add_rows
from unstuck.web.caseload.actions.frame import WriteContext, raise_version, recorded
from unstuck.web.caseload.models import Episode, LifeArea
from unstuck.web.components.denied import Denied
from unstuck.web.referrals import policies
from unstuck.web.referrals.actions.frame import ReferralMove, locked, move_on, own_episode, tell_worker
from unstuck.web.referrals.actions.referring import end_links, make_link
from unstuck.web.referrals.models import (
    HELPED,
    HelpAnswer,
    HelpReceived,
    LinkRecipient,
    Referral,
    ReplyLink,
    ReportedBy,
)
from unstuck.web.referrals.permissions import link_of
from unstuck.web.referrals.workflow import ANSWERABLE


@dataclass(frozen=True)
class NewHelpAnswer:
    """The client's answer. `ratings`: how the life areas of the referral are going now, 0 to 10."""

    got: HelpReceived
    on: date
    reason: str = ""
    words: str = ""
    ratings: Mapping[str, float] = field(default_factory=dict)


def partner_replies(link: ReplyLink, token: str, action: str, reason: str, context: WriteContext) -> ReplyLink | None:
    """Store the partner's reply; the link is used up. Returns a new one, where there will be more to report."""
    with _recorded(link, context) as write:
        held = _opened(token, LinkRecipient.PARTNER, context)
        policies.check_reason(action, reason)
        move_on(held, ReferralMove(action, context.today, reason), context, ReportedBy.PARTNER, None)
        tell_worker(held, _partner_news(held, reason), context)
        write.about("episode", held.episode.public_id, referral=held.pk, action=action, reason=reason, by="partner")
        if held.state in ("accepted", "in_progress"):
            return make_link(held, LinkRecipient.PARTNER, context.now)
        if held.state not in ANSWERABLE:
            end_links(held, context.now)
    return None


def client_replies(link: ReplyLink, token: str, got: HelpReceived, reason: str, context: WriteContext) -> None:
    """Store the client's own answer through their link; it is used up."""
    with _recorded(link, context) as write:
        held = _opened(token, LinkRecipient.CLIENT, context)
        _store(held, NewHelpAnswer(got, context.today, reason), context, ReportedBy.CLIENT, None)
        tell_worker(held, _client_news(got, reason), context)
        write.about("episode", held.episode.public_id, referral=held.pk, got=got.value, reason=reason, by="client")


def answer_on_own_page(episode: Episode, referral: int, got: HelpReceived, reason: str, context: WriteContext) -> None:
    """Store the client's answer from their own page. The same answer again on the same day stores nothing."""
    agency = episode.client.agency.public_id
    with audited("referral.replied", agency=agency, actor=SYSTEM, now=context.now) as write:
        locked_one = Episode.objects.select_for_update().get(pk=episode.pk)
        raise_version(locked_one)
        held = locked(Referral.objects.get(pk=referral, episode=locked_one), locked_one)
        held.episode = episode
        latest = HelpAnswer.objects.filter(referral=held).order_by("id").last()
        again = latest is not None and (latest.got, latest.reason, latest.on) == (got, reason, context.today)
        if not again:
            _store(held, NewHelpAnswer(got, context.today, reason), context, ReportedBy.CLIENT, None)
            tell_worker(held, _client_news(got, reason), context)
        write.about("episode", episode.public_id, referral=held.pk, got=got.value, reason=reason, by="client")


def record_answer(actor: Actor, referral: Referral, answer: NewHelpAnswer, context: WriteContext) -> None:
    """Store the client's answer as reported by the worker, together with how the life areas are going now."""
    with recorded("referral.answered", actor, context) as write:
        episode = own_episode(actor, referral.episode, context)
        held = locked(referral, episode)
        policies.check_days(answer.on, context.today, held.requested_on or episode.started_on, None)
        _store(held, answer, context, ReportedBy.WORKER, actor.id)
        if answer.ratings:
            caseload_policies.check_open(episode)
            ratings = [LifeArea(on=answer.on, area=area, rating=rating) for area, rating in answer.ratings.items()]
            add_rows(actor, episode, ratings, context)
        write.about("episode", episode.public_id, referral=held.pk, got=answer.got.value, reason=answer.reason)


def _recorded(link: ReplyLink, context: WriteContext) -> AbstractContextManager[Write]:
    agency = link.referral.episode.client.agency.public_id
    return audited("referral.replied", agency=agency, actor=SYSTEM, now=context.now)


def _opened(token: str, recipient: LinkRecipient, context: WriteContext) -> Referral:
    """Return the referral behind a link, locked, and use the link up. Denied where the link no longer works."""
    link = link_of(token, context.now)
    if link is None or link.whom != recipient:
        raise Denied("link_gone", _("This link has already been used, or has expired."))
    episode = Episode.objects.select_for_update().get(pk=link.referral.episode_id)
    used = ReplyLink.objects.filter(pk=link.pk, used_at=None, ended_at=None).update(used_at=context.now)
    if not used:
        raise Denied("link_gone", _("This link has already been used, or has expired."))
    raise_version(episode)
    return locked(link.referral, episode)


def _store(held: Referral, answer: NewHelpAnswer, context: WriteContext, said_by: ReportedBy, by: int | None) -> None:
    """Store the answer, and move the referral on: help came, came in part, or did not come."""
    if held.state not in ANSWERABLE:
        raise Denied("not_open", _("This referral has ended: there is nothing left to ask about it."))
    if answer.got == HelpReceived.NO:
        policies.check_reason("fail", answer.reason)
    row = HelpAnswer(
        referral=held, got=answer.got, reason=answer.reason, on=answer.on, words=answer.words, recorded_at=context.now,
        recorded_by_id=by,
    )  # fmt: skip
    row.save(force_insert=True)
    held.got = answer.got
    if answer.got in HELPED and held.helped_on is None:
        held.helped_on = answer.on
    move_on(held, ReferralMove(_leads_to(held, answer.got), answer.on, answer.reason), context, said_by, by)
    if answer.got in (HelpReceived.YES, HelpReceived.NO):
        end_links(held, context.now)


def _leads_to(held: Referral, got: HelpReceived) -> str:
    """Return the action that an answer leads to. A completed referral stays completed, unless no help came."""
    if got == HelpReceived.NO:
        return "fail"
    if held.state == "completed" or got == HelpReceived.NOT_YET:
        return "call"
    if got == HelpReceived.YES:
        return "complete"
    return "call" if held.state == "in_progress" else "start"


def _partner_news(held: Referral, reason: str) -> str:
    return f"referral.{held.state}" if held.state != "declined" else _no_help_news(reason)


def _client_news(got: HelpReceived, reason: str) -> str:
    return _no_help_news(reason) if got == HelpReceived.NO else f"referral.got.{got.value}"


def _no_help_news(reason: str) -> str:
    return "referral.none" if reason == "other" else f"referral.none.{reason}"
