"""Reading alerts: always through the gate, and never row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.budget import monday, part
from unstuck.web.alerts.models import Alert, AlertSign, AlertStep
from unstuck.web.alerts.permissions import alerts_for
from unstuck.web.alerts.workflow import ALERT, OPEN, PUT_OFF, RAISED
from unstuck.web.caseload.models import Episode
from unstuck.web.components.prepared_queries import rows_of


@dataclass(frozen=True)
class AlertQueue:
    """The open alerts of some workers: shown first, over the week's budget, put off, and being worked on."""

    first: Sequence[Alert]
    over_budget: Sequence[Alert]
    put_off: Sequence[Alert]
    going_on: Sequence[Alert]


def open_alerts(actor: Actor, today: date) -> AlertQueue:
    """Return the open alerts that somebody may read, in two queries. The budget counts for each worker apart.

    Of each episode only who works with the client and its public id are read.
    """
    rows = rows_of(_open_alerts, actor)
    new: dict[int | None, list[Alert]] = defaultdict(list)
    for alert in rows:
        if is_new(alert, today):
            new[alert.episode.worker_id].append(alert)
    workers = tuple(worker for worker in new if worker is not None)
    used = dict(rows_of(_taken_up, workers, monday(today)))
    parted = {worker: part(theirs, used.get(worker, 0)) for worker, theirs in new.items()}
    return AlertQueue(
        first=[alert for first, _over in parted.values() for alert in first],
        over_budget=[alert for _first, over in parted.values() for alert in over],
        put_off=[alert for alert in rows if alert.state == PUT_OFF and not is_new(alert, today)],
        going_on=[alert for alert in rows if alert.state not in (RAISED, PUT_OFF)],
    )


def _open_alerts(actor: Actor) -> QuerySet[Alert]:
    alerts = alerts_for(actor).filter(state__in=OPEN, episode__ended_on=None)
    few = ("sign", "state", "risk", "since", "raised_at", "again_on", "episode__worker_id", "episode__public_id")
    return alerts.select_related("episode").only(*few).order_by("raised_at")


def is_new(alert: Alert, today: date) -> bool:
    """True for one that nobody has taken up, and for one that was put off until today or before."""
    due = alert.state == PUT_OFF and alert.again_on is not None and alert.again_on <= today
    return alert.state == RAISED or due


def _taken_up(workers: Iterable[int], since: date) -> QuerySet[AlertStep, tuple[int | None, int]]:
    """Return how many alerts of each worker's budget were taken up from a day on."""
    steps = AlertStep.objects.filter(by__isnull=False, at__date__gte=since, alert__episode__worker__in=workers)
    counted = steps.exclude(Q(alert__risk=True) | Q(alert__sign=AlertSign.DETERIORATING))
    per_worker = counted.order_by().values_list("alert__episode__worker")
    return per_worker.annotate(n=Count("alert", distinct=True)).values_list("alert__episode__worker", "n")


def alerts_of(episode: Episode) -> list[Alert]:
    """Return the alerts of an episode that came through the gate, the open ones first, in one query."""
    alerts = rows_of(lambda pk: Alert.objects.filter(episode=pk).order_by("raised_at", "id"), episode.pk)
    return sorted(alerts, key=lambda alert: alert.state not in OPEN)


def steps_of(alerts: Sequence[Alert]) -> dict[int, list[AlertStep]]:
    """Return the steps of some alerts, in order, in one query."""
    steps: dict[int, list[AlertStep]] = {one.pk: [] for one in alerts}
    for step in AlertStep.objects.filter(alert__in=steps).select_related("by").order_by("id"):
        steps[step.alert_id].append(step)
    return steps


def step_words(step: AlertStep) -> str:
    """Return what was done, in words."""
    return next(one.words for one in ALERT.transitions if one.action == step.action)
