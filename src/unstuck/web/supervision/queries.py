"""Counting an agency's open clients by worker, so that teams can be added up; a worker's own numbers go no further."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, Q, When
from django.db.models.functions import Coalesce

from unstuck.guidance.urgency import NEEDS_A_LOOK
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.queries import latest_memberships
from unstuck.web.caseload.models import Score
from unstuck.web.caseload.queries import SILENT_DAYS
from unstuck.web.supervision.permissions import episodes_to_count

LATELY = timedelta(weeks=4)
OPEN, ALERT, SILENT_CLIENTS, SCORES = "open", "alert", "silent", "scores"
NO_SCORE = "no_score"


@dataclass(frozen=True)
class WorkCounts:
    """What is counted for the clients of one worker (None: of nobody), in a quarter those of one programme alone."""

    worker: int | None
    counts: Counter[str]
    programme: int | None = None


def count_by_worker(actor: Actor, now: datetime, today: date) -> list[WorkCounts]:
    """Return the counts of every worker who has open clients, and of clients without a worker.

    Whoever was not heard from counts as that and in no state, unless the last one needs a look: so nobody silent
    counts as on track.
    """
    by_worker: dict[int | None, Counter[str]] = {}
    for worker, code, clients, silent in _states(actor, today):
        counts = by_worker.setdefault(worker, Counter())
        gives_way = 0 if code in NEEDS_A_LOOK else silent
        counts[code or NO_SCORE] += clients - gives_way
        counts[SILENT_CLIENTS] += gives_way
        counts[OPEN] += clients
        counts[ALERT] += clients if code in NEEDS_A_LOOK else 0
    for worker, scores in _scores(actor, now):
        by_worker[worker][SCORES] = scores
    return [WorkCounts(worker, counts) for worker, counts in by_worker.items()]


def _states(actor: Actor, today: date) -> list[tuple[int | None, str | None, int, int]]:
    last_sign = Coalesce("standing__heard_on", "started_on")
    # The standing repeats the state's code: the table of states is the largest there is.
    code = Case(When(standing__state=None, then=None), default="standing__code")
    rows = (
        episodes_to_count(actor)
        .annotate(last_sign=last_sign, state_code=code)
        .values_list("worker_id", "state_code")
        .annotate(clients=Count("pk"), silent=Count("pk", filter=Q(last_sign__lte=today - timedelta(days=SILENT_DAYS))))
        .order_by()
    )
    return [(worker, code, clients, silent) for worker, code, clients, silent in rows]


def _scores(actor: Actor, now: datetime) -> list[tuple[int | None, int]]:
    rows = (
        Score.objects.filter(episode__in=episodes_to_count(actor), entered_at__gt=now - LATELY, withdrawn_at=None)
        .values_list("episode__worker_id")
        .annotate(scores=Count("pk"))
        .order_by()
    )
    return [(worker, scores) for worker, scores in rows]


def teams_of_workers(actor: Actor) -> Mapping[int, str]:
    """Return the present or, of those who left, last team's name of everybody at the agency, by the person's row id."""
    rows = latest_memberships(actor.agency_id).filter(team__isnull=False)
    return dict(rows.values_list("person_id", "team__name"))
