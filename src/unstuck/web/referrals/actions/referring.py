"""Preparing a referral, the client's consent, making the referral, and following it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions as caseload_permissions
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.consents.holders import WithdrawalMoment, ends_with_consent
from unstuck.web.consents.part2 import check_named, check_part2_consent, is_part2
from unstuck.web.directory.models import Service
from unstuck.web.referrals import policies
from unstuck.web.referrals.actions.frame import ReferralMove, locked, move_on, own_episode
from unstuck.web.referrals.consent_text import consent_text
from unstuck.web.referrals.models import (
    Consent,
    ConsentMethod,
    ContactMethod,
    LinkRecipient,
    Referral,
    ReferralArea,
    ReplyLink,
    ReportedBy,
)
from unstuck.web.referrals.permissions import digest_of, token_of
from unstuck.web.referrals.queries import REFERRAL_CONSENTS, consent_of
from unstuck.web.referrals.workflow import ANSWERABLE, REFERRAL

LINK_HOLDS = timedelta(days=60)
"""How long a reply link works."""


@dataclass(frozen=True)
class NewReferral:
    """A referral to be prepared: who is asked, for what, for which life areas, how, and when the worker asks again."""

    organisation: str
    ask: str
    areas: Sequence[str]
    way: ContactMethod
    call_back_on: date
    contact: str = ""
    safe_way: str = ""
    service: Service | None = None


@dataclass(frozen=True)
class ConsentTerms:
    """What a client agrees to: the words shared for each part, how, on which day, and whether 42 CFR Part 2 applies."""

    parts: Mapping[str, str]
    how: ConsentMethod
    on: date
    part2: bool = False


def draft(actor: Actor, episode: Episode, new: NewReferral, context: WriteContext) -> Referral:
    """Prepare a referral. Nothing leaves the agency yet."""
    with recorded("referral.drafted", actor, context) as write:
        current = locked_episode(episode, context)
        caseload_permissions.check_may_write(actor, current)
        policies.check_safe(current, new.way, new.safe_way)
        policies.check_days(context.today, context.today, current.started_on, new.call_back_on)
        made = Referral(
            episode=current, service=new.service, organisation=new.organisation, contact=new.contact,
            ask=new.ask, way=new.way,
            safe_way=new.safe_way, call_back_on=new.call_back_on, state="", recorded_at=context.now,
            recorded_by_id=actor.id,
        )  # fmt: skip
        made.state = REFERRAL.after("draft", "")
        made.save(force_insert=True)
        for area in dict.fromkeys(new.areas):
            ReferralArea(referral=made, area=area).save(force_insert=True)
        made.state = ""
        move_on(made, ReferralMove("draft", context.today), context, ReportedBy.WORKER, actor.id)
        write.about("episode", current.public_id, referral=made.pk, way=new.way.value)
        write.answer = str(made.public_id)
    return made


def consent(actor: Actor, referral: Referral, terms: ConsentTerms, context: WriteContext) -> None:
    """Store what the client agreed to, word for word. A later consent replaces an earlier one."""
    with recorded("referral.consented", actor, context) as write:
        current = own_episode(actor, referral.episode, context)
        held = locked(referral, current)
        part2 = terms.part2 or policies.SUBSTANCE_USE in terms.parts or is_part2(held.episode.client)
        policies.check_parts(terms.parts, part2, terms.how)
        if part2:
            check_named(held.episode.client)
        policies.check_days(terms.on, context.today, current.started_on, None)
        held.part2 = part2
        text = consent_text(held, actor.agency_name, terms.parts, terms.on)
        row = Consent(
            referral=held, on=terms.on, how=terms.how, parts=dict(terms.parts), text=text, recorded_at=context.now,
            recorded_by_id=actor.id,
        )  # fmt: skip
        row.save(force_insert=True)
        move_on(held, ReferralMove("consent", terms.on), context, ReportedBy.WORKER, actor.id)
        write.about("episode", current.public_id, referral=held.pk, parts=sorted(terms.parts), part2=part2)


def request(actor: Actor, referral: Referral, move: ReferralMove, context: WriteContext) -> None:
    """Make the referral: from here on it is followed. A letter or an e-mail gets its reply link."""
    with recorded("referral.requested", actor, context) as write:
        current = own_episode(actor, referral.episode, context)
        held = locked(referral, current)
        agreed = consent_of(held)
        policies.check_agreed(held, agreed)
        if agreed is not None:
            check_part2_consent(held.episode.client, agreed.how == ConsentMethod.SIGNED)
        policies.check_safe(current, held.way, held.safe_way)
        policies.check_days(move.on, context.today, current.started_on, move.call_back_on)
        held.requested_on = move.on
        move_on(held, move, context, ReportedBy.WORKER, actor.id)
        if held.way in (ContactMethod.LETTER, ContactMethod.EMAIL):
            make_link(held, LinkRecipient.PARTNER, context.now)
        write.about("episode", current.public_id, referral=held.pk, way=held.way)


def record_move(actor: Actor, referral: Referral, move: ReferralMove, context: WriteContext) -> None:
    """Store what happened, as reported by the worker."""
    with recorded("referral.moved", actor, context) as write:
        current = own_episode(actor, referral.episode, context)
        held = locked(referral, current)
        policies.check_reason(move.action, move.reason)
        policies.check_days(move.on, context.today, held.requested_on or current.started_on, move.call_back_on)
        move_on(held, move, context, ReportedBy.WORKER, actor.id)
        if held.state not in ANSWERABLE:
            end_links(held, context.now)
        write.about("episode", current.public_id, referral=held.pk, action=move.action, reason=move.reason)


def link_to_client(actor: Actor, referral: Referral, context: WriteContext) -> None:
    """Make the client's own link to one question: did you get help?"""
    with recorded("referral.link_made", actor, context) as write:
        current = own_episode(actor, referral.episode, context)
        held = locked(referral, current)
        REFERRAL.check("call", held.state)
        policies.check_link_to_client(current)
        end_links(held, context.now, LinkRecipient.CLIENT)
        make_link(held, LinkRecipient.CLIENT, context.now)
        write.about("episode", current.public_id, referral=held.pk)


def renew_partner_link(actor: Actor, referral: Referral, context: WriteContext) -> None:
    """Make the partner a new link, where theirs is lost or has expired. The earlier one stops working."""
    with recorded("referral.link_renewed", actor, context) as write:
        current = own_episode(actor, referral.episode, context)
        held = locked(referral, current)
        policies.check_partner_link(held)
        policies.check_agreed(held, consent_of(held))
        end_links(held, context.now, LinkRecipient.PARTNER)
        make_link(held, LinkRecipient.PARTNER, context.now)
        write.about("episode", current.public_id, referral=held.pk)


def make_link(held: Referral, recipient: LinkRecipient, now: datetime) -> ReplyLink:
    """Make a link that works once, inside a running action."""
    made = ReplyLink(referral=held, whom=recipient, made_at=now, expires_at=now + LINK_HOLDS)
    made.digest = digest_of(token_of(made))
    made.save(force_insert=True)
    return made


def end_links(held: Referral, now: datetime, *recipients: LinkRecipient) -> None:
    """End the links of a referral that still work, inside a running action."""
    waiting = ReplyLink.objects.filter(referral=held, used_at=None, ended_at=None)
    waiting.filter(whom__in=recipients or list(LinkRecipient)).update(ended_at=now)


@ends_with_consent(REFERRAL_CONSENTS)
def end_links_of_consent(row: int, moment: WithdrawalMoment) -> None:
    """End the partner's link of a consent that is taken back, inside the action that does it."""
    end_links(Consent.objects.get(pk=row).referral, moment.now, LinkRecipient.PARTNER)
