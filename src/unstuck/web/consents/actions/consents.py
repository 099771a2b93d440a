"""Recording a consent, taking one back, and noting what was done then."""

from __future__ import annotations

from datetime import datetime

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.actions import SYSTEM, Write, audited
from unstuck.web.caseload.actions.frame import WriteContext, raise_version, recorded
from unstuck.web.caseload.models import Client, Episode
from unstuck.web.caseload.permissions import check_works_with
from unstuck.web.components.denied import Denied
from unstuck.web.consents import policies
from unstuck.web.consents.actions.locking import locked_in_any_state
from unstuck.web.consents.holders import ENDINGS, WithdrawalMoment
from unstuck.web.consents.models import ConsentKind, ConsentManner, ConsentWithdrawal, GivenConsent, WithdrawalStep
from unstuck.web.consents.part2 import check_part2_consent, is_part2
from unstuck.web.consents.policies import GivenTerms, WithdrawalTerms
from unstuck.web.consents.queries import consent_with_key
from unstuck.web.notifications.actions import tell
from unstuck.web.safety.queries import others_may_read
from unstuck.web.safety.rota import ids_of_supervisors

PAGE = "consents:consents"
WITHDRAWN = "consent.withdrawn"


def record_consent(actor: Actor, episode: Episode, terms: GivenTerms, context: WriteContext) -> GivenConsent:
    """Store what a client was asked and answered. Of the kinds with one answer, it takes the place of the earlier."""
    with recorded("consent.recorded", actor, context) as write:
        held = locked_in_any_state(episode)
        check_works_with(actor, held)
        policies.check_given(terms, context.today)
        _check_protected(held.client, terms)
        made = GivenConsent.objects.create(
            client_id=held.client_id, kind=terms.kind, agreed=terms.agreed, recipient=terms.recipient,
            purpose=terms.purpose, what=terms.what, given_by=terms.given_by, giver=terms.giver, how=terms.how,
            words=terms.words, on=terms.on, until=terms.until, recorded_at=context.now, recorded_by_id=actor.id,
        )  # fmt: skip
        write.about("episode", held.public_id, kind=terms.kind, agreed=terms.agreed)
    return made


def _check_protected(client: Client, terms: GivenTerms) -> None:
    """Raise Denied where 42 CFR Part 2 asks for more: a signature, the client's name, and an end (§ 2.31)."""
    if terms.kind == ConsentKind.SHARING and terms.agreed and is_part2(client):
        check_part2_consent(client, terms.how == ConsentManner.SIGNED)
        if terms.until is None:
            raise Denied("no_until", _("Under 42 CFR Part 2 a consent says until when it holds."))


def withdraw_consent(actor: Actor, episode: Episode, key: str, terms: WithdrawalTerms, context: WriteContext) -> None:
    """Take a consent back, as the client said: whatever rests on it ends in the same moment."""
    with recorded(WITHDRAWN, actor, context) as write:
        held = locked_in_any_state(episode)
        check_works_with(actor, held)
        _withdraw(held, key, terms, WithdrawalMoment(context.now, context.today, actor.id), write)


def withdraw_on_own_page(episode: Episode, key: str, context: WriteContext) -> None:
    """Take a consent back, as the client does it themselves: at once, and their worker is told."""
    about = {"agency": episode.client.agency.public_id, "actor": SYSTEM}
    with audited(WITHDRAWN, **about, now=context.now, idempotency_key=context.idempotency_key) as write:
        held = locked_in_any_state(episode)
        if held.ended_on is not None or others_may_read(held):
            raise Denied("link_gone", _("This page does not work any more."))
        terms = WithdrawalTerms(context.today, ConsentManner.PAGE)
        _withdraw(held, key, terms, WithdrawalMoment(context.now, context.today), write)
        people = [held.worker_id] if held.worker_id else ids_of_supervisors(held)
        tell(people, WITHDRAWN, PAGE, _ids(held), agency=held.client.agency_id, now=context.now)


def _withdraw(held: Episode, key: str, terms: WithdrawalTerms, moment: WithdrawalMoment, write: Write) -> None:
    found = consent_with_key(held.client_id, key)
    if found is None or not found.can_be_withdrawn:
        raise Denied("not_in_force", _("This consent is not in force any more, or is changed elsewhere."))
    policies.check_withdrawal(terms, found.held.on, moment.today)
    holder = key.partition("-")[0]
    ConsentWithdrawal.objects.create(
        client_id=held.client_id, holder=holder, row=found.held.row, kind=found.held.kind,
        to_tell=found.held.to_tell, on=terms.on, how=terms.how, words=terms.words, at=moment.now, by_id=moment.by,
    )  # fmt: skip
    if holder in ENDINGS:
        ENDINGS[holder](found.held.row, moment)
    raise_version(held)
    write.about("episode", held.public_id, holder=holder, row=found.held.row)


def see_to_withdrawal(
    actor: Actor, episode: Episode, withdrawal: ConsentWithdrawal, words: str, context: WriteContext
) -> None:
    """Note what was done after a consent was taken back: who was told, or what was agreed with the client."""
    with recorded("consent.seen_to", actor, context) as write:
        held = locked_in_any_state(episode)
        check_works_with(actor, held)
        policies.check_seen_to(words)
        if WithdrawalStep.objects.filter(withdrawal=withdrawal).exists():
            raise Denied("seen_to_already", _("Somebody has noted this already."))
        _see_to(withdrawal, words, actor.id, context.now)
        write.about("episode", held.public_id, holder=withdrawal.holder, row=withdrawal.row)


def _see_to(withdrawal: ConsentWithdrawal, words: str, by: int, now: datetime) -> None:
    WithdrawalStep.objects.create(withdrawal=withdrawal, words=words.strip(), at=now, by_id=by)


def _ids(held: Episode) -> dict[str, str]:
    return {"episode": str(held.public_id)}
