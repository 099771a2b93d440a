"""The state of progress: exactly one for each score, with the probability it rests on.

Sources, beside each rule below: Jacobson and Truax 1991 (reliable change); Lambert et al. 2018 and Lutz et al.
2019 (expected course and its band); the question for a stall, the two-score rule and the alarm budget are this
project's own, described and measured in docs/explanation/states.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from unstuck.progress.batch import Batch
from unstuck.progress.chances import little_change, usual_now, worse_ahead
from unstuck.progress.course import Course
from unstuck.progress.curve import Curve
from unstuck.progress.growth import Z80, Expected, expected_course, fits, own_course
from unstuck.progress.measure import Measure
from unstuck.progress.recalibration import expected_factor
from unstuck.progress.wandering_course import wandering_course

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
FEWEST_DAYS_FOR_STALL = 21.0
FEWEST_SESSIONS_FOR_STALL = 4.0
WORSE_LIKELY = 0.5
"""From this chance on, a client is getting worse whatever the scores so far say."""
WORSE_POSSIBLE = 0.3
"""A reliable change for the worse needs this chance beside it: most such scores alone are no lasting change."""
RECOVERED_LIKELY = 0.8
_EXACT = 1e-9


@dataclass(frozen=True)
class Assessment:
    """The state at each row of a batch, each from that row and the earlier ones alone.

    Columns of length rows; points and probabilities; NaN where unknown. `state` codes STATES; `category` codes
    reliable_change.CATEGORIES, -1 where unknown; `since` the row at which the present state began;
    `worse_ahead` = P(latent at horizon is a minimal change worse than at the start); `little_change` =
    P(gain from one horizon back to one ahead below half a minimal change, and clinical ahead), computed from the
    third score on; `usual_now` = P(latent now in the usual range), computed where change was reliable.
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
    little_change: Floats
    usual_now: Floats
    expected: Expected | None
    course: Course | None


def usable_curve(batch: Batch, measure: Measure, curve: Curve | None) -> Curve | None:
    """Return the curve where it can be used for this batch, else None: the answer falls back to reliable change."""
    if curve is None or not curve.usable or not fits(curve, batch) or measure.cutoff is None:
        return None
    return curve


def _check_scores(batch: Batch, measure: Measure) -> None:
    outside = (batch.scores < measure.minimum) | (batch.scores > measure.maximum)
    if outside.any():
        expected = f"expected scores from {measure.minimum:g} to {measure.maximum:g} ({measure.instrument})"
        counts = f"{outside.sum()} of {outside.size} outside"
        raise ValueError(
            f"{expected}, found {batch.scores[outside][0]:g} ({counts}; leave out what stands for no value)"
        )


def assess(batch: Batch, measure: Measure, curve: Curve | None) -> Assessment:
    """Return each row's state; with no usable curve from reliable change alone (see `usable_curve`).

    ValueError for scores that the instrument does not have, such as a -9 that stands for no answer.
    """
    _check_scores(batch, measure)
    curve = usable_curve(batch, measure, curve)
    seen = _observed(batch, measure)
    signals = _from_change(seen) if curve is None else _from_curve(batch, measure, curve, seen)
    early = too_early(batch) | (np.isnan(seen.reliable) if curve is None else False)
    state = np.select(
        [signals.worsening, signals.recovered, seen.better, early, signals.watching],
        [DETERIORATING, RECOVERED, IMPROVED, TOO_EARLY, WATCH],
        default=ON_TRACK,
    ).astype(np.int8)
    since, alert = _runs(batch, state)
    found = Assessment(
        state=state,
        probability=_rests_on(state, signals),
        since=since,
        alert=alert,
        change=seen.change,
        reliable=seen.reliable,
        minimal=seen.minimal,
        category=_category(seen),
        worse_ahead=signals.worse_ahead,
        little_change=signals.little_change,
        usual_now=signals.usual_now,
        expected=signals.expected,
        course=signals.course,
    )
    return found if curve is None or curve.tau is None else with_threshold(found, batch, measure, curve.tau)


def with_threshold(found: Assessment, batch: Batch, measure: Measure, tau: float) -> Assessment:
    """Return the assessment with stalls called from `tau` on; `found`: as assessed with no tau."""
    stalled = _twice_in_a_row(batch, found.little_change, tau) & clinical(batch.scores, measure)
    stalled &= ~np.isin(found.state, (DETERIORATING, RECOVERED))
    state = np.where(stalled, np.int8(STALLED), found.state)
    since, alert = _runs(batch, state)
    probability = np.where(stalled, found.little_change, found.probability)
    return replace(found, state=state, since=since, alert=alert, probability=probability)


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
    little_change: Floats
    usual_now: Floats
    worsening: Flags
    recovered: Flags
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
    course = course_of(batch, measure, curve)
    expected = expected_band(batch.first, batch.times, batch.number, curve)
    askable = (batch.number >= FEWEST_SCORES_FOR_STALL - 1) & seen.clinical_first
    flat, usual = np.full((2, batch.scores.size), np.nan)
    flat[askable] = little_change(course.at(askable), measure, seen.minimal[askable])
    usual[seen.back] = usual_now(course.at(seen.back), measure)
    worse = worse_ahead(course, seen.minimal)
    return _Signals(
        worse_ahead=worse,
        little_change=flat,
        usual_now=usual,
        worsening=(seen.worse & (worse >= WORSE_POSSIBLE)) | (worse >= WORSE_LIKELY),
        recovered=seen.back & (usual >= RECOVERED_LIKELY),
        watching=seen.worse | (seen.loss > _band(expected, batch.first, measure)),
        expected=expected,
        course=course,
    )


def expected_band(first: Floats, times: Floats, number: NDArray[np.int64], curve: Curve) -> Expected:
    """Return what the curve expects from the first score, its sd put right for a score of this number."""
    plain = expected_course(first, times, curve)
    return Expected(plain.mean, plain.sd * expected_factor(number, curve.recalibration))


def course_of(batch: Batch, measure: Measure, curve: Curve) -> Course:
    """Return each row's own course: by the curve's wandering slope, or by plain growth where it has none."""
    if curve.wandering is None:
        return own_course(batch, curve, measure.sign)
    return wandering_course(batch, curve.wandering, measure.sign)


def _from_change(seen: _Observed) -> _Signals:
    """Fall back: without an expected course, no reliable change while still clinical is worth watching."""
    unknown = np.full(seen.change.shape, np.nan)
    watching = ~seen.better & seen.clinical_now
    return _Signals(unknown, unknown, unknown, seen.worse, seen.back, watching, None, None)


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


def _band(expected: Expected, first: Floats, measure: Measure) -> Floats:
    """Return the largest change for the worse within the one-sided 90 % band of the expected course."""
    return measure.sign * (expected.mean - first) + Z80 * expected.sd + _EXACT


def _twice_in_a_row(batch: Batch, little: Floats, tau: float) -> Flags:
    """Return where the chance reaches tau at this score and the one before, with 4 scores over 3 weeks or more."""
    signal: Flags = little >= tau
    before: Flags = np.concatenate([[False], signal])[:-1]
    return signal & before & long_enough_for_stall(batch)


def long_enough_for_stall(batch: Batch) -> Flags:
    """Return where a stall may be called: from the fourth score and from week 3 (session 4) on."""
    by_days = batch.clock == "days"
    long = batch.times >= FEWEST_DAYS_FOR_STALL if by_days else batch.times + 1 >= FEWEST_SESSIONS_FOR_STALL
    return long & (batch.number >= FEWEST_SCORES_FOR_STALL)


def _runs(batch: Batch, state: Codes) -> tuple[NDArray[np.int64], Flags]:
    """Return the row at which each row's state began, and where an alert is raised: on entering one of ALERTING."""
    changed = np.concatenate([[True], state[1:] != state[:-1]])[: state.size]
    entered = changed | (batch.number == 1)
    since = np.maximum.accumulate(np.where(entered, np.arange(state.size), 0))
    return since, entered & np.isin(state, ALERTING)


def _rests_on(state: Codes, signals: _Signals) -> Floats:
    return np.select(
        [state == DETERIORATING, state == RECOVERED],
        [signals.worse_ahead, signals.usual_now],
        default=np.nan,
    )


def _category(seen: _Observed) -> Codes:
    codes = np.select([np.isnan(seen.reliable), seen.back, seen.better, seen.worse], [-1, 3, 2, 0], default=1)
    return codes.astype(np.int8)
