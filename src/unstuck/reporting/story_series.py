"""One client's scores and the expected course over the same axis: what a story's chart is drawn from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from unstuck.progress.batch import Batch
from unstuck.progress.course import horizon
from unstuck.progress.curve import DAYS_IN, Curve
from unstuck.progress.growth import Z80
from unstuck.progress.measure import Measure
from unstuck.progress.status import expected_band
from unstuck.reporting.contents import Numbers

GRID_POINTS = 40
"""Points along the expected band of one chart."""


class StorySeries(NamedTuple):
    """Times in weeks, or sessions, since the first score; the last four are empty where there is no curve."""

    times: Numbers
    scores: Numbers
    grid: Numbers
    expected: Numbers
    lower80: Numbers
    upper80: Numbers

    @property
    def band(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Return what `story_chart` takes as its band."""
        return (self.grid, self.expected, self.lower80, self.upper80)


NOTHING: Numbers = np.empty(0)
NO_SERIES = StorySeries(*[NOTHING] * 6)


def story_series(batch: Batch, rows: slice, curve: Curve | None, measure: Measure) -> StorySeries:
    """Return the series of the client whose scores are `rows` of a batch, up to the horizon after the last of them."""
    unit = 1.0 if batch.clock == "sessions" else DAYS_IN["week"]
    times, scores = batch.times[rows], batch.scores[rows]
    if curve is None:
        return NO_SERIES._replace(times=times / unit, scores=scores)
    grid = np.linspace(0.0, times[-1] + horizon(batch), GRID_POINTS)
    number = np.searchsorted(times, grid, side="right")  # of the score up to then: the band is put right by it
    band = expected_band(np.full(grid.shape, scores[0]), grid, number, curve)
    inside = (measure.minimum, measure.maximum)
    return StorySeries(
        times=times / unit,
        scores=scores,
        grid=grid / unit,
        expected=np.clip(band.mean, *inside),
        lower80=np.clip(band.mean - Z80 * band.sd, *inside),
        upper80=np.clip(band.mean + Z80 * band.sd, *inside),
    )
