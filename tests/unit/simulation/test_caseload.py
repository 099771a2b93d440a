"""The caseload as a file: the same from the same seed, plausible in every row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.simulation.scales import GAD_7, PHQ_9
from unstuck.errors import BadInput
from unstuck.instruments import load
from unstuck.simulation import Caseload, Scale, scale_of, simulate
from unstuck.simulation.attendance import _recently_missed
from unstuck.simulation.caseload import deviation, parts
from unstuck.simulation.draws import draws

TODAY = date(2026, 3, 31)
seeds = st.integers(min_value=0, max_value=2**63)


def same(one: Caseload, other: Caseload) -> bool:
    return all(np.array_equal(one.columns[name], other.columns[name]) for name in one.columns)


@given(seeds)
@settings(max_examples=25, deadline=None)
def test_the_same_seed_gives_the_same_caseload(seed: int) -> None:
    assert same(simulate(31, seed, today=TODAY, scale=PHQ_9), simulate(31, seed, today=TODAY, scale=PHQ_9))


def test_another_seed_gives_another_caseload() -> None:
    assert not same(simulate(30, 1, today=TODAY, scale=PHQ_9), simulate(30, 2, today=TODAY, scale=PHQ_9))


@given(seeds, st.integers(1, 90), st.integers(0, 90))
@settings(max_examples=25, deadline=None)
def test_more_clients_leave_the_earlier_ones_as_they_are(seed: int, clients: int, more: int) -> None:
    few, many = (
        simulate(clients, seed, today=TODAY, scale=PHQ_9),
        simulate(clients + more, seed, today=TODAY, scale=PHQ_9),
    )
    rows = len(few.columns["score"])
    assert all(np.array_equal(few.columns[name], many.columns[name][:rows]) for name in few.columns)
    assert np.array_equal(few.people.chance, many.people.chance[:clients])


def test_a_caseload_in_parts_is_the_same_caseload(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = simulate(200, 3, today=TODAY, scale=PHQ_9)
    monkeypatch.setattr("unstuck.simulation.draws.SETS_AT_ONCE", 2)
    assert len(list(parts(200, 3, today=TODAY, scale=PHQ_9))) == 4
    in_parts = simulate(200, 3, today=TODAY, scale=PHQ_9)
    assert same(whole, in_parts)
    assert np.array_equal(whole.people.client, in_parts.people.client)


@given(seeds, st.integers(1, 40), st.integers(1, 60), st.sampled_from([PHQ_9, GAD_7]))
@settings(max_examples=40, deadline=None)
def test_every_row_is_possible(seed: int, clients: int, weeks: int, scale: Scale) -> None:
    made = simulate(clients, seed, today=TODAY, scale=scale, weeks=weeks)
    columns, people = made.columns, made.people
    assert {len(values) for values in columns.values()} == {int(people.scores.sum())}
    assert columns["score"].min() >= scale.minimum
    assert columns["score"].max() <= scale.maximum
    assert columns["latent"].min() >= scale.minimum
    assert columns["latent"].max() <= scale.maximum
    for name in ("alliance", "willingness"):
        assert columns[name].min() >= 0
        assert columns[name].max() <= 10
    assert columns["sessions_missed"].min() >= 0
    assert columns["sessions_missed"].max() <= 4
    assert columns["date"].max() <= np.datetime64(TODAY)
    own = columns["client"][1:] == columns["client"][:-1]
    assert (np.diff(columns["date"])[own] > np.timedelta64(0, "D")).all()
    assert (np.diff(columns["sessions_attended"])[own] == 1).all()
    assert (columns["sessions_attended"][1:][~own] == 1).all()
    assert people.scores.min() >= 1
    assert people.scores.max() <= weeks


def test_clients_have_numbers_and_no_names() -> None:
    assert simulate(2, 1, today=TODAY, scale=PHQ_9).people.client.tolist() == ["C00001", "C00002"]


def test_sessions_missed_counts_the_last_four_planned() -> None:
    # A planned session each week; x = missed:   .  x  x  .  x  .  .  .
    missed = np.array([[False, True, True, False, True, False, False, False]])
    # in weeks 0-0, 0-1, 0-2, 0-3, 1-4, 2-5, 3-6, 4-7
    assert _recently_missed(missed).tolist() == [[0, 1, 2, 2, 3, 2, 1, 1]]


def test_records_end_by_today_and_start_up_to_the_weeks_ago() -> None:
    made = simulate(300, 5, today=TODAY, scale=PHQ_9, weeks=16)
    assert made.people.weeks.max() < 16
    usual = made.people.story == "long_stall"
    # three quarters of fifteen weeks, less the part of a week
    assert made.people.weeks[usual].min() >= 11


def test_scores_scatter_about_the_latent_course_as_published() -> None:
    made = simulate(6000, 8, today=TODAY, scale=PHQ_9)
    stalled = made.columns["story"] == "long_stall"
    scatter = (made.columns["score"] - made.columns["latent"])[stalled]
    # measurement error 6.01 sqrt(1 - .89) = 1.993, deviation 6.01 / 4 = 1.503, rounding to whole points 1/12;
    # a little less than their sum where scores stop at 27
    assert np.std(scatter) == pytest.approx(sqrt(1.993**2 + 1.503**2 + 1 / 12), rel=0.04)
    assert abs(np.mean(scatter)) < 0.15


def test_the_deviation_carries_over_from_week_to_week() -> None:
    shocks = next(draws(4, 15000, 6)).deviation
    passing = deviation(shocks, PHQ_9)
    # stationary: the same SD in every week (6.01 / 4), correlation .6 after one week and .36 after two
    assert np.std(passing, axis=0) == pytest.approx(1.5025, rel=0.03)
    assert np.corrcoef(passing[:, 3], passing[:, 4])[0, 1] == pytest.approx(0.6, abs=0.02)
    assert np.corrcoef(passing[:, 3], passing[:, 5])[0, 1] == pytest.approx(0.36, abs=0.03)


def test_intake_quantiles_are_those_of_the_cut_normal_distribution() -> None:
    intake = NormalDist(13.77, 6.01)
    middle = intake.inv_cdf((intake.cdf(10) + intake.cdf(22)) / 2)
    found = PHQ_9.intake_between(10, 22, np.array([0.0, 0.5, 1.0]))
    assert found == pytest.approx([10, middle, 22], abs=0.01)


def test_rates_of_change_are_near_the_published_ones() -> None:
    made = simulate(6000, 2, today=TODAY, scale=PHQ_9)
    ends = np.cumsum(made.people.scores)
    first, latest = made.columns["score"][ends - made.people.scores], made.columns["score"][ends - 1]
    clinical = first >= 10
    # NHS Talking Therapies 2024-25: recovery 50.5 % of those at caseness, reliable recovery 47.5 %, deterioration 5.8 %
    assert (latest[clinical] < 10).mean() == pytest.approx(0.505, abs=0.03)
    assert ((latest < 10) & (first - latest >= 6))[clinical].mean() == pytest.approx(0.475, abs=0.03)
    assert (latest - first >= 6).mean() == pytest.approx(0.058, abs=0.03)


def test_true_states_are_those_of_the_clients_own_course() -> None:
    made = simulate(60, 12, today=TODAY, scale=PHQ_9)
    row = 0
    for place, scores in enumerate(made.people.scores.tolist()):
        first_day = made.columns["date"][row]
        for occasion in range(row, row + scores):
            day = int((made.columns["date"][occasion] - first_day).astype(int))
            assert made.columns["true_state"][occasion] == plain_truth(made, place, day)
            assert made.columns["latent"][occasion] == pytest.approx(level(made, place, day), abs=0.0051)
        row += scores


def level(made: Caseload, place: int, day: int) -> float:
    """Return the latent level of one client on one day."""
    return float(made.courses.level(np.array([max(day, 0) / 7]), np.array([place]))[0])


def plain_truth(made: Caseload, place: int, day: int) -> str:
    """Return the true state by its definition, one client at a time, on the PHQ-9: c = 10, R = 6, m = 5."""
    first, behind, now, ahead = (level(made, place, at) for at in (0, day - 28, day, day + 28))
    flat_ahead = made.people.aim[place] == "change" and first >= 10 and ahead >= 10
    if now - first >= 6 or ahead - first >= 5:
        return "deteriorating"
    if first >= 10 and first - now >= 6 and now < 10:
        return "recovered"
    if flat_ahead and day >= 28 and now - ahead < 5 and behind - ahead < 5:
        return "stalled"
    if first - now >= 6:
        return "improved"
    return "watch" if flat_ahead and now - ahead < 2.5 else "on_track"


def test_a_questionnaire_that_runs_the_other_way_is_turned_round() -> None:
    plain = simulate(60, 6, today=TODAY, scale=PHQ_9).columns
    turned = simulate(60, 6, today=TODAY, scale=replace(PHQ_9, mirrored=True)).columns
    assert np.array_equal(turned["score"], 27 - plain["score"])
    assert turned["latent"] == pytest.approx(27 - plain["latent"])
    assert np.array_equal(turned["true_state"], plain["true_state"])


@pytest.mark.parametrize(
    ("clients", "seed", "weeks", "found"), [(0, 1, 16, "clients"), (1, -1, 16, "seed"), (1, 1, 0, "weeks")]
)
def test_impossible_requests_are_refused(clients: int, seed: int, weeks: int, found: str) -> None:
    with pytest.raises(BadInput, match=f"expected {found} to be a whole number"):
        simulate(clients, seed, today=TODAY, scale=PHQ_9, weeks=weeks)


@pytest.mark.parametrize("scale", [PHQ_9, GAD_7], ids=lambda scale: scale.instrument)
def test_a_scale_comes_from_the_instruments_norms(scale: Scale) -> None:
    found = scale_of(load(scale.instrument))
    assert found.residual_sd == pytest.approx(scale.residual_sd, abs=0.0001)
    assert replace(found, residual_sd=scale.residual_sd) == scale


def test_a_scale_that_runs_the_other_way_is_turned_round() -> None:
    phq = load("PHQ-9")
    turned = [
        replace(norm, value=27 - norm.value) if norm.name in ("cutoff", "mean_clinical") else norm for norm in phq.norms
    ]
    found = scale_of(replace(phq, direction="higher", norms=tuple(turned)))
    assert replace(found, residual_sd=PHQ_9.residual_sd) == replace(PHQ_9, mirrored=True)


@pytest.mark.parametrize("instrument", ["HAMD-17", "BDI-II"])
def test_an_instrument_without_intake_figures_is_refused(instrument: str) -> None:
    with pytest.raises(BadInput, match=rf"has mean_clinical, sd_clinical to simulate from, found {instrument}"):
        scale_of(load(instrument))


@pytest.mark.parametrize(
    "change", [{"maximum": 20}, {"minimum": 9}, {"minimal_change": 7}, {"residual_sd": 0}, {"intake_sd": 0}]
)
def test_a_scale_on_which_no_story_fits_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="expected PHQ-9 to have"):
        replace(PHQ_9, **change)
