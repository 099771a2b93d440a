"""Reliable and clinically significant change: one function for each published formula.

Jacobson, N. S. and Truax, P. (1991). Clinical significance: a statistical approach to defining meaningful
change in psychotherapy research. J Consult Clin Psychol 59:12-19 (cited below as JT, with the page).
Norms are inputs: nothing here is estimated from the clients at hand unless `sample_inputs` is called for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from unstuck.instruments.definition import Direction

Floats = NDArray[np.float64]

CATEGORIES = ("deteriorated", "unchanged", "improved", "recovered")
DETERIORATED, UNCHANGED, IMPROVED, RECOVERED = range(4)


@dataclass(frozen=True)
class ReliableChange:
    """Change of each client: `change` in points (post - pre), `index` the RCI, `category` codes of CATEGORIES.

    `harmed` marks the deteriorated who also crossed from the usual range into the clinical one.
    """

    change: Floats
    index: Floats
    category: NDArray[np.int8]
    harmed: NDArray[np.bool_]


def standard_error_of_difference(sd: float, reliability: float) -> float:
    """Return S_diff = sqrt(2 (SD sqrt(1 - r))^2), in points; JT p. 14.

    >>> round(standard_error_of_difference(7.5, 0.80), 2)
    4.74
    """
    if not (sd > 0 and 0 <= reliability < 1):
        raise ValueError(f"expected sd > 0 and 0 <= reliability < 1, found {sd} and {reliability}")
    return sd * float(np.sqrt(2 * (1 - reliability)))


def critical_value(confidence: float = 0.95) -> float:
    """Return the two-sided normal quantile, 1.96 for 95 %; JT p. 14."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def threshold(sd: float, reliability: float, confidence: float = 0.95) -> float:
    """Return the smallest change, in points, that measurement error alone seldom reaches; JT p. 14.

    >>> round(threshold(6.01, 0.84), 2)
    6.66
    """
    return critical_value(confidence) * standard_error_of_difference(sd, reliability)


def cutoff_a(mean_clinical: float, sd_clinical: float, direction: Direction = "lower") -> float:
    """Return the point two SD beyond the clinical mean, towards better; JT p. 13 (a)."""
    return mean_clinical - _worse(direction) * 2 * sd_clinical


def cutoff_b(mean_functional: float, sd_functional: float, direction: Direction = "lower") -> float:
    """Return the point two *functional* SD from the functional mean, towards worse; JT p. 13 (b)."""
    return mean_functional + _worse(direction) * 2 * sd_functional


def cutoff_c(mean_clinical: float, sd_clinical: float, mean_functional: float, sd_functional: float) -> float:
    """Return the point equally likely under both groups, weighted by the other group's SD; JT p. 13 (c)."""
    weighted = sd_functional * mean_clinical + sd_clinical * mean_functional
    return weighted / (sd_clinical + sd_functional)


def sample_inputs(first_scores: Floats) -> tuple[float, float]:
    """Return mean and SD (n - 1) of the first scores at hand, to stand in for clinical norms."""
    return float(np.mean(first_scores)), float(np.std(first_scores, ddof=1))


def crossed_cutoff(
    pre: Floats, post: Floats, cutoff: float, direction: Direction = "lower"
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return who crossed into the usual range and who crossed out of it; JT p. 13. At the cutoff is clinical."""
    worse = _worse(direction)
    clinical_pre, clinical_post = worse * pre >= worse * cutoff, worse * post >= worse * cutoff
    return clinical_pre & ~clinical_post, ~clinical_pre & clinical_post


def jacobson_truax(
    pre: Floats,
    post: Floats,
    *,
    sd: float,
    reliability: float,
    cutoff: float,
    direction: Direction = "lower",
    confidence: float = 0.95,
) -> ReliableChange:
    """Classify each client's change; JT p. 14 (index) and p. 13 (cutoff).

    pre, post: equally long columns of scores in points; sd and reliability of the instrument in a named
    population. Raises ValueError for impossible norms or columns of different length.

    >>> result = jacobson_truax(np.array([47.5]), np.array([32.5]), sd=7.5, reliability=0.8, cutoff=45.0)
    >>> [round(float(result.index[0]), 2), CATEGORIES[result.category[0]]]
    [-3.16, 'recovered']
    """
    if pre.shape != post.shape:
        raise ValueError(f"expected as many scores after as before, found {post.shape} and {pre.shape}")
    change = post - pre
    index = change / standard_error_of_difference(sd, reliability)
    gain = -_worse(direction) * index
    critical = critical_value(confidence)
    better, worse = gain > critical, gain < -critical
    into_usual, out_of_usual = crossed_cutoff(pre, post, cutoff, direction)
    category = np.full(pre.shape, UNCHANGED, dtype=np.int8)
    category[better] = IMPROVED
    category[better & into_usual] = RECOVERED
    category[worse] = DETERIORATED
    return ReliableChange(change, index, category, worse & out_of_usual)


def _worse(direction: Direction) -> float:
    """Return the sign of a change for the worse."""
    return 1.0 if direction == "lower" else -1.0
