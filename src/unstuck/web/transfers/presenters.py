"""A transfer in words: what is under way, what was before, and what can be done now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from unstuck.guidance.case import Case
from unstuck.guidance.concerns import open_concerns
from unstuck.guidance.safety import risk, suspended
from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person, Role
from unstuck.web.caseload.current_case import current_case, current_cases
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_assign
from unstuck.web.components.denied import allowed
from unstuck.web.safety.first import safety_ranks
from unstuck.web.safety.models import Concern
from unstuck.web.safety.queries import open_concerns_of
from unstuck.web.safety.workflow import ASSESSED
from unstuck.web.transfers.models import ClientConsent, Transfer, wish_reasons
from unstuck.web.transfers.permissions import may_take_over
from unstuck.web.transfers.policies import check_day_has_come
from unstuck.web.transfers.queries import free_to_hand_over, open_work, transfers_of
from unstuck.web.transfers.workflow import ARRANGED, COVERED, TRANSFER


@dataclass(frozen=True)
class TransferSummary:
    """One transfer in words."""

    transfer: Transfer
    title: str
    stands: str
    consent: str
    wish: str


@dataclass(frozen=True)
class TransferPage:
    """The page of one client's transfer: what is under way, with what can be done; else the form. Then earlier ones."""

    under_way: TransferSummary | None
    steps: Sequence[tuple[str, str]]
    earlier: Sequence[TransferSummary]
    people: Sequence[tuple[str, str]]
    risks: Sequence[str]
    answers: Sequence[str]
    crisis: bool
    at_once: bool
    is_own: bool


def transfer_page(actor: Actor, episode: Episode, today: date) -> TransferPage:
    """Return what the page of one client's transfer shows to the worker or the supervisor."""
    every = transfers_of(episode)
    going_on = next((one for one in every if one.state in (ARRANGED, COVERED)), None)
    case = current_case(episode, today)
    return TransferPage(
        under_way=transfer_summary(going_on) if going_on else None,
        steps=_steps(actor, episode, going_on, today) if going_on else (),
        earlier=[transfer_summary(one) for one in every if one is not going_on],
        people=people_to_take_over(actor, episode.worker_id),
        risks=open_risk(case),
        answers=who_answers(episode),
        crisis=suspended(case),
        at_once=allowed(check_may_assign, actor, episode),
        is_own=episode.worker_id == actor.id,
    )


def open_risk(case: Case) -> list[str]:
    """Return the risks that are open, in words, and whether anybody has assessed them; nothing where none is."""
    concerns = open_concerns(case)
    if not concerns:
        return []
    unassessed = sum(not one.assessed for one in concerns)
    if unassessed == len(concerns):
        stands = _("Nobody has assessed it yet.")
    elif unassessed:
        stands = _("Part of it has not been assessed yet.")
    else:
        stands = _("It was assessed, and is not closed.")
    return [*(one.text for one in risk(case)), stands]


def who_answers(episode: Episode) -> list[str]:
    """Say of each open concern who answers for it, and whether that is somebody else after the transfer."""
    return [_answers(concern, episode) for concern in open_concerns_of(episode)]


def _answers(concern: Concern, episode: Episode) -> str:
    if concern.responder is None:
        return _("%(concern)s: nobody answers for it yet.") % {"concern": concern.called}
    words = {"concern": concern.called, "name": concern.responder.name}
    if concern.responder_id != episode.worker_id:
        return _("%(concern)s: %(name)s answers for it, and still does after the transfer.") % words
    if concern.state == ASSESSED:
        return _("%(concern)s: %(name)s answers for it now, and the new worker from the transfer on.") % words
    return (
        _("%(concern)s: %(name)s answers for it now. With the transfer the new worker is asked to take it on.") % words
    )


class WorkerWithClients(NamedTuple):
    """Somebody whose clients can be handed over or covered: how many they are, and how many are free to go."""

    public_id: UUID
    name: str
    clients: int
    free: int


def workers_with_clients(actor: Actor) -> list[WorkerWithClients]:
    """Return whose clients can be handed over or covered: oneself, and a supervisor's team; by name."""
    every = Counter((one.worker.public_id, one.worker.name) for one in open_work(actor) if one.worker is not None)
    free = Counter(one.worker.public_id for one in free_to_hand_over(actor) if one.worker is not None)
    return [
        WorkerWithClients(who, name, count, free[who])
        for (who, name), count in sorted(every.items(), key=lambda line: line[0][1])
    ]


@dataclass(frozen=True)
class ClientList:
    """Some clients of one worker by public id, as forms offer them. `at_risk`: those with a risk that is open."""

    episodes: Mapping[str, Episode]
    choices: Sequence[tuple[str, str]]
    at_risk: Sequence[str]


@dataclass(frozen=True)
class SeveralTransfersPage:
    """The clients of one worker who can be handed over. `at_once`: whether it is done with the saving, for today."""

    worker: Person
    listed: ClientList
    people: Sequence[tuple[str, str]]
    at_once: bool


def several_page(actor: Actor, worker: Person, today: date) -> SeveralTransfersPage:
    """Return the page for handing over several clients of one worker: in the safe order (S.3), then any open risk."""
    theirs = [one for one in free_to_hand_over(actor) if one.worker_id == worker.pk]
    listed = list_clients(actor, theirs, today)
    at_once = actor.role == Role.SUPERVISOR
    return SeveralTransfersPage(worker, listed, people_to_take_over(actor, worker.pk), at_once)


def list_clients(actor: Actor, theirs: Sequence[Episode], today: date) -> ClientList:
    """Return clients in the safe order (S.3), then those with any open risk, then by name."""
    places = dict(safety_ranks(actor, today))
    cases = current_cases(theirs, today)
    open_risk = {one.pk for one in theirs if open_concerns(cases[one.pk])}
    in_order = sorted(theirs, key=lambda one: (places.get(one.pk, len(places)), one.pk not in open_risk))
    free = {str(one.public_id): one for one in in_order}
    at_risk = {key for key, one in free.items() if one.pk in open_risk}
    clients = [
        (key, _("%(name)s, with an open risk") % {"name": one.client.called} if key in at_risk else one.client.called)
        for key, one in free.items()
    ]
    return ClientList(free, clients, sorted(at_risk))


def people_to_take_over(actor: Actor, worker: int | None) -> list[tuple[str, str]]:
    """Return who may take a client over from a worker, by public id."""
    found = may_take_over(actor).exclude(person_id=worker or 0).select_related("person").order_by("person__name")
    return [(str(one.person.public_id), one.person.name) for one in found]


def transfer_summary(transfer: Transfer) -> TransferSummary:
    """Return a transfer in words."""
    names = {
        "from": transfer.from_worker.name if transfer.from_worker else _("nobody"),
        "to": transfer.to.name,
        "day": spell_date(transfer.on),
        "until": spell_date(transfer.until) if transfer.until else "",
    }
    title = (
        _("%(to)s covers for %(from)s, %(day)s to %(until)s") if transfer.until else _("%(from)s to %(to)s, %(day)s")
    )
    consent = ClientConsent(transfer.consent).words
    words = f"{consent} ({transfer.consent_words})" if transfer.consent_words else consent
    wish = dict(wish_reasons())[transfer.wish] if transfer.wish else ""
    return TransferSummary(transfer, title % names, TRANSFER.states[transfer.state], words, wish)


def _steps(actor: Actor, episode: Episode, transfer: Transfer, today: date) -> list[tuple[str, str]]:
    """Return what this person can do now with a transfer that is under way."""
    assigns = allowed(check_may_assign, actor, episode)
    steps = []
    if transfer.state == ARRANGED:
        if assigns and allowed(check_day_has_come, transfer, today):
            steps.append(("make", _("Hand over now")))
        steps.append(("call_off", _("Call it off")))
    elif assigns:
        back = transfer.from_worker.name if transfer.from_worker else ""
        steps += [("hand_back", _("Hand back to %(name)s") % {"name": back})] if back else []
        steps.append(("keep", _("The client stays with %(name)s") % {"name": transfer.to.name}))
    return steps
