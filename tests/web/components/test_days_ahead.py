"""A day ahead, said as a person says it: the days that are meant, and what is no day or could be two."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.http import QueryDict

from tests.web.cast import TODAY
from unstuck.web.components import dates
from unstuck.web.components.days_ahead import WEEKS, day_ahead_field, day_in_words

SAID = {
    "tomorrow": date(2026, 11, 23),
    "In two weeks": date(2026, 12, 6),
    "in 3 days": date(2026, 11, 25),
    "in a week's time": date(2026, 11, 29),
    "a fortnight": date(2026, 12, 6),
    "in three months": date(2027, 2, 22),
    "Friday": date(2026, 11, 27),
    "on sunday": date(2026, 11, 29),
    "14 December": date(2026, 12, 14),
    "December 14th, 2027": date(2027, 12, 14),
    "3 Jan": date(2027, 1, 3),
    "21 November": date(2027, 11, 21),
    "14.12.2026": date(2026, 12, 14),
    "2026-12-14": date(2026, 12, 14),
}
"""Counted on a calendar from Sunday, 22 November 2026."""


@pytest.mark.parametrize("said", SAID)
def test_a_day_is_what_was_meant(said: str) -> None:
    assert day_in_words(said, date(2026, 11, 22)) == SAID[said]


def test_a_month_later_is_never_a_month_further() -> None:
    assert day_in_words("in one month", date(2027, 1, 31)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    "said", ["soon", "next Friday", "in some weeks", "31 November", "4/12", "in 999 months x", "14"]
)
def test_what_is_no_day_or_could_be_two_is_not_guessed(said: str) -> None:
    assert day_in_words(said, date(2026, 11, 22)) is None


class _Form(forms.Form):
    again_on = day_ahead_field("Look again on", "Say when to look again.", offered=WEEKS, initial=date(2026, 12, 6))


def sent(**typed: str) -> _Form:
    data = QueryDict(mutable=True)
    data.update({name.replace("_in", "-in"): value for name, value in typed.items()})
    return _Form(data)


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "today", lambda: TODAY)


def test_what_is_picked_counts_and_what_is_typed_wins() -> None:
    for form, day in (
        (sent(again_on_in="in four weeks"), date(2026, 12, 20)),
        (sent(again_on_in="in two weeks", again_on="1 December"), date(2026, 12, 1)),
    ):
        assert form.is_valid()
        assert form.cleaned_data["again_on"] == day


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Say when to look again."),
        ({"again_on": "soon"}, "Write a day such as “in 3 days”, “Friday” or “14 December”."),
        (
            {"again_on": "4/12/2026"},
            "Write the month as a word, such as 4 December: numbers alone can be read in two ways.",
        ),
    ],
)
def test_an_error_says_how_to_write_it(typed: dict[str, str], sentence: str) -> None:
    assert sent(**typed).errors["again_on"] == [sentence]


def test_a_day_that_was_set_before_is_picked_or_stands_in_words() -> None:
    widget = _Form().fields["again_on"].widget
    assert widget.format_value(date(2026, 12, 6)) == "in two weeks"
    assert widget.format_value(date(2026, 12, 7)) == "7 December 2026"
