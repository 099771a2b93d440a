"""Alerts a week at several thresholds, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.unit.population.test_analysis import rows_of, setting_of
from unstuck.population.alert_counts import AlertCounts

FLAT = (15, 16, 15, 14, 15, 15, 14, 15, 15, 15, 15, 15, 15)
"""Thirteen weeks without a change: called once at a threshold that can be reached, never at one that cannot."""
BETTER = (18, 15, 12, 9, 7, 5, 5, 4, 4, 4, 4, 4, 4)


def counted(flat: int, better: int, weeks: int = 13) -> AlertCounts:
    people = {f"f{n}": [(7.0 * week, float(y)) for week, y in enumerate(FLAT[:weeks])] for n in range(flat)}
    people |= {f"b{n}": [(7.0 * week, float(y)) for week, y in enumerate(BETTER[:weeks])] for n in range(better)}
    counts = AlertCounts(setting_of(people), (0.5, 0.9999))
    counts.add(rows_of(people))
    return counts


def test_alerts_a_week_and_the_busiest_week_are_those_of_the_last_twelve_weeks() -> None:
    found = counted(flat=24, better=6).at(0.5)
    assert found.ever == 24
    assert found.per_week == pytest.approx(24 / 12)
    assert found.busiest == 24, "everybody is called in the same week"


def test_a_threshold_that_nobody_reaches_calls_nobody() -> None:
    found = counted(flat=24, better=6).at(0.9999)
    assert (found.ever, found.per_week, found.busiest) == (0, 0.0, 0)


def test_pieces_add_up() -> None:
    whole, parts = counted(flat=8, better=0), counted(flat=8, better=0)
    people = {f"x{n}": [(7.0 * week, float(y)) for week, y in enumerate(FLAT)] for n in range(4)}
    parts.add(rows_of(people))
    assert parts.at(0.5).ever == whole.at(0.5).ever + 4
    assert parts.clients == 12


def test_an_alert_before_the_last_weeks_counts_for_ever_and_not_for_a_week() -> None:
    people = {"old": [(7.0 * week, float(y)) for week, y in enumerate(FLAT)], "new": [(7.0 * 80, 12.0)]}
    counts = AlertCounts(setting_of(people), (0.5,))
    counts.add(rows_of(people))
    found = counts.at(0.5)
    assert (found.ever, found.per_week) == (1, 0.0)


@pytest.mark.parametrize(
    ("flat", "weeks", "enough"), [(20, 13, True), (19, 13, False), (20, 12, False), (30, 3, False)]
)
def test_a_past_says_something_from_twenty_clients_over_twelve_weeks_on(flat: int, weeks: int, enough: bool) -> None:
    assert counted(flat, 0, weeks).long_enough is enough


def test_clients_without_scores_count_for_nothing() -> None:
    counts = AlertCounts(setting_of({}), (0.5,))
    counts.add(replace(rows_of({}), clients=np.array(["a"], dtype=object), starts=np.array([0, 0])))
    assert (counts.clients, counts.weeks, counts.at(0.5).ever) == (0, 0.0, 0)
