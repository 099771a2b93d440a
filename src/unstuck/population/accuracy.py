"""How well chances and scores were foreseen: each figure for the clients as they are and for every draw of them.

All functions take one row for each client and weights (draws, rows), see `resampling.draws`; they return (draws,).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstuck.population.resampling import estimate, lines, offsets
from unstuck.progress.recalibration import Estimate, logit

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FALSE_POSITIVES = 0.2


def area_under_curve(rank: Floats, happened: Flags, weights: Floats) -> Floats:
    """Return the chance that who had the outcome was ranked higher than who had not, ties counting half.

    Hanley and McNeil 1982, Radiology 143:29-36.
    """
    bad, good = _by_rank(rank, happened, weights)
    below = np.cumsum(good, axis=1) - good
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((bad * (below + good / 2)).sum(axis=1) / (bad.sum(axis=1) * good.sum(axis=1)))


def sensitivity(rank: Floats, happened: Flags, weights: Floats, false_positives: float = FALSE_POSITIVES) -> Floats:
    """Return the share of those with the outcome who are ranked above the point where so many of the others are.

    Read off the ROC curve, which is straight between two ranks.
    """
    bad, good = (np.cumsum(part[:, ::-1], axis=1) for part in _by_rank(rank, happened, weights))
    found = np.full(weights.shape[0], np.nan)
    for draw in np.flatnonzero((bad[:, -1] > 0) & (good[:, -1] > 0)).tolist():
        of_good = np.concatenate([[0.0], good[draw] / good[draw, -1]])
        of_bad = np.concatenate([[0.0], bad[draw] / bad[draw, -1]])
        last = int(np.searchsorted(of_good, false_positives, side="right"))
        if last >= of_good.size:
            found[draw] = 1.0
            continue
        width = of_good[last] - of_good[last - 1]
        along = (false_positives - of_good[last - 1]) / width
        found[draw] = of_bad[last - 1] + along * (of_bad[last] - of_bad[last - 1])
    return found


def brier(chance: Floats, happened: Flags, weights: Floats) -> Floats:
    """Return the mean squared difference of chance and outcome; Brier 1950, Mon Weather Rev 78:1-3."""
    return _mean(np.square(chance - happened), weights)


def root_mean_square(miss: Floats, weights: Floats) -> Floats:
    """Return the root of the mean squared error, in points."""
    return np.sqrt(_mean(np.square(miss), weights))


def share(flags: Flags, weights: Floats) -> Floats:
    """Return the share of rows, by weight."""
    return _mean(flags.astype(np.float64), weights)


def calibration(chance: Floats, happened: Flags, weights: Floats) -> tuple[Estimate | None, Estimate | None]:
    """Return slope and intercept: slope 1 and intercept 0 where chances are as they should be.

    Slope: of the outcome's logistic regression on the chance's logit; intercept: with the slope held at 1
    (Cox 1958; Steyerberg 2019, Clinical Prediction Models, ch. 15). None where chances hardly differ.
    """
    x, outcome, own = logit(chance), happened.astype(np.float64), np.arange(chance.size)
    intercept = estimate(offsets(x, outcome, own, weights))
    if np.ptp(x) < 1e-9:
        return None, intercept
    return estimate(lines(x, outcome, own, weights)[1]), intercept


def _mean(values: Floats, weights: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(weights @ values / weights.sum(axis=1))


def _by_rank(rank: Floats, happened: Flags, weights: Floats) -> tuple[Floats, Floats]:
    """Return the weight of those with and without the outcome at each rank, from the lowest up (draws, ranks)."""
    order = np.argsort(rank, kind="stable")
    firsts = np.flatnonzero(np.concatenate([[True], np.diff(rank[order]) > 0]))
    ordered, came = weights[:, order], happened[order]
    return np.add.reduceat(ordered * came, firsts, axis=1), np.add.reduceat(ordered * ~came, firsts, axis=1)
