"""Covers in words: the one place for cover and hand-over, one cover, and what a client's page says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from unstuck.guidance.concerns import open_concerns
from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.cover_states import AGREED, ASKED
from unstuck.web.caseload.current_case import current_cases
from unstuck.web.caseload.models import Cover, CoveredClient, Episode
from unstuck.web.components.denied import allowed
from unstuck.web.transfers.models import ClientKnows, CoverStep
from unstuck.web.transfers.permissions import check_may_end, may_stand_in
from unstuck.web.transfers.presenters import (
    ClientList,
    TransferSummary,
    WorkerWithClients,
    list_clients,
    transfer_summary,
    workers_with_clients,
)
from unstuck.web.transfers.queries import (
    clients_of,
    covered_today,
    covers_of,
    earlier_covers,
    open_work,
    transfers_under_way,
)
from unstuck.web.transfers.workflow import COVER


class CoverLine(NamedTuple):
    """One cover in a line: who stands in for whom, when, how it stands, and what can be done."""

    public_id: UUID
    title: str
    stands: str
    verb: str


class TransferLine(NamedTuple):
    """One transfer that is under way, with the client it is about."""

    client: str
    public_id: UUID
    summary: TransferSummary


class LeftOut(NamedTuple):
    """A client who was left out of a hand-over just now, and the reason."""

    client: str
    reason: str


@dataclass(frozen=True)
class CoverPlace:
    """The one place for cover and hand-over."""

    asks: Sequence[CoverLine]
    going_on: Sequence[CoverLine]
    transfers: Sequence[TransferLine]
    workers: Sequence[WorkerWithClients]
    earlier: Sequence[CoverLine]
    left_out: Sequence[LeftOut]


def cover_place(actor: Actor, today: date, refused: Sequence[tuple[str, str]] = ()) -> CoverPlace:
    """Return what the place shows. `refused`: public ids of clients who were left out just now, with the reasons."""
    covers = covers_of(actor, today)
    asks = [one for one in covers if one.state == ASKED and one.colleague_id == actor.id]
    reasons = dict(refused)
    names = {str(one.public_id): one.client.called for one in open_work(actor)} if reasons else {}
    return CoverPlace(
        asks=[_line(one, today, _("Answer")) for one in asks],
        going_on=[_line(one, today, _("Look at it")) for one in covers if one not in asks],
        transfers=[
            TransferLine(one.episode.client.called, one.episode.public_id, transfer_summary(one))
            for one in transfers_under_way(actor)
        ],
        workers=workers_with_clients(actor),
        earlier=[_line(one, today, "") for one in earlier_covers(actor, today)],
        left_out=[LeftOut(names[key], reason) for key, reason in reasons.items() if key in names],
    )


def _line(cover: Cover, today: date, verb: str) -> CoverLine:
    return CoverLine(cover.public_id, cover_title(cover), cover_stands(cover, today), verb)


def cover_title(cover: Cover) -> str:
    """Say who stands in for whom, and when."""
    words = {"name": cover.colleague.name, "worker": cover.worker.name}
    if cover.first_day == cover.last_day:
        return _("%(name)s for %(worker)s, on %(day)s") % (words | {"day": spell_date(cover.first_day)})
    days = {"first": _first_day(cover.first_day, cover.last_day), "last": spell_date(cover.last_day)}
    return _("%(name)s for %(worker)s, %(first)s to %(last)s") % (words | days)


def _first_day(first: date, last: date) -> str:
    """Return a first day as said before the last: without the month and the year that they share.

    >>> _first_day(date(2026, 12, 14), date(2026, 12, 18)), _first_day(date(2026, 11, 30), date(2026, 12, 4))
    ('14', '30 November')
    """
    if (first.year, first.month) == (last.year, last.month):
        return str(first.day)
    return spell_date(first).removesuffix(f" {first.year}") if first.year == last.year else spell_date(first)


def cover_stands(cover: Cover, today: date) -> str:
    """Say how a cover stands on a day: of one that was agreed, whether it has begun."""
    if cover.state == AGREED and cover.last_day < today:
        return _("Over")
    if cover.state == AGREED:
        return _("Under way") if cover.first_day <= today else _("Agreed, and not begun")
    return COVER.states[cover.state]


@dataclass(frozen=True)
class CoverAskPage:
    """The page on which a colleague is asked to stand in for one worker."""

    worker: Person
    listed: ClientList
    people: Sequence[tuple[str, str]]


def cover_ask_page(actor: Actor, worker: Person, today: date) -> CoverAskPage:
    """Return the clients of one worker for whom somebody can be asked to stand in, and who can be asked."""
    theirs = [one for one in open_work(actor) if one.worker_id == worker.pk]
    found = may_stand_in(actor, worker.pk).select_related("person", "team").order_by("person__name")
    people = [(str(one.person.public_id), f"{one.person.name}{_team(one.team)}") for one in found]
    return CoverAskPage(worker, list_clients(actor, theirs, today), people)


def _team(team: object) -> str:
    return f" ({team.name})" if team is not None and hasattr(team, "name") else ""


class ClientOfCover(NamedTuple):
    """One client of a cover whom the reader may see today."""

    public_id: UUID
    called: str
    knows: str
    note: str


class CoverEvent(NamedTuple):
    """One step of a cover: when, what, by whom (empty: by itself), and what was said."""

    at: datetime
    what: str
    by: str
    words: str


@dataclass(frozen=True)
class CoverPage:
    """One cover. `hidden`: how many of its clients the reader does not see today. `at_risk`: how many have a risk."""

    cover: Cover
    title: str
    stands: str
    clients: Sequence[ClientOfCover]
    hidden: int
    at_risk: int
    with_notes: bool
    is_colleague: bool
    steps: Sequence[tuple[str, str]]
    history: Sequence[CoverEvent]


def cover_page(actor: Actor, cover: Cover, today: date) -> CoverPage:
    """Return what the page of one cover shows. Whoever stands in reads names and notes on its days alone."""
    every = list(CoveredClient.objects.filter(cover=cover, episode__ended_on=None).select_related("episode__client"))
    seen = clients_of(actor, cover)
    cases = current_cases([one.episode for one in every], today)
    is_colleague = cover.colleague_id == actor.id
    return CoverPage(
        cover=cover,
        title=cover_title(cover),
        stands=cover_stands(cover, today),
        clients=[_client(one) for one in seen],
        hidden=len({one.pk for one in every} - {one.pk for one in seen}),
        at_risk=sum(bool(open_concerns(case)) for case in cases.values()),
        with_notes=bool(seen) or not is_colleague,
        is_colleague=is_colleague,
        steps=_steps(actor, cover),
        history=[_event(one) for one in cover.steps.select_related("by")],
    )


def _event(step: CoverStep) -> CoverEvent:
    words = {one.action: one.words for one in COVER.transitions}
    return CoverEvent(step.at, words[step.action], step.by.name if step.by else "", step.words)


def _client(one: CoveredClient) -> ClientOfCover:
    episode = one.episode
    return ClientOfCover(episode.public_id, episode.client.called, ClientKnows(one.knows).words, one.note)


def _steps(actor: Actor, cover: Cover) -> list[tuple[str, str]]:
    """Return what this person can do with a cover now."""
    if cover.state == ASKED and cover.colleague_id == actor.id:
        return [("agree", _("I stand in")), ("decline", _("I cannot"))]
    if cover.state in (ASKED, AGREED) and allowed(check_may_end, actor, cover):
        return [("end", _("End it now") if cover.state == AGREED else _("Call it off"))]
    return []


@dataclass(frozen=True)
class CoverNotice:
    """What a client's page says while somebody stands in. `for_reader`: whether it is the reader who does."""

    public_id: UUID
    words: str
    notes: Sequence[str]
    for_reader: bool


def cover_notice(actor: Actor, episode: Episode, today: date) -> CoverNotice | None:
    """Return what a client's page says of a cover today, to whoever came through the gate; None where there is none."""
    held = covered_today(episode, today)
    if held is None:
        return None
    cover, mine = held.cover, held.cover.colleague_id == actor.id
    said = {"name": cover.colleague.name, "worker": cover.worker.name, "day": spell_date(cover.last_day)}
    words = _("You stand in for %(worker)s until %(day)s.") if mine else _("%(name)s stands in until %(day)s.")
    told = [one for one in (held.note, cover.note, cover.risk_words) if one]
    return CoverNotice(cover.public_id, words % said, told, mine)
