"""What a course makes likely: change for the worse, the usual range, little change, and the four outcomes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstuck.progress.course import Course
from unstuck.progress.measure import Measure
from unstuck.progress.normal import bivariate_normal_upper_tail, normal_cdf, normal_quantile
from unstuck.progress.recalibration import Recalibration, recalibrated

Floats = NDArray[np.float64]

SLICES = (0.1, 0.3, 0.5, 0.7, 0.9)
"""The middles of five equally likely slices."""
ROWS_AT_ONCE = 8192
"""So many rows at a time stay in a processor's cache over the hundreds of steps that `little_change` takes."""
_NO_LESS = 1e-300
_NO_MORE = 1 - 1e-16


@dataclass(frozen=True)
class Outlook:
    """Probabilities of the four exclusive outcomes at the horizon, for the rows asked for; they sum to 1."""

    non_clinical: Floats
    gaining: Floats
    flat: Floats
    worse: Floats


def outlook(
    course: Course,
    measure: Measure,
    minimal: Floats,
    rows: NDArray[np.int64],
    recalibration: Recalibration | None = None,
) -> Outlook:
    """Return the four outcomes at the horizon for `rows`: usual range, else a minimal gain or loss, else flat.

    Where the curve knows how its chances are put right, that of being still clinical is; what gaining, worse and flat
    have of it stays in proportion.
    """
    at, size = course.at(rows), minimal[rows]
    still, gaining = normal_cdf(-_to_cutoff(at, measure)), _clinical_and_gain(at, measure, size)
    worse = _clinical_and_loss(at, measure, size)
    flat = np.maximum(still - gaining - worse, 0.0)
    right = recalibrated(still, recalibration)
    scale = right / np.maximum(still, _NO_LESS)
    return Outlook(1 - right, scale * gaining, scale * flat, scale * worse)


def worse_ahead(course: Course, minimal: Floats) -> Floats:
    """Return P(the level at the horizon is a minimal change or more worse than at the first score)."""
    mean = course.mean_ahead - course.mean_first
    variance = course.var_ahead + course.var_first - 2 * course.cov_first_ahead
    return normal_cdf((mean - minimal) / _root(variance))


def usual_now(course: Course, measure: Measure) -> Floats:
    """Return P(the level now is in the usual range)."""
    return normal_cdf((_cutoff(measure) - course.mean_now) / _root(course.var_now))


def little_change(course: Course, measure: Measure, minimal: Floats) -> Floats:
    """Return P(less than half a minimal change of gain from one horizon back to one ahead, and clinical there).

    The gain's part below the half is cut into five equally likely slices, and the level ahead is taken given the
    middle of each: off by less than .01, and the same on every engine (STATISTICS: the question for a stall).
    """
    answer = np.empty_like(minimal)
    for first in range(0, minimal.size, ROWS_AT_ONCE):
        some = slice(first, first + ROWS_AT_ONCE)
        answer[some] = _little_change(course.at(some), measure, minimal[some])
    return answer


def _little_change(course: Course, measure: Measure, minimal: Floats) -> Floats:
    gain, below = course.mean_back - course.mean_ahead, minimal / 2
    spread = _root(course.var_back + course.var_ahead - 2 * course.cov_back_ahead)
    share = normal_cdf((below - gain) / spread)
    tilt = (course.cov_back_ahead - course.var_ahead) / spread
    rest = np.sqrt(np.maximum(course.var_ahead - tilt * tilt, 1e-9))
    above = (course.mean_ahead - _cutoff(measure)) / rest
    lean, total = tilt / rest, np.zeros_like(share)
    for middle in SLICES:
        total += normal_cdf(above + lean * normal_quantile(np.clip(share * middle, _NO_LESS, _NO_MORE)))
    return share * total / len(SLICES)


def _clinical_and_gain(course: Course, measure: Measure, minimal: Floats) -> Floats:
    gain, spread, correlation = _gain(course)
    return bivariate_normal_upper_tail(_to_cutoff(course, measure), (minimal - gain) / spread, correlation)


def _clinical_and_loss(course: Course, measure: Measure, minimal: Floats) -> Floats:
    gain, spread, correlation = _gain(course)
    return bivariate_normal_upper_tail(_to_cutoff(course, measure), (minimal + gain) / spread, -correlation)


def _to_cutoff(course: Course, measure: Measure) -> Floats:
    return (_cutoff(measure) - course.mean_ahead) / _root(course.var_ahead)


def _cutoff(measure: Measure) -> float:
    """Return the cutoff on the scale of the course, where worse is higher."""
    return measure.sign * (measure.cutoff or 0.0)


def _gain(course: Course) -> tuple[Floats, Floats, Floats]:
    """Return mean and SD of the gain until the horizon, and its correlation with the level there."""
    spread = _root(course.var_now + course.var_ahead - 2 * course.cov_now_ahead)
    covariance = course.cov_now_ahead - course.var_ahead
    return course.mean_now - course.mean_ahead, spread, covariance / (spread * _root(course.var_ahead))


def _root(variance: Floats) -> Floats:
    """Return the SD, kept from 0: a curve without slope variance leaves a gain that is certain."""
    return np.sqrt(np.maximum(variance, 1e-12))
