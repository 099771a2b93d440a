"""One client at one occasion, in plain numbers: what a page, a record or a sentence is made from."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unstuck.progress.batch import Batch, Clock
from unstuck.progress.curve import Curve
from unstuck.progress.growth import Z80
from unstuck.progress.measure import Measure
from unstuck.progress.normal import normal_cdf
from unstuck.progress.reliable_change import CATEGORIES
from unstuck.progress.status import STALLED, STATES, Assessment, clinical, outlook

Floats = NDArray[np.float64]


class Range(NamedTuple):
    """A mean with its 80 % band, in points."""

    mean: float
    lower80: float
    upper80: float


class Outcomes(NamedTuple):
    """The outlook: probabilities of the four exclusive outcomes at the horizon."""

    non_clinical: float
    gaining: float
    flat: float
    worse: float


class Snapshot(NamedTuple):
    """Everything known of one client at one score; None where unknown.

    Points, probabilities, and days or sessions (`clock`): `elapsed` since the first score, `flat_for` since the
    scores last differed by a minimal change from the latest one (stalled clients only).
    """

    state: str
    alert: bool
    probability: float | None
    scores: int
    first: float
    latest: float
    change: float
    threshold: float | None
    minimal: float | None
    category: str | None
    clock: Clock
    elapsed: float
    flat_for: float | None
    since_row: int
    started_clinical: bool
    clinical_now: bool
    worse_ahead: float | None
    expected: Range | None
    forecast: Range | None
    p_clinical: float | None
    outlook: Outcomes | None


def snapshots(
    batch: Batch, measure: Measure, curve: Curve | None, found: Assessment, rows: NDArray[np.int64]
) -> Iterator[Snapshot]:
    """Yield the snapshot of each of `rows`; `curve` and `found` are those of `assess`."""
    first = batch.first
    columns = {
        "probability": found.probability,
        "first": first,
        "latest": batch.scores,
        "change": found.change,
        "threshold": found.reliable,
        "minimal": found.minimal,
        "elapsed": batch.times,
        "worse_ahead": found.worse_ahead,
    }
    numbers = zip(*(_optional(column[rows]) for column in columns.values()), strict=True)
    flags = zip(
        found.state[rows].tolist(),
        found.category[rows].tolist(),
        found.alert[rows].tolist(),
        batch.number[rows].tolist(),
        found.since[rows].tolist(),
        clinical(first[rows], measure).tolist(),
        clinical(batch.scores[rows], measure).tolist(),
        strict=True,
    )
    ahead = zip(*_ahead(measure, curve, found, rows), strict=True)
    for row, values, flag, (expected, forecast, p_clinical, outcomes) in zip(
        rows.tolist(), numbers, flags, ahead, strict=True
    ):
        probability, start, latest, change, threshold, minimal, elapsed, worse_ahead = values
        state, category, alert, count, since, started_clinical, clinical_now = flag
        yield Snapshot(
            state=STATES[state],
            alert=alert,
            probability=probability,
            scores=count,
            first=start,
            latest=latest,
            change=change,
            threshold=threshold,
            minimal=minimal,
            category=CATEGORIES[category] if category >= 0 else None,
            clock=batch.clock,
            elapsed=elapsed,
            flat_for=_flat_for(batch, row, minimal) if state == STALLED else None,
            since_row=since,
            started_clinical=started_clinical,
            clinical_now=clinical_now,
            worse_ahead=worse_ahead,
            expected=expected,
            forecast=forecast,
            p_clinical=p_clinical,
            outlook=outcomes,
        )


def _optional(column: Floats) -> list[float | None]:
    return [None if math.isnan(value) else value for value in column.tolist()]


def _flat_for(batch: Batch, row: int, minimal: float) -> float:
    """Return how long all scores up to `row` have stayed within a minimal change of the score there."""
    start, earliest = int(batch.start[row]), row
    while earliest > start and abs(batch.scores[earliest - 1] - batch.scores[row]) < minimal:
        earliest -= 1
    return float(batch.times[row] - batch.times[earliest])


def _ahead(
    measure: Measure, curve: Curve | None, found: Assessment, rows: NDArray[np.int64]
) -> tuple[list[Range | None], list[Range | None], list[float | None], list[Outcomes | None]]:
    """Return expected range, own forecast, its probability of being clinical and the outlook, for `rows`."""
    if curve is None or found.course is None or found.expected is None:
        nothing: list[None] = [None] * rows.size
        return list(nothing), list(nothing), list(nothing), list(nothing)
    expected = _ranges(found.expected.mean[rows], found.expected.sd[rows], measure)
    mean = measure.sign * found.course.mean_ahead[rows]
    sd = np.sqrt(found.course.var_ahead[rows] + curve.residual_variance)
    cutoff = measure.cutoff or 0.0
    p_clinical = normal_cdf(measure.sign * (mean - cutoff) / sd)
    chances = outlook(found.course, measure, found.minimal, rows)
    columns = (chances.non_clinical, chances.gaining, chances.flat, chances.worse)
    outcomes: list[Outcomes | None] = [
        None if math.isnan(row[1]) else Outcomes(*row)
        for row in zip(*(column.tolist() for column in columns), strict=True)
    ]
    return expected, _ranges(mean, sd, measure), list(p_clinical.tolist()), outcomes


def _ranges(mean: Floats, sd: Floats, measure: Measure) -> list[Range | None]:
    """Return means with 80 % bands, kept within the instrument's range."""
    columns = (mean, mean - Z80 * sd, mean + Z80 * sd)
    kept = (np.clip(column, measure.minimum, measure.maximum).tolist() for column in columns)
    return [Range(*row) for row in zip(*kept, strict=True)]
