"""Reading transfers and covers: always through the gate."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.cover_states import AGREED, ASKED, ENDED
from unstuck.web.caseload.models import Cover, CoveredClient, Episode
from unstuck.web.caseload.permissions import covered_by, covered_on, episodes_for
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.transfers.models import Transfer
from unstuck.web.transfers.permissions import answers_for, covers_for, transfers_for
from unstuck.web.transfers.workflow import ARRANGED, COVERED


def transfers_of(episode: Episode) -> list[Transfer]:
    """Return the transfers of an episode that came through the gate, the latest first."""
    return list(
        Transfer.objects.filter(episode=episode).select_related("to", "from_worker", "arranged_by").order_by("-id")
    )


def transfers_under_way(actor: Actor) -> list[Transfer]:
    """Return the transfers of somebody's own clients, or their team's, that are arranged or cover an absence."""
    return rows_of(_under_way, actor)


def _under_way(actor: Actor) -> QuerySet[Transfer]:
    going_on = transfers_for(actor).filter(state__in=[ARRANGED, COVERED], episode__ended_on=None)
    going_on = going_on.filter(episode__worker__in=answers_for(actor)).order_by("on", "id")
    return going_on.select_related("episode__client", "episode__worker", "episode__standing", "to", "from_worker")


def free_to_hand_over(actor: Actor) -> list[Episode]:
    """Return the open episodes of somebody's own, or of their team, of which no transfer is under way."""
    taken = set(Transfer.objects.filter(state__in=[ARRANGED, COVERED]).values_list("episode", flat=True))
    return [one for one in open_work(actor) if one.pk not in taken]


def open_work(actor: Actor) -> list[Episode]:
    """Return the open episodes of somebody's own, or of their team, by worker and name; not those they stand in for."""
    theirs = episodes_for(actor).filter(ended_on=None, worker__in=answers_for(actor)).select_related("client", "worker")
    return list(theirs.order_by("worker__name", "client__name", "client__reference"))


EARLIER_SHOWN = 10


def covers_of(actor: Actor, today: date) -> list[Cover]:
    """Return the covers that somebody may read and that are not over, the next one first."""
    return rows_of(_covers, actor, today)


def _covers(actor: Actor, today: date) -> QuerySet[Cover]:
    going_on = covers_for(actor, today).filter(state__in=[ASKED, AGREED], last_day__gte=today)
    return going_on.select_related("worker", "colleague").order_by("first_day", "id")


def earlier_covers(actor: Actor, today: date) -> list[Cover]:
    """Return the last covers that are over, or came to nothing."""
    over = covers_for(actor, today).exclude(state__in=[ASKED, AGREED], last_day__gte=today)
    return list(over.select_related("worker", "colleague").order_by("-last_day", "-id")[:EARLIER_SHOWN])


def clients_of(actor: Actor, cover: Cover) -> list[CoveredClient]:
    """Return the clients of a cover whom somebody may read today, by name."""
    rows = CoveredClient.objects.filter(cover=cover, episode__in=episodes_for(actor))
    return list(rows.select_related("episode__client").order_by("episode__client__name", "episode__client__reference"))


def stand_ins(actor: Actor) -> dict[str, Cover]:
    """Return the clients for whose workers somebody stands in today, by the hex form of the episode's public id."""
    rows = covered_by(actor).select_related("cover__worker", "episode").order_by("pk")
    return {one.episode.public_id.hex: one.cover for one in rows.only("episode__public_id", "cover__last_day",
            "cover__public_id", "cover__worker__name")}  # fmt: skip


def covered_today(episode: Episode, today: date) -> CoveredClient | None:
    """Return by whom an episode that came through the gate is covered today; None where by nobody."""
    return next(iter(rows_of(_covered, episode.pk, today)), None)


def _covered(episode: int, today: date) -> QuerySet[CoveredClient]:
    rows = covered_on(today).filter(episode=episode).select_related("cover__worker", "cover__colleague")
    return rows.order_by("pk")


class PastStandIn(NamedTuple):
    """Who stood in for a client's worker, and on which days."""

    colleague: UUID
    worker: str
    first_day: date
    last_day: date


def past_stand_ins(client: int) -> list[PastStandIn]:
    """Return who stood in for the workers of a client, or does; of a cover that ended early, until that day."""
    rows = CoveredClient.objects.filter(episode__client=client, cover__state__in=[AGREED, ENDED])
    held = rows.select_related("cover__worker", "cover__colleague").order_by("cover__first_day")
    return [
        PastStandIn(
            one.cover.colleague.public_id,
            one.cover.worker.name,
            one.cover.first_day,
            min(one.cover.last_day, localdate(one.cover.ended_at)) if one.cover.ended_at else one.cover.last_day,
        )
        for one in held
    ]
