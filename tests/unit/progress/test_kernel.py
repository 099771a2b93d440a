"""The vectorised kernel agrees with the plain one-client reference, at every occasion of random clients."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from tests.plain_progress import PlainCurve, PlainMeasure, PlainWandering, plain_answer
from unstuck.progress.batch import Batch
from unstuck.progress.curve import DAYS_IN, Curve, TimeUnit
from unstuck.progress.measure import Measure
from unstuck.progress.snapshot import Snapshot, snapshots
from unstuck.progress.status import STATES, assess, usable_curve
from unstuck.progress.wandering import Wandering

TOLERANCE = 1e-6
Course = tuple[list[float], list[float]]
WANDERINGS = (
    None,
    PlainWandering(16.6, 2.8, -5.8, 4.2, -0.36, 1.95, 2.6, 5.3, 0.16, 0.14),
    PlainWandering(16.6, 2.8, -5.8, 4.2, 0.3, 1.2, 1.5, 1.3, 0.8, 0.5),
)
"""Plain growth, and the two populations of the reference's own check."""


def curve_of(
    unit: TimeUnit = "week",
    mean: tuple[float, float] = (14.0, -2.6),
    spread: tuple[float, float, float] = (24.0, -3.0, 4.5),
    noise: float = 9.0,
    tau: float | None = 0.6,
    wandering: Wandering | None = None,
) -> Curve:
    (a, b, d) = spread
    nothing = ((0.0, 0.0), (0.0, 0.0))
    return Curve(
        id="made-for-tests",
        instrument="PHQ-9",
        kind="fitted",
        time_unit=unit,
        fixed=mean,
        fixed_covariance=nothing,
        random_covariance=((a, b), (b, d)),
        residual_variance=noise,
        cohort=500,
        scores=4000,
        observed_until=26.0,
        method="REML",
        loglik=None,
        tau=tau,
        alerts={},
        card={},
        wandering=wandering,
    )


def measure_of_points(sign: float = 1.0, cutoff: float = 10.0) -> Measure:
    return Measure("PHQ-9", sign, -100.0, 100.0, cutoff, 6.0, 5.0, None, "shipped")


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """One client's days (some tied to weeks, some odd) and integer scores."""
    gaps = draw(st.lists(st.integers(1, 40), min_size=0, max_size=9))
    times = [0.0, *np.cumsum(gaps).astype(float).tolist()]
    scores = draw(st.lists(st.integers(0, 27), min_size=len(times), max_size=len(times)))
    return times, [float(score) for score in scores]


@settings(max_examples=150, deadline=None)
@given(
    clients=st.lists(courses(), min_size=1, max_size=4),
    by_days=st.booleans(),
    lower=st.booleans(),
    wander=st.sampled_from(WANDERINGS),
)
def test_every_row_of_a_batch_is_what_the_plain_reference_says(
    clients: list[Course], by_days: bool, lower: bool, wander: PlainWandering | None
) -> None:
    unit: TimeUnit = "week" if by_days else "session"
    direction = 1.0 if lower else -1.0
    wandering = None if wander is None else Wandering(*vars(wander).values())
    curve = curve_of(
        unit,
        mean=(14.0 * direction, -2.6 * direction),
        wandering=wandering if lower or wandering is None else wandering.mirrored(),
    )
    measure = measure_of_points(direction, 10.0 * direction)
    flipped = [(times, [score * direction for score in scores]) for times, scores in clients]
    batch = Batch(
        np.cumsum([0] + [len(times) for times, _ in flipped]),
        np.concatenate([np.array(times) for times, _ in flipped]),
        np.concatenate([np.array(scores) for _, scores in flipped]),
        "days" if by_days else "sessions",
    )
    found = assess(batch, measure, curve)
    seen = list(snapshots(batch, measure, curve, found, np.arange(batch.times.size)))
    row = 0
    for times, scores in flipped:
        for end in range(1, len(times) + 1):
            check_row(seen[row], found.little_change[row], times[:end], scores[:end], curve, measure, by_days)
            row += 1


def check_row(
    seen: Snapshot,
    stall: float,
    times: list[float],
    scores: list[float],
    curve: Curve,
    measure: Measure,
    by_days: bool,
) -> None:
    plain = PlainCurve(
        curve.fixed,
        curve.random_covariance,
        curve.residual_variance,
        DAYS_IN["week"] if by_days else 1.0,
        0.6,
        None if curve.wandering is None else PlainWandering(*vars(curve.wandering).values()),
    )
    expected = plain_answer(times, scores, plain, PlainMeasure(measure.cutoff or 0, 6, 5, measure.sign > 0), by_days)
    assert seen.outlook is not None
    assert seen.forecast is not None
    assert seen.expected is not None
    outlook = (seen.outlook.non_clinical, seen.outlook.gaining, seen.outlook.flat, seen.outlook.worse)
    assert outlook == pytest.approx(expected.outlook, abs=TOLERANCE)
    assert sum(outlook) == pytest.approx(1.0)
    assert seen.worse_ahead == pytest.approx(expected.worse, abs=TOLERANCE)
    assert seen.forecast.mean * measure.sign == pytest.approx(expected.forecast[0], abs=TOLERANCE)
    width = (seen.forecast.upper80 - seen.forecast.lower80) / 2
    assert width == pytest.approx(1.2815515655446004 * expected.forecast[1], abs=TOLERANCE)
    assert seen.expected.mean * measure.sign == pytest.approx(expected.expected[0], abs=TOLERANCE)
    if not math.isnan(stall):
        assert stall == pytest.approx(expected.stall, abs=TOLERANCE)
    # Off the thresholds themselves, where the last digit of a probability may decide.
    assume(abs(expected.stall - 0.6) > TOLERANCE)
    assume(abs(expected.worse - 0.5) > TOLERANCE and abs(expected.worse - 0.3) > TOLERANCE)
    assert seen.state == expected.state


def test_a_batch_of_one_is_the_same_as_a_row_of_many() -> None:
    curve, measure = curve_of(), measure_of_points()
    times, scores = [0.0, 7.0, 14.0, 28.0, 42.0], [18.0, 17.0, 18.0, 17.0, 18.0]
    one = assess(Batch.of_one(times, scores), measure, curve)
    other = Batch(np.array([0, 3, 8]), np.array([0.0, 3.0, 9.0, *times]), np.array([5.0, 4.0, 9.0, *scores]))
    many = assess(other, measure, curve)
    assert many.state[3:].tolist() == one.state.tolist()
    np.testing.assert_allclose(many.little_change[3:], one.little_change, rtol=0, atol=1e-15)


@given(clients=st.lists(courses(), min_size=2, max_size=6))
def test_sums_do_not_depend_on_who_else_is_in_the_batch(clients: list[Course]) -> None:
    """To the last bit: a rounding error from the neighbours could turn a state that stands on its threshold."""
    times, scores = ([column for client in clients for column in client[part]] for part in (0, 1))
    batch = Batch(np.cumsum([0] + [len(client[0]) for client in clients]), np.array(times), np.array(scores))
    together = batch.running_sum(batch.scores / 7)
    alone = [np.cumsum(np.array(client[1]) / 7) for client in clients]
    assert together.tolist() == np.concatenate(alone).tolist()


@settings(max_examples=60, deadline=None)
@given(course=courses(), cut=st.integers(1, 9))
def test_the_past_does_not_change_when_the_future_is_cut_off(course: Course, cut: int) -> None:
    times, scores = course
    cut = min(cut, len(times))
    curve, measure = curve_of(), measure_of_points()
    whole = assess(Batch.of_one(times, scores), measure, curve)
    past = assess(Batch.of_one(times[:cut], scores[:cut]), measure, curve)
    assert whole.state[:cut].tolist() == past.state.tolist()
    assert whole.since[:cut].tolist() == past.since.tolist()
    assert whole.alert[:cut].tolist() == past.alert.tolist()


def test_a_curve_without_slope_variance_is_no_special_case() -> None:
    found = assess(
        Batch.of_one([0, 7, 14, 21], [15, 15, 15, 15]), measure_of_points(), curve_of(spread=(24.0, 0.0, 0.0))
    )
    # With a common slope of -2.6 the gain from the first score to 28 days on is 2.6 ln 8 = 5.4 points, for certain
    # more than half of 5: little change is impossible.
    assert found.little_change[-1] == pytest.approx(0.0, abs=1e-9)
    found = assess(
        Batch.of_one([0, 7, 14, 21], [15, 15, 15, 15]),
        measure_of_points(),
        curve_of(mean=(14.0, -1.0), spread=(24.0, 0.0, 0.0)),
    )
    # With -1 it is 2.1 points, for certain less: what is left is whether the level there is clinical.
    assert found.course is not None
    still = norm.sf(10.0, found.course.mean_ahead[-1], np.sqrt(found.course.var_ahead[-1]))
    assert found.little_change[-1] == pytest.approx(still, abs=1e-6)


def test_an_uncertain_curve_widens_the_band() -> None:
    sure, unsure = curve_of(), curve_of()
    unsure = Curve(**{**vars(unsure), "fixed_covariance": ((4.0, 0.0), (0.0, 2.0))})
    batch, measure = Batch.of_one([0, 7, 14], [15, 15, 15]), measure_of_points()
    narrow, wide = (assess(batch, measure, curve).expected for curve in (sure, unsure))
    assert narrow is not None
    assert wide is not None
    assert wide.sd[-1] > narrow.sd[-1]


@pytest.mark.parametrize(
    ("curve", "reason"),
    [
        (curve_of("session"), "counts sessions, the scores have days"),
        (Curve(**{**vars(curve_of()), "cohort": 49}), "cohort below 50"),
        (None, "no curve at all"),
    ],
)
def test_without_a_usable_curve_the_answer_falls_back_to_reliable_change(curve: Curve | None, reason: str) -> None:
    batch, measure = Batch.of_one([0, 7, 14, 21, 28], [15, 14, 15, 8, 22]), measure_of_points()
    assert usable_curve(batch, measure, curve) is None, reason
    found = assess(batch, measure, curve)
    states = [STATES[code] for code in found.state]
    assert states == ["too_early", "too_early", "watch", "recovered", "deteriorating"]
    assert np.isnan(found.probability).all()


@pytest.mark.parametrize(
    ("starts", "times", "scores", "expected"),
    [
        ([0, 2], [0.0, 7.0], [1.0], "as many times as scores"),
        ([0, 1], [0.0, 7.0], [1.0, 2.0], "offsets that end"),
        ([0, 2], [1.0, 7.0], [1.0, 2.0], "first score at time 0"),
        ([0, 2], [0.0, 0.0], [1.0, 2.0], "in order of time"),
        ([0, 2], [0.0, math.nan], [1.0, 2.0], "finite"),
        ([0, 2, 1, 2], [0.0, 7.0], [1.0, 2.0], "rising offsets"),
    ],
)
def test_a_batch_refuses_columns_that_do_not_fit(
    starts: list[int], times: list[float], scores: list[float], expected: str
) -> None:
    with pytest.raises(ValueError, match=expected):
        Batch(np.array(starts), np.array(times), np.array(scores))
