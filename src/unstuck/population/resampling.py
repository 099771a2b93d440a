"""Intervals by drawing clients again with replacement, and the two fits that are asked again for every draw.

A client's scores are not independent of each other, so whole clients are drawn (Efron and Tibshirani 1993, An
Introduction to the Bootstrap, ch. 8). A draw is a row of weights: how often each client came up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstuck.progress.recalibration import Estimate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEWTON_STEPS = 15
STEEPEST = 15.0
"""A slope beyond this, either way, means that the outcomes are told apart completely: there is no line."""
_RIDGE = 1e-9


def draws(clients: int, times: int, rng: np.random.Generator) -> Floats:
    """Return how often each client comes up in each draw (times, clients); the first row is the clients as they are."""
    drawn = rng.multinomial(clients, np.full(clients, 1 / clients), size=times) if clients else np.empty((times, 0))
    return np.concatenate([np.ones((1, clients)), drawn]).astype(np.float64)


def estimate(values: Floats) -> Estimate | None:
    """Return the first value with the 95 % percentile interval of the others; None where it is not a number.

    The interval is widened to hold the value itself; draws that gave no number are left out.
    """
    value, rest = float(values[0]), values[1:][np.isfinite(values[1:])]
    if not np.isfinite(value) or rest.size < 0.9 * (values.size - 1):
        return None
    lower, upper = np.quantile(rest, (0.025, 0.975)) if rest.size else (value, value)
    return Estimate(value, min(float(lower), value), max(float(upper), value))


def quantiles(values: Floats, weights: Floats, share: float) -> Floats:
    """Return the smallest value that at least `share` of the weight does not exceed, for each row of weights.

    share counts (n + 1) of n, as split conformal prediction asks (Lei et al. 2018, J Am Stat Assoc 113:1094-1111);
    where the file is too small for that, the largest value.
    """
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[:, order], axis=1)
    whole = reached[:, -1:]
    place = (reached < np.minimum(share * (whole + 1), whole) - 1e-9).sum(axis=1)
    return np.asarray(values[order][np.minimum(place, values.size - 1)])


def lines(x: Floats, happened: Floats, client: Ints, weights: Floats) -> tuple[Floats, Floats]:
    """Return intercept and slope of the logistic regression of `happened` (0 or 1) on x, for each row of weights.

    The clients as they are by Newton's method to the end; each draw by one step from there, with its own scores and
    curvature (Shao and Tu 1995, The Jackknife and Bootstrap, 8.1). NaN where everything is told apart.
    """
    (a, b), settled = _line(x, happened)
    parts = _sums(a + b * x, x, happened, client, weights.shape[1])
    steps: tuple[Floats, Floats] = _step(weights @ parts[0], weights @ parts[1])
    good = settled and abs(b) <= STEEPEST
    nothing: Floats = np.full(len(weights), np.nan)
    return (a + steps[0], b + steps[1]) if good else (nothing, nothing)


def offsets(x: Floats, happened: Floats, client: Ints, weights: Floats) -> Floats:
    """Return the intercept alone, the slope held at 1: by how much, in logits, the chances are too low throughout."""
    a = 0.0
    for _ in range(NEWTON_STEPS):
        chance = _expit(a + x)
        a += float(np.clip((happened - chance).sum() / ((chance * (1 - chance)).sum() + _RIDGE), -2.0, 2.0))
    score, curve = _sums(a + x, x, happened, client, weights.shape[1])
    found = a + (weights @ score[:, 0]) / (weights @ curve[:, 0] + _RIDGE)
    return np.where(abs(a) < STEEPEST, found, np.nan)


def _line(x: Floats, happened: Floats) -> tuple[tuple[float, float], bool]:
    a, b, everybody = 0.0, 0.0, np.zeros(x.size, dtype=np.int64)
    for _ in range(2 * NEWTON_STEPS):
        score, curve = _sums(a + b * x, x, happened, everybody, 1)
        da, db = (float(part[0]) for part in _step(score, curve))
        da, db = min(max(da, -2.0), 2.0), min(max(db, -2.0), 2.0)
        a, b = a + da, b + db
        if max(abs(da), abs(db)) < 1e-9:
            return (a, b), True
    return (a, b), False


def _sums(at: Floats, x: Floats, happened: Floats, client: Ints, clients: int) -> tuple[Floats, Floats]:
    """Return each client's score (2) and curvature (3) of the log-likelihood at the logits `at`."""
    chance = _expit(at)
    miss, curve = happened - chance, chance * (1 - chance)
    columns = (miss, miss * x, curve, curve * x, curve * x * x)
    sums: Floats = np.stack([np.bincount(client, column, minlength=clients) for column in columns], axis=1)
    return sums[:, :2], sums[:, 2:]


def _step(score: Floats, curve: Floats) -> tuple[Floats, Floats]:
    (s0, s1), (c0, c1, c2) = score.T, curve.T
    c0, c2 = c0 + _RIDGE, c2 + _RIDGE
    det = np.maximum(c0 * c2 - c1 * c1, 1e-300)
    down: Floats = (c2 * s0 - c1 * s1) / det
    along: Floats = (c0 * s1 - c1 * s0) / det
    return down, along


def _expit(at: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(at, -30, 30))))
