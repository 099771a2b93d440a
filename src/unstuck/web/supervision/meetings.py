"""Whom somebody meets, and what the two keep: always through the gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.supervision.models import AgendaPoint, AgreedPoint, SupervisionNote, SupervisionPair
from unstuck.web.supervision.permissions import Partners, pairs_for, supervised_by, supervisors_now

NOTES = 50
"""The latest notes and what was done, on one page."""
FIRST_TIME = timedelta(weeks=4)
"""How far the first meeting looks back."""


@dataclass(frozen=True)
class WorkerToMeet:
    """A worker whom a supervisor meets: when they last met, and how much stands on the agenda."""

    public_id: UUID
    name: str
    last_met: date | None
    points: int
    overdue: int


def workers_to_meet(actor: Actor, today: date) -> list[WorkerToMeet]:
    """Return the workers whom somebody supervises, by name, in two queries."""
    late = Q(agreed__done_at=None, agreed__due_on__lt=today)
    rows = pairs_for(actor).filter(supervisor=actor.id).annotate(
        last=Max("meetings__on"),
        open=Count("points", filter=Q(points__talked_at=None), distinct=True),
        late=Count("agreed", filter=late, distinct=True),
    )  # fmt: skip
    kept = {worker: facts for worker, *facts in rows.values_list("worker", "last", "open", "late")}
    people = supervised_by(actor).select_related("person").order_by("person__name", "person")
    return [
        WorkerToMeet(one.person.public_id, one.person.name, *kept.get(one.person_id, (None, 0, 0))) for one in people
    ]


def worker_met(actor: Actor, public_id: UUID) -> Partners | None:
    """Return the two, for a supervisor and one of their workers; None for anybody else."""
    held = rows_of(_supervised, actor, public_id)
    return Partners(_myself(actor), held[0].person) if held else None


def _supervised(actor: Actor, public_id: UUID) -> QuerySet[Membership]:
    return supervised_by(actor).filter(person__public_id=public_id).select_related("person")


def supervisors_met(actor: Actor) -> list[Partners]:
    """Return the two, for each supervisor of a worker: those of now by name, then those of before."""
    now = [one.person for one in supervisors_now(actor).select_related("person").order_by("person__name", "person")]
    rows = pairs_for(actor).filter(worker=actor.id).select_related("supervisor").order_by("supervisor__name", "pk")
    before = [one.supervisor for one in rows if one.supervisor not in now]
    myself = _myself(actor) if now or before else None
    return [Partners(one, myself) for one in (*now, *before)] if myself else []


def _myself(actor: Actor) -> Person:
    (myself,) = rows_of(lambda pk: Person.objects.filter(pk=pk), actor.id)
    return myself


@dataclass(frozen=True)
class MeetingRecord:
    """What two people keep of their meetings. `since`: the day since which things changed."""

    last_met: date | None
    since: date
    points: Sequence[AgendaPoint]
    open: Sequence[AgreedPoint]
    done: Sequence[AgreedPoint]
    notes: Sequence[SupervisionNote]


def record_of(actor: Actor, partners: Partners, today: date) -> MeetingRecord:
    """Return what two people keep, as far as this one may read it."""
    pairs = rows_of(_pairs, actor, partners.supervisor.pk, partners.worker.pk)
    return _kept(pairs[0], today) if pairs else MeetingRecord(None, today - FIRST_TIME, [], [], [], [])


def _pairs(actor: Actor, supervisor: int, worker: int) -> QuerySet[SupervisionPair]:
    """Return the pair of these two, with the day of their last meeting as `last_met`."""
    return pairs_for(actor).filter(supervisor=supervisor, worker=worker).annotate(last_met=Max("meetings__on"))


def _kept(pair: SupervisionPair, today: date) -> MeetingRecord:
    last = vars(pair)["last_met"]
    agreed = list(pair.agreed.select_related("whose"))
    return MeetingRecord(
        last_met=last,
        since=last or today - FIRST_TIME,
        points=list(pair.points.filter(talked_at=None).select_related("by")),
        open=[one for one in agreed if one.done_at is None],
        done=[one for one in agreed if one.done_at is not None][-NOTES:],
        notes=list(pair.notes.select_related("by").order_by("-id")[:NOTES]),
    )
