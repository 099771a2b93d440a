"""Chances and bands put right by a file's own clients: two numbers for the chance, a factor for each band.

The chance that the score at the horizon is clinical, p, becomes expit(intercept + slope logit(p)): logistic
recalibration (Cox 1958, Biometrika 45:562-565). A band of mean ± z sd becomes mean ± z factor sd, with the factor
learned apart for those with 2, 3, 4 to 5 and 6 or more scores: one for all would be too narrow early and too wide
later. It is the quantile of past errors over their sd (split conformal prediction; Lei et al. 2018, J Am Stat Assoc
113:1094-1111). How they are learned: population/recalibrating.py. Where a curve has none, nothing is changed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GROUPS: tuple[tuple[int, int | None], ...] = ((2, 2), (3, 3), (4, 5), (6, None))
"""By how many scores bands are put right: from so many to so many, None: or more."""
SMALLEST_CHANCE = 1e-6
"""A chance nearer to 0 or 1 than this counts as this, so that it has a logit."""


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval, resampled by client."""

    value: float
    lower95: float
    upper95: float


@dataclass(frozen=True)
class ChanceLine:
    """Logistic recalibration of the chance of a clinical score, and how many clients and later scores it rests on."""

    intercept: Estimate
    slope: Estimate
    clients: int
    scores: int


@dataclass(frozen=True)
class BandFactor:
    """By how much the standard deviations are multiplied for clients with `fewest` to `most` scores (None: or more).

    forecast: of the client's own forecast. expected: of the course expected from the first score; None where too few.
    """

    fewest: int
    most: int | None
    forecast: Estimate
    expected: Estimate | None
    clients: int
    scores: int


@dataclass(frozen=True)
class Recalibration:
    """What was learned out of fold: each client's errors are those of a curve fitted without that client.

    clients: in the folds. chances: None where fewer than 200 clients, or too few of either outcome. bands: the groups
    that had enough clients; others keep the sd as it is.
    """

    clients: int
    folds: int
    chances: ChanceLine | None
    bands: tuple[BandFactor, ...]


def recalibrated(chance: Floats, known: Recalibration | None) -> Floats:
    """Return chances of a clinical score, put right where that was learned.

    >>> recalibrated(np.array([0.5]), None)
    array([0.5])
    """
    if known is None or known.chances is None:
        return chance
    turned = known.chances.intercept.value + known.chances.slope.value * logit(chance)
    return np.asarray(1 / (1 + np.exp(-turned)))


def logit(chance: Floats) -> Floats:
    """Return the logit of chances, those next to 0 and 1 kept from the ends; NaN for NaN."""
    kept = np.clip(chance, SMALLEST_CHANCE, 1 - SMALLEST_CHANCE)
    return np.asarray(np.log(kept) - np.log1p(-kept))


def forecast_factor(number: Ints, known: Recalibration | None) -> Floats:
    """Return what the forecast's sd is multiplied by, for clients with so many scores."""
    return _factor(number, [(band, band.forecast) for band in known.bands] if known else [])


def expected_factor(number: Ints, known: Recalibration | None) -> Floats:
    """Return what the expected course's sd is multiplied by, for a client's score of this number."""
    return _factor(number, [(band, band.expected) for band in known.bands] if known else [])


def _factor(number: Ints, bands: list[tuple[BandFactor, Estimate | None]]) -> Floats:
    factor = np.ones(np.shape(number))
    for band, estimate in bands:
        if estimate is not None:
            factor[in_group(number, band.fewest, band.most)] = estimate.value
    return factor


def in_group(number: Ints, fewest: int, most: int | None) -> NDArray[np.bool_]:
    """Return which numbers of scores belong to a group."""
    return np.asarray((number >= fewest) & (number <= (np.inf if most is None else most)))


def recalibration_json(known: Recalibration) -> dict[str, Any]:
    """Return it as the object that a curve's file holds."""
    return {**asdict(known), "bands": [asdict(band) for band in known.bands]}
