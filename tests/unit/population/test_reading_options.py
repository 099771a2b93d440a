"""The option strings of `analyse` and `fit`, as a person types them."""

from __future__ import annotations

import pytest

from unstuck.errors import BadInput
from unstuck.population.engines.scores import (
    Columns,
    WideColumn,
    parse_columns,
    parse_missing,
    parse_unit,
    parse_wide,
)


def test_columns_of_the_trial_file() -> None:
    assert parse_columns("client=PATIENT,score=HAMDTL17,day=RELDAYS,baseline=BASVAL") == Columns(
        client="PATIENT", score="HAMDTL17", unit="day", time="RELDAYS", baseline="BASVAL"
    )


@pytest.mark.parametrize("unit", ["date", "day", "week", "month", "session"])
def test_each_unit_of_time(unit: str) -> None:
    found = parse_columns(f"{unit}=when")
    assert (found.unit, found.time) == (unit, "when")


def test_any_order_spaces_and_parts_left_out() -> None:
    assert parse_columns(" week = w , Client = id ") == Columns(client="id", unit="week", time="w")


def test_names_with_commas_quotes_equals_and_at() -> None:
    found = parse_columns('client="a,b",score=x=y@z,day="the ""day"""')
    assert (found.client, found.score, found.time) == ("a,b", "x=y@z", 'the "day"')
    assert parse_wide('"pre, PHQ"@0,a@home@2') == (WideColumn("pre, PHQ", 0.0), WideColumn("a@home", 2.0))


def test_wide_columns_with_times_below_zero_and_fractions() -> None:
    assert parse_wide("screen@-2,pre@0,post@6.5") == (
        WideColumn("screen", -2.0),
        WideColumn("pre", 0.0),
        WideColumn("post", 6.5),
    )


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "a name between the commas"),
        ("client=a,,score=b", "a name between the commas"),
        ("client", "expected client=…"),
        ("client=", "expected client=…"),
        ("patient=a", "found 'patient=a'"),
        ("client=a,client=b", "client= once"),
        ("day=a,week=b", "one column for time, found day and week"),
        ('client="a', "every double quote to be closed"),
        ('client=a"b', "every double quote to be closed"),
        ("date=d,baseline=b", "dates have no time 0"),
    ],
)
def test_columns_that_cannot_be_meant(text: str, part: str) -> None:
    with pytest.raises(BadInput, match=r"^--columns: expected ") as raised:
        parse_columns(text)
    assert part in str(raised.value)


@pytest.mark.parametrize(
    "text", ["", "pre", "pre@", "@0", "pre@zero", "pre@nan", "pre@inf", "pre@1_0", "a@0,a@1", "a@0,b@0.0"]
)
def test_wide_columns_that_cannot_be_meant(text: str) -> None:
    with pytest.raises(BadInput, match=r"^--wide: expected "):
        parse_wide(text)


def test_missing_given_several_times_or_with_commas() -> None:
    assert parse_missing(["NA,-9", "n/a", "NA", ""]) == ("NA", "-9", "n/a")


def test_units_for_wide_files() -> None:
    assert parse_unit("Month") == "month"
    with pytest.raises(BadInput, match=r"^--unit: expected day, week, month or session"):
        parse_unit("date")
