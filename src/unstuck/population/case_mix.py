"""Groups compared as if they had the same people: indirect standardisation, then shrinkage to the mean.

People who begin with higher scores have further to fall, and a small group's share is mostly chance. So a group's
share is set against what its own people would have had at the whole file's rates (strata: where they began, and what
else is known), and the difference is drawn towards nothing, the more so the less it rests on.

Sources: indirect standardisation, Breslow and Day 1987, Statistical methods in cancer research II, chapter 2;
profiling by shrunken differences, Normand, Glickman and Gatsonis 1997, J Am Stat Assoc 92:803-814. The spread between
groups is not known, least of all with few of them: every spread is tried, each as likely beforehand (Gelman 2006,
Bayesian Analysis 1:515-534, sec. 2.2), so that an interval does not shrink to nothing where the groups look alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstuck.progress.reliable_change import critical_value

Floats = NDArray[np.float64]

FEWEST_GROUPS = 3
"""With fewer groups there is no spread between groups to learn from, and nothing is compared."""

SPREADS = 400
"""How many spreads between groups are tried."""


@dataclass(frozen=True)
class Comparison:
    """Groups side by side, (groups,) columns of shares from 0 to 1.

    observed: as it is. expected: for the group's own people at the whole file's rates. adjusted: the whole file's
    share plus the shrunken difference, with its 95 % interval.
    """

    overall: float
    observed: Floats
    expected: Floats
    adjusted: Floats
    lower: Floats
    upper: Floats


def compare(people: Floats, happened: Floats) -> Comparison | None:
    """Compare groups; None where there are too few groups or nothing happened to anybody, or to everybody.

    people, happened: (groups, strata) counts of people, and of those to whom it happened. A group without people is
    not a group: BadInput is for files, so ValueError here.
    """
    if np.any(people.sum(axis=1) == 0):
        raise ValueError("expected people in every group")
    groups, total = len(people), float(people.sum())
    overall = float(happened.sum()) / total if total else 0.0
    if groups < FEWEST_GROUPS or not 0 < overall < 1:
        return None
    size = people.sum(axis=0)
    rate = np.divide(happened.sum(axis=0), size, out=np.zeros_like(size), where=size > 0)
    count = people.sum(axis=1)
    observed, expected = happened.sum(axis=1) / count, people @ rate / count
    variance = np.maximum(people @ (rate * (1 - rate)), 0.25 / total) / count**2
    difference, sd = shrunken(observed - expected, variance)
    half = critical_value() * sd
    ends = (np.clip(overall + difference + side, 0, 1) for side in (0.0, -half, half))
    return Comparison(overall, observed, expected, *ends)


def shrunken(difference: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Return mean and SD of each group's true difference, given all observed ones and their variances by chance.

    Normal differences around a common mean that is not known, with a spread between groups that is uniform beforehand,
    from none to twice the largest difference and error together; Gelman et al. 2013, Bayesian data analysis, 3rd ed.,
    eq. 5.17 to 5.21.
    """
    most = 2 * float(np.max(np.abs(difference) + np.sqrt(variance)))
    between = np.linspace(0, most, SPREADS)[:, None] ** 2
    whole = between + variance
    certain = 1 / np.sum(1 / whole, axis=1, keepdims=True)
    middle = certain * np.sum(difference / whole, axis=1, keepdims=True)
    logs = 0.5 * np.log(certain[:, 0]) - 0.5 * np.sum(np.log(whole) + (difference - middle) ** 2 / whole, axis=1)
    weight = np.exp(logs - logs.max())
    weight /= weight.sum()
    kept = between / whole
    each = middle + kept * (difference - middle)
    mean = weight @ each
    spread = weight @ (kept * variance + (1 - kept) ** 2 * certain + (each - mean) ** 2)
    return mean, np.sqrt(spread)


def fifths(values: Floats, counts: Floats) -> list[float]:
    """Return the four values that part people into fifths, from how many have each value; equal ones once.

    `values` rise. A person belongs to the band of the last edge that is not above their value.
    """
    share = np.cumsum(counts) / np.sum(counts)
    edges = [float(values[np.searchsorted(share, part)]) for part in (0.2, 0.4, 0.6, 0.8)]
    return sorted({edge for edge in edges if edge > values[0]})
