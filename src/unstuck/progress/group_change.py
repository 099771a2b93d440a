"""Change of whole groups: how many of each category, and the mean change beside a change that matters.

Every share has its own group as denominator: a group of 20 with 10 improved has improved by half, however many people
are in the other groups.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unstuck.instruments.definition import Direction
from unstuck.progress.proportion import wilson
from unstuck.progress.reliable_change import CATEGORIES, Floats, ReliableChange, worse_sign
from unstuck.progress.student import student_quantile

HARMED = "harmed"
OUTCOMES = ("recovered", "improved", "unchanged", "deteriorated", HARMED)
"""What is counted, best first: the categories, with the harmed apart from the other deteriorated."""

EFFECTS = ("unclear", "too_small", "perhaps_too_small", "perhaps_enough", "large", "worse")
"""What a group's mean change says beside the minimal important change; see `effect_of`."""


@dataclass(frozen=True)
class OutcomeShare:
    """How many of a group had one outcome: of `clients`, with Wilson's interval for the share (None of nobody)."""

    outcome: str
    count: int
    clients: int
    share: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class MeanChange:
    """A mean difference in points with its t interval, and what it says (one of EFFECTS).

    `clients`: how many it rests on; `compared`: how many in the group compared with, None for change within a group.
    """

    difference: float
    lower: float
    upper: float
    effect: str
    clients: int
    compared: int | None = None


def outcomes(found: ReliableChange) -> list[str]:
    """Return each client's outcome, one of OUTCOMES."""
    names = [CATEGORIES[code] for code in found.category.tolist()]
    return [HARMED if harmed else name for name, harmed in zip(names, found.harmed.tolist(), strict=True)]


def shares(found: Sequence[str], confidence: float = 0.95) -> list[OutcomeShare]:
    """Return how many of one group had each of OUTCOMES."""
    return [_share(name, found.count(name), len(found), confidence) for name in OUTCOMES]


def change_within(
    change: Floats, minimal: float, direction: Direction = "lower", confidence: float = 0.95
) -> MeanChange:
    """Return a group's mean change (post - pre) with the interval of the paired t test. Needs two clients or more."""
    n = change.size
    if n < 2:
        raise ValueError(f"expected two clients or more, found {n}")
    error = float(np.std(change, ddof=1)) / math.sqrt(n)
    return _mean_change(float(np.mean(change)), error, n - 1, minimal, direction, confidence, (n, None))


def change_between(
    group: Floats, reference: Floats, minimal: float, direction: Direction = "lower", confidence: float = 0.95
) -> MeanChange:
    """Return how much higher a group's scores are than the reference group's.

    With the interval of the t test for unequal variances (Welch 1947, Biometrika 34:28-35). Needs two clients or more
    in each.
    """
    n, m = group.size, reference.size
    if min(n, m) < 2:
        raise ValueError(f"expected two clients or more in each group, found {n} and {m}")
    first, second = float(np.var(group, ddof=1)) / n, float(np.var(reference, ddof=1)) / m
    df = (first + second) ** 2 / (first**2 / (n - 1) + second**2 / (m - 1)) if first + second else float(n + m - 2)
    difference = float(np.mean(group) - np.mean(reference))
    return _mean_change(difference, math.sqrt(first + second), df, minimal, direction, confidence, (n, m))


def effect_of(gain: float, lower: float, upper: float, minimal: float) -> str:
    """Return what a mean gain (positive: better) with its interval says beside the minimal important change.

    unclear: the interval holds 0. worse: it lies below 0. too_small: above 0, below the minimal change. large: above
    the minimal change. Where the interval holds the minimal change: perhaps_enough if the mean reaches it, else
    perhaps_too_small. After Hespanhol et al. 2019 (Braz J Phys Ther 23:290-301), with `worse` told apart.
    """
    if lower <= 0 <= upper:
        return "unclear"
    if upper < 0:
        return "worse"
    if upper < minimal:
        return "too_small"
    if lower > minimal:
        return "large"
    return "perhaps_enough" if gain >= minimal else "perhaps_too_small"


def _mean_change(
    difference: float,
    error: float,
    df: float,
    minimal: float,
    direction: Direction,
    confidence: float,
    clients: tuple[int, int | None],
) -> MeanChange:
    half = student_quantile(0.5 + confidence / 2, df) * error
    lower, upper = difference - half, difference + half
    sign = -worse_sign(direction)
    low, high = sorted((sign * lower, sign * upper))
    effect = effect_of(sign * difference, low, high, minimal)
    return MeanChange(difference, lower, upper, effect, *clients)


def _share(name: str, count: int, clients: int, confidence: float) -> OutcomeShare:
    if not clients:
        return OutcomeShare(name, 0, 0, None, None, None)
    return OutcomeShare(name, count, clients, count / clients, *wilson(count, clients, confidence))
