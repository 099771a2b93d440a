"""The numbers that decide, as one object that an agency may change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from unstuck.guidance import tables


@dataclass(frozen=True)
class Thresholds:
    """What each number decides stands beside it in `knowledge/thresholds.toml`.

    >>> import dataclasses
    >>> dataclasses.replace(default_thresholds(), several_areas=3).several_areas
    3
    """

    low_engagement: float
    drop: float
    missed_sessions: float
    reply_weeks: float
    sparse_weeks: float
    approach_weeks: float
    approach_scores: float
    several_areas: float
    low_area_rating: float
    low_readiness: float
    areas_asked_weeks: float
    changes_of_approach: float
    areas_needing_referral: float
    sign_weeks: float
    assessment_weeks: float
    assessment_weeks_worse: float
    acknowledge_minutes: float
    look_again_days: float
    look_again_days_imminent: float
    silent_weeks: float
    contact_tries: float
    contact_ways: float
    ending_weeks: float
    ending_soon_weeks: float
    deadline_weeks: float


@cache
def default_thresholds() -> Thresholds:
    """Return the numbers of the practice page."""
    return Thresholds(**{name: threshold.value for name, threshold in tables.thresholds().items()})
