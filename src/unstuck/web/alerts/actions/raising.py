"""Alerts that follow from scores and facts: raised, passed, come back. Inside the transaction that stored the state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.dispatch import receiver

from unstuck.web.alerts.models import Alert, AlertSign, AlertStep
from unstuck.web.alerts.noticing import CaseSigns, signs_of
from unstuck.web.alerts.signals import alerts_raised
from unstuck.web.alerts.workflow import ALERT, OPEN
from unstuck.web.caseload.actions.standing_flags import keep_worth_a_look
from unstuck.web.caseload.current_case import CaseRecord
from unstuck.web.caseload.models import Standing
from unstuck.web.caseload.signals import standings_changed
from unstuck.web.components.workflow import NEW

AT_ONCE = 200


@dataclass
class _AlertChanges:
    """What is to be written, kept together so that many clients cost few statements."""

    now: datetime
    added: list[Alert] = field(default_factory=list)
    changed: list[Alert] = field(default_factory=list)
    steps: list[AlertStep] = field(default_factory=list)
    raised: list[Alert] = field(default_factory=list)

    def step(self, alert: Alert, action: str) -> None:
        """Move an alert and keep the step."""
        alert.state, alert.again_on = ALERT.after(action, alert.state), None
        self.steps.append(AlertStep(alert=alert, action=action, at=self.now))
        if action in ("raise", "return"):
            alert.raised_at, alert.present = self.now, True
            self.raised.append(alert)


@receiver(standings_changed)
def raise_alerts(
    *, episodes: Sequence[int], cases: Mapping[int, CaseRecord], now: datetime, today: date, **_rest: Any
) -> None:
    """Raise what is newly worth a look in these episodes, mark what passed, and bring back what returned."""
    open_ones = Standing.objects.filter(episode__in=episodes, episode__ended_on=None)
    standings = list(open_ones.values_list("episode", "since"))
    known = _known(episodes)
    changes = _AlertChanges(now)
    for episode, since in standings:
        _judge(episode, signs_of(cases[episode], since, today), known.get(episode, {}), changes)
    _store(changes)
    alerts = [*changes.added, *(alert for of_one in known.values() for alert in of_one.values())]
    keep_worth_a_look(episodes, {alert.episode_id for alert in alerts if alert.state in OPEN})
    if changes.raised:
        alerts_raised.send(sender=None, alerts=changes.raised, now=now, today=today)


def keep_open(episodes: Sequence[int]) -> None:
    """Let the caseload know which of these episodes have an open alert."""
    open_alerts = Alert.objects.filter(episode__in=episodes, state__in=OPEN).values_list("episode", flat=True)
    keep_worth_a_look(episodes, set(open_alerts))


def _known(episodes: Sequence[int]) -> dict[int, dict[str, Alert]]:
    alerts: dict[int, dict[str, Alert]] = {}
    for alert in Alert.objects.filter(episode__in=episodes):
        alerts.setdefault(alert.episode_id, {})[alert.sign] = alert
    return alerts


def _judge(episode: int, signs: CaseSigns, known: dict[str, Alert], changes: _AlertChanges) -> None:
    """Compare what is noticed with what is known. A sign that goes on changes nothing but its risk."""
    for sign in AlertSign:
        alert, since = known.get(sign), signs.signs.get(sign)
        if alert is None and since is not None:
            new = Alert(episode_id=episode, sign=sign, state=NEW, risk=signs.risk, since=since, raised_at=changes.now)
            changes.step(new, "raise")
            changes.added.append(new)
        elif alert is not None and _moved(alert, since, signs.risk, changes):
            changes.changed.append(alert)


def _moved(alert: Alert, since: date | None, risk: bool, changes: _AlertChanges) -> bool:
    before = (alert.present, alert.risk, alert.since)
    if alert.present and since is None:
        changes.step(alert, "pass")
        alert.present = False
    elif since is not None:
        alert.since = since
        if not alert.present:
            changes.step(alert, "return")
    alert.risk = risk
    return (alert.present, alert.risk, alert.since) != before


def _store(changes: _AlertChanges) -> None:
    Alert.objects.bulk_create(changes.added, batch_size=AT_ONCE)
    fields = ["state", "present", "risk", "since", "raised_at", "again_on"]
    Alert.objects.bulk_update(changes.changed, fields, batch_size=AT_ONCE)
    AlertStep.objects.bulk_create(_numbered(changes.steps), batch_size=AT_ONCE)


def _numbered(steps: Iterable[AlertStep]) -> list[AlertStep]:
    """Return the steps with the row ids that their alerts have now."""
    numbered = list(steps)
    for one in numbered:
        one.alert_id = one.alert.pk
    return numbered
