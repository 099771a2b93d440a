"""Which signs a case shows: the scores stall or get worse (B.1), or engagement fell (A.4). Nothing is stored here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.guidance import default_thresholds
from unstuck.guidance.consultation import stuck
from unstuck.guidance.engagement import WATCHED, change_of, falls, is_fall
from unstuck.guidance.safety import risk
from unstuck.web.alerts.models import AlertSign
from unstuck.web.caseload.cases import answers_to, clients_own
from unstuck.web.caseload.current_case import CaseRecord
from unstuck.web.caseload.models import Engagement


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
    fell = [day for name in WATCHED if (day := _fell_on(seen, name)) is not None]
    if fell:
        signs[AlertSign.ENGAGEMENT_FELL] = min(fell)
    return CaseSigns(signs, bool(risk(case)))


def _fell_on(rows: Sequence[Engagement], name: str) -> date | None:
    """Return the day on which a fall that is a signal now began; None where there is none (A.4)."""
    asked, limits = clients_own(rows, name), default_thresholds()
    values = answers_to(asked, name)
    if not is_fall(change_of(values), limits):
        return None
    return max(asked[place].on for place, _by in falls(values, limits))
