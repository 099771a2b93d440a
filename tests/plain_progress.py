"""The slow, obvious way to a client's state: one client, one occasion, written from ../shared/STATISTICS.md.

Nothing here is shared with the kernel: the latent scores at the occasions, now and ahead are one multivariate
normal, conditioned on the observed scores with the textbook formula; probabilities come from scipy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import multivariate_normal, norm

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PlainCurve:
    """Population curve; `unit` is days in one unit of time (1 for sessions)."""

    mean: tuple[float, float]
    covariance: tuple[tuple[float, float], tuple[float, float]]
    noise_variance: float
    unit: float
    tau: float


@dataclass(frozen=True)
class PlainMeasure:
    cutoff: float
    reliable: float
    minimal: float
    lower_is_better: bool = True


@dataclass(frozen=True)
class PlainAnswer:
    state: str
    stall: float
    worse: float
    outlook: tuple[float, float, float, float]
    expected: tuple[float, float]
    forecast: tuple[float, float]


def plain_state(
    times: list[float], scores: list[float], curve: PlainCurve, measure: PlainMeasure, by_days: bool
) -> str:
    """Return the state at the last score: times in days or sessions since the first."""
    return plain_answer(times, scores, curve, measure, by_days).state


def plain_answer(
    times: list[float], scores: list[float], curve: PlainCurve, measure: PlainMeasure, by_days: bool
) -> PlainAnswer:
    if not measure.lower_is_better:
        curve = PlainCurve(
            (-curve.mean[0], -curve.mean[1]), curve.covariance, curve.noise_variance, curve.unit, curve.tau
        )
        mirrored = PlainMeasure(-measure.cutoff, measure.reliable, measure.minimal)
        return plain_answer(times, [-score for score in scores], curve, mirrored, by_days)
    ahead = 28.0 if by_days else 4.0
    mean, covariance = latent(times, scores, curve, ahead)
    stall = stall_probability(mean, covariance, measure)
    worse = float(norm.sf(measure.minimal, mean[2] - mean[0], sd(covariance, [-1, 0, 1])))
    expected = expected_score(times[-1], scores[0], curve)
    return PlainAnswer(
        state=decide(times, scores, curve, measure, by_days, stall, worse, mean, covariance, expected),
        stall=stall,
        worse=worse,
        outlook=outcomes(mean, covariance, measure),
        expected=expected,
        forecast=(float(mean[2]), float(np.sqrt(covariance[2, 2] + curve.noise_variance))),
    )


def decide(
    times: list[float],
    scores: list[float],
    curve: PlainCurve,
    measure: PlainMeasure,
    by_days: bool,
    stall: float,
    worse: float,
    mean: Floats,
    covariance: Floats,
    expected: tuple[float, float],
) -> str:
    first, now = scores[0], scores[-1]
    if now - first >= measure.reliable or worse >= 0.5:
        return "deteriorating"
    usual_now = float(norm.cdf(measure.cutoff, mean[1], np.sqrt(covariance[1, 1])))
    gained = first - now >= measure.reliable
    if first >= measure.cutoff and gained and now < measure.cutoff and usual_now >= 0.8:
        return "recovered"
    if first >= measure.cutoff and len(scores) >= 4 and stall >= curve.tau:
        ahead = 28.0 if by_days else 4.0
        before = stall_probability(*latent(times[:-1], scores[:-1], curve, ahead), measure)
        if before >= curve.tau:
            return "stalled"
    if gained:
        return "improved"
    short = times[-1] < 14 if by_days else times[-1] + 1 < 3
    if len(scores) < 3 or short:
        return "too_early"
    return "watch" if now > expected[0] + 1.2815515655446004 * expected[1] else "on_track"


def latent(times: list[float], scores: list[float], curve: PlainCurve, ahead: float) -> tuple[Floats, Floats]:
    """Return mean and covariance of the latent score at the first occasion, now and ahead, given the scores."""
    x = np.log1p(np.array([*times, times[0], times[-1], times[-1] + ahead]) / curve.unit)
    design = np.column_stack([np.ones_like(x), x])
    mean = design @ np.array(curve.mean)
    covariance = design @ np.array(curve.covariance) @ design.T
    seen, wanted = slice(0, len(times)), slice(len(times), None)
    observed = covariance[seen, seen] + curve.noise_variance * np.eye(len(times))
    weights = np.linalg.solve(observed, covariance[seen, wanted]).T
    return (
        mean[wanted] + weights @ (np.array(scores) - mean[seen]),
        covariance[wanted, wanted] - weights @ covariance[seen, wanted],
    )


def sd(covariance: Floats, weights: list[float]) -> float:
    w = np.array(weights)
    return float(np.sqrt(w @ covariance @ w))


def stall_probability(mean: Floats, covariance: Floats, measure: PlainMeasure) -> float:
    """P(still clinical ahead and gain < minimal)."""
    return float(clinical_and_gain_below(mean, covariance, measure, measure.minimal))


def clinical_and_gain_below(mean: Floats, covariance: Floats, measure: PlainMeasure, size: float) -> float:
    """P(L_ahead >= cutoff and L_now - L_ahead < size), as P(-L_ahead <= -cutoff and L_now - L_ahead <= size)."""
    turn = np.array([[0.0, 0.0, -1.0], [0.0, 1.0, -1.0]])
    joint = turn @ covariance @ turn.T
    at = [-measure.cutoff, size]
    return float(multivariate_normal.cdf(at, mean=turn @ mean, cov=joint, allow_singular=True))


def outcomes(mean: Floats, covariance: Floats, measure: PlainMeasure) -> tuple[float, float, float, float]:
    """Return (non_clinical, gaining, flat, worse)."""
    still = float(norm.sf(measure.cutoff, mean[2], np.sqrt(covariance[2, 2])))
    below_gain = clinical_and_gain_below(mean, covariance, measure, measure.minimal)
    below_loss = clinical_and_gain_below(mean, covariance, measure, -measure.minimal)
    return 1 - still, still - below_gain, below_gain - below_loss, below_loss


def expected_score(time: float, first: float, curve: PlainCurve) -> tuple[float, float]:
    """Return mean and SD of the observed score at `time`, given the intake score alone."""
    if time == 0:
        return first, 0.0
    x = np.log1p(np.array([0.0, time]) / curve.unit)
    design = np.column_stack([np.ones_like(x), x])
    mean = design @ np.array(curve.mean)
    covariance = design @ np.array(curve.covariance) @ design.T + curve.noise_variance * np.eye(2)
    weight = covariance[1, 0] / covariance[0, 0]
    return (
        float(mean[1] + weight * (first - mean[0])),
        float(np.sqrt(covariance[1, 1] - weight * covariance[0, 1])),
    )
