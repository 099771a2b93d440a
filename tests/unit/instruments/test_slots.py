"""An agency's own text in the empty places of a questionnaire whose wording we may not ship."""

from __future__ import annotations

import pytest

from unstuck.errors import BadInput
from unstuck.instruments import available, load, score
from unstuck.instruments.slots import fill, slots


def _texts(name: str) -> dict[str, str]:
    return {slot.key: f"Text for {slot.label}" for slot in slots(load(name))}


def test_every_questionnaire_without_text_has_a_place_for_each_question_and_answer() -> None:
    for name in available():
        one = load(name)
        if one.redistributable or not one.items:
            assert slots(one) == ()
            continue
        filled = fill(one, _texts(name))
        assert filled.has_text
        assert all(option.text for item in filled.items for option in filled.options_of(item))
        assert not load(name).has_text


def test_the_score_is_the_same_with_and_without_text() -> None:
    one, answers = load("CORE-10"), {f"core10_{n}": 1 for n in range(1, 11)}
    assert score(fill(one, _texts("CORE-10")), answers) == score(one, answers)
    assert score(one, answers).safety == ("core10_6",)


@pytest.mark.parametrize(("change", "says"), [({"core10_4": " "}, "core10_4"), ({"colour": "red"}, "colour")])
def test_half_a_questionnaire_is_refused(change: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput, match=f"key '{says}'"):
        fill(load("CORE-10"), _texts("CORE-10") | change)


def test_text_that_ships_is_not_replaced() -> None:
    with pytest.raises(BadInput, match="expected a questionnaire with places for text, found PHQ-9"):
        fill(load("PHQ-9"), {"phq9_1": "Something else"})
