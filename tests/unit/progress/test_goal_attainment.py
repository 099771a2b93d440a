"""Goal attainment scaling against values that others published."""

from __future__ import annotations

import pytest

from unstuck.progress.goal_attainment import t_score


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        # One goal: each level is one standard deviation of ten points (Kiresuk and Sherman 1968, the definition).
        ([-2], 30.0), ([-1], 40.0), ([0], 50.0), ([1], 60.0), ([2], 70.0),
        # Goals of equal weight, by how many there are: the conversion key of Kiresuk, Smith and Cardillo (1994), as
        # reprinted; three goals all much less than expected are 22.6, all less than expected 36.3.
        ([-2, -2, -2], 22.6), ([-1, -1, -1], 36.3), ([1, 1, 1], 63.7), ([1, 0], 56.2), ([1, 1], 62.4),
        ([1, 0, 0, 0], 53.6), ([1, 0, 0, 0, 0], 53.0),
    ],
)  # fmt: skip
def test_equal_weights(levels: list[int], expected: float) -> None:
    assert round(t_score(levels), 1) == expected


def test_weights_worked_by_hand() -> None:
    # sum w x = 3*1 + 1*-1 = 2; 0.7 * (9 + 1) + 0.3 * 16 = 11.8; 50 + 20 / sqrt(11.8)
    assert round(t_score([1, -1], [3, 1]), 2) == 55.82
    assert round(t_score([-1, 1], [3, 1]), 2) == 44.18
    assert t_score([1, 1], [3, 3]) == pytest.approx(t_score([1, 1]))


def test_a_correlation_of_one_gives_the_weighted_mean() -> None:
    assert t_score([2, 0], [1, 3], correlation=1.0) == pytest.approx(55.0)


@pytest.mark.parametrize(("levels", "weights"), [([], None), ([3], None), ([1], [0.0]), ([1, 1], [1.0])])
def test_what_cannot_be(levels: list[int], weights: list[float] | None) -> None:
    with pytest.raises(ValueError, match="expected"):
        t_score(levels, weights)
