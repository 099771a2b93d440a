"""What the work list holds beside the clients in care: what colleagues ask, consents taken back, ended work.

A colleague's question is about somebody else's client: the row names who asks, and nobody else. Of ended work, danger
that nobody has closed stands in its place in the safe order; then there are the days to ask how it went.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from markupsafe import Markup, escape

from unstuck.guidance.safe_order import LOSS, REST
from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.cover_states import ASKED
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.next_steps import place_on
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.consents.models import ConsentWithdrawal
from unstuck.web.consents.permissions import withdrawals_for
from unstuck.web.consents.queries import NOT_SEEN_TO
from unstuck.web.consultation.models import Consultation
from unstuck.web.consultation.permissions import asked_consultations
from unstuck.web.emergency.presenters import waiting_for_review
from unstuck.web.home.presenters.caseload_contents import CaseloadRow
from unstuck.web.home.presenters.links import address_of, page_of
from unstuck.web.reviews.models import Ending
from unstuck.web.reviews.queries import closings_to_ask_about, second_looks
from unstuck.web.transfers.cover_pages import cover_title
from unstuck.web.transfers.queries import covers_of

AFTER_THE_CLIENTS = REST + 1


class AskedRow(NamedTuple):
    """A row beside the clients in care. `rank`: its place among them; REST stands right below those put first."""

    rank: int
    row: CaseloadRow


def asked_rows(actor: Actor, workers: Collection[int], names: Mapping[int, str], today: date) -> list[AskedRow]:
    """Return the rows of ended work of some workers, and what colleagues ask of this person, in the safe order."""
    rows = [*_ended_in_danger(actor, workers, names, today)]
    if actor.id in workers:
        rows += [
            AskedRow(REST, _second_look(one.by.name, Ending(one.ending).words, one.public_id))
            for one in second_looks(actor)
        ]
        rows += [AskedRow(REST, row) for row in _emergencies(actor)]
        rows += [AskedRow(REST, row) for row in _covers(actor, today)]
        rows += [AskedRow(AFTER_THE_CLIENTS, row) for row in _questions(actor)]
    rows += [AskedRow(REST, row) for row in _taken_back(actor, workers, names)]
    rows += [AskedRow(AFTER_THE_CLIENTS, row) for row in _to_ask_about(actor, workers, names, today)]
    return sorted(rows, key=lambda one: one.rank)


def _ended_in_danger(actor: Actor, workers: Collection[int], names: Mapping[int, str], today: date) -> list[AskedRow]:
    """Return ended work with a danger that nobody has closed. Time alone never makes one of what was none."""
    found = rows_of(_ended, actor, tuple(workers))
    placed = [(one, *place_on(one.standing.places, today.isoformat())) for one in found]
    said = _("The work has ended, and nobody has closed it")
    return [
        AskedRow(
            rank,
            _row(
                one.client.called, one, names, concern=words, about=said, verb=_("Respond to it"), route="safety:safety"
            ),
        )
        for one, rank, words in sorted(placed, key=lambda each: (each[1], each[0].client.called))
        if rank < LOSS
    ]


def _ended(actor: Actor, workers: Collection[int]) -> QuerySet[Episode]:
    ended = episodes_for(actor).filter(ended_on__isnull=False, worker_id__in=workers)
    return ended.filter(Q(standing__places__0__1__lt=LOSS)).select_related("client", "worker", "standing")


def _second_look(by: str, ending: str, public_id: object) -> CaseloadRow:
    called = _("An ending that %(name)s intends") % {"name": by}
    address = page_of("reviews:second_look", intended=public_id)
    return _row(called, None, {}, about=ending, verb=_("Look at it"), address=address)


def _covers(actor: Actor, today: date) -> list[CaseloadRow]:
    """Return the requests to stand in that this person has not answered."""
    asked = [one for one in covers_of(actor, today) if one.state == ASKED and one.colleague_id == actor.id]
    said = _("A colleague asks you to stand in: %(which)s")
    return [
        _row(_("From %(name)s") % {"name": one.worker.name}, None, {}, about=said % {"which": cover_title(one)},
             verb=_("Answer"), address=page_of("transfers:cover", cover=one.public_id))
        for one in asked
    ]  # fmt: skip


def _emergencies(actor: Actor) -> list[CaseloadRow]:
    """Return the records that somebody opened in an emergency, until a second person looked at it."""
    said = _("%(name)s opened the record in an emergency")
    return [
        _row(one.client.called, None, {}, about=said % {"name": one.person.name}, verb=_("Look at it"),
             address=page_of("emergency:review", emergency=one.public_id))
        for one in waiting_for_review(actor)
    ]  # fmt: skip


def _questions(actor: Actor) -> list[CaseloadRow]:
    """Return the questions to which this person was asked to reply, and has not."""
    said = _("A colleague asks for your thoughts")
    return [
        _row(_("From %(name)s") % {"name": name}, None, {}, about=said, verb=_("Read the question"),
             address=page_of("consultation:consultation", consultation=public_id))
        for public_id, name in rows_of(_not_replied_to, actor)
    ]  # fmt: skip


def _not_replied_to(actor: Actor) -> QuerySet[Consultation, tuple[UUID, str]]:
    asked = asked_consultations(actor).filter(state__in=("asked", "answered")).exclude(messages__by=actor.id)
    return asked.order_by("asked_at").values_list("public_id", "asker__name")


def _taken_back(actor: Actor, workers: Collection[int], names: Mapping[int, str]) -> list[CaseloadRow]:
    """Return the consents that clients took back, until somebody noted what was done."""
    waiting = rows_of(_not_seen_to, actor)
    if not waiting:
        return []
    theirs = episodes_for(actor).filter(client__in={one.client_id for one in waiting}, worker_id__in=workers)
    of_client = {one.client_id: one for one in theirs.select_related("client").order_by("started_on", "pk")}
    rows = []
    for one in waiting:
        if episode := of_client.get(one.client_id):
            said = _("A consent was taken back: %(what)s.") % {"what": one.kind}
            told = _("Tell %(who)s.") % {"who": one.to_tell} if one.to_tell else _("Talk with the client.")
            address = page_of("consents:see_to", episode=episode.public_id, withdrawal=one.pk)
            rows.append(
                _row(
                    episode.client.called, episode, names, about=f"{said} {told}", verb=_("See to it"), address=address
                )
            )
    return rows


def _not_seen_to(actor: Actor) -> QuerySet[ConsentWithdrawal]:
    return withdrawals_for(actor).filter(NOT_SEEN_TO).order_by("at")


def _to_ask_about(actor: Actor, workers: Collection[int], names: Mapping[int, str], today: date) -> list[CaseloadRow]:
    rows = []
    for closing in closings_to_ask_about(actor, today):
        if closing.episode.worker_id in workers:
            called = _("Ask how it went: %(name)s") % {"name": closing.episode.client.called}
            about = _("The work ended on %(day)s") % {"day": spell_date(closing.on)}
            said = f"{about}. {Ending(closing.ending).words}"
            rows.append(
                _row(called, closing.episode, names, about=said, verb=_("Ask how it went"), route="reviews:how_it_went")
            )
    return rows


def _row(
    called: str,
    episode: Episode | None,
    names: Mapping[int, str],
    *,
    about: str,
    verb: str,
    concern: str = "",
    route: str = "",
    address: str = "",
) -> CaseloadRow:
    """Return a row without a state and without scores."""
    hexed = episode.public_id.hex if episode else ""
    return CaseloadRow(
        address=address_of("home:client", hexed) if hexed else "",
        name=str(escape(called)),
        reference="",
        code="asked",
        state=Markup(),
        silent="",
        spark="",
        reason=str(escape(about)),
        since=Markup(),
        score=Markup(),
        worker=str(escape(names.get(episode.worker_id or 0, ""))) if episode else "",
        needs_worker=False,
        concern=str(escape(concern)),
        watched=Markup(),
        concern_first=bool(concern),
        act=str(escape(verb)),
        act_address=address or address_of(route, hexed),
        note=Markup(),
        more=Markup(),
    )
