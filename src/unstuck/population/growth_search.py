"""The search for the relative covariance D: Newton's method on a factor of it, with a proof of arrival.

D = L L' with a full 2x2 factor L = [[t0, t1], [t2, t3]]. In L the criterion is smooth and needs no bounds,
and a zero variance is an ordinary point (Burer and Monteiro 2003, Math Program 95:329-357). lme4's triangular
factor has one parameter less, but near a zero variance the way bends: where this one took 32 steps at most,
that one took up to 200. A factor can hide a way down from a singular D, so arrival is certified on D itself:
the gradient there must not be negative along D's empty directions (the Karush-Kuhn-Tucker conditions on the
semidefinite cone).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from unstuck.population.growth_likelihood import Point
from unstuck.population.growth_sums import Floats

MOST_STEPS = 200
ARRIVED = 1e-10
"""Newton's predicted fall in the criterion at which the search ends: 1e-5 of a standard error."""
SINGULAR = 1e-8
"""Eigenvalue of D, x and y in standard deviations, that counts as zero (a factor of 1e-4, as in lme4)."""

STARTS = tuple(np.array([t0, 0.0, 0.0, t3]) for t0, t3 in ((1.0, 0.7), (0.3, 0.1), (0.1, 1.0), (4.0, 3.0)))

Evaluate = Callable[[Floats], Point]


class NotConverged(RuntimeError):
    """The search ended away from a maximum; no fit is returned."""


@dataclass(frozen=True)
class Arrival:
    """Where the search ended: D as (d11, d12, d22), its factor t (4,), steps taken, whether D is singular."""

    d: Floats
    t: Floats
    point: Point
    steps: int
    boundary: bool


def best_of(evaluate: Evaluate, starts: Sequence[Floats], slack: float) -> Arrival:
    """Search from every start and return the best arrival; `slack` is the criterion's rounding error.

    Raises NotConverged where no start arrives.
    """
    arrivals, problem = [], NotConverged("no start was given")
    for start in starts:
        try:
            arrivals.append(search(evaluate, start, slack))
        except NotConverged as fault:
            problem = fault
    if not arrivals:
        raise problem
    return min(arrivals, key=lambda arrival: arrival.point.value)


def search(evaluate: Evaluate, start: Floats, slack: float) -> Arrival:
    """Minimise the criterion from one start; raise NotConverged unless the end is a certified minimum."""
    t, steps = np.asarray(start, dtype=np.float64), 0
    for _ in range(3):
        t, point, taken = _descend(evaluate, t, slack)
        steps += taken
        d = product(t)
        empty = _empty_directions(d)
        way_down = _way_down(d, point, empty)
        if way_down is None:
            return Arrival(d, t, point, steps, boundary=bool(empty))
        t = way_down
    raise NotConverged("the search kept leaving a singular covariance; the scores may not determine the model")


def product(t: Floats) -> Floats:
    """Return D = L L' as (d11, d12, d22)."""
    return np.array([t[0] ** 2 + t[1] ** 2, t[0] * t[2] + t[1] * t[3], t[2] ** 2 + t[3] ** 2])


def _square(packed: Floats) -> Floats:
    return np.array([[packed[0], packed[1]], [packed[1], packed[2]]])


def _factor(d: Floats) -> Floats:
    """Return D's symmetric square root, as a factor."""
    size, axes = np.linalg.eigh(_square(d))
    root: Floats = (axes * np.sqrt(np.maximum(size, 0.0))) @ axes.T
    return root.ravel()


def _slope(point: Point) -> Floats:
    """Return the gradient as the symmetric matrix G for which the criterion changes by tr(G dD)."""
    return _square(point.gradient * [1.0, 0.5, 1.0])


def _in_factor(t: Floats, point: Point) -> tuple[Floats, Floats]:
    """Return gradient and Hessian in t, by the chain rule."""
    t0, t1, t2, t3 = t
    jacobian = np.array([[2 * t0, 2 * t1, 0.0, 0.0], [t2, t3, t0, t1], [0.0, 0.0, 2 * t2, 2 * t3]])
    bend = 2.0 * np.kron(_slope(point), np.eye(2))
    return jacobian.T @ point.gradient, jacobian.T @ point.hessian @ jacobian + bend


def _newton_step(t: Floats, point: Point) -> tuple[Floats, float]:
    """Return a step that leads down, and the fall that it predicts (half the Newton decrement)."""
    gradient, hessian = _in_factor(t, point)
    size, axes = np.linalg.eigh(hessian)
    size = np.maximum(np.abs(size), 1e-9 * np.abs(size).max() + 1e-12)
    step = -axes @ ((axes.T @ gradient) / size)
    fall = -0.5 * float(gradient @ step)
    longest = 1.0 + float(np.linalg.norm(t))
    return step * min(1.0, longest / max(float(np.linalg.norm(step)), 1e-300)), fall


def _descend(evaluate: Evaluate, t: Floats, slack: float) -> tuple[Floats, Point, int]:
    point = evaluate(product(t))
    for taken in range(MOST_STEPS):
        step, fall = _newton_step(t, point)
        moved = _line_search(evaluate, t, point, step, slack)
        if moved is None:
            if fall > max(1e-7, 10.0 * slack):
                raise NotConverged(f"no way down, though a fall of {fall:.2g} was expected")
            return t, point, taken
        t, point = moved
        if fall < ARRIVED:
            return t, point, taken + 1
    raise NotConverged(f"no maximum of the likelihood was reached in {MOST_STEPS} steps")


def _line_search(
    evaluate: Evaluate, t: Floats, point: Point, step: Floats, slack: float
) -> tuple[Floats, Point] | None:
    gradient = _in_factor(t, point)[0]
    slope = float(gradient @ step)
    share = 1.0
    for _ in range(40):
        reached = t + share * step
        try:
            there = evaluate(product(reached))
        except (FloatingPointError, np.linalg.LinAlgError):
            there = None
        if there is not None and there.value <= point.value + 1e-4 * share * slope + slack:
            return reached, there
        share *= 0.5
    return None


def _empty_directions(d: Floats) -> list[Floats]:
    size, axes = np.linalg.eigh(_square(d))
    return [axis for value, axis in zip(size, axes.T, strict=True) if value <= SINGULAR * max(1.0, size[1])]


def _way_down(d: Floats, point: Point, empty: list[Floats]) -> Floats | None:
    """Return a factor from which the criterion still falls, or None where the end is a minimum."""
    slope = _slope(point)
    for axis in empty:
        if float(axis @ slope @ axis) < -1e-6 * float(axis @ point.information @ axis):
            return _factor(d + 0.05 * np.outer(axis, axis)[[0, 0, 1], [0, 1, 1]])
    return None
