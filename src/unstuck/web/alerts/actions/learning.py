"""What an agency's own past tells, worked out once a day: how people come, and how alerts fared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from unstuck.population.coming_back import learn
from unstuck.web.accounts.models import Agency
from unstuck.web.alerts.how_often import counted_alerts
from unstuck.web.alerts.models import PastFigures
from unstuck.web.alerts.own_past import choices_of, days_of_scores, instruments_with_settings, newest_figures
from unstuck.web.audit.actions import SYSTEM, audited

Learned = tuple[str, str, Mapping[str, Any]]
"""Kind, questionnaire and figures."""


def learn_from_the_past(now: datetime, today: date) -> int:
    """Store what is otherwise than at the last time, agency by agency; return in how many something was."""
    changed = 0
    for agency in Agency.objects.all():
        known = newest_figures(agency.pk)
        news = [one for one in _figures(agency.pk, today) if known.get(one[:2], {}) != one[2]]
        if not news:
            continue
        with audited("alerts.past_counted", agency=agency.public_id, actor=SYSTEM, now=now) as write:
            for kind, instrument, figures in news:
                PastFigures.objects.create(
                    agency_id=agency.pk, kind=kind, instrument=instrument, at=now, figures=figures
                )
            write.about("agency", agency.public_id, counted=len(news))
        changed += 1
    return changed


def _figures(agency: int, today: date) -> Iterator[Learned]:
    model = learn(*days_of_scores(agency, today))
    yield PastFigures.COMING_BACK, "", _plain(asdict(model)) if model else {}
    budget = next((one.share for one in choices_of(agency)), None)
    for instrument in instruments_with_settings(agency):
        yield PastFigures.ALERTS_RIGHT, instrument, counted_alerts(agency, instrument, budget)


def _plain(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures as JSON gives them back: lists, and six digits, so that nothing is news that is none."""
    return {name: _rounded(value) for name, value in figures.items()}


def _rounded(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_rounded(one) for one in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value
