"""The second look: each row of `guesses.toml`."""

from __future__ import annotations

import pytest

from tests.spec import guesses_table
from unstuck.guidance import tables


@pytest.mark.parametrize("row", guesses_table.rows(), ids=lambda row: row["says"])
def test_row(row: guesses_table.Row) -> None:
    assert guesses_table.differences(row) == []


def test_every_guess_is_made_in_a_row_and_names_known_rules_and_sources() -> None:
    assert {code for row in guesses_table.rows() for code in row["guesses"]} == set(tables.guesses())
    assert {row.rule for row in tables.guesses().values()} <= set(tables.rules())
    assert {key for row in tables.guesses().values() for key in row.sources} <= set(tables.sources())


def test_a_guess_says_may_and_asks_a_question() -> None:
    for code, row in tables.guesses().items():
        assert " may " in row.says, code
        assert row.question.endswith("?"), code
        for word in ("patient", "resist", "refus", "non-compliant", "fail"):
            assert word not in f"{row.says} {row.question}".lower(), code
