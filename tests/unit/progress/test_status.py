"""States at the edges: limits on both sides, batches of many clients, the direction of the measure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plain_progress import PlainCurve, PlainMeasure, plain_answer
from tests.unit.progress.cases import BY_SESSION, CALM, COMMON, PLAIN, PLAIN_GROWTH, RISING, WEEKLY, measure
from unstuck.progress.batch import Batch
from unstuck.progress.chances import outlook
from unstuck.progress.curve import Curve
from unstuck.progress.measure import Measure
from unstuck.progress.status import STATES, assess, clinical, too_early, usable_curve


def states(batch: Batch, what: Measure = COMMON, curve: Curve | None = WEEKLY) -> list[str]:
    return [STATES[code] for code in assess(batch, what, curve).state]


def test_codes_are_append_only() -> None:
    assert STATES == ("too_early", "on_track", "watch", "stalled", "deteriorating", "improved", "recovered")


class TestReliableChange:
    @pytest.mark.parametrize(("second", "state"), [(23.0, "deteriorating"), (22.99, "too_early"), (9.0, "improved")])
    def test_reached_exactly_or_just_short(self, second: float, state: str) -> None:
        assert states(Batch.of_one([0, 7], [16.0, second]), measure(reliable_change=7.0))[-1] == state

    @pytest.mark.parametrize(("scores", "state"), [([0.1, 0.3], "deteriorating"), ([0.3, 0.1], "improved")])
    def test_decimals_reach_it_too(self, scores: list[float], state: str) -> None:
        """0.3 - 0.1 is 0.19999999999999998 in binary; people who count in tenths reach 0.2."""
        what = measure(reliable_change=0.2, cutoff=0.05, minimal_change=100.0)
        assert states(Batch.of_one([0, 7], scores), what, None)[-1] == state

    def test_one_size_for_each_row(self) -> None:
        sizes = np.array([np.nan, 6.0, 7.0, 6.0])
        found = assess(Batch.of_one([0, 7, 14, 21], [16, 22, 22, 22]), measure(reliable_change=sizes), None)
        assert [STATES[code] for code in found.state][1:] == ["deteriorating", "watch", "deteriorating"]
        np.testing.assert_array_equal(found.reliable, sizes)
        assert found.category.tolist() == [-1, 0, 1, 0]

    def test_the_categories(self) -> None:
        found = assess(Batch.of_one([0, 7, 14, 21, 28], [16, 10, 9, 22, 16]), COMMON, None)
        assert found.category.tolist() == [1, 2, 3, 0, 1]
        np.testing.assert_array_equal(found.change, [0, -6, -7, 6, 0])

    def test_recovered_needs_a_clinical_start(self) -> None:
        found = assess(Batch.of_one([0, 7], [9, 2]), COMMON, None)
        assert found.category.tolist() == [1, 2]
        assert STATES[found.state[-1]] == "improved"


class TestTooEarly:
    @pytest.mark.parametrize(
        ("times", "early"),
        [([0, 13.99, 13.999], True), ([0, 7, 14], False), ([0, 100], True), ([0], True), ([0, 1, 2, 13], True)],
    )
    def test_by_days(self, times: list[float], early: bool) -> None:
        assert too_early(Batch.of_one(times, [12.0] * len(times)))[-1] == early

    @pytest.mark.parametrize(
        ("times", "early"),
        [([1, 2, 3], False), ([1, 1.5, 2], True), ([1, 2], True), ([1, 9], True), ([4, 5, 6], False)],
    )
    def test_by_sessions(self, times: list[float], early: bool) -> None:
        assert too_early(Batch.of_one(times, [12.0] * len(times), "sessions"))[-1] == early


class TestClinical:
    def test_the_cutoff_itself_is_clinical(self) -> None:
        assert clinical(np.array([9.99, 10.0, 11.0]), COMMON).tolist() == [False, True, True]

    def test_so_it_is_where_higher_is_better(self) -> None:
        what = measure(sign=-1.0, cutoff=17.0)
        assert clinical(np.array([16.0, 17.0, 17.01]), what).tolist() == [True, True, False]

    def test_without_a_cutoff_everybody_is(self) -> None:
        assert clinical(np.array([0.0, 27.0]), measure(cutoff=None)).tolist() == [True, True]


class TestManyClients:
    def test_a_state_begins_anew_with_each_client(self) -> None:
        """Both clients are likely to get worse from the first score on; the second one's alert is its own."""
        batch = Batch(np.array([0, 2, 4]), np.array([0.0, 7.0, 0.0, 7.0]), np.array([12.0, 13.0, 12.0, 13.0]))
        found = assess(batch, COMMON, RISING)
        assert {STATES[code] for code in found.state} == {"deteriorating"}
        assert found.since.tolist() == [0, 0, 2, 2]
        assert found.alert.tolist() == [True, False, True, False]
        assert (found.probability >= 0.5).all()

    def test_a_client_without_scores_between_others(self) -> None:
        batch = Batch(np.array([0, 1, 1, 2]), np.array([0.0, 0.0]), np.array([12.0, 13.0]))
        assert states(batch) == ["too_early", "too_early"]
        assert batch.latest_rows.tolist() == [0, -1, 1]

    def test_nobody_at_all(self) -> None:
        found = assess(Batch(np.array([0]), np.empty(0), np.empty(0)), COMMON, WEEKLY)
        assert found.state.size == found.since.size == found.alert.size == 0

    def test_a_stall_signal_is_not_carried_to_the_next_client(self) -> None:
        """The second client's third score is the first that may signal; only the fourth can make it two."""
        flat = [16.0] * 4
        batch = Batch(np.array([0, 4, 8]), np.array([0.0, 7, 14, 21] * 2), np.array(flat * 2))
        assert states(batch) == ["too_early", "too_early", "on_track", "stalled"] * 2
        found = assess(batch, COMMON, WEEKLY)
        assert np.isnan(found.little_change).tolist() == [True, True, False, False] * 2


class TestAlerts:
    def test_again_after_a_spell_out_of_it(self) -> None:
        scores = [16, 16, 16, 16, 9, 9, 16, 17, 18]
        found = assess(Batch.of_one([7.0 * week for week in range(9)], scores), COMMON, WEEKLY)
        plain = [plain_at(scores[:end]) for end in range(1, 10)]
        assert [STATES[code] for code in found.state] == plain
        assert found.alert.tolist() == [
            now == "stalled" and before != "stalled" for before, now in zip(["", *plain[:-1]], plain, strict=True)
        ]
        assert found.alert.sum() == 2

    def test_from_one_alerting_state_into_the_other_is_an_alert(self) -> None:
        found = assess(Batch.of_one([7.0 * week for week in range(6)], [16, 16, 16, 16, 22, 16]), COMMON, WEEKLY)
        assert [STATES[code] for code in found.state][3:] == ["stalled", "deteriorating", "stalled"]
        assert found.alert.tolist() == [False, False, False, True, True, True]
        assert found.since.tolist() == [0, 0, 2, 3, 4, 5]


def plain_at(scores: list[int]) -> str:
    times = [7.0 * week for week in range(len(scores))]
    return plain_answer(times, [float(score) for score in scores], PLAIN, PlainMeasure(10, 6, 5), True).state


class TestWhatItRestsOn:
    def test_likely_worse_or_not(self) -> None:
        found = assess(Batch.of_one([0, 7], [16, 23]), COMMON, WEEKLY)
        assert STATES[found.state[-1]] == "deteriorating"
        assert found.probability[-1] == found.worse_ahead[-1]
        assert 0.3 <= found.worse_ahead[-1] < 0.5

    def test_a_reliable_change_for_the_worse_alone_is_not_enough(self) -> None:
        found = assess(Batch.of_one([0, 7, 14], [16, 17, 22]), COMMON, replace(WEEKLY, wandering=CALM))
        assert found.worse_ahead[-1] < 0.3
        assert STATES[found.state[-1]] == "watch"

    def test_the_usual_range_is_asked_about_only_after_a_reliable_gain_into_it(self) -> None:
        found = assess(Batch.of_one([0, 7, 14, 21], [18, 13, 12, 8]), COMMON, WEEKLY)
        assert np.isnan(found.usual_now).tolist() == [True, True, True, False]

    def test_recovered_from_eighty_per_cent_on(self) -> None:
        found = assess(Batch.of_one([7.0 * week for week in range(6)], [18, 13, 9, 8, 9, 8]), COMMON, WEEKLY)
        for row in range(2, 6):
            assert (STATES[found.state[row]] == "recovered") == (found.usual_now[row] >= 0.8)
        assert {STATES[code] for code in found.state[2:]} == {"improved", "recovered"}

    def test_nobody_who_started_in_the_usual_range_is_asked_about_a_stall(self) -> None:
        found = assess(Batch.of_one([0, 7, 14, 21], [9, 12, 13, 13]), COMMON, WEEKLY)
        assert np.isnan(found.little_change).all()


class TestWithoutACurve:
    @pytest.mark.parametrize(
        ("what", "curve"),
        [
            (COMMON, None),
            (COMMON, BY_SESSION),
            (COMMON, replace(WEEKLY, cohort=49)),
            (measure(cutoff=None), WEEKLY),
        ],
    )
    def test_when(self, what: Measure, curve: Curve | None) -> None:
        batch = Batch.of_one([0, 7], [16, 15])
        assert usable_curve(batch, what, curve) is None
        found = assess(batch, what, curve)
        assert found.expected is None
        assert found.course is None
        assert np.isnan(found.worse_ahead).all()

    @pytest.mark.parametrize(
        ("curve", "clock"),
        [(WEEKLY, "days"), (replace(WEEKLY, time_unit="month"), "days"), (BY_SESSION, "sessions"),
         (replace(WEEKLY, cohort=50), "days"), (replace(WEEKLY, cohort=0, kind="assumed"), "days")],
    )  # fmt: skip
    def test_when_not(self, curve: Curve, clock: str) -> None:
        batch = Batch.of_one([0, 7], [16, 15], "days" if clock == "days" else "sessions")
        assert usable_curve(batch, COMMON, curve) is curve

    def test_too_early_while_reliable_change_is_unknown(self) -> None:
        sizes = np.array([np.nan, np.nan, np.nan, 6.0])
        found = states(Batch.of_one([0, 7, 14, 21], [16] * 4), measure(reliable_change=sizes), None)
        assert found == ["too_early", "too_early", "too_early", "watch"]


courses = st.lists(st.integers(0, 27), min_size=1, max_size=9)


@settings(max_examples=80, deadline=None)
@given(scores=courses, curve=st.sampled_from([WEEKLY, RISING, PLAIN_GROWTH, None]))
def test_where_higher_is_better_it_is_the_same_seen_from_the_other_side(scores: list[int], curve: Curve | None) -> None:
    times = [7.0 * week for week in range(len(scores))]
    turned = curve.wandering.mirrored() if curve and curve.wandering else None
    wandering = replace(turned, mean_start=27 + turned.mean_start) if turned else None
    other = curve and replace(curve, fixed=(27 - curve.fixed[0], -curve.fixed[1]), wandering=wandering)
    straight = assess(Batch.of_one(times, scores), COMMON, curve)
    mirrored = assess(Batch.of_one(times, [27 - score for score in scores]), measure(sign=-1.0, cutoff=17.0), other)
    assert straight.state.tolist() == mirrored.state.tolist()
    assert straight.alert.tolist() == mirrored.alert.tolist()
    np.testing.assert_array_equal(straight.category, mirrored.category)
    np.testing.assert_array_equal(straight.change, -mirrored.change)
    for name in ("probability", "worse_ahead", "little_change", "usual_now"):
        np.testing.assert_allclose(getattr(straight, name), getattr(mirrored, name), atol=1e-9)


@settings(max_examples=80, deadline=None)
@given(scores=courses, size=st.floats(0.0, 12.0))
def test_the_outlook_always_sums_to_one(scores: list[int], size: float) -> None:
    found = assess(Batch.of_one([7.0 * week for week in range(len(scores))], scores), COMMON, WEEKLY)
    assert found.course is not None
    rows = np.arange(len(scores))
    ahead = outlook(found.course, COMMON, np.full(len(scores), size), rows)
    parts = np.array([ahead.non_clinical, ahead.gaining, ahead.flat, ahead.worse])
    np.testing.assert_allclose(parts.sum(axis=0), 1.0, atol=1e-9)
    assert (parts >= 0).all()


def test_the_curves_own_uncertainty_is_part_of_the_prior() -> None:
    """So that a small cohort makes a wide band: the plain reference is given the sum of both covariances."""
    unsure = replace(PLAIN_GROWTH, fixed_covariance=((4.0, -0.5), (-0.5, 2.0)))
    plain = PlainCurve((15.0, -2.5), ((28.0, -3.5), (-3.5, 6.5)), 6.0, 7.0, 0.8)
    times, scores = [0.0, 7.0, 21.0], [16.0, 13.0, 15.0]
    found = assess(Batch.of_one(times, scores), COMMON, unsure)
    expected = plain_answer(times, scores, plain, PlainMeasure(10, 6, 5), True)
    assert found.little_change[-1] == pytest.approx(expected.stall, abs=1e-6)
    assert found.worse_ahead[-1] == pytest.approx(expected.worse, abs=1e-6)
    assert found.expected is not None
    assert (found.expected.mean[-1], found.expected.sd[-1]) == pytest.approx(expected.expected, abs=1e-9)


def test_a_curve_in_months() -> None:
    monthly = replace(PLAIN_GROWTH, time_unit="month")
    plain = PlainCurve((15.0, -2.5), ((24.0, -3.0), (-3.0, 4.5)), 6.0, 365.25 / 12, 0.8)
    times, scores = [0.0, 30.0, 60.0], [16.0, 13.0, 15.0]
    found = assess(Batch.of_one(times, scores), COMMON, monthly)
    expected = plain_answer(times, scores, plain, PlainMeasure(10, 6, 5), True)
    assert found.little_change[-1] == pytest.approx(expected.stall, abs=1e-6)
    assert found.expected is not None
    assert (found.expected.mean[-1], found.expected.sd[-1]) == pytest.approx(expected.expected, abs=1e-9)


def test_scores_and_times_that_cannot_be_are_refused() -> None:
    scores = Batch.of_one([0, 14, 28], [19, -9, 17])
    with pytest.raises(ValueError, match=r"found -9 \(1 of 3 outside; leave out what stands for no value\)"):
        assess(scores, COMMON, None)
    with pytest.raises(ValueError, match="nanoseconds"):
        Batch.of_one([0, 14 * 86_400_000_000_000], [19, 18])
