"""The true state against hand calculation, on a scale with cutoff 10, reliable change 6 and minimal change 5."""

from __future__ import annotations

import numpy as np
import pytest

from tests.unit.simulation.scales import PHQ_9
from unstuck.simulation.truth import Moment, true_outlooks, true_states


def moment(levels: tuple[float, float, float, float], days: float, aim: str = "change") -> Moment:
    first, behind, now, ahead = (np.array([level]) for level in levels)
    return Moment(first, behind, now, ahead, np.array([days]), np.array([aim == "change"]))


@pytest.mark.parametrize(
    ("levels", "days", "state"),
    [
        # L(0), L(t-28), L(t), L(t+28); the figure that decides
        ((12, 12, 18, 16.9), 28, "deteriorating"),  # 18 - 12 = 6 = R now, though only 4.9 at the horizon
        ((12, 12, 17.9, 16.9), 28, "stalled"),  # 5.9 < R now and 4.9 < m at the horizon; flat: 12 - 16.9 < m
        ((12, 12, 14, 17), 7, "deteriorating"),  # 17 - 12 = 5 = m at the horizon, even early
        ((8, 8, 8, 13), 0, "deteriorating"),  # below the cutoff too
        ((16, 12, 9.9, 9), 56, "recovered"),  # gained 6.1, below 10
        ((16, 12, 10, 9), 56, "improved"),  # gained 6, but 10 is clinical; 9 at the horizon: not stalled
        ((15, 12, 9.5, 9), 56, "on_track"),  # below the cutoff, but gained only 5.5
        ((9.9, 9.9, 3.8, 3), 56, "improved"),  # a reliable gain from below the cutoff is no recovery
        ((18, 18, 17, 16), 28, "stalled"),  # 16 clinical; 17 - 16 < 5; 18 - 16 < 5
        ((18, 18, 17, 16), 27, "watch"),  # the same a day too early: flat ahead, 1 < 2.5
        ((18, 18, 15, 13), 28, "watch"),  # 18 - 13 = 5 over eight weeks: not flat enough; 2 < 2.5 ahead
        ((18, 18, 15, 13.1), 28, "stalled"),  # 4.9 over eight weeks
        ((18, 18, 15, 12.5), 28, "on_track"),  # 2.5 ahead is not less than m / 2
        ((18, 18, 14, 9.9), 28, "on_track"),  # no longer clinical at the horizon
        ((24, 17, 16, 15), 42, "stalled"),  # a plateau: gained 8, then flat; stalled outranks improved
        ((24, 21, 17, 15), 42, "improved"),  # 21 - 15 = 6 over eight weeks: still moving
        ((9.9, 9.9, 10.5, 10.5), 56, "on_track"),  # started below the cutoff: never stalled, nor watch
    ],
)
def test_true_state(levels: tuple[float, float, float, float], days: float, state: str) -> None:
    assert true_states(moment(levels, days), PHQ_9).tolist() == [state]


@pytest.mark.parametrize("days", [7.0, 56.0])
def test_a_client_who_wants_to_stay_well_is_not_stalled_by_being_steady(days: float) -> None:
    assert true_states(moment((12, 12, 12, 12), days, "stay_well"), PHQ_9).tolist() == ["on_track"]


@pytest.mark.parametrize(
    ("now", "ahead", "outlook"),
    [
        (12, 9.9, "non_clinical"),
        (12, 10, "flat"),  # 10 is clinical
        (20, 15, "gaining"),  # 5 = m
        (20, 15.1, "flat"),
        (12, 17, "worse"),  # 5 = m
        (12, 16.9, "flat"),
        (4, 9.9, "non_clinical"),  # non-clinical comes before a loss
    ],
)
def test_true_outlook(now: float, ahead: float, outlook: str) -> None:
    assert true_outlooks(moment((15, 15, now, ahead), 28), PHQ_9).tolist() == [outlook]
