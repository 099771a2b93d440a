"""After an act: who is set beside whom, worked out by hand; no effect where there is none, and a planted one found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from unstuck.population.after_acts import ActsDone, AfterActs, StatedCourse, after_acts, counts_of

RUNS, CLIENTS, ACTED, WEEKS = 300, 110, 30, 26
"""Enough that 20 of those acted for are followed and set beside somebody in every run."""
ALPHA = 300.0
"""The day of the first act that counts; the last one is 91 days later."""


def phq9(
    client: int, days: Sequence[float], scores: Sequence[float], states: str = "stalled", began: float = 0
) -> StatedCourse:
    return StatedCourse(client, "PHQ-9", began, days, scores, [states] * len(days))


def done(days: dict[int, float], also: tuple[int, ...] = ()) -> ActsDone:
    return ActsDone(days, ALPHA, ALPHA + 91, also)


def after_one_kind(courses: Sequence[StatedCourse], acts: ActsDone) -> AfterActs:
    return after_acts(courses, {"changed": acts})["changed"]


WANTED = phq9(1, [260, 302, 310, 350, 372], [12, 18, 15, 10, 3])
"""Acted for on day 304: 18 at the time; 12 five weeks before the score, 10 after 46 days, and a score too late."""


def test_movement_before_after_and_beside_in_reliable_changes() -> None:
    """PHQ-9: a reliable change is 6 points. Both are 18; the other is 15 some 48 days after the same time."""
    other = phq9(2, [330, 350, 380], [18, 17, 15])
    found = after_one_kind([WANTED, other], done({1: 304}))
    assert [(one.after, one.before, one.beside) for one in found.followed] == [(8 / 6, -1.0, 0.5)]
    assert found.acted == 1
    assert found.difference is None, "of one client"


@pytest.mark.parametrize(
    ("other", "also"),
    [
        (phq9(2, [330, 380], [18, 15], "watch"), ()),
        (phq9(2, [330, 380], [22, 15]), ()),
        (phq9(2, [330, 355], [18, 15]), ()),
        (phq9(2, [270, 320], [18, 15]), ()),
        (phq9(2, [330, 331, 380], [18, 22, 15]), ()),
        (StatedCourse(2, "GAD-7", 0, [330, 380], [18, 15], ["stalled"] * 2), ()),
        (phq9(2, [330, 380], [18, 15]), (2,)),
    ],
    ids=["state", "score", "no score after", "before the time", "a newer score", "questionnaire", "done as well"],
)
def test_who_is_not_comparable(other: StatedCourse, also: tuple[int, ...]) -> None:
    assert after_one_kind([WANTED, other], done({1: 304}, also)).followed == []


def test_the_nearest_by_score_then_by_time_in_care_and_nobody_twice() -> None:
    near, nearer, nearest = (
        phq9(2, [330, 380], [17, 5]),
        phq9(3, [330, 380], [18, 12], began=250),
        phq9(4, [330, 380], [18, 6]),
    )
    again = phq9(5, [302, 350], [18, 18])
    found = after_one_kind([WANTED, again, near, nearer, nearest], done({1: 304, 5: 304}))
    assert [one.beside for one in found.followed] == [2.0, 1.0]


def test_each_kind_of_act_has_the_others_for_itself() -> None:
    """Whoever is set beside somebody for one act is so for another one too, but never for an act of their own."""
    other = phq9(2, [330, 380], [18, 15])
    found = after_acts(
        [WANTED, other], {"asked": done({1: 304}), "changed": done({1: 304}), "both": done({1: 304}, (2,))}
    )
    assert {kind: len(one.followed) for kind, one in found.items()} == {"asked": 1, "changed": 1, "both": 0}


def test_acts_of_all_kinds_lie_between_the_same_days() -> None:
    with pytest.raises(ValueError, match="between the same days"):
        after_acts([WANTED], {"asked": done({1: 304}), "changed": ActsDone({}, ALPHA, ALPHA + 90)})


def test_who_has_no_score_at_the_time_or_after_is_counted_as_acted_for_alone() -> None:
    other = phq9(2, [330, 380], [18, 15])
    for days in ([280, 350], [302, 320], [302]):
        mine = phq9(1, list(map(float, days)), [18, 10][: len(days)])
        found = after_one_kind([mine, other], done({1: 304}))
        assert (found.acted, found.followed) == (1, [])


def test_the_most_urgent_questionnaire_counts() -> None:
    worse = StatedCourse(1, "GAD-7", 0, [302, 350], [10, 18], ["deteriorating"] * 2)
    beside = StatedCourse(2, "GAD-7", 0, [330, 380], [10, 10], ["deteriorating"] * 2)
    found = after_one_kind([WANTED, worse, phq9(2, [330, 380], [18, 15]), beside], done({1: 304}))
    assert [one.after for one in found.followed] == [-2.0], "GAD-7: 4 points"


def test_moves_are_counted_from_a_whole_reliable_change_on() -> None:
    assert counts_of([1.0, 2.0, 0.99, -0.99, -1.0]) == {"improved": 2, "unchanged": 2, "deteriorated": 1}


def made_up(rng: np.random.Generator, effect: float) -> AfterActs:
    """Courses that wander, seen with error; acts on drawn days for drawn clients, each with an effect in points."""
    wander = rng.normal(0, 1.2, (CLIENTS, WEEKS)).cumsum(axis=1)
    level = rng.normal(15, 4, (CLIENTS, 1)) - 0.15 * np.arange(WEEKS) + wander
    begins = ALPHA - 70 + rng.integers(0, 60, (CLIENTS, 1))
    days = begins + 7.0 * np.arange(WEEKS)
    acts = dict(zip(range(ACTED), rng.uniform(ALPHA, ALPHA + 91, ACTED).tolist(), strict=True))
    for client, day in acts.items():
        level[client, days[client] > day] -= effect
    scores = np.clip(np.rint(level + rng.normal(0, 2, level.shape)), 0, 27)
    states = np.where(scores >= 15, "stalled", np.where(scores >= 10, "watch", "on_track"))
    courses = [
        StatedCourse(client, "PHQ-9", *columns)
        for client, columns in enumerate(
            zip(begins[:, 0].tolist(), days.tolist(), scores.tolist(), states.tolist(), strict=True)
        )
    ]
    return after_one_kind(courses, done(acts))


def test_without_an_effect_the_interval_covers_none_and_a_planted_one_is_found() -> None:
    covered, found = 0, 0
    for seed in range(RUNS):
        nothing = made_up(np.random.default_rng(seed), 0.0).difference
        assert nothing is not None
        covered += nothing.lower <= 0 <= nothing.upper
    for seed in range(20):
        planted = made_up(np.random.default_rng(RUNS + seed), 6.0).difference
        assert planted is not None
        found += planted.lower > 0
    assert covered / RUNS >= 0.93
    assert found >= 18
