"""What stands once: life areas, the states that need a look, the order of urgency, what a fall is."""

from __future__ import annotations

import itertools

import pytest

from unstuck.guidance import default_thresholds, tables
from unstuck.guidance.case import Adherence, Case, Engagement, Progress
from unstuck.guidance.ending import lacking_in_words, too_soon
from unstuck.guidance.engagement import adherence_gaps, change_of, falls, is_fall, is_gap, prescriber
from unstuck.guidance.life_areas import area_codes, area_names
from unstuck.guidance.urgency import GETTING_BETTER, NEEDS_A_LOOK, STATE_ORDER, urgency
from unstuck.progress.status import STATES


def test_the_order_of_states_names_every_state_once() -> None:
    assert sorted(STATE_ORDER) == sorted(STATES)
    assert STATE_ORDER[:2] == NEEDS_A_LOOK == ("deteriorating", "stalled")
    assert not set(GETTING_BETTER) & set(NEEDS_A_LOOK)


def test_clients_are_read_by_state_then_by_what_matters_in_it() -> None:
    expected = [
        urgency("deteriorating", 0.9, 3, 2),
        urgency("deteriorating", 0.8, 90, 9),
        urgency("deteriorating", 0.8, 90, 4),
        urgency("deteriorating", None, 400, 20),
        urgency("stalled", 0.7, 90, 0),
        urgency("stalled", 0.9, 30, 0),
        urgency("stalled", 0.8, 30, 0),
        urgency("watch", None, 900, 0),
    ]
    assert all(before < after for before, after in itertools.pairwise(expected))


@pytest.mark.parametrize(
    ("answers", "change", "fell"),
    [
        ([], None, False),
        ([8], None, False),
        ([8, 6], -2, True),
        ([8, 7], -1, False),
        ([9, 8, 7], -2, True),  # slowly
        ([9, 6, 6, 6], -3, True),  # fresh
        ([9, 6, 6, 6, 6], 0, False),  # the new level
        ([6, 9], 3, False),
    ],
)
def test_a_fall_is_measured_from_the_best_of_three_askings(
    answers: list[float], change: float | None, fell: bool
) -> None:
    assert change_of(answers) == change
    assert is_fall(change_of(answers), default_thresholds()) is fell


@pytest.mark.parametrize(
    ("answers", "began"),
    [
        ([8], []),
        ([8, 6], [(1, 2)]),
        ([9, 8, 7], [(2, 2)]),
        ([9, 6, 6, 6, 6], [(1, 3)]),  # staying low is the same fall
        ([9, 6, 5, 4], [(1, 3), (3, 2)]),  # and as much again is another
        ([9, 6, 9, 7], [(1, 3), (3, 2)]),
        ([6, 7, 8], []),
    ],
)
def test_a_fall_begins_at_the_asking_at_which_it_is_one(answers: list[float], began: list[tuple[int, float]]) -> None:
    assert list(falls(answers, default_thresholds())) == began


def test_where_a_fall_is_a_signal_now_one_has_begun() -> None:
    limits = default_thresholds()
    courses = list(itertools.product((9, 8, 7, 6, 5), repeat=4))
    fallen = [answers for answers in courses if is_fall(change_of(answers), limits)]
    assert 100 < len(fallen) < len(courses)
    assert all(list(falls(answers, limits)) for answers in fallen)


@pytest.mark.parametrize(("how", "expected"), [("as_agreed", False), ("partly", True), ("not", True)])
def test_what_goes_otherwise_than_agreed_is_a_gap(how: Adherence, expected: bool) -> None:
    case = Case(Progress("watch"), engagement=Engagement(adherence={"medication": how}))
    assert is_gap(how) is expected
    assert bool(adherence_gaps(case)) is expected
    assert bool(prescriber(case)) is expected


def test_what_was_lacking_before_an_ending_reads_later_as_it_did_then() -> None:
    case = Case(Progress("stalled"), considering=("end_treatment",))
    then = too_soon(case, default_thresholds())
    assert len(then) == 4
    assert lacking_in_words([one.code for one in then], default_thresholds()) == tuple(one.text for one in then)


def test_an_area_has_one_name_in_a_sentence_and_on_its_own() -> None:
    assert area_codes() == tuple(area_names())
    assert [name.lower() for name in area_names().values()] == [name.lower() for name in tables.words().areas.values()]
    assert len(set(area_names().values())) == len(area_codes()) == 16


def test_every_step_shows_as_done_by_a_theme_and_a_question_or_an_entry() -> None:
    assert set(tables.done_by()) <= set(tables.step_titles())
    for pattern in (*tables.done_by().values(), *tables.asked_in().values()):
        assert bool(pattern.questions) != bool(pattern.entry)
    assert set(tables.asked_in()) <= set(tables.sentences())
