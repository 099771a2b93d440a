"""The observed score at any later time, from a client's scores so far: what later scores can be compared with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstuck.progress.batch import Batch
from unstuck.progress.course import horizon
from unstuck.progress.curve import Curve
from unstuck.progress.growth import growth_forecast
from unstuck.progress.measure import Measure
from unstuck.progress.normal import normal_cdf
from unstuck.progress.wandering_course import wandering_forecast

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_SOON = 1e-6


@dataclass(frozen=True)
class Foreseen:
    """Mean and SD of the score at the time asked about, worse is higher; NaN where nothing was asked."""

    mean: Floats
    sd: Floats

    def clinical(self, cutoff: float) -> Floats:
        """Return the chance of a score at `cutoff` or worse, worse being higher."""
        return normal_cdf((self.mean - cutoff) / self.sd)


def foreseen(batch: Batch, measure: Measure, curve: Curve, until: Floats) -> Foreseen:
    """Return the score foreseen for `until` (rows,; the batch's own clock) from the scores up to and with each row."""
    if curve.wandering is None:
        mean, variance = growth_forecast(batch, curve, until, measure.sign)
    else:
        mean, variance = wandering_forecast(batch, curve.wandering, until, measure.sign)
    return Foreseen(mean, np.sqrt(variance))


FURTHEST = 4
"""Horizons: a later score than that says more of what happened meanwhile than of the forecast."""


def rows_to_compare_with(batch: Batch) -> Ints:
    """Return for each row the client's first score one to four horizons later, else the last one; -1 where none.

    Where the scores end sooner, the last one stands in, so that who stopped coming counts as well.
    """
    reach, rows = horizon(batch), np.arange(batch.times.size)
    if rows.size == 0:
        return rows
    span = float(batch.times.max()) + 2 * reach
    key = batch.client * span + batch.times
    at = np.minimum(np.searchsorted(key, key + reach - _SOON), batch.starts[batch.client + 1] - 1)
    near = batch.times[at] <= batch.times + FURTHEST * reach
    return np.where((at > rows) & near, at, -1)
