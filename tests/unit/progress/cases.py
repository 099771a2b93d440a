"""Curves and measures for the tests of progress, in round numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from unstuck.progress.curve import Curve
from unstuck.progress.measure import Measure

WEEKLY = Curve(
    id="made-for-tests",
    instrument="PHQ-9",
    kind="fitted",
    time_unit="week",
    fixed=(15.0, -2.5),
    fixed_covariance=((0.0, 0.0), (0.0, 0.0)),
    random_covariance=((24.0, -3.0), (-3.0, 4.5)),
    residual_variance=6.0,
    cohort=500,
    scores=4000,
    observed_until=26.0,
    method="REML",
    loglik=None,
    tau=0.8,
    alerts={},
    card={},
)
BY_SESSION = replace(WEEKLY, time_unit="session")
RISING = replace(WEEKLY, fixed=(12.0, 4.0), random_covariance=((24.0, 0.0), (0.0, 0.5)))
"""Its people lose 4 log(5) = 6.4 points in the first four weeks."""
COMMON = Measure("PHQ-9", 1.0, 0.0, 27.0, 10.0, 6.0, 5.0, None, "shipped")


def measure(**changed: Any) -> Measure:
    """Return the common measure with something changed."""
    return replace(COMMON, **changed)
