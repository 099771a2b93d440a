"""Jacobson and Truax by hand: both sides of every limit, both directions, groups that differ in every figure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from unstuck.progress.reliable_change import (
    CATEGORIES,
    critical_value,
    crossed_cutoff,
    cutoff_a,
    cutoff_b,
    cutoff_c,
    jacobson_truax,
    sample_inputs,
    standard_error_of_difference,
    threshold,
)

# SD 5 and reliability .82: S_diff = 5 x sqrt(2 x .18) = 5 x .6 = 3; a change counts beyond 1.959964 x 3 = 5.879892.
NORMS: dict[str, Any] = {"sd": 5.0, "reliability": 0.82, "cutoff": 10.0}


def test_the_size_of_a_reliable_change() -> None:
    assert standard_error_of_difference(5.0, 0.82) == pytest.approx(3.0)
    assert threshold(5.0, 0.82) == pytest.approx(5.879892, abs=1e-6)
    assert threshold(5.0, 0.82, 0.90) == pytest.approx(3 * 1.644854, abs=1e-5)
    assert [critical_value(share) for share in (0.80, 0.90, 0.95, 0.99)] == pytest.approx(
        [1.281552, 1.644854, 1.959964, 2.575829], abs=1e-6
    )
    assert standard_error_of_difference(5.0, 0.0) == pytest.approx(7.071068)  # no reliability at all: sqrt(2) SD


def test_the_three_cutoffs() -> None:
    assert cutoff_a(30.0, 5.0) == 20.0  # two clinical SD towards better
    assert cutoff_a(30.0, 5.0, "higher") == 40.0
    assert cutoff_b(12.0, 3.0) == 18.0  # two functional SD towards worse
    assert cutoff_b(12.0, 3.0, "higher") == 6.0
    assert cutoff_c(30.0, 5.0, 12.0, 3.0) == pytest.approx((3 * 30 + 5 * 12) / 8)  # 18.75: nearer to the narrow group


@pytest.mark.parametrize(
    ("pre", "post", "category", "harmed"),
    [
        (16.0, 10.2, "unchanged", False),  # 5.8 points
        (16.0, 10.1, "improved", False),  # 5.9 points, still 10 or more
        (16.0, 10.0, "improved", False),  # the cutoff itself is clinical
        (16.0, 9.9, "recovered", False),
        (10.0, 4.0, "recovered", False),  # and so it is at the start
        (9.9, 4.0, "improved", False),
        (12.0, 17.8, "unchanged", False),
        (12.0, 17.9, "deteriorated", False),
        (9.9, 15.8, "deteriorated", True),  # crossed out of the usual range as well
        (4.0, 9.9, "deteriorated", False),
        (9.9, 10.0, "unchanged", False),  # crossed, but not reliably
        (10.0, 9.9, "unchanged", False),
        (12.0, 12.0, "unchanged", False),
    ],
)
def test_categories_on_both_sides_of_every_limit(pre: float, post: float, category: str, harmed: bool) -> None:
    found = jacobson_truax(np.array([pre]), np.array([post]), **NORMS)
    assert (CATEGORIES[found.category[0]], bool(found.harmed[0])) == (category, harmed)
    assert found.change[0] == pytest.approx(post - pre)
    assert found.index[0] == pytest.approx((post - pre) / 3)
    mirrored = {**NORMS, "cutoff": -10.0, "direction": "higher"}
    other = jacobson_truax(np.array([-pre]), np.array([-post]), **mirrored)
    assert (CATEGORIES[other.category[0]], bool(other.harmed[0])) == (category, harmed)
    assert other.index[0] == pytest.approx((pre - post) / 3)


def test_less_confidence_makes_more_changes_reliable() -> None:
    pre, post = np.array([16.0, 16.0]), np.array([11.0, 11.1])
    found = jacobson_truax(pre, post, **NORMS, confidence=0.90)  # 4.93 points
    assert [CATEGORIES[code] for code in found.category] == ["improved", "unchanged"]


def test_crossing() -> None:
    pre, post = np.array([12.0, 10.0, 9.0, 9.0, 12.0]), np.array([9.0, 9.0, 10.0, 8.0, 11.0])
    into, out = crossed_cutoff(pre, post, 10.0)
    assert into.tolist() == [True, True, False, False, False]
    assert out.tolist() == [False, False, True, False, False]


def test_inputs_from_the_sample() -> None:
    assert sample_inputs(np.array([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0])) == pytest.approx((5.0, (32 / 7) ** 0.5))


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="as many scores after as before"):
        jacobson_truax(np.array([1.0, 2.0]), np.array([1.0]), **NORMS)


@pytest.mark.parametrize(("sd", "reliability"), [(0.0, 0.8), (-5.0, 0.8), (5.0, 1.0), (5.0, -0.1), (5.0, 1.2)])
def test_impossible_norms_are_refused(sd: float, reliability: float) -> None:
    with pytest.raises(ValueError, match="expected sd > 0 and 0 <= reliability < 1"):
        standard_error_of_difference(sd, reliability)
