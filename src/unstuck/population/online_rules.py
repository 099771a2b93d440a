"""Watching score by score: how many of those who do not get better each rule finds, and when, at the same budget.

Every rule may raise an alarm in at most one in ten of the episodes on track; its threshold is set on other clients
than those it is tried on. On the file itself the outcome is what was observed. The weeks since a stall began are known
only where the truth is, so they come from courses drawn from the file's own curve at its own attendance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from unstuck.population import rivals
from unstuck.population.accuracy import share
from unstuck.population.calibration import PROMISED, stall_signal
from unstuck.population.episodes import Episodes
from unstuck.population.landmarks import boundary
from unstuck.population.out_of_fold import Columns, Folds, the_same_for_all
from unstuck.population.own_draws import Drawn, attendance_of, draw, truth_of
from unstuck.population.resampling import draws, estimate, quantiles
from unstuck.progress.batch import Batch, Clock
from unstuck.progress.curve import SMALLEST_COHORT, Curve
from unstuck.progress.measure import Measure
from unstuck.progress.recalibration import Estimate
from unstuck.progress.status import DETERIORATING, assess, clinical

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

RULES = (rivals.PRODUCT, rivals.GROWTH, rivals.LATEST, rivals.THREE, rivals.RELIABLE, rivals.BOUNDARY)
FEWEST_EPISODES = 20
"""Episodes of either kind below whom nothing is said."""
FIRST_LOOK = 3
"""No rule looks before the third score."""
WEEKS = (4.0, 6.0, 8.0)
COURSES = 3_000
DRAWS = 200
CERTAIN = 2.0
"""A client who is getting worse outranks any chance of little change."""


@dataclass(frozen=True)
class RuleFigures:
    """One rule at the budget: how often it raised an alarm, of whom, and when.

    on_track: share of those on track with an alarm. found: share of the others. score: the median number of the score
    at the alarm. within: share of the others found within 4, 6 and 8 weeks of the onset, empty where that is unknown.
    """

    rule: str
    on_track: Estimate | None
    found: Estimate | None
    score: Estimate | None
    within: tuple[Estimate | None, ...]


@dataclass(frozen=True)
class Watching:
    """All rules on one set of episodes; `rules` is empty where either kind is too few."""

    drawn: bool
    on_track: int
    others: int
    rules: tuple[RuleFigures, ...]


@dataclass(frozen=True)
class Episode:
    """What became of each client: on track, not getting better, neither; and when that began (weeks; NaN unknown)."""

    good: Flags
    bad: Flags
    onset: Floats


def watch_the_file(folds: Folds, measure: Measure, weights: Floats) -> Watching:
    """Return how the rules did on the file's own episodes, thresholds from the other folds."""
    batch = folds.episodes.batch(folds.clock)
    kinds = as_observed(batch, measure)
    signals = signals_of(folds, measure, kinds)
    alarms = {rule: _alarms(batch, signal, kinds.good, folds.fold) for rule, signal in signals.items()}
    return _figures(batch, alarms, kinds, weights, False)


def watch_drawn_courses(curve: Curve, folds: Folds, measure: Measure, rng: np.random.Generator) -> Watching | None:
    """Return how the rules did on courses drawn from the curve; None where it cannot draw any."""
    if curve.wandering is None:
        return None
    clock: Clock = folds.clock
    drawn = draw(curve.wandering, attendance_of(folds.episodes, clock, COURSES, rng), clock, measure, rng)
    kinds = as_drawn(drawn, measure)
    # Their order is random, so two halves are two samples: the threshold is set on the one that is not tried.
    halves = replace(the_same_for_all(_episodes_of(drawn), clock, curve), fold=np.arange(COURSES) % 2)
    signals = signals_of(halves, measure, kinds)
    batch = drawn.batch
    alarms = {rule: _alarms(batch, signal, kinds.good, halves.fold) for rule, signal in signals.items()}
    return _figures(batch, alarms, kinds, draws(COURSES, DRAWS, rng), True)


def _episodes_of(drawn: Drawn) -> Episodes:
    return Episodes(drawn.batch.starts, drawn.batch.times, drawn.batch.scores)


def as_observed(batch: Batch, measure: Measure) -> Episode:
    """Return what became of clients by their own last score, of those who began in the clinical range.

    On track: reliably better and in the usual range at the end. Not getting better: still clinical there, and better
    by less than a change that matters. Four scores or more; the others are neither.
    """
    firsts, lasts = batch.starts[:-1], batch.starts[1:] - 1
    gain = measure.sign * (batch.scores[firsts] - batch.scores[lasts])
    began = clinical(batch.scores[firsts], measure) & (np.diff(batch.starts) > FIRST_LOOK)
    still = clinical(batch.scores[lasts], measure)
    reliable, minimal = measure.reliable(batch.scores.size)[firsts], measure.minimal(batch.scores[firsts])
    good, bad = began & ~still & (gain >= reliable - 1e-9), began & still & (gain < minimal)
    return Episode(good, bad, np.full(firsts.size, np.nan))


def as_drawn(drawn: Drawn, measure: Measure) -> Episode:
    """Return what is true of drawn courses; the onset is the first score at which somebody is truly flat or worse."""
    batch, firsts = drawn.batch, drawn.batch.starts[:-1]
    truth = truth_of(drawn, measure, measure.minimal(batch.first))
    off = truth.flat | truth.worse
    began = clinical(batch.scores[firsts], measure) & clinical(drawn.now[firsts], measure)
    weeks = batch.times / (7.0 if batch.clock == "days" else 1.0)
    onset = np.minimum.reduceat(np.where(off, weeks, np.inf), firsts)
    return Episode(truth.on_track, began & np.isfinite(onset), onset)


def signals_of(folds: Folds, measure: Measure, kinds: Episode) -> dict[str, Floats]:
    """Return for each rule a number for each row, higher for an alarm; -inf before the third score."""
    batch = folds.episodes.batch(folds.clock)
    growth = replace(folds, curves=tuple(replace(curve, wandering=None) for curve in folds.curves))
    turned, number = measure.sign * batch.scores, batch.number
    loss = turned - measure.sign * batch.first
    signals = {
        rivals.PRODUCT: folds.each(_own_signal(measure))["signal"],
        rivals.GROWTH: growth.each(_own_signal(measure))["signal"],
        rivals.LATEST: turned,
        rivals.THREE: _three(folds, batch, measure, kinds),
        rivals.RELIABLE: loss / measure.reliable(loss.size),
        rivals.BOUNDARY: boundary(folds, measure),
    }
    return {rule: np.where(number >= FIRST_LOOK, signal, -np.inf) for rule, signal in signals.items()}


def _own_signal(measure: Measure) -> Columns:
    def columns(batch: Batch, curve: Curve, _rows: Flags) -> Mapping[str, Floats]:
        found = assess(batch, measure, replace(curve, tau=None, cohort=max(curve.cohort, SMALLEST_COHORT)))
        worsening = found.state == DETERIORATING
        return {"signal": np.where(worsening, CERTAIN, stall_signal(batch, measure, found))}

    return columns


def _three(folds: Folds, batch: Batch, measure: Measure, kinds: Episode) -> Floats:
    """Return the chance of not getting better from first, latest and mean score, learned row by row on other folds."""
    turned = measure.sign * batch.scores
    mean = batch.running_sum(turned) / batch.number
    columns = np.stack([np.ones(turned.size), turned[batch.start], turned, mean], axis=1)
    known = (kinds.good | kinds.bad)[batch.client] & (batch.number >= FIRST_LOOK)
    fold, bad, signal = folds.fold[batch.client], kinds.bad[batch.client], np.zeros(turned.size)
    for number in np.unique(folds.fold):
        held, rest = fold == number, known & (fold != number)
        if bad[rest].any() and not bad[rest].all():
            signal[held] = columns[held] @ rivals.logistic(columns[rest], bad[rest])
    return signal


def _alarms(batch: Batch, signal: Floats, good: Flags, fold: Ints) -> Ints:
    """Return the row of each client's first alarm, -1 for none, at the budget that the other folds set."""
    firsts = batch.starts[:-1]
    highest = np.maximum.reduceat(signal, firsts)
    raised = np.zeros(signal.size, dtype=np.bool_)
    for number in np.unique(fold):
        level = _level(highest[good & (fold != number)])
        raised |= (signal > level) & (fold == number)[batch.client]
    row = np.where(raised, np.arange(signal.size), signal.size)
    first = np.minimum.reduceat(row, firsts)
    return np.where(first < signal.size, first, -1)


def _level(highest: Floats) -> float:
    """Return the level that at most one in ten of these pass."""
    if highest.size == 0:
        return math.inf
    ordered = np.sort(highest)[::-1]
    return float(ordered[min(int(PROMISED * ordered.size), ordered.size - 1)])


def _figures(batch: Batch, alarms: Mapping[str, Ints], kinds: Episode, weights: Floats, drawn: bool) -> Watching:
    sizes = (drawn, int(kinds.good.sum()), int(kinds.bad.sum()))
    if min(sizes[1:]) < FEWEST_EPISODES:
        return Watching(*sizes, ())
    return Watching(*sizes, tuple(_rule(batch, rule, at, kinds, weights) for rule, at in alarms.items()))


def _rule(batch: Batch, rule: str, at: Ints, kinds: Episode, weights: Floats) -> RuleFigures:
    raised, bad = at >= 0, kinds.bad
    weeks = batch.times[at] / (7.0 if batch.clock == "days" else 1.0)
    caught = np.flatnonzero(bad & raised)
    score = quantiles(batch.number[at[caught]].astype(np.float64), weights[:, caught], 0.5) if caught.size else None
    late = np.where(raised, weeks - kinds.onset, np.inf)[bad]
    known = bool(np.isfinite(kinds.onset[bad]).all())
    return RuleFigures(
        rule=rule,
        on_track=estimate(share(raised[kinds.good], weights[:, kinds.good])),
        found=estimate(share(raised[bad], weights[:, bad])),
        score=None if score is None else estimate(score),
        within=tuple(estimate(share(late <= limit + 1e-9, weights[:, bad])) for limit in WEEKS) if known else (),
    )
