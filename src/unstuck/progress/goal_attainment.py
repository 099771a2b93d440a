"""Goal attainment scaling: several goals, each on its own five levels, as one number.

Kiresuk, T. J. and Sherman, R. E. (1968). Goal attainment scaling: a general method for evaluating comprehensive
community mental health programs. Community Ment Health J 4:443-453, doi:10.1007/BF01530764.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

LEVELS = (-2, -1, 0, 1, 2)
"""Much less than expected, less, as expected, more, much more."""
CORRELATION = 0.3
"""The correlation between goals that Kiresuk and Sherman assume."""


def t_score(levels: Sequence[int], weights: Sequence[float] | None = None, correlation: float = CORRELATION) -> float:
    """Return T = 50 + 10 sum(w x) / sqrt((1 - r) sum(w^2) + r (sum w)^2): 50 where all came as expected.

    levels: one of LEVELS for each goal; weights: how much each counts, all alike where None.
    Raises ValueError for no goals, a level that there is not, or a weight that is not above zero.

    >>> t_score([1]), round(t_score([2, 2, 2]), 1), t_score([0, 0])
    (60.0, 77.4, 50.0)
    """
    counts = [1.0] * len(levels) if weights is None else list(weights)
    if not levels or len(counts) != len(levels):
        raise ValueError(f"expected at least one goal, each with a weight, found {len(levels)} and {len(counts)}")
    if set(levels) - set(LEVELS) or min(counts) <= 0:
        raise ValueError(f"expected levels from -2 to 2 and weights above zero, found {levels} and {counts}")
    attained = sum(weight * level for weight, level in zip(counts, levels, strict=True))
    spread = (1 - correlation) * sum(weight**2 for weight in counts) + correlation * sum(counts) ** 2
    return 50 + 10 * attained / sqrt(spread)
