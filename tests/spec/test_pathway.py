"""The practice specification: each row of `pathway/*.toml` is a case and the answer it asks for."""

from __future__ import annotations

import pytest

from tests.spec import pathway_table
from tests.spec.pathway_table import Row
from unstuck.guidance import Thresholds, advise, default_thresholds
from unstuck.interop.case import advice_to_json, case_from_json


def thresholds(row: Row) -> Thresholds:
    return Thresholds(**{**vars(default_thresholds()), **row.thresholds})


@pytest.mark.parametrize("row", pathway_table.rows(), ids=lambda row: row.name)
def test_row(row: Row) -> None:
    answer = advice_to_json(advise(case_from_json(row.facts), thresholds(row)))

    assert not pathway_table.difference(row, answer), row.says
