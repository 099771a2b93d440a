"""One client at one occasion, in plain numbers: what a page, a record or a sentence is made from."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from unstuck.progress.batch import Batch, Clock
from unstuck.progress.chances import outlook
from unstuck.progress.curve import Curve
from unstuck.progress.growth import Z80
from unstuck.progress.measure import Measure
from unstuck.progress.normal import normal_cdf
from unstuck.progress.recalibration import forecast_factor, recalibrated
from unstuck.progress.reliable_change import CATEGORIES
from unstuck.progress.status import STALLED, STATES, Assessment, clinical

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
    scores last differed by a minimal change from the latest one (stalled clients only), `held_for` since the state
    began.
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
    held_for: float
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
    columns = _judged(found, rows) | _observed(batch, measure, rows, found.since[rows])
    ahead = _ahead(batch, measure, curve, found, rows)
    columns |= dict(zip(("expected", "forecast", "p_clinical", "outlook"), ahead, strict=True))
    columns["flat_for"] = [
        _flat_for(batch, row, minimal) if state == STATES[STALLED] else None
        for row, state, minimal in zip(rows.tolist(), columns["state"], columns["minimal"], strict=True)
    ]
    return map(Snapshot, *(columns[name] for name in Snapshot._fields))


def _judged(found: Assessment, rows: NDArray[np.int64]) -> dict[str, list[Any]]:
    return {
        "state": [STATES[code] for code in found.state[rows].tolist()],
        "alert": found.alert[rows].tolist(),
        "probability": _optional(found.probability[rows]),
        "change": found.change[rows].tolist(),
        "threshold": _optional(found.reliable[rows]),
        "minimal": _optional(found.minimal[rows]),
        "category": [CATEGORIES[code] if code >= 0 else None for code in found.category[rows].tolist()],
        "since_row": found.since[rows].tolist(),
        "worse_ahead": _optional(found.worse_ahead[rows]),
    }


def _observed(
    batch: Batch, measure: Measure, rows: NDArray[np.int64], since: NDArray[np.int64]
) -> dict[str, list[Any]]:
    first, latest = batch.first[rows], batch.scores[rows]
    return {
        "scores": batch.number[rows].tolist(),
        "first": first.tolist(),
        "latest": latest.tolist(),
        "clock": [batch.clock] * rows.size,
        "elapsed": batch.times[rows].tolist(),
        "held_for": (batch.times[rows] - batch.times[since]).tolist(),
        "started_clinical": clinical(first, measure).tolist(),
        "clinical_now": clinical(latest, measure).tolist(),
    }


def _optional(column: Floats) -> list[float | None]:
    return [None if math.isnan(value) else value for value in column.tolist()]


def _flat_for(batch: Batch, row: int, minimal: float) -> float:
    """Return how long all scores up to `row` have stayed within a minimal change of the score there."""
    start, earliest = int(batch.start[row]), row
    while earliest > start and abs(batch.scores[earliest - 1] - batch.scores[row]) < minimal:
        earliest -= 1
    return float(batch.times[row] - batch.times[earliest])


def _ahead(
    batch: Batch, measure: Measure, curve: Curve | None, found: Assessment, rows: NDArray[np.int64]
) -> tuple[list[Range | None], list[Range | None], list[float | None], list[Outcomes | None]]:
    """Return expected range, own forecast, its probability of being clinical and the outlook, for `rows`."""
    if curve is None or found.course is None or found.expected is None:
        nothing: list[None] = [None] * rows.size
        return list(nothing), list(nothing), list(nothing), list(nothing)
    expected = _ranges(found.expected.mean[rows], found.expected.sd[rows], measure)
    mean = measure.sign * found.course.mean_score_ahead[rows]
    sd = np.sqrt(found.course.var_score_ahead[rows])
    cutoff = measure.cutoff or 0.0
    p_clinical = recalibrated(normal_cdf(measure.sign * (mean - cutoff) / sd), curve.recalibration)
    sd = sd * forecast_factor(batch.number[rows], curve.recalibration)
    chances = outlook(found.course, measure, found.minimal, rows, curve.recalibration)
    columns = (chances.non_clinical, chances.gaining, chances.flat, chances.worse)
    outcomes: list[Outcomes | None] = [
        None if math.isnan(sum(row)) else Outcomes(*row)
        for row in zip(*(column.tolist() for column in columns), strict=True)
    ]
    return expected, _ranges(mean, sd, measure), list(p_clinical.tolist()), outcomes


def _ranges(mean: Floats, sd: Floats, measure: Measure) -> list[Range | None]:
    """Return means with 80 % bands, kept within the instrument's range."""
    columns = (mean, mean - Z80 * sd, mean + Z80 * sd)
    kept = (np.clip(column, measure.minimum, measure.maximum).tolist() for column in columns)
    return [Range(*row) for row in zip(*kept, strict=True)]
