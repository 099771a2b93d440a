"""Preparing a referral, the client's consent, handing on, and following by the worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions as caseload_permissions
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.directory.models import Service
from unstuck.web.referrals import policies
from unstuck.web.referrals.actions.frame import Move, locked, move_on, own_episode
from unstuck.web.referrals.consent_text import consent_text
from unstuck.web.referrals.models import Consent, How, Referral, ReplyLink, Said, Serves, Way, Whom
from unstuck.web.referrals.permissions import digest_of, token_of
from unstuck.web.referrals.queries import consent_of
from unstuck.web.referrals.workflow import OPEN, REFERRAL

LINK_HOLDS = timedelta(days=60)
"""A reply link opens for so long."""


@dataclass(frozen=True)
class Wanted:
    """Who outside is asked, for what, for which areas of life, in which way, and when the worker asks again."""

    organisation: str
    ask: str
    areas: Sequence[str]
    way: Way
    call_back_on: date
    contact: str = ""
    safe_way: str = ""
    service: Service | None = None


@dataclass(frozen=True)
class Agreed:
    """What a client agreed to: the parts with their words, how, on which day, and whether 42 CFR Part 2 holds."""

    parts: Mapping[str, str]
    how: How
    on: date
    part2: bool = False


def draft(actor: Actor, episode: Episode, wanted: Wanted, context: WriteContext) -> Referral:
    """Prepare a referral. Nobody outside hears of it yet."""
    with recorded("referral.drafted", actor, context) as write:
        found = locked_episode(episode, context)
        caseload_permissions.check_may_write(actor, found)
        policies.check_safe(found, wanted.way, wanted.safe_way)
        policies.check_days(context.today, context.today, found.started_on, wanted.call_back_on)
        made = Referral(
            episode=found, service=wanted.service, organisation=wanted.organisation, contact=wanted.contact,
            ask=wanted.ask, way=wanted.way,
            safe_way=wanted.safe_way, call_back_on=wanted.call_back_on, state="", recorded_at=context.now,
            recorded_by_id=actor.id,
        )  # fmt: skip
        made.state = REFERRAL.after("draft", "")
        made.save(force_insert=True)
        for area in dict.fromkeys(wanted.areas):
            Serves(referral=made, area=area).save(force_insert=True)
        made.state = ""
        move_on(made, Move("draft", context.today), context, Said.WORKER, actor.id)
        write.about("episode", found.public_id, referral=made.pk, way=wanted.way.value)
        write.answer = str(made.public_id)
    return made


def consent(actor: Actor, referral: Referral, agreed: Agreed, context: WriteContext) -> None:
    """Store what the client agreed to, word for word. A later consent takes the place of an earlier one."""
    with recorded("referral.consented", actor, context) as write:
        found = own_episode(actor, referral.episode, context)
        held = locked(referral, found)
        part2 = agreed.part2 or policies.SUBSTANCE_USE in agreed.parts
        policies.check_parts(agreed.parts, part2, agreed.how)
        policies.check_days(agreed.on, context.today, found.started_on, None)
        held.part2 = part2
        text = consent_text(held, actor.agency_name, agreed.parts, agreed.on)
        kept = Consent(
            referral=held, on=agreed.on, how=agreed.how, parts=dict(agreed.parts), text=text, recorded_at=context.now,
            recorded_by_id=actor.id,
        )  # fmt: skip
        kept.save(force_insert=True)
        move_on(held, Move("consent", agreed.on), context, Said.WORKER, actor.id)
        write.about("episode", found.public_id, referral=held.pk, parts=sorted(agreed.parts), part2=part2)


def request(actor: Actor, referral: Referral, move: Move, context: WriteContext) -> None:
    """Hand on: from here the referral is followed. Where there is a letter or an e-mail, its reply link is made."""
    with recorded("referral.requested", actor, context) as write:
        found = own_episode(actor, referral.episode, context)
        held = locked(referral, found)
        policies.check_agreed(held, consent_of(held))
        policies.check_safe(found, held.way, held.safe_way)
        policies.check_days(move.on, context.today, found.started_on, move.call_back_on)
        held.requested_on = move.on
        move_on(held, move, context, Said.WORKER, actor.id)
        if held.way in (Way.LETTER, Way.EMAIL):
            make_link(held, Whom.PARTNER, context.now)
        write.about("episode", found.public_id, referral=held.pk, way=held.way)


def record_move(actor: Actor, referral: Referral, move: Move, context: WriteContext) -> None:
    """Store what became of it, as the worker heard."""
    with recorded("referral.moved", actor, context) as write:
        found = own_episode(actor, referral.episode, context)
        held = locked(referral, found)
        policies.check_reason(move.action, move.reason)
        policies.check_days(move.on, context.today, held.requested_on or found.started_on, move.call_back_on)
        move_on(held, move, context, Said.WORKER, actor.id)
        if held.state not in (*OPEN, "completed"):
            end_links(held, context.now)
        write.about("episode", found.public_id, referral=held.pk, action=move.action, reason=move.reason)


def link_to_client(actor: Actor, referral: Referral, context: WriteContext) -> None:
    """Make the client's own link to one question: did you get help?"""
    with recorded("referral.link_made", actor, context) as write:
        found = own_episode(actor, referral.episode, context)
        held = locked(referral, found)
        REFERRAL.check("call", held.state)
        policies.check_link_to_client(found)
        end_links(held, context.now, Whom.CLIENT)
        make_link(held, Whom.CLIENT, context.now)
        write.about("episode", found.public_id, referral=held.pk)


def renew_partner_link(actor: Actor, referral: Referral, context: WriteContext) -> None:
    """Make the partner's link anew, where it is lost or too old. The earlier one opens no more."""
    with recorded("referral.link_renewed", actor, context) as write:
        found = own_episode(actor, referral.episode, context)
        held = locked(referral, found)
        policies.check_partner_link(held)
        end_links(held, context.now, Whom.PARTNER)
        make_link(held, Whom.PARTNER, context.now)
        write.about("episode", found.public_id, referral=held.pk)


def make_link(held: Referral, whom: Whom, now: datetime) -> ReplyLink:
    """Make a link that opens once, inside a running action."""
    made = ReplyLink(referral=held, whom=whom, made_at=now, expires_at=now + LINK_HOLDS)
    made.digest = digest_of(token_of(made))
    made.save(force_insert=True)
    return made


def end_links(held: Referral, now: datetime, *whom: Whom) -> None:
    """End the links of a referral that are still open, inside a running action."""
    waiting = ReplyLink.objects.filter(referral=held, used_at=None, ended_at=None)
    waiting.filter(whom__in=whom or list(Whom)).update(ended_at=now)
