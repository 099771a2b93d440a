"""Sheets as people have them, on the command line: each row of `sheets.toml`, which is also the table in the docs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec import sheets_table
from tests.unit.cli.command import by_client, unstuck

ASKED = ("--instrument", "PHQ-9", "--today", "2026-11-29", "--format", "json")


@pytest.mark.parametrize("row", sheets_table.rows(), ids=lambda row: row["form"])
def test_row(row: sheets_table.Row, tmp_path: Path) -> None:
    path = tmp_path / sheets_table.name_of(row)
    path.write_bytes(sheets_table.content_of(row))
    first = unstuck("analyse", path, *ASKED)
    assert first.status == (0 if row["outcome"] == "read" else 2), first.err
    for words in row.get("says", ()):
        assert words in first.err
    answer = first
    if row["outcome"] != "read":
        assert first.out == ""
        assert ("--accept takes" in first.err) is (row["outcome"] == "asked"), first.err
        answer = unstuck("analyse", path, *ASKED, "--accept")
        assert answer.status == (0 if row["outcome"] == "asked" else 2), answer.err
    if "scores" in row:
        found = {name: [one["scores"], one["first"], one["latest"]] for name, one in by_client(answer.records).items()}
        assert found == row["scores"]


def test_the_forms_differ_and_each_outcome_is_known() -> None:
    rows = sheets_table.rows()
    assert len({row["form"] for row in rows}) == len(rows)
    assert {row["outcome"] for row in rows} == set(sheets_table.OUTCOMES)
    assert all("scores" in row or "says" in row for row in rows)
