"""Goal attainment scaling: goals in the client's own words, each from -2 to +2, and the T score of them all."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from unstuck.errors import BadInput

AGREEMENT = 0.3
"""How much goals of one person are taken to go together: the constant in the formula."""

LOWEST, HIGHEST = -2, 2


def goal_attainment(levels: Sequence[int], weights: Sequence[float] | None = None) -> float:
    """Return the T score of goals: 50 where all came out as expected.

    `levels`: one for each goal, from -2 (much less than expected) to 2 (much more). `weights`: how much each matters,
    above zero; by default all the same. T = 50 + 10 Σwx / sqrt((1 - r) Σw² + r (Σw)²) with r = 0.3 (Kiresuk and Sherman
    1968, Community Ment Health J 4:443-453). Raises BadInput for no goals, another number of weights, or a level or
    a weight out of range.

    >>> goal_attainment([0, 0, 0]), goal_attainment([1])
    (50.0, 60.0)
    """
    used = list(weights) if weights is not None else [1.0] * len(levels)
    if not levels or len(used) != len(levels):
        raise BadInput(f"expected at least one goal and a weight for each, found {len(levels)} and {len(used)}")
    for number, (level, weight) in enumerate(zip(levels, used, strict=True), start=1):
        if level not in range(LOWEST, HIGHEST + 1) or not 0 < weight < float("inf"):
            raise BadInput(
                f"goal {number}: expected -2 to 2 and a weight above zero, found {level!r} with the weight {weight!r}"
            )
    weighted = sum(weight * level for level, weight in zip(levels, used, strict=True))
    squares = sum(weight**2 for weight in used)
    return 50 + 10 * weighted / sqrt((1 - AGREEMENT) * squares + AGREEMENT * sum(used) ** 2)
