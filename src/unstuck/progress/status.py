"""The state of progress: exactly one for each score, with the probability it rests on.

Sources, beside each rule below: Jacobson and Truax 1991 (reliable change); Lambert et al. 2018 and Lutz et al.
2019 (expected course and its band); the two-score rule and the alarm budget are this project's own, described
and measured in docs/explanation/states.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstuck.progress.batch import Batch
from unstuck.progress.curve import Curve
from unstuck.progress.growth import Z80, Course, Expected, expected_course, fits, own_course
from unstuck.progress.measure import Measure
from unstuck.progress.normal import bivariate_normal_upper_tail, normal_cdf

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.int8]

STATES = ("too_early", "on_track", "watch", "stalled", "deteriorating", "improved", "recovered")
TOO_EARLY, ON_TRACK, WATCH, STALLED, DETERIORATING, IMPROVED, RECOVERED = range(7)
ALERTING = (STALLED, DETERIORATING)

FEWEST_SCORES = 3
FEWEST_DAYS = 14.0
FEWEST_SESSIONS = 3.0
FEWEST_SCORES_FOR_STALL = 4
WORSE_LIKELY = 0.5
RECOVERED_LIKELY = 0.8
_EXACT = 1e-9


@dataclass(frozen=True)
class Assessment:
    """The state at each row of a batch, each from that row and the earlier ones alone.

    Columns of length rows; points and probabilities; NaN where unknown. `state` codes STATES; `category` codes
    reliable_change.CATEGORIES, -1 where unknown; `since` the row at which the present state began;
    `worse_ahead` = P(latent at horizon is a minimal change worse than at the start); `stall_ahead` =
    P(still clinical at the horizon and gain until then below the minimal change), computed from the third
    score on; `usual_now` = P(latent now in the usual range), computed where change was reliable.
    """

    state: Codes
    probability: Floats
    since: NDArray[np.int64]
    alert: Flags
    change: Floats
    reliable: Floats
    minimal: Floats
    category: Codes
    worse_ahead: Floats
    stall_ahead: Floats
    usual_now: Floats
    expected: Expected | None
    course: Course | None


@dataclass(frozen=True)
class Outlook:
    """Probabilities of the four exclusive outcomes at the horizon, for the rows asked for; they sum to 1."""

    non_clinical: Floats
    gaining: Floats
    flat: Floats
    worse: Floats


def usable_curve(batch: Batch, measure: Measure, curve: Curve | None) -> Curve | None:
    """Return the curve where it can be used for this batch, else None: the answer falls back to reliable change."""
    if curve is None or not curve.usable or not fits(curve, batch) or measure.cutoff is None:
        return None
    return curve


def assess(batch: Batch, measure: Measure, curve: Curve | None) -> Assessment:
    """Return each row's state; with no usable curve from reliable change alone (see `usable_curve`)."""
    curve = usable_curve(batch, measure, curve)
    seen = _observed(batch, measure)
    signals = _from_change(seen) if curve is None else _from_curve(batch, measure, curve, seen)
    heading_worse = signals.worse_ahead >= WORSE_LIKELY
    early = too_early(batch) | (np.isnan(seen.reliable) if curve is None else False)
    state = np.select(
        [seen.worse | heading_worse, signals.recovered, signals.stalled, seen.better, early, signals.watching],
        [DETERIORATING, RECOVERED, STALLED, IMPROVED, TOO_EARLY, WATCH],
        default=ON_TRACK,
    ).astype(np.int8)
    since, alert = _runs(batch, state)
    return Assessment(
        state=state,
        probability=_rests_on(state, signals),
        since=since,
        alert=alert,
        change=seen.change,
        reliable=seen.reliable,
        minimal=seen.minimal,
        category=_category(seen),
        worse_ahead=signals.worse_ahead,
        stall_ahead=signals.stall_ahead,
        usual_now=signals.usual_now,
        expected=signals.expected,
        course=signals.course,
    )


@dataclass(frozen=True)
class _Observed:
    """What the scores alone say; `worse` and `better` are reliable, `back` is better and in the usual range again."""

    change: Floats
    loss: Floats
    reliable: Floats
    minimal: Floats
    worse: Flags
    better: Flags
    back: Flags
    clinical_first: Flags
    clinical_now: Flags


@dataclass(frozen=True)
class _Signals:
    worse_ahead: Floats
    stall_ahead: Floats
    usual_now: Floats
    recovered: Flags
    stalled: Flags
    watching: Flags
    expected: Expected | None
    course: Course | None


def _observed(batch: Batch, measure: Measure) -> _Observed:
    first, change = batch.first, batch.scores - batch.first
    reliable, loss = measure.reliable(first.size), measure.sign * change
    better = -loss >= reliable - _EXACT
    clinical_first, clinical_now = clinical(first, measure), clinical(batch.scores, measure)
    return _Observed(
        change=change,
        loss=loss,
        reliable=reliable,
        minimal=measure.minimal(first),
        worse=loss >= reliable - _EXACT,
        better=better,
        back=better & clinical_first & ~clinical_now,
        clinical_first=clinical_first,
        clinical_now=clinical_now,
    )


def _from_curve(batch: Batch, measure: Measure, curve: Curve, seen: _Observed) -> _Signals:
    course = own_course(batch, curve, measure.sign)
    expected = expected_course(batch.first, batch.times, curve)
    askable = (batch.number >= FEWEST_SCORES_FOR_STALL - 1) & seen.clinical_first
    stall_ahead = _stall_ahead(course, measure, seen.minimal, askable)
    usual_now = _usual_now(course, measure, seen.back)
    return _Signals(
        worse_ahead=_worse_ahead(course, seen.minimal),
        stall_ahead=stall_ahead,
        usual_now=usual_now,
        recovered=seen.back & (usual_now >= RECOVERED_LIKELY),
        stalled=_twice_in_a_row(batch, stall_ahead, curve.tau),
        watching=seen.loss > _band(expected, batch.first, measure),
        expected=expected,
        course=course,
    )


def _from_change(seen: _Observed) -> _Signals:
    """Fall back: without an expected course, no reliable change while still clinical is worth watching."""
    unknown = np.full(seen.change.shape, np.nan)
    nobody = np.zeros(seen.change.shape, dtype=np.bool_)
    watching = ~seen.better & seen.clinical_now
    return _Signals(unknown, unknown, unknown, seen.back, nobody, watching, None, None)


def clinical(scores: Floats, measure: Measure) -> Flags:
    """Return which scores are clinical: at the cutoff or worse (all, where no cutoff is known)."""
    if measure.cutoff is None:
        return np.ones(scores.shape, dtype=np.bool_)
    worse: Flags = measure.sign * scores >= measure.sign * measure.cutoff
    return worse


def too_early(batch: Batch) -> Flags:
    """Return where there are fewer than 3 scores, or less than 14 days (3 sessions where only those are known)."""
    by_days = batch.clock == "days"
    short = batch.times < FEWEST_DAYS if by_days else batch.times + 1 < FEWEST_SESSIONS
    return (batch.number < FEWEST_SCORES) | short


def outlook(course: Course, measure: Measure, minimal: Floats, rows: NDArray[np.int64]) -> Outlook:
    """Return the four outcomes at the horizon for `rows`: usual range, else a minimal gain or loss, else flat."""
    at, size = course.at(rows), minimal[rows]
    still, gaining = _still_clinical(at, measure), _clinical_and_gain(at, measure, size)
    worse = _clinical_and_loss(at, measure, size)
    return Outlook(1 - still, gaining, np.maximum(still - gaining - worse, 0.0), worse)


def _band(expected: Expected, first: Floats, measure: Measure) -> Floats:
    """Return the largest change for the worse within the one-sided 90 % band of the expected course."""
    return measure.sign * (expected.mean - first) + Z80 * expected.sd + _EXACT


def _worse_ahead(course: Course, minimal: Floats) -> Floats:
    mean = course.mean_ahead - course.mean_first
    variance = course.var_ahead + course.var_first - 2 * course.cov_first_ahead
    return normal_cdf((mean - minimal) / _root(variance))


def _usual_now(course: Course, measure: Measure, wanted: Flags) -> Floats:
    cutoff = measure.sign * (measure.cutoff or 0.0)
    answer = np.full(wanted.shape, np.nan)
    answer[wanted] = normal_cdf((cutoff - course.mean_now[wanted]) / _root(course.var_now[wanted]))
    return answer


def _stall_ahead(course: Course, measure: Measure, minimal: Floats, wanted: Flags) -> Floats:
    answer = np.full(wanted.shape, np.nan)
    at = course.at(wanted)
    answer[wanted] = _still_clinical(at, measure) - _clinical_and_gain(at, measure, minimal[wanted])
    return answer


def _still_clinical(course: Course, measure: Measure) -> Floats:
    return normal_cdf(-_to_cutoff(course, measure))


def _clinical_and_gain(course: Course, measure: Measure, minimal: Floats) -> Floats:
    gain, spread, correlation = _gain(course)
    return bivariate_normal_upper_tail(_to_cutoff(course, measure), (minimal - gain) / spread, correlation)


def _clinical_and_loss(course: Course, measure: Measure, minimal: Floats) -> Floats:
    gain, spread, correlation = _gain(course)
    return bivariate_normal_upper_tail(_to_cutoff(course, measure), (minimal + gain) / spread, -correlation)


def _to_cutoff(course: Course, measure: Measure) -> Floats:
    cutoff = measure.sign * (measure.cutoff or 0.0)
    return (cutoff - course.mean_ahead) / _root(course.var_ahead)


def _gain(course: Course) -> tuple[Floats, Floats, Floats]:
    """Return mean and SD of the gain until the horizon, and its correlation with the level there."""
    spread = _root(course.var_now + course.var_ahead - 2 * course.cov_now_ahead)
    covariance = course.cov_now_ahead - course.var_ahead
    return course.mean_now - course.mean_ahead, spread, covariance / (spread * _root(course.var_ahead))


def _root(variance: Floats) -> Floats:
    """Return the SD, kept from 0: a curve without slope variance leaves a gain that is certain."""
    return np.sqrt(np.maximum(variance, 1e-12))


def _twice_in_a_row(batch: Batch, stall_ahead: Floats, tau: float | None) -> Flags:
    """Return where the stall signal stands at this score and the one before, with at least 4 scores."""
    if tau is None:
        return np.zeros(stall_ahead.shape, dtype=np.bool_)
    signal: Flags = stall_ahead >= tau
    before: Flags = np.concatenate([[False], signal])[:-1]
    return signal & before & (batch.number >= FEWEST_SCORES_FOR_STALL)


def _runs(batch: Batch, state: Codes) -> tuple[NDArray[np.int64], Flags]:
    """Return the row at which each row's state began, and where an alert is raised: on entering one of ALERTING."""
    changed = np.concatenate([[True], state[1:] != state[:-1]])[: state.size]
    entered = changed | (batch.number == 1)
    since = np.maximum.accumulate(np.where(entered, np.arange(state.size), 0))
    return since, entered & np.isin(state, ALERTING)


def _rests_on(state: Codes, signals: _Signals) -> Floats:
    heading_worse = np.where(signals.worse_ahead >= WORSE_LIKELY, signals.worse_ahead, np.nan)
    return np.select(
        [state == DETERIORATING, state == RECOVERED, state == STALLED],
        [heading_worse, signals.usual_now, signals.stall_ahead],
        default=np.nan,
    )


def _category(seen: _Observed) -> Codes:
    codes = np.select([np.isnan(seen.reliable), seen.back, seen.better, seen.worse], [-1, 3, 2, 0], default=1)
    return codes.astype(np.int8)
