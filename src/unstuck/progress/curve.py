"""A fitted (or assumed) population curve: the course that clients like this one follow, and how they vary.

Mixed-effects growth model in x = log(1 + t) with a random intercept and slope for each client:
y = (b0 + u0) + (b1 + u1) x + e, (u0, u1) ~ N(0, random), e ~ N(0, residual). Laird and Ware 1982,
Biometrics 38:963-974. Scores are in the instrument's own points and direction.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from unstuck.progress.recalibration import Recalibration, recalibration_json
from unstuck.progress.wandering import Wandering

TimeUnit = Literal["week", "month", "session"]
DAYS_IN: Mapping[str, float] = {"day": 1.0, "week": 7.0, "month": 365.25 / 12}
"""Days in one unit of calendar time; a month is a twelfth of a Julian year."""

SMALLEST_COHORT = 50
"""A curve from fewer clients than this is not used (our own default; an agency may not lower it silently)."""

FORMAT = "unstuck-curve/2"
OLD_FORMAT = "unstuck-curve/1"
"""Growth alone, with a threshold for another question: refused, with the way out."""


@dataclass(frozen=True)
class AlertRecord:
    """How often alerts of one kind were right when they were tried: a share with its 95 % interval.

    simulated: on drawn courses, not on real clients. basis: a sentence on whom, and on what right means.
    """

    right: float
    lower95: float
    upper95: float
    alerts: int
    simulated: bool
    basis: str


@dataclass(frozen=True)
class AlarmBudget:
    """One setting of a curve's alerts, and what it leads to.

    share: of the courses on track, how many may ever be called stalled or getting worse; `tau` follows from it. On
    fresh courses drawn from the curve, `on_track_ever` is the share of those on track that ever were called either,
    `flat_ever` the share of those truly flat at some score.
    """

    share: float
    tau: float
    on_track_ever: float
    flat_ever: float


@dataclass(frozen=True)
class Curve:
    """A population curve with everything needed to say what it rests on.

    fixed: (intercept, slope); fixed_covariance and random_covariance: 2x2; variances in points squared.
    wandering: the population as the wandering slope has it, from which a client's own course is worked out.
    `tau` is the probability at which a stall is signalled; `observed_until` the longest time (in `time_unit`)
    that the cohort was followed, `cohort` its number of clients (0 where assumed from aggregates). `budgets` are the
    settings that an agency may choose from, smallest share first; none where the curve was made without them.
    recalibration: how chances and bands are put right, learned from the cohort itself; None where it was too small.
    """

    id: str
    instrument: str
    kind: Literal["fitted", "assumed"]
    time_unit: TimeUnit
    fixed: tuple[float, float]
    fixed_covariance: tuple[tuple[float, float], tuple[float, float]]
    random_covariance: tuple[tuple[float, float], tuple[float, float]]
    residual_variance: float
    cohort: int
    scores: int
    observed_until: float
    method: str
    loglik: float | None
    tau: float | None
    alerts: Mapping[str, AlertRecord]
    card: Mapping[str, Any]
    wandering: Wandering | None = None
    budgets: tuple[AlarmBudget, ...] = ()
    recalibration: Recalibration | None = None

    @property
    def usable(self) -> bool:
        """True where the cohort is large enough, or the curve is an assumption that says so."""
        return self.kind == "assumed" or self.cohort >= SMALLEST_COHORT

    def at_budget(self, share: float) -> Curve:
        """Return the curve with the threshold of a setting; as it is where it has no such setting.

        How often alerts were right was tried at the curve's own threshold; at another one its basis says so.
        """
        tau = next((one.tau for one in self.budgets if math.isclose(one.share, share)), self.tau)
        if tau == self.tau:
            return self
        tried = {
            state: replace(record, basis=f"{record.basis}; tried at another setting of the alerts")
            for state, record in self.alerts.items()
        }
        return replace(self, tau=tau, alerts=tried)


def to_json(curve: Curve) -> dict[str, Any]:
    """Return the curve as the JSON object that `unstuck fit --out` writes."""
    return {
        "format": FORMAT,
        "id": curve.id,
        "instrument": curve.instrument,
        "kind": curve.kind,
        "time_unit": curve.time_unit,
        "transform": "log1p",
        "fixed": list(curve.fixed),
        "fixed_covariance": [list(row) for row in curve.fixed_covariance],
        "random_covariance": [list(row) for row in curve.random_covariance],
        "residual_variance": curve.residual_variance,
        "wandering": vars(curve.wandering) if curve.wandering else None,
        **({"recalibration": recalibration_json(curve.recalibration)} if curve.recalibration else {}),
        "cohort": curve.cohort,
        "scores": curve.scores,
        "observed_until": curve.observed_until,
        "method": curve.method,
        "loglik": curve.loglik,
        "tau": curve.tau,
        "budgets": [vars(one) for one in curve.budgets],
        "alerts": {state: vars(record) for state, record in curve.alerts.items()},
        "card": dict(curve.card),
    }
