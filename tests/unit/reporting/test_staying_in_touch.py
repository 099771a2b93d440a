"""Not coming back, in sentences: with a number, without one, and never as certain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.population.test_coming_back import model
from unstuck.reporting.staying_in_touch import staying_in_touch
from unstuck.reporting.words import NO_BREAK

WEEKLY = [0.0, 7.0, 14.0, 21.0, 28.0]


def plain(text: str) -> str:
    return text.replace(NO_BREAK, " ")


def test_a_chance_with_its_interval_and_what_it_rests_on() -> None:
    found = staying_in_touch(WEEKLY, 42.0, model())
    assert plain(found.sentence).startswith("Chance of not coming back in the next four weeks: ")
    assert "likely between" in found.sentence
    said = plain(" ".join(found.basis))
    assert "Learned from when 400 clients here came" in said
    assert "It does not know why somebody stays away" in said
    assert "nothing about how things are going" in said


def test_reasons_on_record_come_first_then_those_of_attendance() -> None:
    found = staying_in_touch([0.0, 7.0, 14.0, 28.0], 60.0, None, ["Two sessions missed."])
    assert found.reasons == [
        "Two sessions missed.",
        "No score for 5 weeks; usually one comes after 7 days.",
        "The gaps are growing: 2 weeks before the latest score, 7 days before.",
    ]


def test_too_few_clients_give_reasons_and_no_number() -> None:
    found = staying_in_touch(WEEKLY, 60.0, None)
    assert found.sentence == ""
    assert found.basis == [
        "No number: it takes 50 clients, 30 of whom once did not come back within four weeks and 30 who did."
    ]


@pytest.mark.parametrize(("shift", "words"), [(8.0, "very likely."), (-8.0, "under 5 %.")])
def test_near_certainty_is_said_in_words_without_an_interval(shift: float, words: str) -> None:
    sure = model()
    sure = replace(sure, coefficients=(sure.coefficients[0] + shift, *sure.coefficients[1:]))
    sentence = plain(staying_in_touch(WEEKLY, 35.0, sure).sentence)
    assert sentence.endswith(f"four weeks: {words}")


def test_a_very_long_silence_has_no_number() -> None:
    assert "longer than any number can say" in staying_in_touch(WEEKLY, 28.0 + 60, model()).sentence
