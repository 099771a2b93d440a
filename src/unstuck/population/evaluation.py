"""How good a curve's forecasts are on a file, beside what simple rules reach: the evaluation protocol.

Clients are split, never scores; each is judged by what was learned on others. Every figure has an interval from
drawing clients again, and none is given for fewer than `FEWEST` (docs/explanation/evaluation.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from unstuck.population import rivals
from unstuck.population.accuracy import (
    area_under_curve,
    brier,
    calibration,
    root_mean_square,
    sensitivity,
    share,
)
from unstuck.population.landmarks import (
    CLINICAL,
    LANDMARKS,
    NO_HALF,
    OUTCOMES,
    Landmark,
    ahead,
    errors_at_end,
    landmark,
)
from unstuck.population.out_of_fold import Folds
from unstuck.population.recalibrating import Errors, errors_of, expected_ratios, learned_from
from unstuck.population.resampling import draws, estimate, lines, offsets
from unstuck.progress.measure import Measure
from unstuck.progress.recalibration import (
    GROUPS,
    Estimate,
    Recalibration,
    forecast_factor,
    in_group,
    logit,
    recalibrated,
)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FEWEST = 30
"""Clients below whom no figure is given: an interval would span nearly everything."""
FEWEST_OUTCOMES = 10
"""Clients with and without an outcome that a figure needs."""
DRAWS = 300
Z95 = 1.959963984540054
LEVELS = ((0.8, 1.2815515655446004), (0.95, Z95))


@dataclass(frozen=True)
class RivalFigures:
    """How one rule did with one outcome at one landmark; None where a figure cannot be had."""

    rival: str
    area: Estimate | None
    sensitivity: Estimate | None
    brier: Estimate | None
    slope: Estimate | None
    intercept: Estimate | None


@dataclass(frozen=True)
class OutcomeFigures:
    """All rules with one outcome at one landmark: of so many clients, so many had it. Empty where they are too few."""

    scores: int
    outcome: str
    clients: int
    happened: int
    rivals: tuple[RivalFigures, ...]


@dataclass(frozen=True)
class MissFigures:
    """Root mean squared error of the last score, in points, at one landmark by rule."""

    scores: int
    clients: int
    rivals: tuple[tuple[str, Estimate | None], ...]


@dataclass(frozen=True)
class CoverageFigures:
    """How often later scores lay in their band, for clients with `fewest` to `most` scores (None: or more).

    target: "soon" (the score at the horizon) or "end". fitted, put_right: with the sd as the model has it, and times
    the factor learned on the other folds.
    """

    target: str
    level: float
    fewest: int
    most: int | None
    clients: int
    scores: int
    fitted: Estimate | None
    put_right: Estimate | None


@dataclass(frozen=True)
class CalibrationFigures:
    """Whether chances of a clinical score came true, over all scores foreseen from the second on."""

    clients: int
    scores: int
    fitted_slope: Estimate | None
    fitted_intercept: Estimate | None
    slope: Estimate | None
    intercept: Estimate | None
    foreseen: float
    seen: float
    tenths: tuple[Tenth, ...]


@dataclass(frozen=True)
class Tenth:
    """Scores whose chance of being clinical was said to lie in one tenth: how many, what was said, and what came."""

    scores: int
    said: float
    seen: Estimate | None


@dataclass(frozen=True)
class Forecasting:
    """The first part of an evaluation: landmarks, errors, bands, chances."""

    outcomes: tuple[OutcomeFigures, ...]
    misses: tuple[MissFigures, ...]
    coverage: tuple[CoverageFigures, ...]
    chances: CalibrationFigures | None


@dataclass(frozen=True)
class Judged:
    """What the parts share: the folds, the plain growth beside them, what each fold's others taught, the draws."""

    folds: Folds
    growth: Folds
    measure: Measure
    known: tuple[Recalibration | None, ...]
    weights: Floats

    @classmethod
    def of(cls, folds: Folds, measure: Measure, rng: np.random.Generator, given: bool) -> Judged:
        """Return it for these folds; `given`: their curve was learned on others, and brings its own recalibration."""
        growth = replace(folds, curves=tuple(replace(curve, wandering=None) for curve in folds.curves))
        known = tuple(curve.recalibration for curve in folds.curves) if given else learned_elsewhere(folds, measure)
        return cls(folds, growth, measure, known, draws(folds.episodes.clients, DRAWS, rng))

    def put_right(self, errors: Errors) -> Errors:
        """Return errors as the recalibrated curve of the other folds would have had them."""
        chance, sd = errors.chance.copy(), errors.sd.copy()
        for number, known in enumerate(self.known):
            held = self.folds.fold[errors.client] == number
            chance[held] = recalibrated(chance[held], known)
            sd[held] *= forecast_factor(errors.number[held], known)
        return replace(errors, chance=chance, sd=sd)

    def chance_put_right(self, chance: Floats, client: NDArray[np.int64]) -> Floats:
        """Return chances of a clinical score as the other folds' clients put them right."""
        right = chance.copy()
        for number, known in enumerate(self.known):
            held = self.folds.fold[client] == number
            right[held] = recalibrated(chance[held], known)
        return right


def learned_elsewhere(folds: Folds, measure: Measure) -> tuple[Recalibration | None, ...]:
    """Return for each fold what the errors of the other folds' clients teach.

    Whether there are enough is asked of the whole file, as `unstuck fit` would ask it.
    """
    errors, expected = errors_of(folds, measure), expected_ratios(folds)
    clients, as_they_are = folds.episodes.clients, np.ones((1, folds.episodes.clients))
    if clients < FEWEST:
        return (None,) * len(folds.curves)
    found = []
    for number in range(len(folds.curves)):
        others = [folds.fold[part.client] != number for part in (errors, expected)]
        found.append(learned_from(errors.of(others[0]), expected.of(others[1]), clients, as_they_are))
    return tuple(found)


def forecasting(judged: Judged) -> Forecasting:
    """Return how good the forecasts are."""
    batch = judged.folds.episodes.batch(judged.folds.clock)
    places = [landmark(batch, judged.measure, judged.folds, scores) for scores in LANDMARKS]
    places = [at for at in places if at.rows.size]
    return Forecasting(
        outcomes=tuple(_outcome(judged, at, outcome) for at in places for outcome in OUTCOMES),
        misses=tuple(_misses(judged, at) for at in places),
        coverage=tuple(_coverage(judged, places)),
        chances=_chances(judged),
    )


def _outcome(judged: Judged, at: Landmark, outcome: str) -> OutcomeFigures:
    asked = at.asked(outcome)
    happened = at.happened(outcome)[asked]
    sizes = (at.scores, outcome, int(asked.sum()), int(happened.sum()))
    if asked.sum() < FEWEST or min(happened.sum(), (~happened).sum()) < FEWEST_OUTCOMES:
        return OutcomeFigures(*sizes, ())
    weights = judged.weights[:, at.client[asked]]
    found = []
    for rival, chance in _all_chances(judged, at, outcome, asked, happened):
        rank = at.known.rank(rival, _whole(chance, asked))[asked] if rival in _SIMPLE else chance
        slope, intercept = calibration(chance, happened, weights)
        found.append(
            RivalFigures(
                rival,
                estimate(area_under_curve(rank, happened, weights)),
                estimate(sensitivity(rank, happened, weights)),
                estimate(brier(chance, happened, weights)),
                None if rival in _TWO_GROUPS else slope,
                intercept,
            )
        )
    return OutcomeFigures(*sizes, tuple(found))


_SIMPLE = (rivals.PREVALENCE, rivals.LATEST, rivals.THREE, rivals.RELIABLE, rivals.BOUNDARY)
_TWO_GROUPS = (rivals.PREVALENCE, rivals.RELIABLE, rivals.BOUNDARY)
"""A rule that knows one or two chances only has no slope worth the name."""


def _all_chances(
    judged: Judged, at: Landmark, outcome: str, asked: Flags, happened: Flags
) -> Iterator[tuple[str, Floats]]:
    fold, known = judged.folds.fold[at.client[asked]], _some(at, asked)
    for rival in _SIMPLE:
        yield rival, rivals.chances_of(known, rival, happened, fold)
    yield rivals.GROWTH, ahead(judged.growth, judged.measure, at, outcome).chance[asked]
    own = ahead(judged.folds, judged.measure, at, outcome).chance[asked]
    yield rivals.RAW, own
    yield rivals.PRODUCT, own if outcome == NO_HALF else judged.chance_put_right(own, at.client[asked])


def _some(at: Landmark, rows: Flags) -> rivals.SoFar:
    return rivals.SoFar(**{name: column[rows] for name, column in vars(at.known).items()})


def _whole(chance: Floats, asked: Flags) -> Floats:
    whole = np.zeros(asked.size)
    whole[asked] = chance
    return whole


def _misses(judged: Judged, at: Landmark) -> MissFigures:
    asked = at.last >= 0
    clients = int(asked.sum())
    if clients < FEWEST:
        return MissFigures(at.scores, clients, ())
    end, known, fold = at.end[asked], _some(at, asked), judged.folds.fold[at.client[asked]]
    foreseen = {
        rival: rivals.scores_of(known, rival, end, fold) for rival in (rivals.PREVALENCE, rivals.LATEST, rivals.THREE)
    }
    foreseen[rivals.GROWTH] = ahead(judged.growth, judged.measure, at, CLINICAL).mean[asked]
    foreseen[rivals.PRODUCT] = ahead(judged.folds, judged.measure, at, CLINICAL).mean[asked]
    weights = judged.weights[:, at.client[asked]]
    found = tuple((rival, estimate(root_mean_square(end - mean, weights))) for rival, mean in foreseen.items())
    return MissFigures(at.scores, clients, found)


def _coverage(judged: Judged, places: list[Landmark]) -> Iterator[CoverageFigures]:
    at_end = [errors_at_end(judged.folds, judged.measure, at) for at in places]
    targets = {"soon": errors_of(judged.folds, judged.measure)}
    if at_end:
        targets["end"] = Errors(*(np.concatenate(columns) for columns in zip(*map(_columns, at_end), strict=True)))
    for target, errors in targets.items():
        right = judged.put_right(errors)
        for level, z in LEVELS:
            for fewest, most in GROUPS:
                mine = in_group(errors.number, fewest, most)
                clients = int(np.unique(errors.client[mine]).size)
                sizes = (target, level, fewest, most, clients, int(mine.sum()))
                weights = judged.weights[:, errors.client[mine]]
                enough = clients >= FEWEST
                yield CoverageFigures(
                    *sizes,
                    estimate(share(errors.within(z)[mine], weights)) if enough else None,
                    estimate(share(right.within(z)[mine], weights)) if enough else None,
                )


def _columns(errors: Errors) -> tuple[NDArray[np.generic], ...]:
    return tuple(vars(errors).values())


def _chances(judged: Judged) -> CalibrationFigures | None:
    return calibration_over_all(judged, errors_of(judged.folds, judged.measure))


def calibration_over_all(judged: Judged, errors: Errors) -> CalibrationFigures | None:
    """Return whether chances came true over all these scores, as fitted and put right; None where too few."""
    clients, right = int(np.unique(errors.client).size), judged.put_right(errors)
    if clients < FEWEST or min(errors.clinical.sum(), (~errors.clinical).sum()) < FEWEST_OUTCOMES:
        return None
    happened = errors.clinical.astype(np.float64)
    fitted, put_right = (
        (
            estimate(lines(logit(chance), happened, errors.client, judged.weights)[1]),
            estimate(offsets(logit(chance), happened, errors.client, judged.weights)),
        )
        for chance in (errors.chance, right.chance)
    )
    return CalibrationFigures(
        clients=clients,
        scores=errors.clinical.size,
        fitted_slope=fitted[0],
        fitted_intercept=fitted[1],
        slope=put_right[0],
        intercept=put_right[1],
        foreseen=float(right.chance.mean()),
        seen=float(happened.mean()),
        tenths=tuple(_tenths(right, judged.weights)),
    )


def _tenths(errors: Errors, weights: Floats) -> Iterator[Tenth]:
    place = np.minimum((10 * errors.chance).astype(np.int64), 9)
    for number in range(10):
        mine = place == number
        if mine.sum() >= FEWEST:
            seen = estimate(share(errors.clinical[mine], weights[:, errors.client[mine]]))
            yield Tenth(int(mine.sum()), float(errors.chance[mine].mean()), seen)
