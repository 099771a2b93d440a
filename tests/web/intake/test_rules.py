"""What an agency may ask at the start, and when an answer counts: on both sides of each rule."""

from __future__ import annotations

import pytest

from tests.web.cast import NOW, Cast
from tests.web.intake.test_questions import asked
from tests.web.refusals import refusal
from unstuck.web.components.denied import Denied
from unstuck.web.intake import policies
from unstuck.web.intake.models import IntakeQuestion


def test_twenty_questions_are_enough_and_one_that_ended_does_not_count(cast: Cast) -> None:
    for number in range(20):
        assert refusal(policies.check_room_for, cast.agency.pk) == ""
        asked(cast, "line", f"Question {number}?")
    with pytest.raises(Denied, match="20 questions at most") as denied:
        policies.check_room_for(cast.agency.pk)
    assert denied.value.code == "too_many_questions"
    assert refusal(policies.check_room_for, cast.other_agency.pk) == ""
    IntakeQuestion.objects.filter(pk=IntakeQuestion.objects.first().pk).update(ended_at=NOW)  # type: ignore[union-attr]
    assert refusal(policies.check_room_for, cast.agency.pk) == ""


@pytest.mark.parametrize(
    ("kind", "choices", "expected"),
    [
        ("line", [], ""),
        ("line", ["A"], "no_list"),
        ("one_of", [], "choices"),
        ("one_of", ["A"], "choices"),
        ("one_of", ["A", "B"], ""),
        ("one_of", ["A", "A"], "choices"),
        ("one_of", [str(one) for one in range(20)], ""),
        ("one_of", [str(one) for one in range(21)], "choices"),
        ("one_of", ["A", "B" * 80], ""),
        ("one_of", ["A", "B" * 81], "choice_too_long"),
    ],
)
def test_a_list_has_two_to_twenty_different_answers_of_up_to_eighty_letters(
    kind: str, choices: list[str], expected: str
) -> None:
    assert refusal(policies.check_choices, kind, choices) == expected


def test_the_most_is_said() -> None:
    with pytest.raises(Denied, match="2 to 20, all different"):
        policies.check_choices("one_of", [])
    with pytest.raises(Denied, match="up to 80 letters"):
        policies.check_choices("one_of", ["A", "B" * 81])


def test_questions_that_ended_or_are_another_agencys_are_not_asked() -> None:
    mine, ended, other = (IntakeQuestion(agency_id=1), IntakeQuestion(agency_id=1, ended_at=NOW),
                          IntakeQuestion(agency_id=2))  # fmt: skip
    cases = [[], [mine], [mine, ended], [mine, other], [ended], [other]]
    found = [refusal(policies.check_asked, questions, 1) for questions in cases]
    assert found == ["", "", *["not_asked"] * 4]
