"""Another worker takes over: arranged with a note, a day and the client's consent, and told to both workers (E.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import transaction

from unstuck.guidance.concerns import open_concerns
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.actions.clients import give_to
from unstuck.web.caseload.actions.facts import add_rows
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.actions.standings import stand_again
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode, Wishes
from unstuck.web.caseload.permissions import check_may_assign
from unstuck.web.components.actions import record_transition
from unstuck.web.components.denied import Denied, allowed
from unstuck.web.components.workflow import NEW
from unstuck.web.consents.restrictions import check_may_be_shown
from unstuck.web.notifications.actions import clear_waiting, tell
from unstuck.web.safety.actions.concerns import hand_over_with_client
from unstuck.web.transfers.models import Transfer, TransferStep
from unstuck.web.transfers.permissions import check_may_arrange, may_take_over, own_supervisors
from unstuck.web.transfers.policies import TransferDetails, check_day_has_come, check_transfer
from unstuck.web.transfers.workflow import ARRANGED, COVERED, TRANSFER


class NotHandedOver(NamedTuple):
    """A client who was left out of a hand-over of several, and the reason."""

    episode: Episode
    denied: Denied


class SeveralTransfers(NamedTuple):
    """What came of a hand-over of one client or several."""

    made: list[Transfer]
    refused: list[NotHandedOver]


def arrange_transfers(
    actor: Actor, to: Person, wanted: Sequence[tuple[Episode, TransferDetails]], context: WriteContext
) -> SeveralTransfers:
    """Arrange that somebody of the same team takes over one client or several, each of them whole or not at all.

    Who was refused is named in what is returned; Denied where nobody is left. Where a supervisor arranges it for today,
    it is done at once; else a supervisor makes it on its day.
    """
    at_once = all(one.on <= context.today and allowed(check_may_assign, actor, episode) for episode, one in wanted)
    with recorded("client.handed_over" if at_once else "transfer.arranged", actor, context) as write:
        made: list[Transfer] = []
        refused: list[NotHandedOver] = []
        moved: list[str] = []
        for episode, asked in wanted:
            try:
                with transaction.atomic():
                    transfer = _arranged(actor, episode, to, asked, context)
                    moved += _make(actor, transfer, context) if at_once else []
            except Denied as denied:
                refused.append(NotHandedOver(episode, denied))
            else:
                made.append(transfer)
        if not made:
            raise refused[0].denied
        _tell_both(made, "transfer.made" if at_once else "transfer.arranged", actor, context)
        if not at_once:
            _tell_supervisors(actor, made, context)
        whom = [str(one.episode.public_id) for one in made]
        left = [str(one.episode.public_id) for one in refused]
        subject = ("episode", whom[0]) if len(whom) == 1 else ("clients", actor.public_id)
        details = _with(moved) | ({"refused": left} if left else {})
        write.about(*subject, episodes=whom, after=str(to.public_id), **details)
    return SeveralTransfers(made, refused)


def _arranged(actor: Actor, episode: Episode, to: Person, wanted: TransferDetails, context: WriteContext) -> Transfer:
    locked = locked_episode(episode, context)
    check_may_arrange(actor, locked)
    _check_free(locked, to, actor)
    risks = open_concerns(current_case(locked, context.today))
    check_transfer(wanted, context.today, risk_open=bool(risks))
    transfer = Transfer(
        episode=locked,
        from_worker=locked.worker,
        to=to,
        on=wanted.on,
        until=wanted.until,
        note=wanted.note.strip(),
        risk_words=wanted.risk_words.strip(),
        consent=wanted.consent,
        consent_words=wanted.consent_words.strip(),
        wish=wanted.wish,
        arranged_at=context.now,
        arranged_by_id=actor.id,
        state=NEW,
    )
    _step(transfer, "arrange", actor, context)
    if wanted.wish:
        stand_again([locked.pk], context.now, context.today)
    return transfer


def _check_free(episode: Episode, to: Person, actor: Actor) -> None:
    """Raise Denied where somebody else takes over already, or this person may not."""
    if Transfer.objects.filter(episode=episode, state__in=[ARRANGED, COVERED]).exists():
        raise Denied("under_way", _("A transfer of this client is under way. Finish it or call it off first."))
    if to.pk == episode.worker_id:
        raise Denied("same_worker", _("This is the client's worker already. Choose somebody else."))
    if not may_take_over(actor).filter(person=to).exists():
        raise Denied("not_in_team", _("Choose somebody in your own team."))
    check_may_be_shown(episode.client_id, to.pk)


def move_transfer(actor: Actor, transfer: Transfer, action: str, context: WriteContext) -> Transfer:
    """Make a transfer on its day, hand a covered client back or leave them there, or call off what was arranged."""
    codes = {"call_off": "transfer.called_off", "hand_back": "client.handed_back", "keep": "transfer.kept"}
    with recorded(codes.get(action, "client.handed_over"), actor, context) as write:
        locked = locked_episode(transfer.episode, context)
        held = Transfer.objects.select_for_update(of=("self",)).select_related("to", "from_worker").get(pk=transfer.pk)
        held.episode = locked
        check_may_arrange(actor, locked)
        moved = _make(actor, held, context) if action == "make" else _other_step(actor, held, action, context)
        _tell_both([held], f"transfer.{TOLD[action]}", actor, context)
        worker = str(locked.worker and locked.worker.public_id)
        write.about("episode", locked.public_id, step=action, worker=worker, **_with(moved))
    return held


def _with(concerns: Sequence[str]) -> dict[str, Any]:
    """Return what the record says of concerns for which the new worker answers now; nothing where there are none."""
    return {"concerns": concerns} if concerns else {}


def _make(actor: Actor, transfer: Transfer, context: WriteContext) -> list[str]:
    """Let the other worker take over, for good or until a day, and return the concerns that go along.

    Only a supervisor may.
    """
    check_day_has_come(transfer, context.today)
    _step(transfer, "cover" if transfer.until else "hand_over", actor, context)
    if transfer.wish and transfer.until is None:  # the wish was met, so that it is not advised on any longer
        add_rows(actor, transfer.episode, [Wishes(on=context.today, another_worker=False)], context)
    return _give(actor, transfer.episode, transfer.to, context)


def _give(actor: Actor, episode: Episode, to: Person, context: WriteContext) -> list[str]:
    """Give somebody the client, and the concerns for which the worker before answered; return these."""
    before = episode.worker_id
    give_to(actor, episode, to)
    return hand_over_with_client(actor, episode, before, to, context)


def _other_step(actor: Actor, transfer: Transfer, action: str, context: WriteContext) -> list[str]:
    if action != "call_off":
        check_may_assign(actor, transfer.episode)
    _step(transfer, action, actor, context)
    if action == "hand_back":
        if transfer.from_worker is None:
            raise Denied("nobody_to_go_back_to", _("Nobody had this client before. Arrange a transfer instead."))
        return _give(actor, transfer.episode, transfer.from_worker, context)
    return []


TOLD = {"make": "made", "call_off": "called_off", "hand_back": "handed_back", "keep": "kept"}


def call_off_transfers(episode: Episode, actor: Actor, context: WriteContext) -> None:
    """Close, inside the action that ends the work, what was arranged or covered."""
    for transfer in Transfer.objects.select_for_update().filter(episode=episode, state__in=[ARRANGED, COVERED]):
        _step(transfer, "call_off" if transfer.state == ARRANGED else "keep", actor, context)


def _step(transfer: Transfer, action: str, actor: Actor, context: WriteContext) -> None:
    record_transition(
        TRANSFER, transfer, TransferStep(transfer=transfer, action=action, at=context.now, by_id=actor.id)
    )
    if action != "arrange":
        where = {"episode": str(transfer.episode.public_id)}
        clear_waiting(["transfer.to_make"], where, agency=actor.agency_id, now=context.now)


def _tell_both(transfers: Sequence[Transfer], kind: str, actor: Actor, context: WriteContext) -> None:
    """Tell both workers once, whoever of them did not do it themselves; who has the client now is led to the note."""
    workers = {transfer.from_worker_id for transfer in transfers} | {transfer.to_id for transfer in transfers}
    present = transfers[0].episode
    for person in sorted(one for one in workers if one and one != actor.id):
        led = len(transfers) == 1 and person == present.worker_id
        route, ids = ("transfers:transfer", {"episode": str(present.public_id)}) if led else ("reviews:reviews", {})
        tell([person], kind, route, ids, agency=actor.agency_id, now=context.now)


def _tell_supervisors(actor: Actor, transfers: Sequence[Transfer], context: WriteContext) -> None:
    people = list(own_supervisors(actor).values_list("person_id", flat=True))
    where = {"episode": str(transfers[0].episode.public_id)}
    tell(people, "transfer.to_make", "transfers:transfer", where, agency=actor.agency_id, now=context.now)
