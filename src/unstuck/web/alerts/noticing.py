"""Which signs a case shows: the scores stall or get worse (B.1), or engagement fell (A.4). Nothing is stored here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from unstuck.guidance import default_thresholds
from unstuck.guidance.consultation import stuck
from unstuck.guidance.engagement import WATCHED, change_of, is_fall
from unstuck.guidance.safety import risk
from unstuck.web.alerts.models import AlertSign
from unstuck.web.caseload.cases import answers_to
from unstuck.web.caseload.current_case import CaseRecord


@dataclass(frozen=True)
class CaseSigns:
    """The signs with the day each began, and whether a risk is on record."""

    signs: Mapping[AlertSign, date]
    risk: bool


def signs_of(record: CaseRecord, since: date | None, today: date) -> CaseSigns:
    """Return the signs of a case whose scores stand as they do since a day."""
    case = record.case
    signs: dict[AlertSign, date] = {}
    if stuck(case):
        signs[AlertSign.STALLED if case.progress.state == "stalled" else AlertSign.DETERIORATING] = since or today
    seen = [row for row in record.facts.engagement if row.on <= today]
    changes = [change_of(answers_to(seen, name)) for name in WATCHED]
    if any(is_fall(change, default_thresholds()) for change in changes):
        signs[AlertSign.ENGAGEMENT_FELL] = seen[-1].on
    return CaseSigns(signs, bool(risk(case)))
