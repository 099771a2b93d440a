"""A curve assumed from aggregates gives those aggregates back."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from unstuck.population.assumed_curve import Aggregates, Assumptions, assumed_curve
from unstuck.population.episodes import Episodes
from unstuck.population.own_draws import draw
from unstuck.progress.curve import Curve
from unstuck.progress.measure import Measure

KNOWN = Aggregates("PHQ-9", 14.0, 6.0, 9.5, 6.5, 1000, "made up")
ASSUMED = Assumptions(0.84, "made up", "week", 11.0, "made up", -0.2, "made up")


def moments(curve: Curve, time: float) -> tuple[float, float]:
    """Return mean and SD of observed scores at a time, by the growth model's own equations."""
    x = math.log1p(time)
    (a, b), (_, d) = curve.random_covariance
    variance = a + 2 * x * b + x * x * d + curve.residual_variance
    return curve.fixed[0] + curve.fixed[1] * x, math.sqrt(variance)


@pytest.mark.parametrize("correlation", [-0.8, -0.2, 0.0, 0.5])
@pytest.mark.parametrize("end", [7.0, 11.0, 40.0])
def test_it_gives_the_aggregates_back(correlation: float, end: float) -> None:
    curve = assumed_curve(KNOWN, replace(ASSUMED, correlation=correlation, end=end), id="a")
    assert moments(curve, 0.0) == pytest.approx((14.0, 6.0))
    assert moments(curve, end) == pytest.approx((9.5, 6.5))
    (a, b), (c, d) = curve.random_covariance
    assert b == c == pytest.approx(correlation * math.sqrt(a * d))
    assert a / (a + curve.residual_variance) == pytest.approx(0.84)  # the reliability of one score


def test_by_hand() -> None:
    # X = log 12 = 2.484907; residual .16 x 36 = 5.76; var(b0) 30.24; b1 = -4.5 / X = -1.810933.
    # X^2 s^2 + 2 X (-.2) 5.499091 s + 36 - 42.25 = 0 gives s = (5.465891 + sqrt(29.87596 + 154.36903)) / 12.349522
    # = 1.541726, s^2 = 2.376918, covariance -.2 x 5.499091 x 1.541726 = -1.695618.
    curve = assumed_curve(KNOWN, ASSUMED, id="a")
    assert curve.fixed == pytest.approx((14.0, -1.810933), abs=1e-6)
    assert curve.residual_variance == pytest.approx(5.76)
    assert curve.random_covariance[0][0] == pytest.approx(30.24)
    assert curve.random_covariance[1][1] == pytest.approx(2.376918, abs=2e-6)
    assert curve.random_covariance[0][1] == pytest.approx(-1.695618, abs=2e-6)


@pytest.mark.parametrize("end", [5.0, 11.0, 40.0])
def test_drawn_courses_have_the_aggregates_too(end: float) -> None:
    curve = assumed_curve(KNOWN, replace(ASSUMED, end=end), id="a")
    wide = Measure("PHQ-9", 1.0, -1000.0, 1000.0, 10.0, 6.0, 5.0, None, "shipped")
    assert curve.wandering is not None
    both = Episodes(np.arange(0, 80_001, 2), np.tile([0.0, 7 * end], 40_000), np.zeros(80_000))
    drawn = draw(curve.wandering, both, "days", wide, np.random.default_rng(1)).batch.scores.reshape(40_000, 2)
    assert (drawn[:, 0].mean(), drawn[:, -1].mean()) == pytest.approx((14.0, 9.5), abs=0.15)
    assert (drawn[:, 0].std(), drawn[:, -1].std()) == pytest.approx((6.0, 6.5), abs=0.15)


def test_a_retest_after_two_days_has_the_published_reliability() -> None:
    """Cov(score, score two days later) / variance, from the moments of the wandering slope."""
    w = assumed_curve(KNOWN, ASSUMED, id="a").wandering
    assert w is not None
    retest = (w.sd_start**2 + w.passing_sd**2 * math.exp(-2 / 7 / w.passing_time)) / 36.0
    assert retest == pytest.approx(0.84)


def test_it_says_that_it_is_assumed() -> None:
    curve = assumed_curve(KNOWN, ASSUMED, id="a")
    assert (curve.kind, curve.cohort, curve.scores, curve.tau, curve.loglik) == ("assumed", 0, 0, None, None)
    assert curve.usable
    assert (curve.observed_until, curve.time_unit, curve.instrument, curve.id) == (11.0, "week", "PHQ-9", "a")
    assert curve.card["what"].startswith("An assumption, not a fit")
    assert curve.card["known"]["mean_start"] == 14.0
    assert curve.card["assumed"]["reliability"] == 0.84
    text = " ".join(curve.card["assumptions"])
    for stated in ("11 weeks after the first", "reliability 0.84", "correlate -0.2", "linear in log(1 + t)"):
        assert stated in text


@pytest.mark.parametrize(
    "known", [replace(KNOWN, sd_end=2.0), replace(KNOWN, sd_start=20.0, sd_end=1.0)], ids=["narrower", "much narrower"]
)
def test_aggregates_that_no_slopes_can_give(known: Aggregates) -> None:
    with pytest.raises(ValueError, match="leave some variance between clients' slopes"):
        assumed_curve(known, replace(ASSUMED, correlation=0.3), id="a")
