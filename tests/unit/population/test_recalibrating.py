"""What puts chances and bands right: learned out of fold, from enough clients, and found again where it is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.unit.population.test_wandering_fit import TRUE, drawn
from tests.unit.progress.cases import WEEKLY, measure
from unstuck.instruments import load
from unstuck.population import recalibrating
from unstuck.population.episodes import Episodes
from unstuck.population.out_of_fold import FOLDS, Folds, folds_of, the_same_for_all
from unstuck.population.recalibrating import errors_of, learned, recalibrate
from unstuck.population.resampling import draws, estimate, lines, offsets, quantiles
from unstuck.progress.recalibration import GROUPS, in_group

CURVE = replace(WEEKLY, wandering=TRUE)
WIDE = measure(minimum=-1000.0, maximum=1000.0)
PHQ9 = load("PHQ-9")


def unrounded(clients: int, seed: int) -> Episodes:
    """Courses as the model has them: whole scores put a score of 10 half a point lower than it reads."""
    some = drawn(clients, seed)
    return Episodes(
        some.starts, some.times, some.scores + np.random.default_rng(seed).uniform(-0.5, 0.5, some.scores.size)
    )


def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def test_a_line_through_two_groups_is_their_logits() -> None:
    """60 of 100 where x is 0, 90 of 100 where it is 1: intercept logit(.6), slope logit(.9) - logit(.6)."""
    x = np.repeat([0.0, 1.0], 100)
    happened = np.concatenate([np.arange(100) < 60, np.arange(100) < 90]).astype(float)
    a, b = lines(x, happened, np.arange(200), draws(200, 400, rng()))
    assert (a[0], b[0]) == pytest.approx((np.log(1.5), np.log(9) - np.log(1.5)), abs=1e-6)
    # Woolf's standard errors: sqrt(1/60 + 1/40), and both groups' together.
    assert np.std(a[1:]) == pytest.approx((1 / 60 + 1 / 40) ** 0.5, rel=0.15)
    assert np.std(b[1:]) == pytest.approx((1 / 60 + 1 / 40 + 1 / 90 + 1 / 10) ** 0.5, rel=0.2)
    off = offsets(np.zeros(200), happened, np.arange(200), draws(200, 10, rng()))
    assert off[0] == pytest.approx(np.log(150 / 50), abs=1e-6)


def test_whole_clients_are_drawn() -> None:
    """Each client's ten scores are all alike, so they tell no more than one would."""
    happened, x = np.repeat(np.arange(60) % 2, 10).astype(float), np.tile(np.arange(10.0) - 4.5, 60)
    single, tenfold = (
        lines(x, happened, client, draws(count, 400, rng()))[0][1:].std()
        for client, count in ((np.arange(600), 600), (np.repeat(np.arange(60), 10), 60))
    )
    assert tenfold == pytest.approx(10**0.5 * single, rel=0.2)


def test_where_the_outcomes_are_told_apart_there_is_no_line() -> None:
    x = np.concatenate([np.zeros(20), np.ones(20)])
    a, b = lines(x, x.copy(), np.arange(40), draws(40, 5, rng()))
    assert estimate(a) is None
    assert estimate(b) is None


def test_the_conformal_quantile_asks_for_one_more() -> None:
    """Of nine errors 1 to 9, eight in ten of (9 + 1) is the eighth; of four, the largest."""
    assert quantiles(np.arange(9.0, 0, -1), np.ones((1, 9)), 0.8).tolist() == [8.0]
    assert quantiles(np.arange(1.0, 11), np.ones((1, 10)), 0.8).tolist() == [9.0]
    assert quantiles(np.arange(1.0, 5), np.ones((1, 4)), 0.8).tolist() == [4.0]
    twice = np.array([[1.0, 1, 1, 0, 0, 0, 0, 0, 6]])
    assert quantiles(np.arange(1.0, 10), twice, 0.3).tolist() == [3.0]


def test_what_is_right_already_stays() -> None:
    """Courses drawn from the curve's own numbers: slope 1, intercept 0, factors 1, within their intervals."""
    known = learned(the_same_for_all(unrounded(600, seed=8), "days", CURVE), WIDE, rng())
    line = known.chances
    assert line is not None
    assert line.slope.lower95 < 1 < line.slope.upper95
    assert line.intercept.lower95 < 0 < line.intercept.upper95
    assert [(band.fewest, band.most) for band in known.bands] == [(2, 2), (3, 3), (4, 5), (6, None)]
    for band in known.bands:
        assert band.forecast.value == pytest.approx(1, abs=0.12)


def test_a_curve_that_is_too_sure_is_put_right() -> None:
    """Its own idea of how people differ is half of what it is: chances too extreme, bands too narrow."""
    sure = replace(TRUE, sd_change=TRUE.sd_change / 2, score_sd=0.8, passing_sd=0.6, wander_sd=0.1)
    folds = the_same_for_all(drawn(600, seed=8), "days", replace(CURVE, wandering=sure))
    known = learned(folds, WIDE, rng())
    assert known.chances is not None
    assert known.chances.slope.upper95 < 0.8
    assert all(band.forecast.lower95 > 1.2 for band in known.bands)
    errors = errors_of(the_same_for_all(drawn(600, seed=9), "days", replace(CURVE, wandering=sure)), WIDE)
    fresh = errors.put_right(known)
    assert errors.within(1.2815515655).mean() < 0.65
    for fewest, most in GROUPS:
        group = in_group(fresh.number, fewest, most)
        assert fresh.within(1.2815515655)[group].mean() == pytest.approx(0.8, abs=0.05)
    assert (fresh.chance.mean() - fresh.clinical.mean()) == pytest.approx(0, abs=0.03)


def test_nobody_is_judged_by_a_curve_that_saw_them() -> None:
    """With one fold's scores changed, the errors of that fold alone rest on the same curve as before."""
    some = drawn(100)
    folds = folds_of(some, "days", CURVE, 1.0)
    rows = np.repeat(folds.fold, np.diff(some.starts)) == 2
    other = Episodes(some.starts, some.times, np.where(rows, some.scores + 7.0, some.scores))
    again = folds_of(other, "days", CURVE, 1.0)
    assert [a == b for a, b in zip(folds.curves, again.curves, strict=True)] == [n == 2 for n in range(FOLDS)]
    assert all(curve.cohort == 80 for curve in folds.curves)


def test_few_clients_leave_things_as_they_are_and_the_card_says_so() -> None:
    few = recalibrate(CURVE, drawn(59), PHQ9, None, rng())
    assert few.recalibration is None
    assert few.card["recalibration"] == {"learned_on": "nothing: 59 clients are fewer than 60"}
    some = recalibrate(CURVE, drawn(100), PHQ9, None, rng())
    assert some.recalibration is not None
    assert some.recalibration.chances is None
    assert [band.clients for band in some.recalibration.bands if band.fewest == 2] == [100]
    assert some.card["recalibration"]["chances"] == "as the model has them: fewer than 200 clients"
    enough = recalibrate(CURVE, drawn(200), PHQ9, None, rng())
    assert enough.recalibration is not None
    assert enough.recalibration.chances is not None
    assert "200 clients in 5 folds" in enough.card["recalibration"]["learned_on"]
    assert f"of {enough.recalibration.chances.clients} clients" in enough.card["recalibration"]["chances"]


def test_only_an_assumed_curve_centres_the_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shipped curve that was fitted on people may have been fitted on these very ones."""
    centres: list[object] = []

    def watched(*asked: Any) -> Folds:
        centres.append(asked[4])
        return folds_of(*asked)

    monkeypatch.setattr(recalibrating, "folds_of", watched)
    for kind in ("fitted", "assumed"):
        recalibrate(CURVE, drawn(60), PHQ9, replace(WEEKLY, kind=kind), rng())
    assert centres == [None, replace(WEEKLY, kind="assumed")]
