"""The filter against a slow one-client oracle that shares nothing with it, and the likelihood against scipy's."""

from __future__ import annotations

import importlib
import itertools
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from tests.plain_progress import PlainWandering, gain_by, level_covariance
from tests.unit.cli.command import SHARED
from unstuck.population.episodes import Episodes
from unstuck.population.wandering_fit import log_likelihoods
from unstuck.progress.batch import Batch
from unstuck.progress.chances import little_change, usual_now, worse_ahead
from unstuck.progress.measure import Measure
from unstuck.progress.wandering import Numbers, Wandering
from unstuck.progress.wandering_course import wandering_course

FIGURES = json.loads((Path(__file__).parent / "figures/wandering_slope.json").read_text(encoding="utf-8"))
MEASURE = Measure("PHQ-9", 1.0, 0.0, 27.0, 10.0, 6.0, 5.0, None, "shipped")
ORACLE = SHARED / "reference/wandering-slope"
Answers = list[dict[str, float]]


def worst(wandering: Wandering, series: list[tuple[list[float], list[float], Answers]]) -> float:
    """Return the largest difference over all series, scores and columns."""
    batch = Batch(
        np.cumsum([0, *(len(days) for days, _, _ in series)]),
        np.concatenate([np.array(days, dtype=np.float64) for days, _, _ in series]),
        np.concatenate([np.array(scores, dtype=np.float64) for _, scores, _ in series]),
    )
    course, minimal = wandering_course(batch, wandering), np.full(batch.scores.size, 5.0)
    found = {
        "flat": little_change(course, MEASURE, minimal),
        "worse": worse_ahead(course, minimal),
        "usual": usual_now(course, MEASURE),
        "level": course.mean_now,
        "ahead": course.mean_ahead,
        "gain8": course.mean_back - course.mean_ahead,
        "forecast": course.mean_score_ahead,
        "forecast_sd": np.sqrt(course.var_score_ahead),
    }
    expected = [answer for _, _, answers in series for answer in answers]
    assert set(expected[0]) == set(found)
    return max(
        float(np.abs(column - np.array([one[name] for one in expected])).max()) for name, column in found.items()
    )


@pytest.mark.parametrize("turn", [0, 1])
def test_the_oracles_own_figures(turn: int) -> None:
    mine = FIGURES["series"][turn::2]
    wandering = Wandering(**dict(zip(FIGURES["numbers"], mine[0]["numbers"], strict=True)))
    assert worst(wandering, [(one["days"], one["scores"], one["answers"]) for one in mine]) < 1e-9


@pytest.mark.reference_data
def test_a_thousand_made_up_series(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ORACLE))
    oracle: Any = importlib.import_module("plain")
    rng = np.random.default_rng(1)
    for numbers in {tuple(one["numbers"]) for one in FIGURES["series"]}:
        series = []
        for _ in range(500):
            days = np.concatenate([[0], np.cumsum(rng.integers(1, 40, rng.integers(0, 12)))]).astype(float).tolist()
            scores = rng.integers(0, 28, len(days)).astype(float).tolist()
            weeks = [day / 7 for day in days]
            series.append((days, scores, oracle.one(PlainWandering(*numbers), weeks, scores, 10.0, 5.0)))
        assert worst(Wandering(*numbers), series) < 1e-9
    sys.modules.pop("plain")


def test_clients_do_not_touch_one_another() -> None:
    """A client in a crowd, of other lengths and on other days, is answered to the last digits as alone."""
    rng, starts = np.random.default_rng(2), np.array([0, 1, 9, 9, 14, 30])
    times = np.concatenate([np.concatenate([[0], np.cumsum(rng.integers(1, 20, n - 1))]) for n in (1, 8, 5, 16)])
    scores = rng.integers(0, 28, times.size).astype(float)
    wandering = Wandering(*FIGURES["series"][0]["numbers"])
    together = wandering_course(Batch(starts, times.astype(float), scores), wandering)
    for start, end in itertools.pairwise(starts):
        alone = wandering_course(Batch.of_one(times[start:end].tolist(), scores[start:end].tolist()), wandering)
        for name, column in vars(alone).items():
            np.testing.assert_allclose(getattr(together, name)[start:end], column, rtol=1e-12, atol=1e-12)


def test_the_likelihood_is_that_of_one_multivariate_normal() -> None:
    rng = np.random.default_rng(3)
    for letters in {tuple(one["numbers"]) for one in FIGURES["series"]}:
        p = PlainWandering(*letters)
        numbers = Numbers(*(np.array([[value]]) for value in letters))
        weeks = np.concatenate([[0.0], np.cumsum(rng.uniform(0.2, 4, 6))])
        scores = rng.integers(5, 25, 7).astype(float)
        covariance = np.array(
            [[level_covariance(p, a, b) + p.q**2 * np.exp(-abs(a - b) / p.rho) for b in weeks] for a in weeks]
        ) + p.s**2 * np.eye(7)
        expected = multivariate_normal([p.ma + p.mb * gain_by(p, t) for t in weeks], covariance).logpdf(scores)
        found = log_likelihoods(numbers, Episodes(np.array([0, 7]), weeks, scores))
        assert found[0] == pytest.approx(expected, abs=1e-9)
