"""Every method of change on numbers small enough to work out on paper from the published formula.

Norms are chosen so that every root is a whole number; each figure differs where two arguments are swapped or a sign
is flipped. On the data of another program the methods are checked in test_change_methods, where that is at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from unstuck.progress.change_methods import ALIASES, METHODS, Compared, cutoff_of, judge_change
from unstuck.progress.group_change import change_between, change_within, effect_of, outcomes, shares
from unstuck.progress.hierarchical_change import GrowthNorms, hierarchical, own_slopes
from unstuck.progress.plain_change import anchor, percent_change, percentage, statistical
from unstuck.progress.reliable_change import (
    Crossing,
    cutoff_b,
    edwards_nunnally,
    gulliksen_lord_novick,
    hsu_linn_lord,
    jacobson_truax_index,
    nunnally_kotsch,
    standard_error_of_measurement,
    standard_error_of_prediction,
)
from unstuck.progress.student import student_cdf, student_quantile
from unstuck.progress.true_change import (
    PairNorms,
    crossed_true_cutoff,
    distance_to_cutoff,
    hageman_arrindell,
    true_change_index,
    true_cutoff,
)

TWENTY, TEN = np.array([20.0]), np.array([10.0])


def test_standard_errors() -> None:
    """8 sqrt(1 - .75) = 4 and 5 sqrt(1 - .36) = 4."""
    assert standard_error_of_measurement(8, 0.75) == 4
    assert standard_error_of_prediction(5, 0.6) == pytest.approx(4)


def test_jacobson_truax_by_hand() -> None:
    """(10 - 20) / (4 sqrt 2)."""
    assert jacobson_truax_index(TWENTY, TEN, sd=8, reliability=0.75)[0] == pytest.approx(-10 / 32**0.5)


def test_gulliksen_lord_novick_by_hand() -> None:
    """Foretold: 15 + .6 (20 - 15) = 18; (10 - 18) / 4 = -2."""
    assert gulliksen_lord_novick(TWENTY, TEN, mean=15, sd=5, reliability=0.6)[0] == pytest.approx(-2)


def test_hsu_linn_lord_by_hand() -> None:
    """((10 - 12) - .6 (20 - 15)) / 4 = -1.25; with the two means swapped it would be -2.45."""
    found = hsu_linn_lord(TWENTY, TEN, mean=15, sd=5, reliability=0.6, mean_after=12)
    assert found[0] == pytest.approx(-1.25)


def test_somebody_who_improves_less_than_the_rest_counts_as_worse_there() -> None:
    """From 20 to 15 while the mean fell from 20 to 5: (15 - 5) / 4 = 2.5, although the score went down."""
    found = hsu_linn_lord(TWENTY, np.array([15.0]), mean=20, sd=5, reliability=0.6, mean_after=5)
    assert found[0] == pytest.approx(2.5)


def test_edwards_nunnally_by_hand() -> None:
    """True first score 12 + .75 (20 - 12) = 18; (10 - 18) / 4 = -2."""
    assert edwards_nunnally(TWENTY, TEN, mean=12, sd=8, reliability=0.75)[0] == pytest.approx(-2)


def test_nunnally_kotsch_by_hand() -> None:
    """.75^2 x 64 x .25 = 9 and 100 x .16 = 16, together 25: (10 - 18) / 5 = -1.6."""
    found = nunnally_kotsch(TWENTY, TEN, mean=12, sd=8, reliability=0.75, sd_after=10, reliability_after=0.84)
    assert found[0] == pytest.approx(-1.6)


PAIR = PairNorms(mean=30, sd=10, reliability=0.75, mean_after=20, sd_after=8, correlation=0.4)
"""Error 5; spread of changes 100 + 64 - 2 x 10 x 8 x .4 = 100, of which 2 x 25 is error: R_DD = .5."""


def test_hageman_arrindell_by_hand() -> None:
    """From 36 to 22: (-14 x .5 + -10 x .5) / (sqrt .5 x sqrt 2 x 5) = -12 / 5."""
    assert PAIR.reliability_of_change == pytest.approx(0.5)
    assert true_change_index(np.array([36.0]), np.array([22.0]), PAIR)[0] == pytest.approx(-2.4)
    found = hageman_arrindell(np.array([36.0, 36.0, 10.0]), np.array([22.0, 33.0, 40.0]), PAIR)
    assert outcomes(found) == ["improved", "unchanged", "deteriorated"]


def test_the_true_cutoffs_by_hand() -> None:
    """Error 6 (10, .64): true SD 8; of the usual population (7.5) sqrt(56.25 - 36) = 4.5."""
    norms = replace(PAIR, mean=40, reliability=0.64)
    found = [true_cutoff(kind, norms, 10, 7.5) for kind in "abc"]
    assert found == pytest.approx([40 - 16, 10 + 9, (4.5 * 40 + 8 * 10) / 12.5])
    assert true_cutoff("a", norms, 10, 7.5, "higher") == pytest.approx(56)
    assert true_cutoff("b", norms, 70, 7.5, "higher") == pytest.approx(61)


def test_the_distance_from_a_true_cutoff_by_hand() -> None:
    """Error 5, SD after 6.25: reliability after .36; (20 + .36 x 10 - 15) / (.6 x 5) = 8.6 / 3."""
    norms = replace(PAIR, sd_after=6.25)
    assert distance_to_cutoff(np.array([30.0]), 15, norms)[0] == pytest.approx(8.6 / 3)
    pre, post = np.array([30.0, 10.0, 30.0]), np.array([-10.0, 30.0, 14.0])
    crossing = crossed_true_cutoff(pre, post, 15, norms)
    assert crossing.into_usual.tolist() == [True, False, False]
    assert crossing.out_of_usual.tolist() == [False, True, False]


STEADY = GrowthNorms(fixed=(20, -2), random_covariance=((0, 0), (0, 4)), residual_variance=1)
"""People begin at 20 and lose 2 a week; slopes have a variance of 4."""


def test_the_hierarchical_method_by_hand() -> None:
    """20, 20, 20 in weeks 0, 1, 2 is 0, 2, 4 above the mean line: 10 / (1/4 + 5) over the average slope of -2.

    SD sqrt(1 / 5.25) = .436. Against zero the slope of -.095 is nothing; against the average it is 4.36 SDs, which
    the R package calls deteriorated.
    """
    slopes = own_slopes(np.array([0, 3]), np.arange(3.0), np.full(3, 20.0), STEADY)
    assert slopes.slope[0] == pytest.approx(-2 + 10 / 5.25)
    assert slopes.sd[0] == pytest.approx(5.25**-0.5)
    assert slopes.against_average[0] == pytest.approx(10 / 5.25**0.5)
    assert outcomes(hierarchical(np.zeros(1), slopes)) == ["unchanged"]


def test_nobody_with_two_scores_has_a_slope_and_nobodys_slope_depends_on_the_others() -> None:
    starts = np.array([0, 2, 2, 6])
    x, y = np.array([0.0, 1, 0, 1, 2, 3]), np.array([20.0, 5, 22, 17, 12, 6])
    together = own_slopes(starts, x, y, STEADY)
    assert np.isnan(together.slope[:2]).all()
    alone = own_slopes(np.array([0, 4]), x[2:], y[2:], STEADY)
    assert together.slope[2] == alone.slope[0]
    found = hierarchical(np.array([np.nan, np.nan, -16]), together)
    assert outcomes(found) == ["unchanged", "unchanged", "improved"]


def test_a_measure_on_which_higher_is_better_turns_round() -> None:
    norms = GrowthNorms(fixed=(20, 2), random_covariance=((0, 0), (0, 4)), residual_variance=1)
    slopes = own_slopes(np.array([0, 3]), np.arange(3.0), np.array([20.0, 23, 26]), norms)
    assert outcomes(hierarchical(np.zeros(1), slopes, "higher")) == ["improved"]
    assert outcomes(hierarchical(np.zeros(1), slopes, "lower")) == ["deteriorated"]


def test_percentages() -> None:
    pre, post = np.array([20.0, 20, 20, 20, 20]), np.array([10.0, 11, 20, 26, 25])
    found = percentage(pre, post, better=0.5, worse=0.3)
    assert outcomes(found) == ["improved", "unchanged", "unchanged", "deteriorated", "unchanged"]
    assert outcomes(percentage(pre, post, better=0.3, direction="higher"))[3] == "improved"


def test_a_percentage_of_nothing_has_no_end() -> None:
    """From 0 every change is more than any share, in its own direction: the R package calls a rise from 0 improved."""
    pre, post = np.zeros(3), np.array([5.0, 0, -5])
    assert percent_change(pre, post).tolist() == [np.inf, 0, -np.inf]
    assert outcomes(percentage(pre, post, better=0.5)) == ["deteriorated", "unchanged", "improved"]
    assert outcomes(percentage(pre, post, better=0.5, direction="higher")) == ["improved", "unchanged", "deteriorated"]


def test_a_percentage_of_a_score_below_zero_keeps_its_direction() -> None:
    assert percent_change(np.array([-10.0]), np.array([-15.0])).tolist() == [-0.5]


def test_the_minimal_change_is_reached_at_its_own_size() -> None:
    pre, post = np.full(4, 20.0), np.array([15.0, 16, 23, 22])
    assert outcomes(anchor(pre, post, better=5, worse=3)) == ["improved", "unchanged", "deteriorated", "unchanged"]
    assert outcomes(anchor(pre, post, better=5)) == ["improved", "unchanged", "unchanged", "unchanged"]


def test_the_cutoff_alone() -> None:
    crossing = Crossing(np.array([True, False, False]), np.array([False, True, False]))
    assert outcomes(statistical(np.zeros(3), np.zeros(3), crossing)) == ["improved", "deteriorated", "unchanged"]


def test_cutoff_b_takes_the_spread_of_those_who_do_not_seek_help() -> None:
    """10 + 2 x 3 = 16 (Jacobson and Truax 1991, p. 13); the R package gives 10 + 2 x 8 = 26."""
    assert cutoff_b(10, 3) == 16


def test_the_mean_change_of_a_group() -> None:
    """-4, -6, -8, -10: mean -7, SD sqrt(20 / 3), and t = 3.182446 for 3 degrees of freedom (from the printed table)."""
    found = change_within(np.array([-4.0, -6, -8, -10]), 5)
    half = 3.182446 * (20 / 3) ** 0.5 / 2
    assert (found.difference, found.lower, found.upper) == pytest.approx((-7, -7 - half, -7 + half), rel=1e-6)
    assert (found.effect, found.clients) == ("perhaps_enough", 4)
    assert change_within(np.array([4.0, 6, 8, 10]), 5).effect == "worse"
    assert change_within(np.array([4.0, 6, 8, 10]), 5, "higher").effect == "perhaps_enough"


def test_two_groups_of_unequal_spread_as_scipy_compares_them() -> None:
    group, reference = np.array([3.0, 9, 4, 12, 8]), np.array([10.0, 11, 12, 11, 10, 13, 12])
    found = change_between(group, reference, 2)
    theirs = stats.ttest_ind(group, reference, equal_var=False).confidence_interval(0.95)
    assert (found.lower, found.upper) == pytest.approx((theirs.low, theirs.high), rel=1e-10)


@pytest.mark.parametrize(
    ("gain", "interval", "effect"),
    [
        (2, (-1, 5), "unclear"),
        (-3, (-5, -1), "worse"),
        (2, (1, 3), "too_small"),
        (3, (1, 5), "perhaps_too_small"),
        (5, (3, 7), "perhaps_enough"),
        (6, (5, 7), "large"),
    ],
)
def test_what_a_mean_gain_says_beside_a_minimal_change_of_four(
    gain: float, interval: tuple[float, float], effect: str
) -> None:
    assert effect_of(gain, *interval, 4) == effect


def test_a_share_has_its_own_group_as_denominator() -> None:
    found = {one.outcome: one for one in shares(["improved"] * 8 + ["unchanged"] * 2)}
    assert (found["improved"].count, found["improved"].share) == (8, 0.8)
    assert (found["improved"].lower, found["improved"].upper) == pytest.approx((0.490, 0.943), abs=5e-4)
    assert shares([])[0].share is None


@pytest.mark.parametrize("df", [1, 2.5, 10, 151, 4000])
@pytest.mark.parametrize("p", [0.6, 0.975, 0.9999, 0.01])
def test_students_t_is_scipys(p: float, df: float) -> None:
    assert student_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-9)
    assert student_cdf(1.5, df) == pytest.approx(stats.t.cdf(1.5, df), rel=1e-9)


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1])
def test_an_impossible_quantile_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="expected 0 < p < 1"):
        student_quantile(p, 3)


BY_NAME: Mapping[str, tuple[dict[str, float], float]] = {
    "jacobson-truax": ({"sd": 8, "reliability": 0.75}, -10 / 32**0.5),
    "combined": ({"sd": 8, "reliability": 0.75}, -10 / 32**0.5),
    "gulliksen-lord-novick": ({"mean": 15, "sd": 5, "reliability": 0.6}, -2),
    "hsu-linn-lord": ({"mean": 15, "sd": 5, "reliability": 0.6, "mean_after": 12}, -1.25),
    "edwards-nunnally": ({"mean": 12, "sd": 8, "reliability": 0.75}, -2),
    "nunnally-kotsch": (
        {"mean": 12, "sd": 8, "reliability": 0.75, "sd_after": 10, "reliability_after": 0.84},
        -1.6,
    ),
    "hageman-arrindell": (
        {"mean": 30, "sd": 10, "reliability": 0.75, "mean_after": 20, "sd_after": 8, "correlation": 0.4},
        (-10 * 0.5 - 10 * 0.5) / 5,
    ),
}


@pytest.mark.parametrize("name", BY_NAME)
def test_one_client_alone_is_judged_by_each_method_from_given_norms(name: str) -> None:
    given, index = BY_NAME[name]
    method = METHODS[name]
    assert set(method.needs) == set(given)
    found = judge_change(method, Compared(TWENTY, TEN, "lower"), given, 12.0 if method.crosses else None)
    assert found.index[0] == pytest.approx(index)


def test_every_method_has_a_case_here_or_in_the_plain_ones() -> None:
    plain = {"percentage", "anchor", "statistical", "statistical-true", "hierarchical"}
    assert set(METHODS) == set(BY_NAME) | plain
    assert set(ALIASES.values()) <= set(METHODS)


def test_the_cutoff_belongs_to_the_method() -> None:
    """Between observed scores 16 (10 + 2 x 3); between true ones 10 + 2 x sqrt(56.25 - 36) = 19."""
    usual = {"mean_functional": 10.0, "sd_functional": 3.0}
    assert cutoff_of("b", METHODS["jacobson-truax"], usual, "lower") == 16
    pair = {"mean": 40.0, "sd": 10.0, "reliability": 0.64, "mean_after": 20.0, "sd_after": 8.0, "correlation": 0.4}
    true = cutoff_of("b", METHODS["hageman-arrindell"], {**pair, "mean_functional": 10, "sd_functional": 7.5}, "lower")
    assert true == pytest.approx(19)
    assert cutoff_of("a", METHODS["statistical-true"], pair, "lower") == pytest.approx(24)


def test_a_gain_into_the_usual_range_is_recovery_and_a_loss_out_of_it_harm() -> None:
    pre, post = np.array([20.0, 20, 8, 20, 11]), np.array([5.0, 15, 25, 35, 13])
    given = {"sd": 5.0, "reliability": 0.84}
    found = judge_change(METHODS["combined"], Compared(pre, post, "lower"), given, 12.0)
    assert outcomes(found) == ["recovered", "unchanged", "harmed", "deteriorated", "unchanged"]
    assert outcomes(judge_change(METHODS["statistical"], Compared(pre, post, "lower"), {}, 12.0)) == [
        "improved",
        "unchanged",
        "deteriorated",
        "unchanged",
        "deteriorated",
    ]


@pytest.mark.parametrize("name", ["combined", "statistical"])
def test_a_method_that_is_nothing_without_a_cutoff_says_so(name: str) -> None:
    with pytest.raises(ValueError, match="expected a cutoff"):
        judge_change(METHODS[name], Compared(TWENTY, TEN, "lower"), {"sd": 5, "reliability": 0.8})


def test_norms_that_leave_no_true_change_are_refused() -> None:
    with pytest.raises(ValueError, match="larger than measurement error"):
        true_change_index(TWENTY, TEN, replace(PAIR, reliability=0.2, correlation=0.9))
