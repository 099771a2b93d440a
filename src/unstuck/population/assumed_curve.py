"""A growth curve assumed from published aggregates, where no session scores are public.

Means and SDs at the start and at the end of care, a reliability, and three things that the aggregates do not
tell and that are therefore assumed: when the end was, that the course between is linear in log(1 + t), and how
intercept and slope go together. Every assumption stands in the model card; whatever shows the band says "assumed".
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from unstuck.progress.curve import Curve, TimeUnit


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
    )


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
            "Scores around a client's line are independent and normal; lasting ups and downs are left out.",
            "People who finished a course of care stand for everybody; those who dropped out are not in the figures.",
        ],
        "replace_with": "unstuck fit on your agency's own scores",
        "uncertainty": "The curve's own uncertainty is unknown and not in the bands.",
    }
