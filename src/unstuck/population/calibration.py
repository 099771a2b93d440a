"""Setting a curve's stall threshold by an alarm budget, and trying its alerts out.

No public data set is large enough to set the threshold from real courses, so courses are drawn from the curve
itself: intercept and slope from its random effects, one score a week (or session), rounded and kept in the
instrument's range. The threshold is the lowest at which at most `BUDGET` of the on-track episodes ever raise a
stall, at the upper end of the share's 95 % interval: the luck of the draw must not spend more than the budget.
What real courses do beyond the model (late responders, lasting deviations) is not in these numbers; the model
card says so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from unstuck.instruments.definition import Instrument
from unstuck.progress.batch import Batch, Clock
from unstuck.progress.curve import DAYS_IN, AlertRecord, Curve
from unstuck.progress.growth import growth_time, horizon
from unstuck.progress.measure import Measure, measure_of
from unstuck.progress.proportion import wilson
from unstuck.progress.status import (
    DETERIORATING,
    FEWEST_SCORES_FOR_STALL,
    RECOVERED,
    STALLED,
    STATES,
    Assessment,
    assess,
    clinical,
)

Floats = NDArray[np.float64]

BUDGET = 0.10
"""At most this share of on-track episodes may ever raise a stall (STATISTICS: states, 3)."""
LONGEST_EPISODE = 16
"""Weekly scores in an episode, intake not counted; shorter where the cohort was followed for less."""
TUNING_EPISODES = 16_000
"""Courses on which the threshold is set."""
EPISODES = 4_000
"""Other courses, on which alerts are tried."""
TAU_STEPS = 1_000_000
"""Tau is a whole number of millionths."""
LOWEST_TAU = 0.5
"""A stall is never called at odds below even."""


@dataclass(frozen=True)
class Episodes:
    """Simulated episodes: the batch, and the latent score of each row now and at the horizon."""

    batch: Batch
    latent: Floats
    ahead: Floats


def calibrate(curve: Curve, instrument: Instrument, rng: np.random.Generator) -> Curve:
    """Return the curve with `tau`, the record of its alerts, and how both came about in its card.

    A curve for an instrument without a clinical cutoff keeps tau None: a stall is not defined for it.
    """
    sample_sd = math.sqrt(curve.random_covariance[0][0] + curve.residual_variance)
    measure = _measure(instrument, sample_sd)
    if measure.cutoff is None or measure.reliable_change is None:
        return curve
    episodes = draw_episodes(curve, measure, rng, TUNING_EPISODES)
    tau = stall_threshold(episodes, measure, curve)
    tuned = replace(curve, tau=tau)
    fresh = draw_episodes(curve, measure, rng)
    found = assess(fresh.batch, measure, tuned)
    alerts = {STATES[state]: _tried(fresh, measure, found, state) for state in (STALLED, DETERIORATING)}
    return replace(
        tuned,
        alerts={state: record for state, record in alerts.items() if record.alerts > 0},
        card={**curve.card, "stall_threshold": _how(fresh, measure, found, curve)},
    )


def draw_episodes(curve: Curve, measure: Measure, rng: np.random.Generator, episodes: int = EPISODES) -> Episodes:
    """Return episodes drawn from the curve, one score a week (or session) from intake on."""
    step = DAYS_IN["week"] if curve.time_unit != "session" else 1.0
    times: Floats = step * np.arange(_length(curve) + 1, dtype=np.float64)
    root = _square_root(np.asarray(curve.random_covariance, dtype=np.float64))
    own: Floats = np.asarray(curve.fixed, dtype=np.float64) + rng.standard_normal((episodes, 2)) @ root.T
    latent: Floats = own[:, :1] + own[:, 1:] * growth_time(curve, times)
    noise = rng.standard_normal(latent.shape) * math.sqrt(curve.residual_variance)
    scores = np.clip(np.rint(latent + noise), measure.minimum, measure.maximum)
    starts = np.arange(episodes + 1) * times.size
    clock: Clock = "sessions" if curve.time_unit == "session" else "days"
    batch = Batch(starts, np.tile(times, episodes), scores.ravel(), clock)
    later: Floats = times + horizon(batch)
    ahead = own[:, :1] + own[:, 1:] * growth_time(curve, later)
    return Episodes(batch, latent.ravel(), ahead.ravel())


def stall_threshold(episodes: Episodes, measure: Measure, curve: Curve) -> float:
    """Return the lowest tau at which the 95 % interval of on-track episodes that ever raise a stall is in BUDGET."""
    found = assess(episodes.batch, measure, replace(curve, tau=1.0))
    signal = np.nan_to_num(found.stall_ahead, nan=0.0)
    twice = np.minimum(signal, np.concatenate([[0.0], signal[:-1]]))
    twice[episodes.batch.number < FEWEST_SCORES_FOR_STALL] = 0.0
    twice[np.isin(found.state, (RECOVERED, DETERIORATING))] = 0.0
    highest = np.maximum.reduceat(twice, episodes.batch.starts[:-1])[on_track(episodes, measure)]
    ordered = np.sort(highest)
    allowed = ordered[-1 - _most_false_stalls(ordered.size)] if ordered.size else LOWEST_TAU
    # Whole scores repeat courses, so `allowed` itself recurs: a threshold clear of it does not turn on rounding.
    above = (math.floor(float(allowed) * TAU_STEPS) + 1) / TAU_STEPS
    return min(max(above, LOWEST_TAU), 1.0)


def _most_false_stalls(episodes: int) -> int:
    """Return how many of so many on-track episodes may raise a stall."""
    within = (count for count in range(math.floor(BUDGET * episodes), 0, -1) if wilson(count, episodes)[1] <= BUDGET)
    return next(within, 0)


def on_track(episodes: Episodes, measure: Measure) -> NDArray[np.bool_]:
    """Return which episodes begin clinical and end with the latent score in the usual range."""
    last = episodes.batch.latest_rows
    started = clinical(episodes.batch.scores[episodes.batch.starts[:-1]], measure)
    return started & ~clinical(episodes.latent[last], measure)


def _measure(instrument: Instrument, sample_sd: float) -> Measure:
    shipped = measure_of(instrument, "shipped")
    return shipped if shipped.reliable_change is not None else measure_of(instrument, "sample", sample_sd)


def _length(curve: Curve) -> int:
    if curve.time_unit == "session":
        return min(LONGEST_EPISODE, max(FEWEST_SCORES_FOR_STALL, math.ceil(curve.observed_until)))
    weeks = curve.observed_until * DAYS_IN[curve.time_unit] / DAYS_IN["week"]
    return min(LONGEST_EPISODE, max(FEWEST_SCORES_FOR_STALL, math.ceil(weeks)))


def _square_root(covariance: Floats) -> Floats:
    """Return a matrix whose square is the covariance; it may be singular, so no Cholesky factor."""
    values, vectors = np.linalg.eigh(covariance)
    root: Floats = vectors * np.sqrt(np.maximum(values, 0.0))
    return root


def _tried(episodes: Episodes, measure: Measure, found: Assessment, state: int) -> AlertRecord:
    """Return how often alerts were borne out by the latent score, in courses drawn from the curve."""
    rows = np.flatnonzero(found.alert & (found.state == state))
    now, ahead = episodes.latent[rows], episodes.ahead[rows]
    if state == STALLED:
        right = clinical(ahead, measure) & (measure.sign * (now - ahead) < found.minimal[rows])
    else:
        right = measure.sign * (now - episodes.latent[episodes.batch.start[rows]]) > 0
    return alert_record(STATES[state], right, f"{EPISODES} courses drawn from the curve itself")


def alert_record(state: str, right: NDArray[np.bool_], tried_on: str) -> AlertRecord:
    """Return the record of alerts of one state, tried on simulated courses whose latent score is known.

    A stall is right where the latent score stays clinical until the horizon, without a gain of a minimal change. A
    deterioration is right where it is worse than at the start, by however little: that is what a reliable change
    says (Jacobson and Truax 1991, p. 14).
    """
    count, hits = int(right.size), int(right.sum())
    lower, upper = wilson(hits, count) if count else (0.0, 1.0)
    basis = f"{tried_on}, not real ones; right means {_RIGHT_MEANS[state]}"
    return AlertRecord(hits / max(count, 1), lower, upper, count, simulated=True, basis=basis)


_RIGHT_MEANS = {
    "stalled": "still in the clinical range at the horizon, without a gain that matters",
    "deteriorating": "truly worse than at the start, by however little",
}


def _how(episodes: Episodes, measure: Measure, found: Assessment, curve: Curve) -> dict[str, object]:
    """Return what the card says of the threshold, checked on courses it was not set on."""
    stalled = np.logical_or.reduceat(found.alert & (found.state == STALLED), episodes.batch.starts[:-1])
    good = on_track(episodes, measure)
    unit = "session" if curve.time_unit == "session" else "week"
    return {
        "budget": BUDGET,
        "set_on": TUNING_EPISODES,
        "episodes": EPISODES,
        "scores_in_an_episode": int(np.diff(episodes.batch.starts)[0]),
        "one_score_each": unit,
        "on_track_means": "began clinical, and the latent score at the end is in the usual range",
        "on_track_that_raised_a_stall": round(float(stalled[good].mean()), 4) if good.any() else None,
        "not_on_track_that_raised_a_stall": round(float(stalled[~good].mean()), 4) if (~good).any() else None,
        "on_track_share": round(float(good.mean()), 4),
        "limits": "drawn from the curve itself: late responders and lasting deviations are not in these numbers",
    }
