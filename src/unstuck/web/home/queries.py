"""Reading everything that was ever said of a client's scores."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from unstuck.web.caseload.models import Episode, Score, State


def every_score(episode: Episode) -> list[Score]:
    """Return every score that was ever entered, withdrawn ones too, the latest day first."""
    scores = Score.objects.filter(episode=episode).select_related("entered_by", "withdrawn_by", "corrected_by")
    return list(scores.order_by("-day", "-id"))


class PastState(NamedTuple):
    """One state of one score, as it was shown at the time, and since when."""

    id: int
    at: datetime
    score_id: int
    instrument: str
    on: date
    total: float
    code: str
    reasons: list[dict[str, str]] | None
    withdrawn_at: datetime | None


def every_state(episode: Episode) -> list[PastState]:
    """Return every state that an episode's scores ever had, the newest first."""
    rows = State.objects.filter(episode=episode).order_by("-id")
    return [
        PastState._make(values)
        for values in rows.values_list(
            "id", "computed_at", "score_id", "instrument", "score__on", "score__total", "code",
            "evidence__reasons", "score__withdrawn_at",
        )
    ]  # fmt: skip
