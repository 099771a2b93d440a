"""What words suggest: each row of `suggestions.toml`, and the lines of intake notes."""

from __future__ import annotations

import pytest

from tests.spec import suggestions_table
from unstuck.guidance import tables
from unstuck.guidance.catalogue import catalogue
from unstuck.guidance.issue_suggester import suggest


@pytest.mark.parametrize("row", suggestions_table.rows(), ids=lambda row: row["says"])
def test_row(row: suggestions_table.Row) -> None:
    assert suggestions_table.differences(row) == []


def test_there_are_two_hundred_lines_and_more_all_different() -> None:
    parts = {part: suggestions_table.lines(part) for part in ("tuned", "held", "later")}
    assert [len(parts[part]) for part in ("tuned", "held")] == [100, 100]
    texts = [text for part in parts.values() for text, _codes in part]
    assert len(texts) == len(set(texts))
    assert {code for part in parts.values() for _text, codes in part for code in codes} <= set(catalogue().issues)


@pytest.mark.parametrize(("part", "wrong", "missed"), [("held", 0.05, 0.05), ("later", 0.2, 0.9)])
def test_what_was_not_tuned_on_gets_no_worse(part: str, wrong: float, missed: float) -> None:
    """The shares themselves are printed in the docs; here is where they may not go."""
    lines = [(set(codes), {one.issue for one in suggest([text])}) for text, codes in suggestions_table.lines(part)]
    assert sum(len(found - asked) for asked, found in lines) <= wrong * sum(len(found) for _asked, found in lines)
    assert sum(len(asked - found) for asked, found in lines) <= missed * sum(len(asked) for asked, _found in lines)


@pytest.mark.parametrize(
    "text", ["My husband hits me", "alcohol abuse", "elder abuse by son", "he strangled her", "afraid of partner"]
)
def test_these_never_lead_to_trauma_couple_or_family_work(text: str) -> None:
    assert not {one.issue for one in suggest([text])} & {"trauma", "partner", "family"}


def test_every_issue_with_phrases_is_one_of_the_catalogue() -> None:
    assert set(tables.issue_phrases()["issues"]) <= set(catalogue().issues)
