"""Chances and bands put right: by hand, everywhere they are shown, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import norm

from tests.plain_progress import PlainMeasure, plain_answer
from tests.unit.progress.cases import COMMON, PLAIN, PUT_RIGHT, RECALIBRATION, WEEKLY, measure
from tests.unit.progress.test_snapshot import seen, weekly
from unstuck.population.state_columns import Judgement, state_columns
from unstuck.progress.batch import Batch
from unstuck.progress.course import horizon
from unstuck.progress.curve import Curve
from unstuck.progress.forecast import foreseen, rows_to_compare_with
from unstuck.progress.measure import Measure
from unstuck.progress.recalibration import expected_factor, forecast_factor, recalibrated
from unstuck.progress.status import ON_TRACK, WATCH, assess, course_of

SCORES = [20.0, 18, 19, 17, 16, 17, 15]
NUMBERS = np.arange(1, 8)


def test_a_chance_is_put_right_by_hand() -> None:
    chances = np.array([0.1, 0.5, 0.9])
    by_hand = expit(0.4 + 0.8 * logit(chances))
    assert recalibrated(chances, RECALIBRATION) == pytest.approx(by_hand, abs=1e-12)
    assert recalibrated(chances, replace(RECALIBRATION, chances=None)) is chances
    assert recalibrated(chances, None) is chances
    assert recalibrated(np.array([0.0, 1.0]), RECALIBRATION) == pytest.approx([0.0, 1.0], abs=1e-3)


def test_factors_go_by_the_number_of_scores() -> None:
    assert forecast_factor(NUMBERS, RECALIBRATION).tolist() == [1, 1.5, 1.25, 1, 1, 0.5, 0.5]
    assert expected_factor(NUMBERS, RECALIBRATION).tolist() == [1, 1.25, 1, 1, 1, 0.5, 0.5]
    assert forecast_factor(NUMBERS, None).tolist() == [1] * 7


def test_a_clients_numbers_are_put_right() -> None:
    """The forecast's mean stays, its band widens; its chance turns by the two numbers on its own sd."""
    plain, right = seen(weekly(*SCORES)), seen(weekly(*SCORES), offered=PUT_RIGHT)
    for before, after, factor in zip(plain, right, (1, 1.5, 1.25, 1, 1, 0.5, 0.5), strict=True):
        assert before.forecast
        assert after.forecast
        assert before.outlook
        assert after.outlook
        assert before.p_clinical is not None
        assert after.forecast.mean == before.forecast.mean
        half = before.forecast.mean - before.forecast.lower80
        assert after.forecast.mean - after.forecast.lower80 == pytest.approx(factor * half, abs=1e-9)
        assert after.p_clinical == pytest.approx(float(expit(0.4 + 0.8 * logit(before.p_clinical))), abs=1e-9)
        still = 1 - before.outlook.non_clinical
        assert 1 - after.outlook.non_clinical == pytest.approx(float(expit(0.4 + 0.8 * logit(still))), abs=1e-9)
        assert sum(after.outlook) == pytest.approx(1, abs=1e-12)
        shares = [(o.gaining, o.flat, o.worse) for o in (before.outlook, after.outlook)]
        assert np.array(shares[1]) / sum(shares[1]) == pytest.approx(np.array(shares[0]) / sum(shares[0]), abs=1e-9)
    assert [one.worse_ahead for one in plain] == [one.worse_ahead for one in right]
    assert [one.state for one in plain][:-2] == [one.state for one in right][:-2]


def test_the_expected_band_decides_who_is_on_watch() -> None:
    """Half the sd from six scores on: somebody within the plain band falls outside the one that was put right."""
    batch = weekly(16.0, 16, 15, 14, 14, 14, 14)
    before, after = (assess(batch, COMMON, replace(curve, tau=None)) for curve in (WEEKLY, PUT_RIGHT))
    assert before.expected
    assert after.expected
    assert after.expected.sd == pytest.approx(before.expected.sd * np.array([1, 1.25, 1, 1, 1, 0.5, 0.5]))
    assert (before.state[-1], after.state[-1]) == (ON_TRACK, WATCH)


def test_engines_for_registries_give_the_same_numbers() -> None:
    """They ask `state_columns`; one client on a page asks for a snapshot."""
    batch = weekly(*SCORES)
    columns = state_columns(batch.starts, batch.times, batch.scores, Judgement(COMMON, PUT_RIGHT, "day"))
    last = seen(batch, offered=PUT_RIGHT)[-1]
    assert last.outlook is not None
    for name in ("non_clinical", "gaining", "flat", "worse"):
        assert columns[f"outlook_{name}"][0] == pytest.approx(getattr(last.outlook, name), abs=1e-6)


@pytest.mark.parametrize(("curve", "sign"), [(WEEKLY, 1.0), (replace(WEEKLY, wandering=None), 1.0), (WEEKLY, -1.0)])
def test_a_score_foreseen_for_the_horizon_is_the_courses_own(curve: Curve, sign: float) -> None:
    batch = Batch.of_one([0.0, 7, 17, 21, 40], [20.0, 18, 19, 12, 16])
    what: Measure = measure(sign=sign)
    ahead = foreseen(batch, what, curve, batch.times + horizon(batch))
    course = course_of(batch, what, curve)
    assert ahead.mean == pytest.approx(course.mean_score_ahead, abs=1e-9)
    assert ahead.sd**2 == pytest.approx(course.var_score_ahead, abs=1e-9)


def test_a_score_foreseen_is_the_plain_references_where_nothing_is_asked_nothing_is_said() -> None:
    times = [7.0 * week for week in range(7)]
    mean, sd = plain_answer(times, SCORES, PLAIN, PlainMeasure(10, 6, 5), True).forecast
    until = np.full(7, np.nan)
    until[-1] = times[-1] + 28
    ahead = foreseen(weekly(*SCORES), COMMON, WEEKLY, until)
    assert np.isnan(ahead.mean[:-1]).all()
    assert np.isnan(ahead.sd[:-1]).all()
    assert (ahead.mean[-1], ahead.sd[-1]) == pytest.approx((mean, sd), abs=1e-6)
    assert ahead.clinical(10.0)[-1] == pytest.approx(float(norm.sf(10, mean, sd)), abs=1e-6)


def test_a_score_is_compared_with_the_next_one_a_horizon_on() -> None:
    """28 days on or the first after; where the scores end before that the last; nothing after four horizons."""
    batch = Batch(np.array([0, 5, 7, 8]), np.array([0.0, 7, 28, 30, 60, 0, 200, 0]), np.arange(8.0))
    assert rows_to_compare_with(batch).tolist() == [2, 4, 4, 4, -1, -1, -1, -1]
