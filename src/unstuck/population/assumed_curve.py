"""A growth curve assumed from published aggregates, where no session scores are public.

Means and SDs at the start and at the end of care, a reliability, and three things that the aggregates do not
tell and that are therefore assumed: when the end was, that the course between is linear in log(1 + t), and how
intercept and slope go together. Every assumption stands in the model card; whatever shows the band says "assumed".
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from unstuck.population.episodes import Episodes
from unstuck.progress.curve import Curve, TimeUnit
from unstuck.progress.wandering import GAIN_TIME, Wandering, numbers_of, transition


@dataclass(frozen=True)
class Aggregates:
    """Published mean and SD of the first and the last scores, in points, with their source."""

    instrument: str
    mean_start: float
    sd_start: float
    mean_end: float
    sd_end: float
    courses: int
    source: str


@dataclass(frozen=True)
class Assumptions:
    """What the aggregates do not tell.

    reliability: of one score (retest: what the questionnaire does between two days, not only between its items).
    end: time from first to last score, in `time_unit`. correlation: of each client's intercept and slope.
    """

    reliability: float
    reliability_source: str
    time_unit: TimeUnit
    end: float
    end_source: str
    correlation: float
    correlation_source: str


def assumed_curve(known: Aggregates, assumed: Assumptions, *, id: str) -> Curve:  # noqa: A002
    """Solve the growth model's moments for its parameters.

    residual = (1 - r) SD_start^2; var(b0) = r SD_start^2; b1 = (mean_end - mean_start) / X with X = log(1 + end);
    SD_end^2 = var(b0) + 2 X rho sd(b0) sd(b1) + X^2 var(b1) + residual gives sd(b1). ValueError where no sd(b1)
    satisfies it.
    """
    x = math.log1p(assumed.end)
    noise = (1 - assumed.reliability) * known.sd_start**2
    intercept = assumed.reliability * known.sd_start**2
    slope_sd = _positive_root(
        x * x, 2 * x * assumed.correlation * math.sqrt(intercept), intercept + noise - known.sd_end**2
    )
    covariance = assumed.correlation * math.sqrt(intercept) * slope_sd
    return Curve(
        id=id,
        instrument=known.instrument,
        kind="assumed",
        time_unit=assumed.time_unit,
        fixed=(known.mean_start, (known.mean_end - known.mean_start) / x),
        fixed_covariance=((0.0, 0.0), (0.0, 0.0)),
        random_covariance=((intercept, covariance), (covariance, slope_sd**2)),
        residual_variance=noise,
        cohort=0,
        scores=0,
        observed_until=assumed.end,
        method="moments of published aggregates",
        loglik=None,
        tau=None,
        alerts={},
        card=_card(known, assumed),
        wandering=assumed_wandering(known, assumed),
    )


FADING = 0.15
"""Rate at which a gain fades, a week (or session)."""
SD_CHANGE = 5.0
"""SD of the change over 8 weeks, in SD_start / 6; 6.3 in the antidepressant trial, whose clients are few."""
PASSING_TIME = 1.0
STRONGEST = 0.6
"""Correlation of start and change beyond which the other numbers give way."""
RETEST_GAP = {"week": 2 / 7, "month": 2 / 7, "session": 0.0}
"""Time between test and retest: two days; two sessions have no days between them that we could know."""
MISSED = 0.12
"""Share of weekly scores that are missed where the threshold of an assumed curve is set."""


def assumed_wandering(known: Aggregates, assumed: Assumptions) -> Wandering:
    """Solve the wandering slope's moments for what the aggregates tell; the rest is what is usual.

    In units u = SD_start / 6: passing deviation 1.5 u with a time of 1, pushes .3 u, change over 8 weeks with SD 5 u,
    fading .15. The retest reliability gives the score's error, the mean at the end the mean change, and the SD at the
    end how start and change go together; where that would be beyond -.6 or .6, pushes and SD of the change are made
    smaller (larger) together until .6 does. ValueError where nothing satisfies it.
    """
    unit, variance = known.sd_start / 6, known.sd_start**2
    passing = 1.5 * unit
    kept = math.exp(-RETEST_GAP[assumed.time_unit] / PASSING_TIME)
    error = (1 - assumed.reliability) * variance - passing**2 * (1 - kept)
    start = math.sqrt(variance - passing**2 - error)
    done = (1 - math.exp(-FADING * assumed.end)) / (1 - math.exp(-FADING * GAIN_TIME))
    pushed, change, correlation = _strayed(unit, start, done, assumed.end, known.sd_end**2 - variance)
    if error <= 0:
        raise ValueError("expected a reliability that leaves room for the error of a score")
    return Wandering(
        mean_start=known.mean_start,
        sd_start=start,
        mean_change=(known.mean_end - known.mean_start) / done,
        sd_change=change,
        correlation=correlation,
        score_sd=math.sqrt(error),
        passing_sd=passing,
        passing_time=PASSING_TIME,
        fading=FADING,
        wander_sd=pushed,
    )


def _strayed(unit: float, start: float, done: float, end: float, widened: float) -> tuple[float, float, float]:
    """Return pushes, SD of the change and its correlation with the start, so that the variance widens by so much."""
    pushed, change = 0.3 * unit, SD_CHANGE * unit
    plain = Wandering(0, 1, 0, 1, 0, 1, 1, PASSING_TIME, FADING, pushed)
    own = float(transition(numbers_of(plain), np.asarray(end)).add_ll) + (change * done) ** 2
    together = 2 * done * start * change
    correlation = (widened - own) / together
    if abs(correlation) <= STRONGEST:
        return pushed, change, correlation
    correlation = math.copysign(STRONGEST, correlation)
    larger = _positive_root(own, correlation * together, -widened)
    return larger * pushed, larger * change, correlation


def assumed_attendance(unit: TimeUnit, clients: int, rng: np.random.Generator) -> Episodes:
    """Return the times of so many clients: a score a week for 16 weeks, some missed; or 16 sessions, none missed."""
    step = 1.0 if unit == "session" else 7.0
    came = rng.random((clients, 17)) >= (0.0 if unit == "session" else MISSED)
    came[:, 0] = True
    who, number = np.nonzero(came)
    starts = np.searchsorted(who, np.arange(clients + 1))
    return Episodes(starts, step * number.astype(np.float64), np.zeros(number.size))


def _positive_root(a: float, b: float, c: float) -> float:
    inside = b * b - 4 * a * c
    root = (-b + math.sqrt(inside)) / (2 * a) if inside >= 0 else -1.0
    if root < 0:
        raise ValueError("expected aggregates that leave some variance between clients' slopes")
    return root


def _card(known: Aggregates, assumed: Assumptions) -> dict[str, Any]:
    return {
        "what": "An assumption, not a fit: no public data hold session scores of this questionnaire.",
        "known": asdict(known),
        "assumed": asdict(assumed),
        "assumptions": [
            "The mean course is linear in log(1 + t): fast at first, then slower.",
            f"The last score was given {assumed.end:g} {assumed.time_unit}s after the first ({assumed.end_source}).",
            f"One score has reliability {assumed.reliability:g} ({assumed.reliability_source}).",
            f"Intercept and slope correlate {assumed.correlation:g} ({assumed.correlation_source}).",
            "How people change course, and how long ups and downs last, is what was usual in other data, not these.",
            f"The threshold was set with a score a week for 16 weeks, {MISSED:.0%} of them missed."
            if assumed.time_unit != "session"
            else "The threshold was set with a score at each of 16 sessions after the first.",
            "People who finished a course of care stand for everybody; those who dropped out are not in the figures.",
        ],
        "replace_with": "unstuck fit on your agency's own scores",
        "uncertainty": "The curve's own uncertainty is unknown and not in the bands.",
    }
