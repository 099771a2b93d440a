"""C.1 to C.3: how the approaches are ranked and which are offered: each row of `options.toml`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.spec import options_table
from unstuck.guidance import default_thresholds, options
from unstuck.guidance.case import Approach, Case, ClientWishes, Progress, Safety, Treatment
from unstuck.guidance.catalogue import catalogue
from unstuck.guidance.options import not_alone, rank

STALLED = Case(Progress("stalled", 0.9, 6.0), safety=Safety(concerns=()))


@pytest.mark.parametrize("row", options_table.rows(), ids=lambda row: row["says"])
def test_row(row: options_table.Row) -> None:
    assert options_table.differences(row) == []


def test_no_row_stands_twice() -> None:
    says = [row["says"] for row in options_table.rows()]
    assert len(says) == len(set(says))


def test_every_reason_is_reached_and_has_points() -> None:
    assert set(options_table.codes_said()) == set(catalogue().reasons) == set(catalogue().points)


def test_every_fact_that_brings_up_an_issue_is_known_to_the_catalogue() -> None:
    asked = {issue.from_facts for issue in catalogue().issues.values()} - {""}
    assert asked == set(options._facts(STALLED, default_thresholds()))


@pytest.mark.parametrize("code", list(catalogue().approaches))
def test_every_approach_can_come_first(code: str) -> None:
    """With what it suits left out and the client's preference for it, each reaches the top three."""
    one = catalogue().approaches[code]
    about = Treatment(issues=tuple(suits.issue for suits in one.suits))
    other = Approach("behavioural-activation" if code != "behavioural-activation" else "emdr", 9)
    wishes = ClientWishes(preferred_approaches=(one.name,))
    case = replace(STALLED, treatment=about, approaches=(other,), client_wishes=wishes)
    assert next(option for option in rank(case) if option.approach.code == code).rank <= 3


def test_the_three_that_are_no_answer_on_their_own_each_say_why_or_why_not() -> None:
    found = not_alone(STALLED)
    assert [one.code for one in found] == ["more-of-the-same", "replace-worker", "trauma-in-isolation"]
    assert all(one.reasons and one.title for one in found)


def test_ranks_do_not_depend_on_chance() -> None:
    case = replace(STALLED, treatment=Treatment(issues=("sleep",)))
    assert rank(case) == rank(case)
