from __future__ import annotations

import pytest

from tests.unit.reporting import example
from unstuck.progress.curve_files import shipped_curves
from unstuck.reporting import sentences, words


def test_every_state_has_its_word_and_shape() -> None:
    # The words and shapes agreed for every screen of Unstuck.
    assert {each.code: (each.shape, each.word) for each in words.states()} == {
        "stalled": ("■", "Little change lately"),
        "deteriorating": ("▼", "Getting worse"),
        "watch": ("◆", "Worth watching"),
        "on_track": ("●", "On track"),
        "improved": ("↗", "Improved"),
        "recovered": ("✓", "In the usual range"),
        "too_early": ("○", "Too early to tell"),
    }


def test_states_that_need_a_look_come_first() -> None:
    assert [each.code for each in words.states()][:2] == ["deteriorating", "stalled"]


@pytest.mark.parametrize(
    ("label", "unit", "said"),
    [
        ("2026-09-01", "date", "1 September 2026"),
        ("2026-09-01T10:30:00", "date", "1 September 2026"),
        ("spring", "date", "spring"),
        (12.0, "week", "week 12"),
        (2.5, "month", "month 2.5"),
        ("4", "session", "session 4"),
        ("intake", "session", "intake"),
        (None, "day", "–"),
    ],
)
def test_occasions_are_said_as_a_person_says_them(label: str | float | None, unit: str, said: str) -> None:
    assert words.occasion(label, unit) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "under 1 %"), (0.0049, "under 1 %"), (0.01, "1 %"), (0.5, "50 %"), (0.99, "99 %"), (1.0, "over 99 %")],
)
def test_a_chance_is_never_said_to_be_certain(share: float, said: str) -> None:
    assert words.percent(share).replace(words.NO_BREAK, " ") == said


def test_numbers_use_a_minus_sign_and_no_idle_decimals() -> None:
    assert [words.number(value) for value in (-1.0, 0.04, -0.04, 1204, float("nan"))] == ["−1", "0", "0", "1,204", "–"]
    assert [words.signed(value) for value in (2.5, -2.5, 0.0, 0.04)] == ["+2.5", "−2.5", "0", "0"]


@pytest.mark.parametrize(
    ("outlook", "said"),
    [
        (
            {"non_clinical": 0.1, "gaining": 0.04, "flat": 0.8, "worse": 0.06},
            "very likely about the same as now (80 %)",
        ),
        ({"non_clinical": 0.6, "gaining": 0.3, "flat": 0.1, "worse": 0.0}, "more likely than not in the usual range"),
        ({"non_clinical": 0.1, "gaining": 0.4, "flat": 0.3, "worse": 0.2}, "no outcome is likelier than not"),
        (
            {"non_clinical": 0.0, "gaining": 0.1, "flat": 0.05, "worse": 0.85},
            "very likely clearly worse than now (85 %)",
        ),
    ],
)
def test_the_outlook_is_words_before_numbers(outlook: dict[str, float], said: str) -> None:
    sentence = sentences.outlook({**example.RECORD, "outlook": outlook}).replace(words.NO_BREAK, " ")
    assert said in sentence
    assert sentence.startswith("In 4 weeks")


def test_an_alert_says_how_often_it_is_right_with_interval_and_basis() -> None:
    (said,) = sentences.precision(example.RECORD)
    assert "(95 % interval 50 to 73; 64 alerts; basis: cross-validated on the fitting sample)" in said
    assert "Of 100 alerts like this, about 62 were right" in said


def test_the_files_own_check_stands_alone_where_the_curve_was_not_tried() -> None:
    check = {"stalled": {"right": 0.5, "lower95": 0.03, "upper95": 0.97, "alerts": 1}, "deteriorating": None}
    (said,) = sentences.precision({**example.RECORD, "alert_precision": None}, check)
    assert said.replace(words.NO_BREAK, " ") == (
        "In this file, 1 past alert like this could be checked against later scores; right: 50 % "
        "(95 % interval 3 % to 97 %)."
    )


def test_an_alert_without_a_check_says_so() -> None:
    (said,) = sentences.precision({**example.RECORD, "alert_precision": None})
    assert "is not known" in said


def test_the_curves_that_come_with_unstuck_were_tried_on_simulated_courses() -> None:
    records = [record for curve in shipped_curves() for record in curve.alerts.values()]
    assert records
    assert all(record.simulated for record in records)


def test_an_assumed_course_is_called_so_and_not_given_a_cohort() -> None:
    said = sentences.basis({**example.RECORD, "curve_kind": "assumed"})
    assert "assumed" in said
    assert "172" not in said


def test_the_change_names_the_norms_it_rests_on() -> None:
    assert "−1 points. A change of 6 or more" in sentences.change(example.RECORD)
    assert "published norms" in sentences.change(example.RECORD)
    assert "first scores in this file" in sentences.change({**example.RECORD, "norms": "sample"})
    unknown = {**example.RECORD, "reliable_change": {"change": -1.0, "threshold": None, "category": None}}
    assert "not known" in sentences.change(unknown)


def test_the_clinical_line_follows_the_direction_of_the_questionnaire() -> None:
    assert sentences.clinical_line(example.RECORD, "lower") == "10 or more: clinical range"
    assert sentences.clinical_line(example.RECORD, "higher") == "10 or less: clinical range"


@pytest.mark.parametrize("state", ["stalled", "deteriorating", "recovered"])
def test_the_probability_is_explained_in_the_words_of_its_state(state: str) -> None:
    said = sentences.rests_on({**example.RECORD, "state": state})
    assert "86" in said
    assert ("clinical range" in said) == (state == "stalled")
    assert ("clearly worse" in said) == (state == "deteriorating")
