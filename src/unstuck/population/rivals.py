"""What the product's forecast is compared with: the simple rules that anybody could use instead.

Each is learned on the clients of the other folds alone. `prevalence`: the same chance for everybody. `latest`: the
latest score. `first, latest, mean`: logistic regression on these three. `reliable change`: not yet reliably better
(Jacobson and Truax 1991). `failure boundary`: outside the one-sided 90 % band of the expected course (Lambert et al.
2018; Finch et al. 2001). `plain growth`: growth in log(1 + t) with a random intercept and slope.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

PREVALENCE, LATEST, THREE, RELIABLE, BOUNDARY = (
    "prevalence",
    "latest score",
    "first, latest and mean",
    "reliable change",
    "failure boundary",
)
GROWTH, RAW, PRODUCT = "plain growth", "own course as fitted", "own course"
RIVALS = (PREVALENCE, LATEST, THREE, RELIABLE, BOUNDARY, GROWTH, RAW, PRODUCT)
NEWTON_STEPS = 25
RIDGE = 1e-3
"""On standardised predictors: hardly felt, but there is always a maximum."""


@dataclass(frozen=True)
class SoFar:
    """What is known at a landmark, worse is higher: a row for each client.

    better: reliably better than at the start. outside: beyond the failure boundary.
    """

    first: Floats
    latest: Floats
    mean: Floats
    better: Flags
    outside: Flags

    def columns(self, rival: str) -> Floats:
        """Return what a rival looks at (rows, columns)."""
        shown = {
            PREVALENCE: (),
            LATEST: (self.latest,),
            THREE: (self.first, self.latest, self.mean),
            RELIABLE: (~self.better,),
            BOUNDARY: (self.outside,),
        }[rival]
        return np.stack([np.ones(self.first.size), *shown], axis=1).astype(np.float64)

    def rank(self, rival: str, chance: Floats) -> Floats:
        """Return by what a rival ranks clients; for the latest score that score itself, whatever the fold's line."""
        plain = {LATEST: self.latest, RELIABLE: ~self.better, BOUNDARY: self.outside, PREVALENCE: np.zeros(chance.size)}
        return np.asarray(plain.get(rival, chance), dtype=np.float64)


def chances_of(known: SoFar, rival: str, happened: Flags, fold: Ints) -> Floats:
    """Return each client's chance of the outcome, learned on the other folds."""
    columns, chance = known.columns(rival), np.empty(happened.size)
    for number in np.unique(fold):
        held = fold == number
        chance[held] = _expit(columns[held] @ logistic(columns[~held], happened[~held]))
    return chance


def scores_of(known: SoFar, rival: str, later: Floats, fold: Ints) -> Floats:
    """Return each client's foreseen later score by least squares on the other folds; the latest score as it is."""
    if rival == LATEST:
        return known.latest
    columns, foreseen = known.columns(rival), np.empty(later.size)
    for number in np.unique(fold):
        held = fold == number
        foreseen[held] = columns[held] @ np.linalg.lstsq(columns[~held], later[~held], rcond=None)[0]
    return foreseen


def logistic(columns: Floats, happened: Flags) -> Floats:
    """Return the coefficients of a logistic regression; the first column is 1, the others any numbers."""
    middle, spread = columns.mean(axis=0), columns.std(axis=0)
    middle[0], spread = 0.0, np.where(spread > 0, spread, 1.0)
    x, outcome = (columns - middle) / spread, happened.astype(np.float64)
    found, ridge = np.zeros(x.shape[1]), RIDGE * np.eye(x.shape[1])
    for _ in range(NEWTON_STEPS):
        chance = _expit(x @ found)
        curve = x.T @ (x * (chance * (1 - chance))[:, None]) + ridge
        step = np.linalg.solve(curve, x.T @ (outcome - chance) - RIDGE * found)
        found = found + np.clip(step, -2.0, 2.0)
    found = found / spread
    found[0] -= middle[1:] @ found[1:]
    return np.asarray(found)


def _expit(at: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(at, -30, 30))))
