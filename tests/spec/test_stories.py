"""What makes each story that story, on the latent course: read as the definition of the synthetic caseload.

The figures in the rows are the story's promise (PRACTICE.md names the stories), in reliable changes and weeks;
the courses come from the simulation.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.unit.simulation.scales import GAD_7, PHQ_9
from unstuck.simulation import STORIES, Caseload, Scale, simulate
from unstuck.simulation.stories import IN_PRACTICE, PLACES

TODAY = date(2026, 3, 31)
WEEKS = np.arange(0.0, 25.0)
Levels = NDArray[np.float64]


@pytest.fixture(params=[PHQ_9, GAD_7], ids=lambda scale: scale.instrument)
def scale(request: pytest.FixtureRequest) -> Scale:
    found: Scale = request.param
    return found


@pytest.fixture
def caseload(scale: Scale) -> Caseload:
    return simulate(900, seed=11, today=TODAY, scale=scale)


def levels(caseload: Caseload, story: str) -> Levels:
    """Return the latent levels of the clients with that story (rows) in the weeks 0 to 24 (columns)."""
    clients = np.flatnonzero(caseload.people.story == story)
    assert len(clients)
    course = [caseload.courses.level(WEEKS, np.full(len(WEEKS), client)) for client in clients]
    return np.array(course)


def latest(caseload: Caseload, story: str, column: str) -> NDArray[Any]:
    """Return the column at the latest score of each client with that story."""
    ends = np.cumsum(caseload.people.scores) - 1
    found: NDArray[Any] = caseload.columns[column][ends[caseload.people.story == story]]
    return found


def first(caseload: Caseload, story: str, column: str) -> NDArray[Any]:
    """Return the column at the first score of each client with that story."""
    starts = np.cumsum(caseload.people.scores) - caseload.people.scores
    found: NDArray[Any] = caseload.columns[column][starts[caseload.people.story == story]]
    return found


@pytest.mark.parametrize(
    ("story", "week", "gain_from", "gain_to", "level"),
    [
        # story            week  gain since the first session, in R   latent level then
        ("recovered", 12, 1.0, np.inf, "usual"),
        ("steady_improver", 15, 1.0, np.inf, "usual"),
        ("late_responder", 6, -0.1, 0.1, "clinical"),
        ("late_responder", 12, 1.0, np.inf, "usual"),
        ("plateau", 5, 1.0, 2.7, "clinical"),
        ("plateau", 24, 1.0, 2.7, "clinical"),
        ("long_stall", 8, -0.3, 0.3, "clinical"),
        ("long_stall", 24, -0.3, 0.3, "clinical"),
        ("life_areas_hit", 4, 0.2, 0.6, "clinical"),
        ("life_areas_hit", 24, -0.2, 0.4, "clinical"),
        ("disengaged", 6, 0.5, 1.5, "clinical"),
        ("deterioration", 12, -np.inf, -1.0, "clinical"),
        ("early_dropout", 24, -0.1, 0.6, "any"),
        ("below_cutoff", 24, -0.3, 0.3, "usual"),
        ("stay_well", 24, -0.3, 0.3, "clinical"),
    ],
)
def test_a_storys_latent_course(
    caseload: Caseload, scale: Scale, story: str, week: int, gain_from: float, gain_to: float, level: str
) -> None:
    course = levels(caseload, story)
    gain = (course[:, 0] - course[:, week]) / scale.reliable_change
    assert gain.min() >= gain_from
    assert gain.max() <= gain_to
    clinical = course[:, week] >= scale.cutoff
    assert level == "any" or clinical.all() == clinical.any() == (level == "clinical")


def test_a_late_responder_is_flat_for_six_weeks_at_every_point(caseload: Caseload, scale: Scale) -> None:
    course = levels(caseload, "late_responder")
    assert np.ptp(course[:, :7], axis=1).max() < scale.minimal_change / 2


def test_a_plateau_is_flat_and_clinical_after_its_gain(caseload: Caseload, scale: Scale) -> None:
    after = levels(caseload, "plateau")[:, 5:]
    assert np.ptp(after, axis=1).max() < scale.minimal_change / 2
    assert after.min() >= scale.cutoff


def test_a_steady_improver_gains_every_week(caseload: Caseload) -> None:
    assert np.diff(levels(caseload, "steady_improver")[:, :13], axis=1).max() < 0


def test_a_disengaged_client_has_lost_trust_misses_sessions_and_stops(caseload: Caseload) -> None:
    fall = first(caseload, "disengaged", "alliance") - latest(caseload, "disengaged", "alliance")
    days = (np.datetime64(TODAY) - latest(caseload, "disengaged", "date")).astype(int)
    assert fall.min() >= 2
    assert latest(caseload, "disengaged", "willingness").max() <= 3
    assert caseload.people.missed_of_late[caseload.people.story == "disengaged"].min() >= 2
    assert days.min() >= 21
    missed, usual = latest(caseload, "disengaged", "sessions_missed"), latest(caseload, "long_stall", "sessions_missed")
    assert missed.mean() > 2 * usual.mean()


def test_several_life_areas_are_hit(caseload: Caseload) -> None:
    assert latest(caseload, "life_areas_hit", "life_areas_hit").min() >= 2
    others = caseload.columns["life_areas_hit"][caseload.columns["story"] != "life_areas_hit"]
    assert others.max() <= 1


def test_who_came_a_few_times_and_who_only_just_began(caseload: Caseload) -> None:
    gone = (np.datetime64(TODAY) - latest(caseload, "early_dropout", "date")).astype(int)
    begun = (np.datetime64(TODAY) - first(caseload, "just_started", "date")).astype(int)
    assert gone.min() >= 21
    assert begun.max() < 14
    assert caseload.people.scores[caseload.people.story == "just_started"].max() <= 2


@pytest.mark.parametrize(
    ("story", "state"),
    [
        ("recovered", "recovered"),
        ("long_stall", "stalled"),
        ("plateau", "stalled"),
        ("life_areas_hit", "stalled"),
        ("deterioration", "deteriorating"),
        ("below_cutoff", "on_track"),
        ("stay_well", "on_track"),
    ],
)
def test_the_true_state_at_the_latest_score(caseload: Caseload, story: str, state: str) -> None:
    assert set(latest(caseload, story, "true_state").tolist()) == {state}


def test_a_plateau_was_improved_before_it_was_stalled(caseload: Caseload) -> None:
    states = caseload.columns["true_state"][caseload.columns["story"] == "plateau"].tolist()
    assert {"on_track", "improved", "stalled"} <= set(states)
    assert "deteriorating" not in states


@pytest.mark.parametrize("seed", range(20))
def test_any_thirty_clients_hold_every_story(seed: int) -> None:
    found = set(simulate(30, seed, today=TODAY, scale=PHQ_9).people.story.tolist())
    assert found == {story.code for story in STORIES}
    assert found >= set(IN_PRACTICE)


def test_the_places_fill_a_set_of_thirty() -> None:
    assert sum(story.places for story in STORIES) == PLACES == 30
