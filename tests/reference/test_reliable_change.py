"""Jacobson-Truax against the paper's own example; every method against another program: test_change_methods."""

from __future__ import annotations

import numpy as np
import pytest

from unstuck.progress.reliable_change import (
    CATEGORIES,
    cutoff_a,
    cutoff_b,
    cutoff_c,
    jacobson_truax,
    standard_error_of_difference,
    threshold,
)


def test_the_worked_example_of_jacobson_and_truax() -> None:
    """JT 1991, pp. 13-15: marital satisfaction 32.5 -> 47.5, SD 7.5, r .80; clinical 40, functional 60, both SD 7.5."""
    assert standard_error_of_difference(7.5, 0.80) == pytest.approx(4.74, abs=0.005)
    assert cutoff_a(40, 7.5, "higher") == 55
    assert cutoff_b(60, 7.5, "higher") == 45
    assert cutoff_c(40, 7.5, 60, 7.5) == 50
    result = jacobson_truax(np.array([32.5]), np.array([47.5]), sd=7.5, reliability=0.80, cutoff=45, direction="higher")
    assert result.index[0] == pytest.approx(3.16, abs=0.005)
    assert CATEGORIES[result.category[0]] == "recovered"


def test_cutoff_c_weights_each_mean_by_the_other_groups_sd() -> None:
    """By hand: (2 x 30 + 8 x 10) / (8 + 2) = 14; with the SDs swapped it would be 26."""
    assert cutoff_c(30, 8, 10, 2) == 14


def test_the_kind_of_reliability_changes_the_answer() -> None:
    """GAD-7: 4.05 with alpha .92, 5.91 with retest .83, SD 5.17 (../shared/reference/psychometrics.json)."""
    assert threshold(5.17, 0.92) == pytest.approx(4.05, abs=0.01)
    assert threshold(5.17, 0.83) == pytest.approx(5.91, abs=0.01)


@pytest.mark.parametrize(("sd", "reliability"), [(0.0, 0.8), (-1.0, 0.8), (7.0, 1.0), (7.0, -0.1)])
def test_impossible_norms_are_refused(sd: float, reliability: float) -> None:
    with pytest.raises(ValueError, match="expected sd > 0"):
        standard_error_of_difference(sd, reliability)
