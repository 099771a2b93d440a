"""Reading alerts: always through the gate, and never row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast

from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.budget import OpenAlert, monday, part
from unstuck.web.alerts.models import Alert, AlertSign, AlertStep
from unstuck.web.alerts.permissions import alerts_for
from unstuck.web.alerts.workflow import ALERT, OPEN, PUT_OFF, RAISED
from unstuck.web.caseload.models import Episode
from unstuck.web.components import dates
from unstuck.web.components.prepared_queries import rows_of


@dataclass(frozen=True)
class AlertQueue:
    """The open alerts of some workers: shown first, over the week's budget, put off, and being worked on."""

    first: Sequence[OpenAlert]
    over_budget: Sequence[OpenAlert]
    put_off: Sequence[OpenAlert]
    going_on: Sequence[OpenAlert]


def open_alerts(actor: Actor, today: date) -> AlertQueue:
    """Return the open alerts that somebody may read, in two queries. The budget counts for each worker apart."""
    rows = [OpenAlert(episode.replace("-", ""), *rest) for episode, *rest in rows_of(_open_alerts, actor)]
    new: dict[int | None, list[OpenAlert]] = defaultdict(list)
    for alert in rows:
        if is_new(alert, today):
            new[alert.worker_id].append(alert)
    workers = tuple(worker for worker in new if worker is not None)
    used = dict(rows_of(_taken_up, workers, dates.day_begins(monday(today))))
    parted = {worker: part(theirs, used.get(worker, 0)) for worker, theirs in new.items()}
    return AlertQueue(
        first=[alert for first, _over in parted.values() for alert in first],
        over_budget=[alert for _first, over in parted.values() for alert in over],
        put_off=[alert for alert in rows if alert.state == PUT_OFF and not is_new(alert, today)],
        going_on=[alert for alert in rows if alert.state not in (RAISED, PUT_OFF)],
    )


_AS_TEXT = {"episode": "episode__public_id", "since": "since", "raised_at": "raised_at", "again_on": "again_on"}
# As text, because Django's conversions, value by value, take longer than the query.
_COLUMNS = {f"row_{name}": Cast(column, TextField()) for name, column in _AS_TEXT.items()}


def _open_alerts(actor: Actor) -> QuerySet[Alert, tuple[Any, ...]]:
    alerts = alerts_for(actor).filter(state__in=OPEN, episode__ended_on=None).order_by("raised_at")
    names = ("row_episode", "pk", "episode__worker_id", "sign", "state", "risk", "row_since", "row_raised_at")
    return alerts.annotate(**_COLUMNS).values_list(*names, "row_again_on")


def is_new(alert: OpenAlert, today: date) -> bool:
    """True for one that nobody has taken up, and for one that was put off until today or before."""
    due = alert.state == PUT_OFF and alert.again_on is not None and alert.again_on <= today.isoformat()
    return alert.state == RAISED or due


def _taken_up(workers: Iterable[int], since: datetime) -> QuerySet[AlertStep, tuple[int | None, int]]:
    """Return how many alerts of each worker's budget were taken up from a moment on."""
    steps = AlertStep.objects.filter(by__isnull=False, at__gte=since, alert__episode__worker__in=workers)
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
