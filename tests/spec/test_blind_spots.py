"""What was asked and when, and what may be missing: each row of `blind_spots.toml`."""

from __future__ import annotations

import pytest

from tests.spec import blind_spots_table
from unstuck.guidance import tables


@pytest.mark.parametrize("row", blind_spots_table.rows(), ids=lambda row: row["says"])
def test_row(row: blind_spots_table.Row) -> None:
    assert blind_spots_table.differences(row) == []


def test_every_prompt_is_said_in_a_row_and_names_known_sources() -> None:
    assert {code for row in blind_spots_table.rows() for code in row["spots"]} == set(tables.prompts())
    cited = {key for row in tables.prompts().values() for key in row.sources}
    assert cited <= set(tables.sources())


def test_the_workers_own_part_is_asked_nowhere_and_written_nowhere() -> None:
    """B.6: it is theirs alone."""
    assert tables.prompts()["own-part"].theme == ""
