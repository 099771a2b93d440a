"""The shift between two series, against a book and another program."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from unstuck.progress.before_after import shift

# Hollander and Wolfe (1973), p. 69: permeability of a membrane, two groups; R's wilcox.test prints this example.
TERM = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
EARLY = [1.15, 0.88, 0.90, 0.74, 1.21]


def test_the_example_of_the_book() -> None:
    found = shift(EARLY, TERM)
    assert found.estimate == pytest.approx(0.305)
    assert found.lower == pytest.approx(-0.15)
    assert found.upper == pytest.approx(0.76)
    assert (found.before, found.after) == (5, 10)


def test_swapping_the_sides_turns_the_sign() -> None:
    one, other = shift(EARLY, TERM), shift(TERM, EARLY)
    assert one.estimate == pytest.approx(-(other.estimate or 0))
    assert one.lower == pytest.approx(-(other.upper or 0))


@pytest.mark.parametrize(
    ("before", "after", "enough"),
    [(3, 4, False), (4, 4, True), (3, 5, True), (2, 7, False), (2, 8, True), (1, 30, False)],
)
def test_how_few_are_too_few(before: int, after: int, enough: bool) -> None:
    """Exactly where the smallest two-sided p of scipy's test reaches 5 %."""
    low, high = list(range(before)), list(range(100, 100 + after))
    smallest = mannwhitneyu(low, high, method="exact").pvalue
    assert bool(smallest <= 0.05) is enough
    assert (shift(low, high).lower is not None) is enough


@pytest.mark.parametrize("seed", range(5))
def test_the_interval_is_what_the_test_does_not_refuse(seed: int) -> None:
    drawn = np.random.default_rng(seed)
    before, after = drawn.normal(0, 1, 6), drawn.normal(1, 1, 7)
    found = shift(before.tolist(), after.tolist())
    assert found.lower is not None
    assert found.upper is not None
    for inside, outside in ((found.lower + 1e-9, found.lower - 1e-9), (found.upper - 1e-9, found.upper + 1e-9)):
        assert mannwhitneyu(after - inside, before, method="exact").pvalue > 0.05
        assert mannwhitneyu(after - outside, before, method="exact").pvalue <= 0.05


def test_nothing_on_one_side() -> None:
    assert shift([], [1, 2]).estimate is None
    assert shift([1, 2], []).estimate is None
