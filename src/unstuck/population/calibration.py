"""Setting the probability from which a stall is called, by a budget, and trying a curve's alerts out.

No public data set is large enough to set the threshold from real courses, so courses are drawn from the curve's own
ten numbers, at the attendance of the clients it was learned from. The threshold is the lowest, never below even odds,
at which at most `NOMINAL` of the courses on track are ever called stalled or getting worse. No model is right: at 7 %
courses of other kinds, which the model does not know, stayed within the 10 % that is promised
(docs/explanation/states.md). What is tried here is still only the model's own courses; the card says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from unstuck.instruments.definition import Instrument
from unstuck.population.episodes import Episodes
from unstuck.population.own_draws import Drawn, Truth, attendance_of, draw, truth_of
from unstuck.progress.batch import Batch, Clock
from unstuck.progress.curve import AlarmBudget, AlertRecord, Curve
from unstuck.progress.measure import Measure, measure_of
from unstuck.progress.proportion import wilson
from unstuck.progress.status import (
    ALERTING,
    DETERIORATING,
    RECOVERED,
    STALLED,
    STATES,
    Assessment,
    assess,
    clinical,
    long_enough_for_stall,
    with_threshold,
)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PROMISED = 0.10
"""At most this share of clients who are on track is ever to be called stalled or getting worse."""
NOMINAL = 0.07
"""The share that is allowed in courses drawn from the curve, so that the promise holds for others too."""
BUDGETS = (0.03, 0.05, NOMINAL, 0.10, 0.15)
"""The settings that a curve offers: from few alerts to many. Only `NOMINAL` was tried on courses of other kinds."""
COURSES = 8_000
"""Courses on which the threshold is set, and as many others on which alerts are tried."""
LOWEST_TAU = 0.5
"""A stall is never called at odds below even."""
TAU_STEPS = 10_000
"""Tau is a whole number of ten-thousandths."""


def calibrate(
    curve: Curve, instrument: Instrument, attendance: Episodes, rng: np.random.Generator, nominal: float = NOMINAL
) -> Curve:
    """Return the curve with `tau`, the record of its alerts, its other settings, and how all came about in its card.

    `attendance`: clients whose dates and gaps are used. `nominal`: the share of courses on track that may ever be
    called, one of BUDGETS. A curve without a wandering slope, and one for an instrument without a clinical cutoff,
    keeps tau None: no stall is called with it.
    """
    sample_sd = math.sqrt(curve.random_covariance[0][0] + curve.residual_variance)
    measure = usual_measure(instrument, sample_sd)
    if measure.cutoff is None or measure.reliable_change is None or curve.wandering is None:
        return curve
    taus = stall_thresholds(_drawn(curve, measure, attendance, rng), measure, curve, BUDGETS)
    tuned = replace(curve, tau=taus[BUDGETS.index(nominal)])
    fresh = _drawn(curve, measure, attendance, rng)
    plain = assess(fresh.batch, measure, replace(curve, tau=None))
    judged = [with_threshold(plain, fresh.batch, measure, tau) for tau in taus]
    found = judged[BUDGETS.index(nominal)]
    truth = truth_of(fresh, measure, found.minimal)
    tried = {STATES[state]: _tried(found, truth, state) for state in ALERTING}
    return replace(
        tuned,
        alerts={state: record for state, record in tried.items() if record.alerts > 0},
        budgets=tuple(
            _setting(share, tau, fresh, truth, one) for share, tau, one in zip(BUDGETS, taus, judged, strict=True)
        ),
        card={**curve.card, "stall_threshold": _how(fresh, truth, found, nominal)},
    )


def _setting(share: float, tau: float, fresh: Drawn, truth: Truth, found: Assessment) -> AlarmBudget:
    """Return what a setting leads to, on courses that it was not set on."""
    firsts = fresh.batch.starts[:-1]
    either = np.logical_or.reduceat(np.isin(found.state, ALERTING), firsts)
    flat = np.logical_or.reduceat(truth.flat, firsts)
    return AlarmBudget(share, tau, _share(either[truth.on_track]) or 0.0, _share(either[flat]) or 0.0)


def _drawn(curve: Curve, measure: Measure, attendance: Episodes, rng: np.random.Generator) -> Drawn:
    if curve.wandering is None:
        raise ValueError("expected a curve with a wandering slope")
    clock: Clock = "sessions" if curve.time_unit == "session" else "days"
    return draw(curve.wandering, attendance_of(attendance, clock, COURSES, rng), clock, measure, rng)


def stall_threshold(drawn: Drawn, measure: Measure, curve: Curve) -> float:
    """Return the lowest tau at which at most NOMINAL of the courses on track ever raise an alert of either kind."""
    return stall_thresholds(drawn, measure, curve, (NOMINAL,))[0]


def stall_thresholds(drawn: Drawn, measure: Measure, curve: Curve, budgets: Sequence[float]) -> list[float]:
    """Return for each budget the lowest tau at which no more of the courses on track ever raise either alert."""
    batch = drawn.batch
    found = assess(batch, measure, replace(curve, tau=None))
    firsts = batch.starts[:-1]
    highest = np.maximum.reduceat(stall_signal(batch, measure, found), firsts)
    worsening = np.logical_or.reduceat(found.state == DETERIORATING, firsts)
    good = truth_of(drawn, measure, found.minimal).on_track
    worse = int(worsening[good].sum())
    return [_threshold(highest[good & ~worsening], int(share * good.sum()) - worse) for share in budgets]


def stall_signal(batch: Batch, measure: Measure, found: Assessment) -> Floats:
    """Return for each row what tau is held against: little change at it and the score before, 0 where no stall counts.

    `found`: as assessed with no tau.
    """
    signal = np.nan_to_num(found.little_change, nan=0.0)
    twice = np.minimum(signal, np.concatenate([[0.0], signal[:-1]]))
    hidden = np.isin(found.state, (RECOVERED, DETERIORATING)) | ~clinical(batch.scores, measure)
    twice[hidden | ~long_enough_for_stall(batch)] = 0.0
    return np.asarray(twice)


def _threshold(highest: Floats, allowed: int) -> float:
    """Return the lowest tau that no more than `allowed` of the signals reach."""
    ordered = np.sort(highest)[::-1]
    if allowed >= ordered.size:
        return LOWEST_TAU
    above = (math.floor(float(ordered[max(allowed, 0)]) * TAU_STEPS) + 1) / TAU_STEPS
    return min(max(above, LOWEST_TAU), 1.0)


def usual_measure(instrument: Instrument, sample_sd: float) -> Measure:
    """Return the measure with its published reliable change, else with one from the sample's own spread."""
    shipped = measure_of(instrument, "shipped")
    return shipped if shipped.reliable_change is not None else measure_of(instrument, "sample", sample_sd)


def _tried(found: Assessment, truth: Truth, state: int) -> AlertRecord:
    """Return how often alerts were borne out by the latent score, in courses drawn from the curve."""
    raised = found.alert & (found.state == state)
    tried_on = f"{COURSES} courses drawn from the curve itself"
    return alert_record(STATES[state], right_of(truth, state)[raised], tried_on)


def right_of(truth: Truth, state: int) -> Flags:
    """Return where an alert of a state is right: a stall where truly flat or worse, a worsening where truly worse."""
    return truth.flat | truth.worse if state == STALLED else truth.worse


def alert_record(state: str, right: Flags, tried_on: str) -> AlertRecord:
    """Return the record of alerts of one state, tried on simulated courses whose latent score is known."""
    count, hits = int(right.size), int(right.sum())
    lower, upper = wilson(hits, count) if count else (0.0, 1.0)
    basis = f"{tried_on}, not real ones; right means {_RIGHT_MEANS[state]}"
    return AlertRecord(hits / max(count, 1), lower, upper, count, simulated=True, basis=basis)


_RIGHT_MEANS = {
    "stalled": "truly little change over the eight weeks around the alert and still in the clinical range, or worse",
    "deteriorating": "truly worse than at the start: by a reliable change, or by a change that matters in four weeks",
}


def _how(drawn: Drawn, truth: Truth, found: Assessment, nominal: float) -> dict[str, object]:
    """Return what the card says of the threshold, checked on courses it was not set on."""
    firsts = drawn.batch.starts[:-1]
    ever = {state: np.logical_or.reduceat(found.state == state, firsts) for state in ALERTING}
    good = truth.on_track
    either = ever[STALLED] | ever[DETERIORATING]
    flat = np.logical_or.reduceat(truth.flat, firsts)
    return {
        "nominal": nominal,
        "promised": PROMISED,
        "courses": COURSES,
        "on_track_means": "began clinical, and was at no score truly flat or worse",
        "on_track_share": round(float(good.mean()), 4),
        "on_track_ever_raised": _share(either[good]),
        "on_track_ever_stalled": _share(ever[STALLED][good]),
        "truly_flat_ever_raised": _share(either[flat]),
        "limits": "drawn from the curve itself, at the attendance of its own clients",
    }


def _share(flags: Flags) -> float | None:
    return round(float(flags.mean()), 4) if flags.size else None
