"""Figures of accuracy, against counting by hand."""

from __future__ import annotations

import numpy as np
import pytest

from unstuck.population import rivals
from unstuck.population.accuracy import (
    area_under_curve,
    brier,
    calibration,
    root_mean_square,
    sensitivity,
    share,
)
from unstuck.population.resampling import draws, estimate
from unstuck.population.rivals import SoFar, chances_of, logistic, scores_of

ONCE = np.ones((1, 6))
RANK = np.array([1.0, 2.0, 2.0, 3.0, 4.0, 5.0])
CAME = np.array([False, True, False, False, True, True])


def test_the_area_counts_pairs_and_half_of_ties() -> None:
    """Of nine pairs: 2 beats 1 and ties with 2; 4 and 5 beat all three."""
    assert area_under_curve(RANK, CAME, ONCE)[0] == pytest.approx(7.5 / 9)
    assert area_under_curve(-RANK, CAME, ONCE)[0] == pytest.approx(1.5 / 9)
    twice = np.array([[1.0, 0, 1, 1, 3, 0]])
    assert area_under_curve(RANK, CAME, twice)[0] == pytest.approx(1)
    assert np.isnan(area_under_curve(RANK, np.ones(6, dtype=bool), ONCE)[0])


def test_areas_agree_with_counting_every_pair() -> None:
    rng = np.random.default_rng(2)
    rank, came = rng.integers(0, 12, 80).astype(float), rng.random(80) < 0.4
    pairs = [(a > b) + 0.5 * (a == b) for a in rank[came] for b in rank[~came]]
    assert area_under_curve(rank, came, np.ones((1, 80)))[0] == pytest.approx(np.mean(pairs))


def test_sensitivity_is_read_off_the_curve() -> None:
    """From the top: 5 and 4 are found before anybody else; 3 is the first of three others, at a third."""
    assert sensitivity(RANK, CAME, ONCE, 0.0)[0] == pytest.approx(2 / 3)
    assert sensitivity(RANK, CAME, ONCE, 0.2)[0] == pytest.approx(2 / 3)
    # Between one and two thirds of the others lies the tie, with the last who was found: straight in between.
    assert sensitivity(RANK, CAME, ONCE, 0.5)[0] == pytest.approx(2 / 3 + 1 / 6)
    assert sensitivity(RANK, CAME, ONCE, 1.0)[0] == 1.0
    assert np.isnan(sensitivity(RANK, np.zeros(6, dtype=bool), ONCE)[0])


def test_means_by_hand() -> None:
    chance = np.array([0.0, 0.5, 0.5, 0.5, 1.0, 0.8])
    assert brier(chance, CAME, ONCE)[0] == pytest.approx((3 * 0.25 + 0.04) / 6)
    assert root_mean_square(np.array([3.0, -4, 0, 0, 0, 0]), ONCE)[0] == pytest.approx((25 / 6) ** 0.5)
    assert share(CAME, ONCE)[0] == 0.5
    assert share(CAME, np.array([[0.0, 3, 1, 0, 0, 0]]))[0] == 0.75


def test_calibration_finds_what_was_turned() -> None:
    """Chances twice as extreme as they are, and half a logit too low: slope .5; intercept above 0."""
    rng = np.random.default_rng(1)
    true = rng.normal(0, 1.2, 4_000)
    came = rng.random(4_000) < 1 / (1 + np.exp(-true))
    weights = draws(4_000, 50, rng)
    slope, intercept = calibration(1 / (1 + np.exp(-2 * true)), came, weights)
    assert slope is not None
    assert slope.lower95 < 0.5 < slope.upper95
    right, level = calibration(1 / (1 + np.exp(-(true - 0.5))), came, weights)
    assert right is not None
    assert right.lower95 < 1 < right.upper95
    assert level is not None
    as_it_is = calibration(1 / (1 + np.exp(-true)), came, weights)[1]
    assert as_it_is is not None
    assert level.value == pytest.approx(as_it_is.value + 0.5, abs=1e-6)
    assert abs(as_it_is.value) < 0.12
    same, _level = calibration(np.full(4_000, 0.5), came, weights)
    assert same is None
    assert intercept is not None


def test_an_interval_holds_its_figure() -> None:
    assert estimate(np.array([np.nan, 1.0])) is None
    assert estimate(np.array([2.0, np.nan, np.nan, np.nan])) is None
    one = estimate(np.array([5.0, 1.0, 2.0, 3.0]))
    assert one is not None
    assert (one.value, one.upper95) == (5.0, 5.0)
    assert one.lower95 == pytest.approx(1.05)


def test_rivals_are_learned_on_the_other_folds_alone() -> None:
    """Everybody of one fold had the outcome: its own chance is what the other fold had, none."""
    scores, never = np.arange(40.0), np.zeros(40, dtype=bool)
    known = SoFar(scores, scores, scores, never, never)
    fold = np.arange(40) % 2
    chance = chances_of(known, rivals.PREVALENCE, fold == 1, fold)
    assert (chance[fold == 1] < 0.01).all()
    assert (chance[fold == 0] > 0.99).all()
    later = 2 * known.latest + 3
    assert scores_of(known, rivals.THREE, later, fold) == pytest.approx(later, abs=1e-6)
    assert scores_of(known, rivals.LATEST, later, fold) is known.latest
    assert scores_of(known, rivals.PREVALENCE, (fold == 1).astype(float), fold)[fold == 0] == pytest.approx(1)


def test_a_logistic_regression_of_two_groups_is_their_logits() -> None:
    group = np.repeat([0.0, 1.0], 1_000)
    came = np.concatenate([np.arange(1_000) < 200, np.arange(1_000) < 700])
    found = logistic(np.stack([np.ones(2_000), group], axis=1), came)
    assert found == pytest.approx([np.log(0.25), np.log(7 / 3) - np.log(0.25)], abs=1e-3)
