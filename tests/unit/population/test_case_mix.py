"""Groups compared with the same case mix: worked by hand, and against chance that is known."""

from __future__ import annotations

import numpy as np
import pytest

from unstuck.population.case_mix import compare, fifths, shrunken


def test_what_is_expected_is_the_files_rate_for_the_groups_own_people() -> None:
    """Mild: 60 of 100 improve; severe: 20 of 100. A group of 30 mild and 10 severe expects (30 x .6 + 10 x .2) / 40."""
    people = np.array([[30.0, 10], [30, 40], [40, 50]])
    happened = np.array([[20.0, 3], [15, 8], [25, 9]])
    found = compare(people, happened)
    assert found is not None
    assert found.overall == pytest.approx(0.4)
    assert found.expected[0] == pytest.approx((30 * 0.6 + 10 * 0.2) / 40)
    assert found.observed.tolist() == pytest.approx([23 / 40, 23 / 70, 34 / 90])


def test_a_group_with_an_easier_case_mix_is_not_praised_for_it() -> None:
    people = np.array([[300.0, 0], [0, 300], [150, 150], [150, 150]])
    happened = people * np.array([0.6, 0.2])
    found = compare(people, happened)
    assert found is not None
    assert found.adjusted.tolist() == pytest.approx([found.overall] * 4)
    assert np.all(found.upper - found.lower > 0.02)


def test_a_small_group_is_drawn_to_the_mean_and_a_large_one_is_not() -> None:
    people, share = np.array([[20.0], [2000], [400], [600], [500]]), np.array([0.9, 0.6, 0.4, 0.45, 0.35])
    found = compare(people, people * share[:, None])
    assert found is not None
    kept = (found.adjusted - found.overall) / (share - found.expected)
    assert kept[0] < 0.9
    assert kept[1] > 0.98
    assert found.upper[0] - found.lower[0] > 3 * (found.upper[1] - found.lower[1])


def test_with_many_groups_the_known_share_of_a_difference_is_kept() -> None:
    """Morris 1983: of each difference 1 - v / V is kept, V the spread of all differences, v that of chance."""
    rng = np.random.default_rng(1)
    difference = rng.normal(0, 0.1, 800)
    difference -= difference.mean()
    by_chance = 0.1**2 / 9
    kept = 1 - by_chance / np.mean(difference**2)
    mean, sd = shrunken(difference, np.full(800, by_chance))
    assert np.median(mean / difference) == pytest.approx(kept, abs=0.005)
    assert sd.mean() == pytest.approx(np.sqrt(kept * by_chance), rel=0.02)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(7)
    held, tried = 0, 0
    for _ in range(200):
        truth = np.clip(rng.normal(0.5, 0.06, 12), 0.05, 0.95)
        people = rng.integers(20, 200, 12).astype(float)
        happened = rng.binomial(people.astype(int), truth).astype(float)
        found = compare(people[:, None], happened[:, None])
        assert found is not None
        held += int(np.sum((found.lower <= truth) & (truth <= found.upper)))
        tried += 12
    assert 0.93 <= held / tried <= 0.98


@pytest.mark.parametrize(
    ("people", "happened"),
    [([[5.0], [5]], [[1.0], [2]]), ([[5.0], [5], [5]], [[0.0], [0], [0]]), ([[5.0], [5], [5]], [[5.0], [5], [5]])],
)
def test_nothing_is_compared_where_there_is_nothing_to_compare(
    people: list[list[float]], happened: list[list[float]]
) -> None:
    assert compare(np.array(people), np.array(happened)) is None


def test_a_group_without_people_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="people in every group"):
        compare(np.array([[5.0], [0], [5]]), np.zeros((3, 1)))


def test_fifths_of_people_by_where_they_began() -> None:
    """20 people at each of 1 to 5; and with half of all at one score the bands are fewer."""
    assert fifths(np.arange(1.0, 6), np.full(5, 20.0)) == [2, 3, 4]
    assert fifths(np.array([4.0, 10, 20]), np.array([10.0, 80, 10])) == [10]
