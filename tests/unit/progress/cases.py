"""Curves and measures for the tests of progress, in round numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.plain_progress import PlainCurve, PlainWandering
from unstuck.progress.curve import Curve
from unstuck.progress.measure import Measure
from unstuck.progress.recalibration import BandFactor, ChanceLine, Estimate, Recalibration
from unstuck.progress.wandering import Wandering

WANDERING = Wandering(15.0, 5.0, -3.0, 6.0, -0.3, 1.5, 1.0, 1.0, 0.15, 0.5)
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
    tau=0.55,
    alerts={},
    card={},
    wandering=WANDERING,
)
CALM = replace(WANDERING, sd_change=2.0, score_sd=3.0, wander_sd=0.1)
"""People who hardly stray from what is expected."""
PLAIN = PlainCurve((15.0, -2.5), ((24.0, -3.0), (-3.0, 4.5)), 6.0, 7.0, 0.55, PlainWandering(*vars(WANDERING).values()))
"""The same curve for the plain reference."""
BY_SESSION = replace(WEEKLY, time_unit="session")
PLAIN_GROWTH = replace(WEEKLY, wandering=None)
RISING = replace(WEEKLY, wandering=replace(WANDERING, mean_start=12.0, mean_change=12.0, sd_change=1.0))
"""Its people lose 12 points in eight weeks, most of it in the first four."""
COMMON = Measure("PHQ-9", 1.0, 0.0, 27.0, 10.0, 6.0, 5.0, None, "shipped")


def measure(**changed: Any) -> Measure:
    """Return the common measure with something changed."""
    return replace(COMMON, **changed)


def estimate(value: float) -> Estimate:
    """Return a number that is known exactly."""
    return Estimate(value, value, value)


RECALIBRATION = Recalibration(
    clients=300,
    folds=5,
    chances=ChanceLine(estimate(0.4), estimate(0.8), 280, 1400),
    bands=(
        BandFactor(2, 2, estimate(1.5), estimate(1.25), 250, 250),
        BandFactor(3, 3, estimate(1.25), None, 240, 240),
        BandFactor(6, None, estimate(0.5), estimate(0.5), 200, 900),
    ),
)
"""Learned in round numbers; 4 to 5 scores were too few."""
PUT_RIGHT = replace(WEEKLY, recalibration=RECALIBRATION)
"""The curve with its chances and bands put right."""
