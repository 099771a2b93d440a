"""A minimum of a smooth function of a few numbers, each on the scale of its own prior: BFGS with tried steps.

Nocedal and Wright 2006, Numerical Optimization, ch. 6. The function takes many points at once, so that the
differences for a gradient, and all lengths of a step, cost one call each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Values = Callable[[Floats], Floats]
"""Points (n, p) to values (n,); infinity where there is none."""

DIFFERENCE = 1e-4
STEPS = np.array([1.0, 0.4, 0.1, 0.01])
MOST_STEPS = 120
LONGEST_STEP = 1.5
ARRIVED = 1e-4
"""A gradient this small, in values per scale of a prior, ends the search."""


class Minimum(NamedTuple):
    """Where the search ended, the value there, and whether the gradient vanished or no step led further down."""

    at: Floats
    value: float
    arrived: bool


def minimum(values: Values, start: Floats, bound: float, inverse: Floats | None = None) -> Minimum:
    """Return the minimum found from `start`, every number kept within -bound and bound.

    `inverse`: what is known beforehand of the inverse curvature.
    """
    at, inverse = start.astype(np.float64), np.eye(start.size) if inverse is None else inverse
    value, slope, fresh = float(values(at[None])[0]), gradient(values, at), False
    for _ in range(MOST_STEPS):
        if np.abs(_free(slope, at, bound)).max() < ARRIVED:
            return Minimum(at, value, True)
        way = _way(inverse, slope, at, bound)
        tried = np.clip(at + STEPS[:, None] * way, -bound, bound)
        found = values(tried)
        lower = np.flatnonzero(found < value - 1e-4 * STEPS * abs(float(way @ slope)))
        if lower.size == 0 and fresh:
            return Minimum(at, value, True)
        if lower.size == 0:
            inverse, fresh = positive_inverse(curvature(values, at)), True
            continue
        best = lower[np.argmin(found[lower])]
        step, value = tried[best] - at, float(found[best])
        at, fresh = tried[best], False
        after = gradient(values, at)
        inverse, slope = _updated(inverse, step, after - slope), after
    return Minimum(at, value, False)


def gradient(values: Values, at: Floats) -> Floats:
    """Return the central differences at one point."""
    moves = DIFFERENCE * np.eye(at.size)
    found = values(np.concatenate([at + moves, at - moves]))
    return np.asarray((found[: at.size] - found[at.size :]) / (2 * DIFFERENCE))


def curvature(values: Values, at: Floats) -> Floats:
    """Return the matrix of second derivatives at one point."""
    width, count = 0.03, at.size
    moves = width * np.eye(count)
    left, right = np.triu_indices(count)
    found = values(np.concatenate([at[None], at + moves, at - moves, at + moves[left] + moves[right]]))
    middle, up, down, both = found[0], found[1 : count + 1], found[count + 1 : 2 * count + 1], found[2 * count + 1 :]
    square = np.empty((count, count))
    square[left, right] = square[right, left] = both - up[left] - up[right] + middle
    square[np.diag_indices(count)] = up - 2 * middle + down
    return np.asarray(square / width**2)


def positive_inverse(curved: Floats) -> Floats:
    """Return a positive inverse: directions that curve the wrong way are given their prior's curvature, 1."""
    values, vectors = np.linalg.eigh(curved)
    return np.asarray(vectors / np.where(values > 1e-3, values, 1.0) @ vectors.T)


def _free(slope: Floats, at: Floats, bound: float) -> Floats:
    """Return the gradient, 0 where a bound is in its way."""
    return np.where(((at >= bound) & (slope < 0)) | ((at <= -bound) & (slope > 0)), 0.0, slope)


def _way(inverse: Floats, slope: Floats, at: Floats, bound: float) -> Floats:
    way = -inverse @ _free(slope, at, bound)
    if float(way @ slope) >= 0:
        way = -_free(slope, at, bound)
    return np.asarray(way * min(1.0, LONGEST_STEP / max(np.abs(way).max(), 1e-300)))


def _updated(inverse: Floats, step: Floats, change: Floats) -> Floats:
    """Return the BFGS update of the inverse curvature, unchanged where the function curves the wrong way."""
    along = float(step @ change)
    if along <= 1e-10 * float(np.linalg.norm(step) * np.linalg.norm(change)):
        return inverse
    left = np.eye(step.size) - np.outer(step, change) / along
    return np.asarray(left @ inverse @ left.T + np.outer(step, step) / along)
