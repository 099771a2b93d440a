"""Alerts in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from unstuck.web.alerts.models import Alert
from unstuck.web.alerts.queries import step_words, steps_of
from unstuck.web.alerts.workflow import ALERT
from unstuck.web.caseload.models import Episode


@dataclass(frozen=True)
class AlertHistoryLine:
    """One step of an alert: what, when, by whom (empty: it followed from the scores), and what was said."""

    what: str
    at: datetime
    by: str
    words: str
    again_on: date | None


@dataclass(frozen=True)
class AlertLine:
    """One alert in a list."""

    alert: Alert
    episode: Episode
    called: str
    state: str


def life(alert: Alert) -> list[AlertHistoryLine]:
    """Return the steps of an alert, the first one first."""
    return [
        AlertHistoryLine(step_words(step), step.at, step.by.name if step.by else "", step.words, step.again_on)
        for step in steps_of([alert])[alert.pk]
    ]


def lines(alerts: Sequence[Alert]) -> list[AlertLine]:
    """Return alerts as lines of a list."""
    return [AlertLine(one, one.episode, one.called, ALERT.states[one.state]) for one in alerts]
