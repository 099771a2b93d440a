"""Laws of scoring, and answers that cannot be scored."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unstuck.errors import BadInput
from unstuck.instruments import Instrument, load, score

INSTRUMENTS = st.sampled_from([load("PHQ-9"), load("GAD-7")])


@st.composite
def answered(draw: st.DrawFn) -> tuple[Instrument, dict[str, int | None]]:
    one = draw(INSTRUMENTS)
    values = st.one_of(st.none(), st.sampled_from([option.value for option in one.options]))
    return one, {item.code: draw(values) for item in one.items}


@given(answered())
def test_a_total_lies_within_the_range_and_in_a_band(case: tuple[Instrument, dict[str, int | None]]) -> None:
    one, answers = case
    result = score(one, answers)
    unanswered = sum(value is None for value in answers.values())
    assert (result.total is None) == (unanswered > 2)
    if result.total is not None:
        assert one.minimum <= result.total <= one.maximum
        assert result.band is not None
    assert result.answered + len(result.missing) == len(one.items)


@given(answered(), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(
    case: tuple[Instrument, dict[str, int | None]], chance: random.Random
) -> None:
    one, answers = case
    shuffled = list(answers.items())
    chance.shuffle(shuffled)
    assert score(one, dict(shuffled)) == score(one, answers)


@given(answered())
def test_an_item_left_out_is_an_item_not_answered(case: tuple[Instrument, dict[str, int | None]]) -> None:
    one, answers = case
    assert score(one, {code: value for code, value in answers.items() if value is not None}) == score(one, answers)


@given(answered(), st.data())
def test_a_higher_answer_never_lowers_the_total(
    case: tuple[Instrument, dict[str, int | None]], data: st.DataObject
) -> None:
    one, answers = case
    code = data.draw(st.sampled_from(list(answers)))
    before = score(one, {**answers, code: 1})
    after = score(one, {**answers, code: 2})
    if before.total is not None and after.total is not None:
        assert after.total > before.total


@pytest.mark.parametrize("value", [4, -1, 1.0, True, "1", [1]])
def test_a_value_that_is_no_option_names_the_item(value: Any) -> None:
    with pytest.raises(BadInput, match=r"item 'phq9_3': expected one of 0, 1, 2, 3 or null, found"):
        score(load("PHQ-9"), {"phq9_3": value})


def test_the_difficulty_question_has_options_of_its_own() -> None:
    with pytest.raises(BadInput, match="item 'gad7_difficulty': expected one of 0, 1, 2, 3 or null, found 9"):
        score(load("GAD-7"), {"gad7_difficulty": 9})


def test_an_unknown_item_is_named() -> None:
    with pytest.raises(BadInput, match=r"item 'phq9_1': expected an item of GAD-7 \(gad7_1, "):
        score(load("GAD-7"), {"phq9_1": 1})


def test_a_total_only_instrument_cannot_be_scored_from_answers() -> None:
    with pytest.raises(BadInput, match="HAMD-17, of which only total scores are used"):
        score(load("HAMD-17"), {})


def test_a_filled_total_says_on_what_it_rests() -> None:
    note = score(load("GAD-7"), {f"gad7_{n}": 1 for n in range(1, 7)}).note
    assert note.startswith("1 of 7 items were not answered and count as the mean of the others")
    assert "[not checked in a primary source]" in note


def test_no_total_says_why() -> None:
    note = score(load("GAD-7"), {}).note
    assert note == "No total: 7 of 7 items were not answered; at most 2 may be missing."
