"""Hageman and Arrindell's method: change and cutoff for the estimated true score, not for the observed one.

Hageman and Arrindell 1999, Establishing clinically significant change: increment of precision and the distinction
between individual and group level of analysis. Behav Res Ther 37:1169-1193 (HA below).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from unstuck.instruments.definition import Direction
from unstuck.progress.reliable_change import (
    Crossing,
    Floats,
    ReliableChange,
    categorised,
    cutoff_a,
    cutoff_b,
    cutoff_c,
    standard_error_of_measurement,
    worse_sign,
)


@dataclass(frozen=True, kw_only=True)
class PairNorms:
    """What is known of a population's scores before and after, in points; all of it is input.

    mean, sd, reliability: before. mean_after, sd_after: after. correlation: between the two.
    """

    mean: float
    sd: float
    reliability: float
    mean_after: float
    sd_after: float
    correlation: float

    @property
    def error(self) -> float:
        """The standard error of measurement, taken to be the same on both occasions; HA."""
        return standard_error_of_measurement(self.sd, self.reliability)

    @property
    def reliability_after(self) -> float:
        """The reliability that the same error means for the spread of the scores after."""
        return reliability_within(self.sd_after, self.error)

    @property
    def reliability_of_change(self) -> float:
        """The reliability of difference scores, R_DD; HA. Raises ValueError where the norms leave none."""
        both = self.sd**2 + self.sd_after**2 - 2 * self.sd * self.sd_after * self.correlation
        shared = both - 2 * self.error**2
        if not shared > 0:
            raise ValueError("expected a spread of changes larger than measurement error alone gives")
        return shared / both


def reliability_within(sd: float, error: float) -> float:
    """Return the reliability in a population of this spread, for a test with this standard error; at least 0."""
    return max(0.0, 1 - error**2 / sd**2)


def true_change_index(pre: Floats, post: Floats, norms: PairNorms) -> Floats:
    """Return the estimated true change in units of its standard error, RC_INDIV; HA.

    ((post - pre) R_DD + (mean_after - mean) (1 - R_DD)) / (sqrt(R_DD) sqrt(2) S_E).
    """
    r = norms.reliability_of_change
    change = (post - pre) * r + (norms.mean_after - norms.mean) * (1 - r)
    return change / (math.sqrt(2 * r) * norms.error)


def risk_value(risk: float = 0.05) -> float:
    """Return the one-sided normal quantile of HA: 1.645 for a risk of misclassification of 5 %."""
    return NormalDist().inv_cdf(1 - risk)


def hageman_arrindell(
    pre: Floats, post: Floats, norms: PairNorms, direction: Direction = "lower", risk: float = 0.05
) -> ReliableChange:
    """Classify each client's true change at that risk of misclassification, without a cutoff; HA."""
    index = true_change_index(pre, post, norms)
    gain, critical = -worse_sign(direction) * index, risk_value(risk)
    return categorised(post - pre, index, gain > critical, gain < -critical)


def true_cutoff(
    kind: str, norms: PairNorms, mean_functional: float, sd_functional: float, direction: Direction = "lower"
) -> float:
    """Return cutoff a, b or c between true scores: each SD without its error part; HA.

    The usual population is taken to be measured with the same standard error. Raises ValueError for another kind.
    """
    sd = norms.sd * math.sqrt(norms.reliability)
    sd_usual = sd_functional * math.sqrt(reliability_within(sd_functional, norms.error))
    if kind == "a":
        return cutoff_a(norms.mean, sd, direction)
    if kind == "b":
        return cutoff_b(mean_functional, sd_usual, direction)
    if kind == "c":
        return cutoff_c(norms.mean, sd, mean_functional, sd_usual)
    raise ValueError(f"expected cutoff 'a', 'b' or 'c', found {kind!r}")


def distance_to_cutoff(post: Floats, cutoff: float, norms: PairNorms) -> Floats:
    """Return how far the estimated true score after is from the cutoff, in its standard error, CS_INDIV; HA."""
    r = norms.reliability_after
    if not r > 0:
        raise ValueError("expected scores after that spread more than measurement error alone gives")
    return (norms.mean_after + (post - norms.mean_after) * r - cutoff) / (math.sqrt(r) * norms.error)


def crossed_true_cutoff(
    pre: Floats, post: Floats, cutoff: float, norms: PairNorms, direction: Direction = "lower", risk: float = 0.05
) -> Crossing:
    """Return who crossed the cutoff beyond doubt: by more than the critical value; HA. At the cutoff is clinical."""
    worse = worse_sign(direction)
    clinical_pre = worse * pre >= worse * cutoff
    beyond, critical = -worse * distance_to_cutoff(post, cutoff, norms), risk_value(risk)
    return Crossing(clinical_pre & (beyond > critical), ~clinical_pre & (beyond < -critical))
