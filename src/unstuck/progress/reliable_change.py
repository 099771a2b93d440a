"""Reliable and clinically significant change: one function for each published formula.

Norms are inputs: nothing here is estimated from the clients at hand unless `sample_inputs` is called for it, so one
client can be judged as well as a thousand. Every index is (change beyond what the method expects) / (its standard
error), positive where the score rose; `classify` turns it into a category, `combined` adds the cutoff.

Sources, cited below by their initials:

JT   Jacobson and Truax 1991, Clinical significance: a statistical approach to defining meaningful change in
     psychotherapy research. J Consult Clin Psychol 59:12-19.
H89  Hsu 1989, Reliable changes in psychotherapy: taking into account regression toward the mean. Behav Assess
     11:459-467; H95 Hsu 1995, J Consult Clin Psychol 63:141-144.
S92  Speer 1992, Clinically significant change: Jacobson and Truax (1991) revisited. J Consult Clin Psychol
     60:402-408.
NK   Nunnally and Kotsch 1983, Studies of individual subjects: logic and methods of analysis. Br J Clin Psychol
     22:83-93.

Hageman and Arrindell's method stands in `true_change`, the hierarchical one in `hierarchical_change`.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unstuck.instruments.definition import Direction

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

CATEGORIES = ("deteriorated", "unchanged", "improved", "recovered")
DETERIORATED, UNCHANGED, IMPROVED, RECOVERED = range(4)


@dataclass(frozen=True)
class ReliableChange:
    """Change of each client: `change` in points (post - pre), `index` standardised, `category` codes of CATEGORIES.

    `index` is NaN for methods that have none. `harmed` marks the deteriorated who also crossed from the usual range
    into the clinical one; nobody where no cutoff was asked about.
    """

    change: Floats
    index: Floats
    category: NDArray[np.int8]
    harmed: Flags


class Crossing(NamedTuple):
    """Who crossed the cutoff: `into_usual` from clinical to usual, `out_of_usual` the other way."""

    into_usual: Flags
    out_of_usual: Flags


def standard_error_of_measurement(sd: float, reliability: float) -> float:
    """Return S_E = SD sqrt(1 - r), in points; JT p. 14.

    >>> round(standard_error_of_measurement(7.5, 0.80), 2)
    3.35
    """
    _check(sd, reliability)
    return sd * float(np.sqrt(1 - reliability))


def standard_error_of_difference(sd: float, reliability: float) -> float:
    """Return S_diff = sqrt(2 S_E^2), in points; JT p. 14.

    >>> round(standard_error_of_difference(7.5, 0.80), 2)
    4.74
    """
    return float(np.sqrt(2)) * standard_error_of_measurement(sd, reliability)


def standard_error_of_prediction(sd: float, reliability: float) -> float:
    """Return SD sqrt(1 - r^2): the error of a second score foretold from the first, in points; H89.

    >>> standard_error_of_prediction(10.0, 0.8)
    6.0
    """
    _check(sd, reliability)
    return sd * float(np.sqrt((1 - reliability) * (1 + reliability)))


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
    return mean_clinical - worse_sign(direction) * 2 * sd_clinical


def cutoff_b(mean_functional: float, sd_functional: float, direction: Direction = "lower") -> float:
    """Return the point two *functional* SD from the functional mean, towards worse; JT p. 13 (b)."""
    return mean_functional + worse_sign(direction) * 2 * sd_functional


def cutoff_c(mean_clinical: float, sd_clinical: float, mean_functional: float, sd_functional: float) -> float:
    """Return the point equally likely under both groups, weighted by the other group's SD; JT p. 13 (c)."""
    weighted = sd_functional * mean_clinical + sd_clinical * mean_functional
    return weighted / (sd_clinical + sd_functional)


def sample_inputs(first_scores: Floats) -> tuple[float, float]:
    """Return mean and SD (n - 1) of the first scores at hand, to stand in for clinical norms."""
    return float(np.mean(first_scores)), float(np.std(first_scores, ddof=1))


def crossed_cutoff(pre: Floats, post: Floats, cutoff: float, direction: Direction = "lower") -> Crossing:
    """Return who crossed into the usual range and who crossed out of it; JT p. 13. At the cutoff is clinical."""
    worse = worse_sign(direction)
    clinical_pre, clinical_post = worse * pre >= worse * cutoff, worse * post >= worse * cutoff
    return Crossing(clinical_pre & ~clinical_post, ~clinical_pre & clinical_post)


def jacobson_truax_index(pre: Floats, post: Floats, *, sd: float, reliability: float) -> Floats:
    """Return (post - pre) / S_diff; JT p. 14."""
    return (post - pre) / standard_error_of_difference(sd, reliability)


def gulliksen_lord_novick(pre: Floats, post: Floats, *, mean: float, sd: float, reliability: float) -> Floats:
    """Return how far the second score is from the one that regression to the mean foretells; H89, H95.

    (post - (mean + r (pre - mean))) / (SD sqrt(1 - r^2)). mean, sd: of first scores in the population.
    """
    return (post - _regressed(pre, mean, reliability)) / standard_error_of_prediction(sd, reliability)


def hsu_linn_lord(
    pre: Floats, post: Floats, *, mean: float, sd: float, reliability: float, mean_after: float
) -> Floats:
    """Return the same with the second score measured from the mean *after*; H89 (also named Hsu, Linn and Nord).

    ((post - mean_after) - r (pre - mean)) / (SD sqrt(1 - r^2)): change beyond what everybody changed on average, so
    that somebody who improved less than the others counts as deteriorated.
    """
    shift = (post - mean_after) - reliability * (pre - mean)
    return shift / standard_error_of_prediction(sd, reliability)


def edwards_nunnally(pre: Floats, post: Floats, *, mean: float, sd: float, reliability: float) -> Floats:
    """Return how far the second score is from the estimated true first one, in S_E; S92.

    (post - (mean + r (pre - mean))) / (SD sqrt(1 - r)): an interval of 1.96 S_E around the true first score.
    """
    return (post - _regressed(pre, mean, reliability)) / standard_error_of_measurement(sd, reliability)


def nunnally_kotsch(
    pre: Floats,
    post: Floats,
    *,
    mean: float,
    sd: float,
    reliability: float,
    sd_after: float,
    reliability_after: float,
) -> Floats:
    """Return the same with the error of both occasions, each with its own reliability; NK.

    (post - (mean + r (pre - mean))) / sqrt(r^2 SD^2 (1 - r) + SD_after^2 (1 - r_after)). The R package
    clinicalsignificance takes the SD before for both occasions; with `sd_after=sd` this is its number.
    """
    _check(sd, reliability)
    _check(sd_after, reliability_after)
    variance = reliability**2 * sd**2 * (1 - reliability) + sd_after**2 * (1 - reliability_after)
    return (post - _regressed(pre, mean, reliability)) / float(np.sqrt(variance))


def classify(change: Floats, index: Floats, direction: Direction = "lower", confidence: float = 0.95) -> ReliableChange:
    """Return who changed reliably: an index beyond the two-sided critical value; JT p. 14."""
    gain, critical = -worse_sign(direction) * index, critical_value(confidence)
    return categorised(change, index, gain > critical, gain < -critical)


def categorised(change: Floats, index: Floats, better: Flags, worse: Flags) -> ReliableChange:
    """Return improved, unchanged or deteriorated, from who changed for the better and who for the worse."""
    category = np.full(change.shape, UNCHANGED, dtype=np.int8)
    category[better] = IMPROVED
    category[worse] = DETERIORATED
    return ReliableChange(change, index, category, np.zeros(change.shape, dtype=np.bool_))


def combined(found: ReliableChange, crossing: Crossing) -> ReliableChange:
    """Return the same with the cutoff: who improved into the usual range recovered; JT p. 13 and 15.

    Who deteriorated out of the usual range is marked as `harmed`.
    """
    category = found.category.copy()
    category[(category == IMPROVED) & crossing.into_usual] = RECOVERED
    harmed = (category == DETERIORATED) & crossing.out_of_usual
    return ReliableChange(found.change, found.index, category, harmed)


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
    index = jacobson_truax_index(pre, post, sd=sd, reliability=reliability)
    found = classify(post - pre, index, direction, confidence)
    return combined(found, crossed_cutoff(pre, post, cutoff, direction))


def worse_sign(direction: Direction) -> float:
    """Return the sign of a change for the worse."""
    return 1.0 if direction == "lower" else -1.0


def _regressed(pre: Floats, mean: float, reliability: float) -> Floats:
    """Return Kelley's estimate of the true first score."""
    return mean + reliability * (pre - mean)


def _check(sd: float, reliability: float) -> None:
    if not (sd > 0 and 0 <= reliability < 1):
        raise ValueError(f"expected sd > 0 and 0 <= reliability < 1, found {sd} and {reliability}")
