"""Learning how a curve's chances and bands are put right: from errors out of fold, and only where there are enough.

From 200 clients on the chance of a clinical score is recalibrated by logistic regression on its logit: two numbers.
Anything more flexible is worse on files of this size (isotonic regression: slopes .55 to .82). Intercepts do not
travel between data sets, so no shipped curve has them. The bands' factors need fewer: a quantile of errors, by group.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unstuck.instruments.definition import Instrument
from unstuck.population.episodes import Episodes
from unstuck.population.out_of_fold import FOLDS, Columns, Folds, folds_of
from unstuck.population.resampling import draws, estimate, lines, quantiles
from unstuck.population.wandering_fit import FEWEST_EPISODES
from unstuck.progress.batch import Batch, Clock
from unstuck.progress.curve import Curve
from unstuck.progress.forecast import foreseen, rows_to_compare_with
from unstuck.progress.growth import Z80, expected_course
from unstuck.progress.measure import Measure, measure_of
from unstuck.progress.recalibration import (
    GROUPS,
    BandFactor,
    ChanceLine,
    Estimate,
    Recalibration,
    forecast_factor,
    in_group,
    logit,
    recalibrated,
)
from unstuck.progress.recalibration_fields import LARGEST_FACTOR

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

FEWEST_CLIENTS = 200
"""Below this the chances stay as they are (STATISTICS: recalibration)."""
FEWEST_FOR_BANDS = FEWEST_EPISODES
FEWEST_IN_GROUP = 40
"""A group of fewer clients keeps its sd: the 80 % quantile of 40 errors is already uncertain by a seventh."""
FEWEST_OUTCOMES = 30
"""Scores of each kind, clinical and not, below which there is no line."""
MOST_CLIENTS = 600
"""So many clients settle two numbers and eight factors; more would only take longer."""
DRAWS = 200
BAND = 0.8


@dataclass(frozen=True)
class Errors:
    """One row for each score that was foreseen out of fold, worse is higher.

    client, number: whose, and from how many scores. later: (rows,) the row that came true. miss, sd: of the forecast;
    chance: that it would be clinical; clinical: whether it was.
    """

    client: Ints
    number: Ints
    later: Ints
    miss: Floats
    sd: Floats
    chance: Floats
    clinical: Flags

    def of(self, rows: Flags) -> Errors:
        """Return some of the rows."""
        return Errors(**{name: column[rows] for name, column in vars(self).items()})

    def put_right(self, known: Recalibration | None) -> Errors:
        """Return them as the recalibrated curve would have had it."""
        sd = self.sd * forecast_factor(self.number, known)
        return replace(self, sd=sd, chance=recalibrated(self.chance, known))

    def within(self, z: float) -> Flags:
        """Return which scores came within z sd."""
        return np.asarray(np.abs(self.miss) <= z * self.sd)


def errors_of(folds: Folds, measure: Measure, until: Ints | None = None) -> Errors:
    """Return how each score foreseen from two scores or more came true.

    until: the row that each row is compared with, -1 for none; as a rule the score at the horizon.
    """
    batch = folds.episodes.batch(folds.clock)
    later = rows_to_compare_with(batch) if until is None else until
    asked = (later >= 0) & (batch.number >= 2)
    times = np.where(asked, batch.times[later], np.nan)
    found = folds.each(_foreseeing(measure, times))
    cutoff = measure.sign * (measure.cutoff or 0.0)
    came = measure.sign * batch.scores[later[asked]]
    mean, sd = found["mean"][asked], found["sd"][asked]
    return Errors(
        client=batch.client[asked],
        number=batch.number[asked],
        later=later[asked],
        miss=came - mean,
        sd=sd,
        chance=found["clinical"][asked],
        clinical=came >= cutoff,
    )


def _foreseeing(measure: Measure, times: Floats) -> Columns:
    cutoff = measure.sign * (measure.cutoff or 0.0)

    def columns(batch: Batch, curve: Curve, rows: Flags) -> dict[str, Floats]:
        ahead = foreseen(batch, measure, curve, times[rows])
        return {"mean": ahead.mean, "sd": ahead.sd, "clinical": ahead.clinical(cutoff)}

    return columns


def recalibrate(
    curve: Curve, episodes: Episodes, instrument: Instrument, shipped: Curve | None, rng: np.random.Generator
) -> Curve:
    """Return the curve with what its own clients' errors teach, and the card that says what that rests on.

    `episodes` stand in random order. Unchanged where they are too few, or the instrument has no clinical cutoff. A
    shipped curve centres the priors only where it is assumed: one fitted on people may have been fitted on these.
    """
    measure, some = measure_of(instrument), episodes.of(np.arange(min(episodes.clients, MOST_CLIENTS)))
    if measure.cutoff is None or curve.wandering is None:
        return curve
    if some.clients < FEWEST_FOR_BANDS:
        return replace(curve, card={**curve.card, "recalibration": _too_few(some.clients)})
    clock: Clock = "sessions" if curve.time_unit == "session" else "days"
    apart = shipped if shipped and shipped.kind == "assumed" else None
    folds = folds_of(some, clock, curve, measure.sign, apart)
    known = learned(folds, measure, rng)
    return replace(curve, recalibration=known, card={**curve.card, "recalibration": card_of(known)})


def learned(folds: Folds, measure: Measure, rng: np.random.Generator) -> Recalibration:
    """Return what the errors of these folds teach."""
    weights = draws(folds.episodes.clients, DRAWS, rng)
    return learned_from(errors_of(folds, measure), expected_ratios(folds), folds.episodes.clients, weights)


def learned_from(errors: Errors, expected: Ratios, clients: int, weights: Floats) -> Recalibration:
    """Return what these errors teach; weights: (draws, clients), see `resampling.draws`."""
    bands = [_band(errors, expected, weights, *group) for group in GROUPS]
    chances = chance_line(errors, weights) if clients >= FEWEST_CLIENTS else None
    return Recalibration(clients, FOLDS, chances, tuple(band for band in bands if band))


def chance_line(errors: Errors, weights: Floats) -> ChanceLine | None:
    """Return the two numbers; None where one outcome is too rare or they do not settle.

    weights: (draws, clients), see `resampling.draws`.
    """
    happened = errors.clinical.astype(np.float64)
    if min(happened.sum(), (1 - happened).sum()) < FEWEST_OUTCOMES:
        return None
    a, b = lines(logit(errors.chance), happened, errors.client, weights)
    intercept, slope = estimate(a), estimate(b)
    if intercept is None or slope is None or slope.value <= 0:
        return None
    return ChanceLine(intercept, slope, int(np.unique(errors.client).size), errors.clinical.size)


@dataclass(frozen=True)
class Ratios:
    """How far each score from the second on was from the course expected at the first one, in that course's sd."""

    client: Ints
    number: Ints
    ratio: Floats

    def of(self, rows: Flags) -> Ratios:
        """Return some of the rows."""
        return Ratios(self.client[rows], self.number[rows], self.ratio[rows])


def expected_ratios(folds: Folds) -> Ratios:
    """Return how far each score was from what the first one led to expect."""
    batch = folds.episodes.batch(folds.clock)

    def columns(held: Batch, curve: Curve, _rows: Flags) -> dict[str, Floats]:
        expected = expected_course(held.first, held.times, curve)
        with np.errstate(divide="ignore", invalid="ignore"):
            return {"ratio": np.abs(held.scores - expected.mean) / expected.sd}

    later = batch.number >= 2
    return Ratios(batch.client[later], batch.number[later], folds.each(columns)["ratio"][later])


def _band(errors: Errors, expected: Ratios, weights: Floats, fewest: int, most: int | None) -> BandFactor | None:
    mine = errors.of(in_group(errors.number, fewest, most))
    clients = int(np.unique(mine.client).size)
    forecast = _factor(np.abs(mine.miss) / mine.sd, mine.client, weights)
    if forecast is None:
        return None
    group = in_group(expected.number, fewest, most)
    of_course = _factor(expected.ratio[group], expected.client[group], weights)
    return BandFactor(fewest, most, forecast, of_course, clients, mine.miss.size)


def _factor(ratios: Floats, client: Ints, weights: Floats) -> Estimate | None:
    if np.unique(client).size < FEWEST_IN_GROUP:
        return None
    found = estimate(quantiles(ratios, weights[:, client], BAND) / Z80)
    return found if found is None or 0 < found.value <= LARGEST_FACTOR else None


def card_of(known: Recalibration) -> dict[str, Any]:
    """Return what the card says of it, in words beside the numbers."""
    line = known.chances
    groups = {_group(band): round(band.forecast.value, 3) for band in known.bands}
    without = [group_words(*group) for group in GROUPS if group[0] not in {band.fewest for band in known.bands}]
    return {
        "learned_on": f"{known.clients} clients in {known.folds} folds, each client's errors with a curve fitted "
        "without that client",
        "chances": f"logit of the chance of a clinical score times {line.slope.value:.3f} "
        f"({line.slope.lower95:.3f} to {line.slope.upper95:.3f}) plus {line.intercept.value:.3f} "
        f"({line.intercept.lower95:.3f} to {line.intercept.upper95:.3f}); {line.scores} later scores of "
        f"{line.clients} clients"
        if line
        else f"as the model has them: {_why_no_line(known)}",
        "bands_times": groups,
        "bands_left_alone": without,
        "applied_to": "the forecast and its chance, the outlook, the band of the expected course; not to the chances "
        "that tau was set on",
    }


def _why_no_line(known: Recalibration) -> str:
    if known.clients < FEWEST_CLIENTS:
        return f"fewer than {FEWEST_CLIENTS} clients"
    return "too few scores of one kind, or no line through them"


def _too_few(clients: int) -> dict[str, Any]:
    return {"learned_on": f"nothing: {clients} clients are fewer than {FEWEST_FOR_BANDS}"}


def _group(band: BandFactor) -> str:
    return group_words(band.fewest, band.most)


def group_words(fewest: int, most: int | None) -> str:
    """Return the words for a group.

    >>> [group_words(*group) for group in GROUPS]
    ['2 scores', '3 scores', '4 to 5 scores', '6 or more scores']
    """
    if most is None:
        return f"{fewest} or more scores"
    return f"{fewest} scores" if fewest == most else f"{fewest} to {most} scores"
