"""What the partner says through a link, and the client's answer to "did you get help?"."""

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
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.models import Episode, LifeArea
from unstuck.web.components.denied import Denied
from unstuck.web.referrals import policies
from unstuck.web.referrals.actions.frame import Move, locked, move_on, own_episode, raise_version, tell_worker
from unstuck.web.referrals.actions.handing_on import end_links, make_link
from unstuck.web.referrals.models import HELPED, Answer, Got, Referral, ReplyLink, Said, Whom
from unstuck.web.referrals.permissions import link_of
from unstuck.web.referrals.workflow import OPEN

PARTNER_SAYS = ("accept", "start", "complete", "decline")


@dataclass(frozen=True)
class Told:
    """The client's answer. `ratings`: how the areas that the referral serves are going now, 0 to 10."""

    got: Got
    on: date
    reason: str = ""
    words: str = ""
    ratings: Mapping[str, float] = field(default_factory=dict)


def partner_replies(link: ReplyLink, token: str, action: str, reason: str, context: WriteContext) -> ReplyLink | None:
    """Store what the partner says; the link is used up. Returns the next one, where there is more to tell later."""
    with _recorded(link, context) as write:
        held = _opened(token, Whom.PARTNER, context)
        policies.check_reason(action, reason)
        move_on(held, Move(action, context.today, reason), context, Said.PARTNER, None)
        tell_worker(held, _kind(held, reason), context)
        write.about("episode", held.episode.public_id, referral=held.pk, action=action, reason=reason, by="partner")
        if held.state in ("accepted", "in_progress"):
            return make_link(held, Whom.PARTNER, context.now)
        if held.state not in (*OPEN, "completed"):
            end_links(held, context.now)
    return None


def client_replies(link: ReplyLink, token: str, got: Got, reason: str, context: WriteContext) -> None:
    """Store the client's own answer through their link; it is used up."""
    with _recorded(link, context) as write:
        held = _opened(token, Whom.CLIENT, context)
        _store(held, Told(got, context.today, reason), context, Said.CLIENT, None)
        tell_worker(held, _heard(got, reason), context)
        write.about("episode", held.episode.public_id, referral=held.pk, got=got.value, reason=reason, by="client")


def record_answer(actor: Actor, referral: Referral, told: Told, context: WriteContext) -> None:
    """Store the client's answer as the worker heard it, and how the areas are going now, together."""
    with recorded("referral.answered", actor, context) as write:
        found = own_episode(actor, referral.episode, context)
        held = locked(referral, found)
        policies.check_days(told.on, context.today, held.requested_on or found.started_on, None)
        _store(held, told, context, Said.WORKER, actor.id)
        if told.ratings:
            caseload_policies.check_open(found)
            rows = [LifeArea(on=told.on, area=area, rating=rating) for area, rating in told.ratings.items()]
            add_rows(actor, found, rows, context)
        write.about("episode", found.public_id, referral=held.pk, got=told.got.value, reason=told.reason)


def _recorded(link: ReplyLink, context: WriteContext) -> AbstractContextManager[Write]:
    agency = link.referral.episode.client.agency.public_id
    return audited("referral.replied", agency=agency, actor=SYSTEM, now=context.now)


def _opened(token: str, whom: Whom, context: WriteContext) -> Referral:
    """Return the referral that a link opens, locked; the link opens no more. Denied where it does not."""
    link = link_of(token, context.now)
    if link is None or link.whom != whom:
        raise Denied("link_gone", _("This link was used already, or is too old."))
    found = Episode.objects.select_for_update().get(pk=link.referral.episode_id)
    used = ReplyLink.objects.filter(pk=link.pk, used_at=None, ended_at=None).update(used_at=context.now)
    if not used:
        raise Denied("link_gone", _("This link was used already, or is too old."))
    raise_version(found)
    return locked(link.referral, found)


def _store(held: Referral, told: Told, context: WriteContext, said: Said, by: int | None) -> None:
    """Keep the answer, and move the referral on: help came, has begun in part, or did not come."""
    if held.state not in (*OPEN, "completed"):
        raise Denied("not_open", _("This referral has come to an end: there is nothing to ask about it."))
    if told.got == Got.NO:
        policies.check_reason("fail", told.reason)
    kept = Answer(
        referral=held, got=told.got, reason=told.reason, on=told.on, words=told.words, recorded_at=context.now,
        recorded_by_id=by,
    )  # fmt: skip
    kept.save(force_insert=True)
    held.got = told.got
    if told.got in HELPED and held.helped_on is None:
        held.helped_on = told.on
    move_on(held, Move(_leads_to(held, told.got), told.on, told.reason), context, said, by)
    if told.got in (Got.YES, Got.NO):
        end_links(held, context.now)


def _leads_to(held: Referral, got: Got) -> str:
    """Return the step that an answer is. What is completed stays so, unless no help came."""
    if got == Got.NO:
        return "fail"
    if held.state == "completed" or got == Got.NOT_YET:
        return "call"
    if got == Got.YES:
        return "complete"
    return "call" if held.state == "in_progress" else "start"


def _kind(held: Referral, reason: str) -> str:
    return f"referral.{held.state}" if held.state != "declined" else _none(reason)


def _heard(got: Got, reason: str) -> str:
    return _none(reason) if got == Got.NO else f"referral.got.{got.value}"


def _none(reason: str) -> str:
    return "referral.none" if reason == "other" else f"referral.none.{reason}"
