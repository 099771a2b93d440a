"""Every row of the rules that rooms ask directly."""

from __future__ import annotations

import pytest

from tests.spec.dated_table import Row, answer, rows
from unstuck.guidance import tables


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['asks']}: {row['says']}")
def test_the_rule_says_what_the_table_says(row: Row) -> None:
    said = answer(row)
    assert (said, type(said)) == (row["answer"], type(row["answer"]))


def test_rows_name_rules() -> None:
    assert {rule for row in rows() for rule in row["rules"]} <= set(tables.rules())
