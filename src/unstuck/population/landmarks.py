"""Landmarks: what is known of each client at the second, third, fourth and sixth score, and how it went on.

The end of treatment is the client's last score. Who has none after the landmark stopped coming: that is an outcome of
its own kind and is counted, not left out (STATISTICS: evaluation protocol).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstuck.population.out_of_fold import Folds
from unstuck.population.recalibrating import Errors
from unstuck.population.rivals import SoFar
from unstuck.progress.batch import Batch
from unstuck.progress.course import horizon
from unstuck.progress.curve import Curve
from unstuck.progress.forecast import foreseen, rows_to_compare_with
from unstuck.progress.growth import Z80, expected_course
from unstuck.progress.measure import Measure
from unstuck.progress.normal import normal_cdf

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LANDMARKS = (2, 3, 4, 6)
CLINICAL, NO_HALF, GONE, SOON = "clinical_at_end", "no_half_at_end", "clinical_or_gone", "clinical_soon"
OUTCOMES = (CLINICAL, NO_HALF, GONE, SOON)
"""Still clinical at the end; not half better there; still clinical there or not seen again; clinical in four weeks."""


@dataclass(frozen=True)
class Landmark:
    """Clients at one landmark, worse is higher; a row each.

    rows: of the batch. known: what the rivals look at. last, soon: the row of the last score, and of the one that a
    forecast is compared with, -1 where there is none. goal: the score at which somebody is half better.
    """

    scores: int
    rows: Ints
    client: Ints
    known: SoFar
    last: Ints
    soon: Ints
    goal: Floats
    end: Floats
    after: Floats
    cutoff: float

    def asked(self, outcome: str) -> Flags:
        """Return which clients have an answer."""
        if outcome == GONE:
            return np.ones(self.rows.size, dtype=np.bool_)
        return self.soon >= 0 if outcome == SOON else self.last >= 0

    def happened(self, outcome: str) -> Flags:
        """Return who had the outcome; meaningless where `asked` is false."""
        if outcome == SOON:
            return np.asarray(self.after >= self.cutoff)
        if outcome == NO_HALF:
            return np.asarray(self.end > self.goal)
        return np.asarray((self.end >= self.cutoff) | ((self.last < 0) & (outcome == GONE)))


def landmark(batch: Batch, measure: Measure, folds: Folds, scores: int) -> Landmark:
    """Return the clients with at least so many scores, at the last of these."""
    counts = np.diff(batch.starts)
    client = np.flatnonzero(counts >= scores)
    rows = batch.starts[client] + scores - 1
    last, soon = batch.starts[client + 1] - 1, rows_to_compare_with(batch)[rows]
    last = np.where(last > rows, last, -1)
    turned = measure.sign * batch.scores
    first, best = turned[batch.starts[client]], min(measure.sign * measure.minimum, measure.sign * measure.maximum)
    reliable = measure.reliable(batch.scores.size)[rows]
    latest = turned[rows]
    return Landmark(
        scores=scores,
        rows=rows,
        client=client,
        known=SoFar(
            first=first,
            latest=latest,
            mean=batch.running_sum(turned)[rows] / scores,
            better=first - latest >= reliable - 1e-9,
            outside=boundary(folds, measure)[rows] > Z80,
        ),
        last=last,
        soon=soon,
        goal=best + (first - best) / 2,
        end=turned[last],
        after=turned[soon],
        cutoff=measure.sign * (measure.cutoff or 0.0),
    )


def boundary(folds: Folds, measure: Measure) -> Floats:
    """Return by how many sd each score is worse than the course expected from the first one; 0 at the first."""

    def columns(batch: Batch, curve: Curve, _rows: Flags) -> dict[str, Floats]:
        expected = expected_course(batch.first, batch.times, curve)
        worse = measure.sign * (batch.scores - expected.mean)
        return {"worse": np.divide(worse, expected.sd, out=np.zeros_like(worse), where=expected.sd > 0)}

    return folds.each(columns)["worse"]


def until_of(at: Landmark, outcome: str, batch: Batch) -> Floats:
    """Return the times that an outcome is about, for all rows of the batch: NaN where nothing is asked.

    Of who was not seen again, one horizon on.
    """
    target = at.soon if outcome == SOON else at.last
    until = np.full(batch.times.size, np.nan)
    until[at.rows] = np.where(target >= 0, batch.times[target], batch.times[at.rows] + horizon(batch))
    return until


@dataclass(frozen=True)
class Ahead:
    """A course's own answer at a landmark: mean and sd of the later score, and the chance of the outcome."""

    mean: Floats
    sd: Floats
    chance: Floats


def ahead(folds: Folds, measure: Measure, at: Landmark, outcome: str) -> Ahead:
    """Return what the curves of the other folds foresee."""
    batch = folds.episodes.batch(folds.clock)
    until = until_of(at, outcome, batch)

    def columns(held: Batch, curve: Curve, rows: Flags) -> dict[str, Floats]:
        found = foreseen(held, measure, curve, until[rows])
        return {"mean": found.mean, "sd": found.sd}

    found = folds.each(columns)
    mean, sd = found["mean"][at.rows], found["sd"][at.rows]
    level = at.goal if outcome == NO_HALF else at.cutoff
    return Ahead(mean, sd, normal_cdf((mean - level) / sd))


def errors_at_end(folds: Folds, measure: Measure, at: Landmark) -> Errors:
    """Return how the last score was foreseen at a landmark."""
    found, asked = ahead(folds, measure, at, CLINICAL), at.last >= 0
    return Errors(
        client=at.client[asked],
        number=np.full(int(asked.sum()), at.scores),
        later=at.last[asked],
        miss=(at.end - found.mean)[asked],
        sd=found.sd[asked],
        chance=found.chance[asked],
        clinical=at.happened(CLINICAL)[asked],
    )
