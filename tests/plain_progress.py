"""The slow, obvious way to a client's state: one client, one occasion, written from ../shared/STATISTICS.md.

Nothing here is shared with the kernel: the latent scores at the occasions, now and ahead are one multivariate
normal, conditioned on the observed scores with the textbook formula; probabilities come from scipy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import multivariate_normal, norm

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PlainWandering:
    """The ten numbers of the wandering slope, by the letters of ../shared/STATISTICS.md's equations."""

    ma: float
    sa: float
    mb: float
    sb: float
    r: float
    s: float
    q: float
    rho: float
    k: float
    w: float


@dataclass(frozen=True)
class PlainCurve:
    """Population curve; `unit` is days in one unit of time (1 for sessions). `wander` None: plain growth."""

    mean: tuple[float, float]
    covariance: tuple[tuple[float, float], tuple[float, float]]
    noise_variance: float
    unit: float
    tau: float
    wander: PlainWandering | None = None


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
        wander = curve.wander and replace(curve.wander, ma=-curve.wander.ma, mb=-curve.wander.mb)
        turned = replace(curve, mean=(-curve.mean[0], -curve.mean[1]), wander=wander)
        mirrored = PlainMeasure(-measure.cutoff, measure.reliable, measure.minimal)
        return plain_answer(times, [-score for score in scores], turned, mirrored, by_days)
    mean, covariance = known(times, scores, curve, by_days)
    stall = little_change(mean, covariance, measure)
    worse = float(norm.sf(measure.minimal, mean[AHEAD] - mean[FIRST], sd(covariance, [-1, 0, 0, 1, 0])))
    expected = expected_score(times[-1], scores[0], curve)
    return PlainAnswer(
        state=decide(times, scores, curve, measure, by_days, stall, worse, mean, covariance, expected),
        stall=stall,
        worse=worse,
        outlook=outcomes(mean, covariance, measure),
        expected=expected,
        forecast=(float(mean[SCORE]), float(np.sqrt(covariance[SCORE, SCORE]))),
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
    lost = now - first >= measure.reliable
    if (lost and worse >= 0.3) or worse >= 0.5:
        return "deteriorating"
    usual_now = float(norm.cdf(measure.cutoff, mean[NOW], np.sqrt(covariance[NOW, NOW])))
    gained = first - now >= measure.reliable
    if first >= measure.cutoff and gained and now < measure.cutoff and usual_now >= 0.8:
        return "recovered"
    late = times[-1] >= 21 if by_days else times[-1] + 1 >= 4
    clinical = first >= measure.cutoff and now >= measure.cutoff
    if clinical and late and len(scores) >= 4 and stall >= curve.tau:
        before = little_change(*known(times[:-1], scores[:-1], curve, by_days), measure)
        if before >= curve.tau:
            return "stalled"
    if gained:
        return "improved"
    short = times[-1] < 14 if by_days else times[-1] + 1 < 3
    if len(scores) < 3 or short:
        return "too_early"
    return "watch" if lost or now > expected[0] + 1.2815515655446004 * expected[1] else "on_track"


FIRST, BACK, NOW, AHEAD, SCORE = range(5)
"""The moments asked about: the level at the first score, a horizon back, now and a horizon on; the score then."""


def known(times: list[float], scores: list[float], curve: PlainCurve, by_days: bool) -> tuple[Floats, Floats]:
    """Return mean and covariance of the five, given the scores: the textbook formula, nothing recursive."""
    horizon = 28.0 if by_days else 4.0
    now = times[-1]
    moments = [0.0, max(now - horizon, 0.0), now, now + horizon]
    return (growth if curve.wander is None else wandering)(times, scores, moments, curve, by_days)


def growth(
    times: list[float], scores: list[float], moments: list[float], curve: PlainCurve, by_days: bool
) -> tuple[Floats, Floats]:
    x = np.log1p(np.array([*times, *moments, moments[-1]]) / curve.unit)
    design = np.column_stack([np.ones_like(x), x])
    mean = design @ np.array(curve.mean)
    covariance = design @ np.array(curve.covariance) @ design.T
    covariance[-1, -1] += curve.noise_variance
    count = len(times)
    covariance[:count, :count] += curve.noise_variance * np.eye(count)
    return given(mean, covariance, scores)


def wandering(
    times: list[float], scores: list[float], moments: list[float], curve: PlainCurve, by_days: bool
) -> tuple[Floats, Floats]:
    """Levels, then deviations, then errors, each with its covariance written down."""
    p = curve.wander
    assert p is not None
    unit = 7.0 if by_days else 1.0
    at = [time / unit for time in [*times, *moments, moments[-1]]]
    mean = np.array([p.ma + p.mb * gain_by(p, t) for t in at])
    covariance = np.array([[level_covariance(p, a, b) for b in at] for a in at])
    observed = [*range(len(times)), len(at) - 1]
    for a in observed:
        for b in observed:
            covariance[a, b] += p.q**2 * math.exp(-abs(at[a] - at[b]) / p.rho) + (p.s**2 if a == b else 0.0)
    return given(mean, covariance, scores)


def gain_by(p: PlainWandering, t: float) -> float:
    """Return the share of the eight weeks' mean change that is done by t."""
    return (1 - math.exp(-p.k * t)) / (1 - math.exp(-8 * p.k))


def level_covariance(p: PlainWandering, a: float, b: float) -> float:
    """Return Cov(L(a), L(b)): start, change and both together, then the integral of the pushes."""
    early, late = min(a, b), max(a, b)

    def e(t: float) -> float:
        return math.exp(-p.k * t)

    both = early - (1 - e(early)) / p.k - (e(late - early) - e(late)) / p.k
    pushes = p.w**2 / p.k**2 * (both + (e(late - early) - e(late + early)) / (2 * p.k))
    ga, gb = gain_by(p, a), gain_by(p, b)
    return p.sa**2 + p.r * p.sa * p.sb * (ga + gb) + p.sb**2 * ga * gb + pushes


def given(mean: Floats, covariance: Floats, scores: list[float]) -> tuple[Floats, Floats]:
    """Condition the later entries on the first ones having been observed."""
    seen, wanted = slice(0, len(scores)), slice(len(scores), None)
    weights = np.linalg.solve(covariance[seen, seen], covariance[seen, wanted]).T
    return (
        mean[wanted] + weights @ (np.array(scores) - mean[seen]),
        covariance[wanted, wanted] - weights @ covariance[seen, wanted],
    )


def sd(covariance: Floats, weights: list[float]) -> float:
    w = np.array(weights)
    return float(np.sqrt(max(w @ covariance @ w, 0.0)))


def little_change(mean: Floats, covariance: Floats, measure: PlainMeasure) -> float:
    """P(gain from a horizon back to one ahead < half a minimal change, and clinical there), in five slices."""
    gain = mean[BACK] - mean[AHEAD]
    spread = max(sd(covariance, [0, 1, 0, -1, 0]), 1e-6)
    share = float(norm.cdf((measure.minimal / 2 - gain) / spread))
    tilt = (covariance[BACK, AHEAD] - covariance[AHEAD, AHEAD]) / spread
    rest = math.sqrt(max(covariance[AHEAD, AHEAD] - tilt * tilt, 1e-9))
    slices = [norm.ppf(share * middle) for middle in (0.1, 0.3, 0.5, 0.7, 0.9)]
    return share * sum(0.2 * float(norm.cdf((mean[AHEAD] + tilt * z - measure.cutoff) / rest)) for z in slices)


def clinical_and_gain_below(mean: Floats, covariance: Floats, measure: PlainMeasure, size: float) -> float:
    """P(L_ahead >= cutoff and L_now - L_ahead < size), as P(-L_ahead <= -cutoff and L_now - L_ahead <= size)."""
    turn = np.array([[0.0, 0.0, 0.0, -1.0, 0.0], [0.0, 0.0, 1.0, -1.0, 0.0]])
    joint = turn @ covariance @ turn.T
    at = [-measure.cutoff, size]
    return float(multivariate_normal.cdf(at, mean=turn @ mean, cov=joint, allow_singular=True))


def outcomes(mean: Floats, covariance: Floats, measure: PlainMeasure) -> tuple[float, float, float, float]:
    """Return (non_clinical, gaining, flat, worse)."""
    still = float(norm.sf(measure.cutoff, mean[AHEAD], np.sqrt(covariance[AHEAD, AHEAD])))
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
