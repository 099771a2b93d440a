"""Directories as people publish them: each row of the table, by the reading that the command and the site share."""

from __future__ import annotations

import pytest

from tests.spec import directories_table


@pytest.mark.parametrize("row", directories_table.rows(), ids=lambda row: row["form"])
def test_row(row: directories_table.Row) -> None:
    outcome, found, said = directories_table.read(row)
    assert outcome == row["outcome"], said
    codes = {problem.code for problem in found.problems} if found else set()
    assert set(row.get("codes", ())) <= codes, said
    for words in row.get("says", ()):
        assert any(words in one for one in said), said
    if row.get("shows"):
        assert found is not None
        page = directories_table.shown(found, row.get("service", "Rent help"))
        assert {name: page[name] for name in row["shows"]} == row["shows"]
