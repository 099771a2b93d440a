"""The threshold for a stall keeps its budget, and the record says how often alerts were right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest

from tests.unit.progress.cases import BY_SESSION, COMMON, WANDERING, WEEKLY, measure
from unstuck.instruments import load
from unstuck.population import calibration
from unstuck.population.assumed_curve import assumed_attendance
from unstuck.population.calibration import calibrate, stall_threshold
from unstuck.population.episodes import Episodes
from unstuck.population.own_draws import Drawn, attendance_of, draw, truth_of
from unstuck.progress.batch import Batch, Clock
from unstuck.progress.curve import Curve
from unstuck.progress.proportion import wilson
from unstuck.progress.status import ALERTING, assess

PHQ9 = load("PHQ-9")
WEEKS = assumed_attendance("week", 500, np.random.default_rng(1))
SESSIONS = assumed_attendance("session", 500, np.random.default_rng(1))


def courses(curve: Curve = WEEKLY, number: int = 2_000, seed: int = 4) -> Drawn:
    assert curve.wandering is not None
    rng, sessions = np.random.default_rng(seed), curve.time_unit == "session"
    clock: Clock = "sessions" if sessions else "days"
    times = attendance_of(SESSIONS if sessions else WEEKS, clock, number, rng)
    return draw(curve.wandering, times, clock, COMMON, rng)


def raised(drawn: Drawn, curve: Curve) -> tuple[int, int]:
    """Return how many of the courses on track ever raised an alert of either kind, and how many there are."""
    found = assess(drawn.batch, COMMON, curve)
    ever = np.logical_or.reduceat(np.isin(found.state, ALERTING), drawn.batch.starts[:-1])
    good = truth_of(drawn, COMMON, found.minimal).on_track
    return int(ever[good].sum()), int(good.sum())


class TestBudget:
    @pytest.mark.parametrize("curve", [WEEKLY, BY_SESSION], ids=["weeks", "sessions"])
    def test_fresh_courses_stay_within_what_is_promised(self, curve: Curve) -> None:
        tau = stall_threshold(courses(curve, 4_000), COMMON, curve)
        ever, tried = raised(courses(curve, 4_000, seed=78), replace(curve, tau=tau))
        assert binomtest(ever, tried, 0.07).pvalue > 0.001 or ever / tried < 0.07

    def test_a_larger_budget_gives_a_lower_threshold(self, monkeypatch: pytest.MonkeyPatch) -> None:
        drawn, taus = courses(), []
        for nominal in (0.01, 0.05, 0.1, 0.2, 0.4):
            monkeypatch.setattr(calibration, "NOMINAL", nominal)
            taus.append(stall_threshold(drawn, COMMON, WEEKLY))
        assert taus == sorted(taus, reverse=True)
        assert taus[0] > taus[2]
        assert 0.5 <= min(taus) <= max(taus) <= 1.0

    def test_it_is_the_lowest_threshold_within_the_budget(self) -> None:
        drawn = courses(number=3_000)
        tau = stall_threshold(drawn, COMMON, WEEKLY)
        ever, tried = raised(drawn, replace(WEEKLY, tau=tau))
        assert ever <= 0.07 * tried
        below, _ = raised(drawn, replace(WEEKLY, tau=tau - 2e-4))
        assert below > 0.07 * tried

    def test_both_signals_share_it(self) -> None:
        """What getting worse takes of the budget is not there for stalls."""
        restless = replace(WEEKLY, wandering=replace(WANDERING, mean_change=3.0))
        drawn = courses(restless, 4_000)
        tau = stall_threshold(drawn, COMMON, restless)
        ever, tried = raised(drawn, replace(restless, tau=tau))
        assert ever <= max(0.07 * tried, raised(drawn, replace(restless, tau=None))[0])

    def test_never_below_even_odds(self) -> None:
        """Gains so steep that nobody is near a stall."""
        steep = replace(WEEKLY, wandering=replace(WANDERING, mean_change=-14.0, sd_change=1.0, wander_sd=0.05))
        assert stall_threshold(courses(steep, 500), COMMON, steep) == 0.5

    def test_nobody_on_track(self) -> None:
        flat = replace(WEEKLY, wandering=replace(WANDERING, mean_start=20.0, sd_start=0.1, mean_change=0.0,
                                                 sd_change=0.1, wander_sd=0.01))  # fmt: skip
        drawn = courses(flat, 50)
        assert not truth_of(drawn, COMMON, np.full(drawn.now.size, 5.0)).on_track.any()
        assert stall_threshold(drawn, COMMON, flat) == 0.5


class TestCourses:
    def test_they_follow_the_ten_numbers(self) -> None:
        """Mean and variance of the level, its change and the scores, against the equations written out."""
        wide = measure(minimum=-1000.0, maximum=1000.0)
        every = Episodes(np.arange(0, 5 * 40_001, 5), np.tile([0.0, 7, 28, 56, 70], 40_000), np.zeros(200_000))
        drawn = draw(WANDERING, every, "days", wide, np.random.default_rng(8))
        level = drawn.now.reshape(-1, 5)
        assert level[:, 0].mean() == pytest.approx(15.0, abs=0.1)
        assert level[:, 0].std() == pytest.approx(5.0, rel=0.02)
        change = level[:, 3] - level[:, 0]
        assert change.mean() == pytest.approx(-3.0, abs=0.15)  # at week 8
        # sb^2, and the integral of the pushes: w^2/k^2 (8 - 2a + (1 - f^2)/2k), a = (1 - f)/k, f = exp(-8k), k = .15
        assert change.var() == pytest.approx(36.0 + 19.0392, rel=0.03)
        assert np.corrcoef(level[:, 0], change)[0, 1] == pytest.approx(-0.3 * 6 / np.sqrt(55.0392), abs=0.02)
        np.testing.assert_array_equal(drawn.back.reshape(-1, 5)[:, 0], level[:, 0])
        noise = (drawn.batch.scores - drawn.now).reshape(-1, 5)
        assert noise.var() == pytest.approx(1.5**2 + 1.0 + 1 / 12, rel=0.02)  # rounding adds 1/12
        assert np.mean(noise[:, 0] * noise[:, 1]) == pytest.approx(np.exp(-1.0), abs=0.05)  # a week apart

    def test_back_and_ahead_are_a_horizon_away(self) -> None:
        every = Episodes(np.arange(0, 2_001, 2), np.tile([0.0, 28.0], 1_000), np.zeros(2_000))
        drawn = draw(WANDERING, every, "days", COMMON, np.random.default_rng(8))
        np.testing.assert_array_equal(drawn.ahead[0::2], drawn.now[1::2])
        np.testing.assert_array_equal(drawn.back[1::2], drawn.now[0::2])

    def test_scores_are_whole_and_in_range(self) -> None:
        assert set(np.unique(courses().batch.scores)) <= set(range(28))

    def test_attendance_is_that_of_real_clients_up_to_sixteen_weeks(self) -> None:
        own = Episodes(np.array([0, 2, 5]), np.array([0.0, 9.0, 0.0, 100.0, 113.0]), np.zeros(5))
        found = attendance_of(own, "days", 200, np.random.default_rng(1))
        seen = {tuple(found.times[a:b]) for a, b in zip(found.starts, found.starts[1:], strict=False)}
        assert seen == {(0.0, 9.0), (0.0, 100.0)}

    def test_where_higher_is_better_they_rise(self) -> None:
        what = measure(sign=-1.0, cutoff=17.0)
        own = replace(WANDERING, mean_start=12.0, mean_change=4.0)
        drawn = draw(own, attendance_of(WEEKS, "days", 2_000, np.random.default_rng(2)), "days", what,
                     np.random.default_rng(3))  # fmt: skip
        last = drawn.batch.latest_rows
        assert drawn.now[last].mean() > drawn.at_first()[last].mean() + 2


class TestTruth:
    """By hand, one row a case: began at 16, cutoff 10, reliable change 6, minimal change 5."""

    @pytest.mark.parametrize(
        ("week", "back", "now", "ahead", "flat", "worse"),
        [
            (4, 16, 15, 14, True, False),
            (3, 16, 15, 14, False, False),  # before week 4 nobody is flat
            (4, 16, 12, 9.9, False, False),  # in the usual range by then
            (8, 19, 15, 14, False, False),  # gained 5 over the eight weeks
            (8, 16, 16, 11, False, False),  # gains 5 ahead
            (4, 16, 22, 20, True, True),
            (4, 16, 18, 21, True, True),
            (4, 16, 18, 20.9, True, False),
        ],
    )
    def test_one_row(self, week: int, back: float, now: float, ahead: float, flat: bool, worse: bool) -> None:
        batch = Batch.of_one([0, 7.0 * week], [16, 16])
        drawn = Drawn(batch, np.array([16.0, back]), np.array([16.0, now]), np.array([11.0, ahead]))
        found = truth_of(drawn, COMMON, np.full(2, 5.0))
        assert (found.flat[1], found.worse[1]) == (flat, worse)
        assert found.on_track.tolist() == [not (flat or worse)]

    def test_who_starts_below_the_cutoff_is_not_counted(self) -> None:
        batch = Batch.of_one([0, 28], [9, 4])
        found = truth_of(Drawn(batch, *np.full((3, 2), 5.0)), COMMON, np.full(2, 5.0))
        assert found.on_track.tolist() == [False]


class TestRecordOfAlerts:
    @pytest.fixture(scope="class")
    @staticmethod
    def tuned() -> Curve:
        return calibrate(WEEKLY, PHQ9, WEEKS, np.random.default_rng(3))

    def test_both_kinds_are_tried(self, tuned: Curve) -> None:
        assert set(tuned.alerts) == {"stalled", "deteriorating"}
        for tried in tuned.alerts.values():
            assert tried.alerts > 100
            assert 0 <= tried.lower95 <= tried.right <= tried.upper95 <= 1
            assert "not real ones" in tried.basis
        assert tuned.tau is not None
        # A stall is called at tau or above twice; the truth asks for less than the question, so it is right more often.
        assert tuned.alerts["stalled"].right >= tuned.tau

    def test_the_card_says_how(self, tuned: Curve) -> None:
        card = tuned.card["stall_threshold"]
        assert (card["nominal"], card["promised"]) == (0.07, 0.1)
        assert card["on_track_ever_raised"] <= 0.1
        assert card["truly_flat_ever_raised"] > 0.5
        assert 0 < card["on_track_share"] < 1

    def test_the_rest_of_the_curve_stays(self, tuned: Curve) -> None:
        assert replace(tuned, tau=WEEKLY.tau, budgets=WEEKLY.budgets, alerts={}, card={}) == WEEKLY

    def test_without_a_cutoff_nothing_is_set(self) -> None:
        no_cutoff = replace(PHQ9, norms=tuple(norm for norm in PHQ9.norms if norm.name != "cutoff"))
        curve = replace(WEEKLY, tau=None)
        assert calibrate(curve, no_cutoff, WEEKS, np.random.default_rng(1)) is curve

    def test_without_a_wandering_slope_nothing_is_set(self) -> None:
        curve = replace(WEEKLY, tau=None, wandering=None)
        assert calibrate(curve, PHQ9, WEEKS, np.random.default_rng(1)) is curve

    def test_without_a_reliable_change_of_any_kind_nothing_is_set(self) -> None:
        kept = ("cutoff", "minimal_change")
        bare = replace(PHQ9, norms=tuple(norm for norm in PHQ9.norms if norm.name in kept))
        curve = replace(WEEKLY, tau=None)
        assert calibrate(curve, bare, WEEKS, np.random.default_rng(1)) is curve


class TestWilson:
    @pytest.mark.parametrize(
        ("right", "tried", "interval"),
        [
            # Newcombe 1998, Stat Med 17:857-872, table I, method 3
            (81, 263, (0.2553, 0.3662)),
            (15, 148, (0.0624, 0.1605)),
            (0, 20, (0.0, 0.1611)),
            (1, 29, (0.0061, 0.1718)),
        ],
    )
    def test_published(self, right: int, tried: int, interval: tuple[float, float]) -> None:
        assert wilson(right, tried) == pytest.approx(interval, abs=5e-5)

    @pytest.mark.parametrize(("right", "tried"), [(0, 1), (1, 1), (3, 7), (50, 100), (2_500, 2_600), (0, 10**6)])
    def test_as_scipy_has_it(self, right: int, tried: int) -> None:
        low, high = binomtest(right, tried).proportion_ci(method="wilson")
        assert wilson(right, tried) == pytest.approx((low, high), abs=1e-9)

    @pytest.mark.parametrize("tried", range(1, 60))
    def test_a_share_stays_a_share(self, tried: int) -> None:
        for right in (0, tried):
            low, high = wilson(right, tried)
            assert 0 <= low <= right / tried <= high <= 1
