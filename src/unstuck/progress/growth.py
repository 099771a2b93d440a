"""Growth in log(1 + t): the course that a client's intake score leads to expect, and a plain course of the own.

The curve's mean and covariance are the prior of the client's own intercept and slope; the scores so far
update it (empirical Bayes, Laird and Ware 1982, Biometrics 38:963-974, eq. 3.2 and 3.3). The uncertainty of
the curve's own mean is added to the prior, so that a small cohort makes a wide band.

A client's own course comes from the wandering slope (wandering_course.py). The one given here expects everybody
to slow down for good; it is kept to compare with, and for a curve that has no wandering slope.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstuck.progress.batch import Batch
from unstuck.progress.course import Course, horizon
from unstuck.progress.curve import DAYS_IN, Curve

Floats = NDArray[np.float64]

Z80 = 1.2815515655446004
"""Normal quantile at .90: half of a two-sided 80 % band, and the one-sided 90 % bound."""


@dataclass(frozen=True)
class Expected:
    """The observed score that someone with this intake would be expected to have: mean and SD, in points."""

    mean: Floats
    sd: Floats


def fits(curve: Curve, batch: Batch) -> bool:
    """Return whether curve and batch count time in a way that can be converted."""
    return (curve.time_unit == "session") == (batch.clock == "sessions")


def growth_time(curve: Curve, times: Floats) -> Floats:
    """Return x = log(1 + t) with t in the curve's own unit; `times` in days, or sessions for a session curve."""
    unit = 1.0 if curve.time_unit == "session" else DAYS_IN[curve.time_unit]
    return np.log1p(times / unit)


def own_course(batch: Batch, curve: Curve, sign: float = 1.0) -> Course:
    """Return each row's latent course given the client's scores up to and with that row.

    `sign` is -1 for a measure on which higher is better; the moments are then of the negated score.
    """
    x, step = growth_time(curve, batch.times), horizon(batch)
    ahead = growth_time(curve, batch.times + step)
    back = growth_time(curve, np.maximum(batch.times - step, 0.0))
    b0, b1, v00, v01, v11 = _posterior(batch, curve, x, sign)

    def covariance(a: Floats, b: Floats) -> Floats:
        return v00 + (a + b) * v01 + a * b * v11

    return Course(
        mean_first=b0,
        mean_back=b0 + b1 * back,
        mean_now=b0 + b1 * x,
        mean_ahead=b0 + b1 * ahead,
        var_first=v00,
        var_back=covariance(back, back),
        var_now=covariance(x, x),
        var_ahead=covariance(ahead, ahead),
        cov_first_ahead=v00 + ahead * v01,
        cov_back_ahead=covariance(back, ahead),
        cov_now_ahead=covariance(x, ahead),
        mean_score_ahead=b0 + b1 * ahead,
        var_score_ahead=covariance(ahead, ahead) + curve.residual_variance,
    )


def growth_forecast(batch: Batch, curve: Curve, until: Floats, sign: float = 1.0) -> tuple[Floats, Floats]:
    """Return mean and variance of the observed score at `until` (rows,), in the batch's own clock; NaN for NaN."""
    b0, b1, v00, v01, v11 = _posterior(batch, curve, growth_time(curve, batch.times), sign)
    x = growth_time(curve, until)
    return b0 + b1 * x, v00 + x * (2 * v01 + x * v11) + curve.residual_variance


def expected_course(first: Floats, times: Floats, curve: Curve) -> Expected:
    """Return what the cohort's curve expects at `times` after intake, given the intake score alone.

    first, times: equally long; points, and days or sessions. In the instrument's own direction. At time 0 the
    intake score itself is known: the mean is that score and the SD 0.
    """
    (m0, m1), (g00, g01, g11) = curve.fixed, _prior(curve)
    x = growth_time(curve, times)
    seen = g00 + curve.residual_variance
    shift = (first - m0) / seen
    variance = g00 + x * (2 * g01 + x * g11) - (g00 + g01 * x) ** 2 / seen + curve.residual_variance
    mean = m0 + m1 * x + (g00 + g01 * x) * shift
    known = times == 0
    return Expected(np.where(known, first, mean), np.where(known, 0.0, np.sqrt(variance)))


def _prior(curve: Curve) -> tuple[float, float, float]:
    (r00, r01), (_, r11) = curve.random_covariance
    (f00, f01), (_, f11) = curve.fixed_covariance
    return r00 + f00, r01 + f01, r11 + f11


def _posterior(batch: Batch, curve: Curve, x: Floats, sign: float) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return mean and covariance of (intercept, slope): V = (I + G Z'Z/s2)^-1 G, b = m + V Z'(y - Zm)/s2.

    Written with G, not its inverse, so that a curve without slope variance is no special case.
    """
    (m0, m1), (g00, g01, g11) = curve.fixed, _prior(curve)
    m0, m1, noise = m0 * sign, m1 * sign, curve.residual_variance
    residual = batch.scores * sign - (m0 + m1 * x)
    n = batch.number.astype(np.float64) / noise
    sx, sxx = batch.running_sum(x) / noise, batch.running_sum(x * x) / noise
    sr, sxr = batch.running_sum(residual) / noise, batch.running_sum(x * residual) / noise
    a00, a01 = 1 + g00 * n + g01 * sx, g00 * sx + g01 * sxx
    a10, a11 = g01 * n + g11 * sx, 1 + g01 * sx + g11 * sxx
    det = a00 * a11 - a01 * a10
    v00 = (a11 * g00 - a01 * g01) / det
    v01 = (a11 * g01 - a01 * g11) / det
    v11 = (a00 * g11 - a10 * g01) / det
    return m0 + v00 * sr + v01 * sxr, m1 + v01 * sr + v11 * sxr, v00, v01, v11
