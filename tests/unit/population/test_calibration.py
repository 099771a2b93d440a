"""The stall threshold keeps its budget, and says how often its alerts are right."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest

from tests.unit.progress.cases import BY_SESSION, COMMON, WEEKLY
from unstuck.instruments import load
from unstuck.population import calibration
from unstuck.population.calibration import calibrate, draw_episodes, on_track, stall_threshold
from unstuck.progress.curve import Curve, TimeUnit
from unstuck.progress.curve_files import shipped_curves
from unstuck.progress.measure import Measure, measure_of
from unstuck.progress.proportion import wilson
from unstuck.progress.status import STALLED, assess

PHQ9 = load("PHQ-9")


def measure_for(curve: Curve) -> Measure:
    instrument = load(curve.instrument)
    shipped = measure_of(instrument)
    sd = math.sqrt(curve.random_covariance[0][0] + curve.residual_variance)
    return shipped if shipped.reliable_change is not None else measure_of(instrument, "sample", sd)


def false_stalls(curve: Curve, measure: Measure, seed: int, episodes: int) -> tuple[int, int]:
    """Return how many of the on-track episodes raised a stall, and how many on-track episodes there were."""
    drawn = draw_episodes(curve, measure, np.random.default_rng(seed), episodes)
    found = assess(drawn.batch, measure, curve)
    stalled = np.logical_or.reduceat(found.state == STALLED, drawn.batch.starts[:-1])
    good = on_track(drawn, measure)
    return int(stalled[good].sum()), int(good.sum())


class TestBudget:
    @pytest.mark.parametrize("curve", shipped_curves(), ids=lambda curve: curve.id)
    def test_shipped_curves_keep_it_on_courses_they_were_not_set_on(self, curve: Curve) -> None:
        raised, tried = false_stalls(curve, measure_for(curve), seed=77, episodes=20_000)
        share = raised / tried
        assert share <= 0.10 + 3 * math.sqrt(0.1 * 0.9 / tried)
        assert share >= 0.07  # and do not leave it unspent

    @pytest.mark.parametrize("curve", [WEEKLY, BY_SESSION], ids=["weeks", "sessions"])
    def test_a_fresh_curve_keeps_it(self, curve: Curve) -> None:
        tuned = calibrate(curve, PHQ9, np.random.default_rng(3))
        raised, tried = false_stalls(tuned, measure_for(tuned), seed=78, episodes=8_000)
        assert raised / tried <= 0.10 + 3 * math.sqrt(0.1 * 0.9 / tried)

    def test_a_larger_budget_gives_a_lower_threshold(self, monkeypatch: pytest.MonkeyPatch) -> None:
        drawn = draw_episodes(WEEKLY, COMMON, np.random.default_rng(4), 2_000)
        taus = []
        for budget in (0.01, 0.05, 0.1, 0.2, 0.4):
            monkeypatch.setattr(calibration, "BUDGET", budget)
            taus.append(stall_threshold(drawn, COMMON, WEEKLY))
        assert taus == sorted(taus, reverse=True)
        assert taus[0] > taus[2]
        assert 0.5 <= min(taus) <= max(taus) <= 1.0

    def test_it_is_the_lowest_threshold_within_the_budget(self) -> None:
        """At tau itself the upper end of the interval is within 10 %; a millionth below it would not be."""
        drawn = draw_episodes(WEEKLY, COMMON, np.random.default_rng(5), 3_000)
        tau = stall_threshold(drawn, COMMON, WEEKLY)
        good = on_track(drawn, COMMON)
        raised = []
        for threshold in (tau, tau - 1e-6):
            found = assess(drawn.batch, COMMON, replace(WEEKLY, tau=float(threshold)))
            stalled = np.logical_or.reduceat(found.state == STALLED, drawn.batch.starts[:-1])
            raised.append(int(stalled[good].sum()))
        tried = int(good.sum())
        assert wilson(raised[0], tried)[1] <= 0.10
        assert raised[1] == raised[0] + 1
        assert wilson(raised[1], tried)[1] > 0.10

    def test_never_below_even_odds(self) -> None:
        """Slopes so steep that nobody is near a stall."""
        steep = replace(WEEKLY, fixed=(15.0, -6.0), random_covariance=((4.0, 0.0), (0.0, 0.01)), residual_variance=1.0)
        drawn = draw_episodes(steep, COMMON, np.random.default_rng(6), 500)
        assert stall_threshold(drawn, COMMON, steep) == 0.5

    def test_nobody_on_track(self) -> None:
        flat = replace(WEEKLY, fixed=(20.0, 0.0), random_covariance=((0.01, 0.0), (0.0, 0.0)), residual_variance=0.01)
        drawn = draw_episodes(flat, COMMON, np.random.default_rng(6), 50)
        assert not on_track(drawn, COMMON).any()
        assert stall_threshold(drawn, COMMON, flat) == pytest.approx(0.5, abs=2e-6)


class TestEpisodes:
    def test_they_follow_the_curve(self) -> None:
        drawn = draw_episodes(WEEKLY, COMMON, np.random.default_rng(8), 20_000)
        weeks = drawn.batch.starts[1]
        assert weeks == 17  # intake and 16 weeks
        latent = drawn.latent.reshape(-1, weeks)
        x = np.log1p(np.arange(17.0))
        np.testing.assert_allclose(latent.mean(axis=0), 15 - 2.5 * x, atol=0.15)
        variance = 24 - 6 * x + 4.5 * x * x
        np.testing.assert_allclose(latent.var(axis=0), variance, rtol=0.05)
        later = drawn.ahead.reshape(-1, weeks)
        np.testing.assert_allclose(later[:, :-4], latent[:, 4:], atol=1e-9)  # the horizon is four weeks
        np.testing.assert_array_equal(drawn.batch.times[:3], [0, 7, 14])
        middle = np.abs(latent - 13) < 8  # away from the ends, where scores are cut off
        noise = (drawn.batch.scores.reshape(-1, weeks) - latent)[middle]
        assert noise.var() == pytest.approx(6.0 + 1 / 12, rel=0.03)  # rounding adds 1/12

    def test_scores_are_whole_and_in_range(self) -> None:
        drawn = draw_episodes(WEEKLY, COMMON, np.random.default_rng(8), 500)
        assert set(np.unique(drawn.batch.scores)) <= set(range(28))

    @pytest.mark.parametrize(
        ("unit", "until", "scores"),
        [("week", 3.0, 5), ("week", 10.2, 12), ("week", 40.0, 17), ("month", 2.0, 10), ("session", 7.0, 8),
         ("session", 2.0, 5), ("session", 60.0, 17)],
    )  # fmt: skip
    def test_as_long_as_the_curves_people_were_followed(self, unit: TimeUnit, until: float, scores: int) -> None:
        curve = replace(WEEKLY, time_unit=unit, observed_until=until)
        drawn = draw_episodes(curve, COMMON, np.random.default_rng(1), 10)
        assert drawn.batch.starts[1] == scores
        assert drawn.batch.clock == ("sessions" if unit == "session" else "days")
        assert drawn.batch.times[1] == (1.0 if unit == "session" else 7.0)

    def test_a_curve_without_slope_variance(self) -> None:
        curve = replace(WEEKLY, random_covariance=((24.0, 0.0), (0.0, 0.0)))
        drawn = draw_episodes(curve, COMMON, np.random.default_rng(1), 100)
        latent = drawn.latent.reshape(100, -1)
        fall = 2.5 * math.log(17)
        np.testing.assert_allclose(latent[:, 0] - latent[:, -1], fall, atol=1e-9)

    def test_on_track_begins_clinical_and_ends_in_the_usual_range(self) -> None:
        drawn = draw_episodes(WEEKLY, COMMON, np.random.default_rng(2), 2_000)
        scores, latent = drawn.batch.scores.reshape(2_000, -1), drawn.latent.reshape(2_000, -1)
        expected = (scores[:, 0] >= 10) & (latent[:, -1] < 10)
        np.testing.assert_array_equal(on_track(drawn, COMMON), expected)


class TestRecordOfAlerts:
    @pytest.fixture(scope="class")
    @staticmethod
    def tuned() -> Curve:
        return calibrate(WEEKLY, PHQ9, np.random.default_rng(3))

    def test_both_kinds_are_tried(self, tuned: Curve) -> None:
        assert set(tuned.alerts) == {"stalled", "deteriorating"}
        for tried in tuned.alerts.values():
            assert tried.alerts > 100
            assert 0 <= tried.lower95 <= tried.right <= tried.upper95 <= 1
            assert "not real ones" in tried.basis
        assert tuned.tau is not None
        # A stall is called at tau or above twice, and calibrated probabilities are right at least that often.
        assert tuned.alerts["stalled"].upper95 >= tuned.tau

    def test_they_are_what_counting_says(self, tuned: Curve) -> None:
        """Count again, plainly: the second set of courses that the generator draws is the one alerts are tried on."""
        rng, measure = np.random.default_rng(3), measure_of(PHQ9)
        draw_episodes(WEEKLY, measure, rng, calibration.TUNING_EPISODES)
        fresh = draw_episodes(WEEKLY, measure, rng)
        found = assess(fresh.batch, measure, tuned)
        assert measure.cutoff == 10
        assert measure.reliable_change == 6
        size = measure.minimal(np.array([15.0]))[0]
        right = {3: 0, 4: 0}
        tried = {3: 0, 4: 0}
        for row in np.flatnonzero(found.alert).tolist():
            state, first = int(found.state[row]), int(fresh.batch.start[row])
            tried[state] += 1
            if state == 3:
                right[3] += bool(fresh.ahead[row] >= 10 and fresh.latent[row] - fresh.ahead[row] < size)
            else:
                right[4] += bool(fresh.latent[row] - fresh.latent[first] > 0)
        for state, name in ((3, "stalled"), (4, "deteriorating")):
            assert tuned.alerts[name].alerts == tried[state]
            assert tuned.alerts[name].right == pytest.approx(right[state] / tried[state])

    def test_the_card_says_how(self, tuned: Curve) -> None:
        card = tuned.card["stall_threshold"]
        assert card["budget"] == 0.1
        assert card["scores_in_an_episode"] == 17
        assert card["one_score_each"] == "week"
        assert card["on_track_that_raised_a_stall"] <= 0.12
        assert card["not_on_track_that_raised_a_stall"] > card["on_track_that_raised_a_stall"]
        assert 0 < card["on_track_share"] < 1

    def test_the_rest_of_the_curve_stays(self, tuned: Curve) -> None:
        assert replace(tuned, tau=WEEKLY.tau, alerts={}, card={}) == WEEKLY

    def test_without_a_cutoff_nothing_is_set(self) -> None:
        no_cutoff = replace(PHQ9, norms=tuple(norm for norm in PHQ9.norms if norm.name != "cutoff"))
        curve = replace(WEEKLY, tau=None)
        assert calibrate(curve, no_cutoff, np.random.default_rng(1)) is curve

    def test_without_a_reliable_change_of_any_kind_nothing_is_set(self) -> None:
        kept = ("cutoff", "minimal_change")
        bare = replace(PHQ9, norms=tuple(norm for norm in PHQ9.norms if norm.name in kept))
        curve = replace(WEEKLY, tau=None)
        assert calibrate(curve, bare, np.random.default_rng(1)) is curve


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
