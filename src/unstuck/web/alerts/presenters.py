"""Alerts in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from unstuck.guidance.tables import repair
from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.how_often import AlertTrust, trust_in
from unstuck.web.alerts.models import Alert, AlertSign
from unstuck.web.alerts.own_past import newest_figures
from unstuck.web.alerts.queries import step_words, steps_of
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.caseload.policies import check_open
from unstuck.web.components.denied import why_not


@dataclass(frozen=True)
class AlertHistoryLine:
    """One step of an alert: what, when, by whom (empty: it followed from the scores), and what was said."""

    what: str
    at: datetime
    by: str
    words: str
    again_on: date | None


@dataclass(frozen=True)
class AlertPage:
    """One alert: what it is a sign of, what helps where working together fell, and why nothing may be recorded."""

    called: str
    since: date
    present: bool
    life: Sequence[AlertHistoryLine]
    prompts: Sequence[str]
    why_not: str
    trust: AlertTrust | None


def alert_page(actor: Actor, alert: Alert, episode: Episode) -> AlertPage:
    """Return the page of an alert of an episode."""
    return AlertPage(
        called=alert.called,
        since=alert.since,
        present=alert.present,
        life=life(alert),
        prompts=repair().prompts if alert.sign == AlertSign.ENGAGEMENT_FELL else (),
        why_not=why_not(check_may_write, actor, episode) or why_not(check_open, episode),
        trust=trust_in(newest_figures(actor.agency_id), episode.standing.instrument, alert.sign),
    )


def life(alert: Alert) -> list[AlertHistoryLine]:
    """Return the steps of an alert, the first one first."""
    return [
        AlertHistoryLine(step_words(step), step.at, step.by.name if step.by else "", step.words, step.again_on)
        for step in steps_of([alert])[alert.pk]
    ]
