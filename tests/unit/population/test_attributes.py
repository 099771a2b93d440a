"""Columns that say something of the client: one value each, found on any row, and never two."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.command import write_scores
from unstuck.errors import BadInput
from unstuck.population.engines.scores import Reading, open_scores, parse_wide

HEADER = ("client", "week", "score", "team", "site")


def attributes(path: Path, *names: str, wide: str = "") -> list[list[str | None]]:
    reading = Reading(
        path=path,
        attributes=names,
        minimum=0,
        maximum=27,
        score_name="PHQ-9",
        missing=("NA", "9"),
        wide=parse_wide(wide) if wide else (),
        unit="week" if wide else None,
    )
    with open_scores(reading) as file:
        return [list(column) for piece in file.pieces(2) for column in piece.attributes]


def test_each_client_has_the_first_value_that_is_not_missing(tmp_path: Path) -> None:
    rows = [
        ("a", 1, 5, "", "x"),
        ("a", 0, 7, "9", "x"),
        ("b", 0, 4, "NA", "y"),
        ("c", 0, "NA", "south", ""),
    ]
    path = write_scores(tmp_path / "scores.csv", rows, HEADER)
    # 9 stands for a missing score; as a team it is a name, as it is with clients.
    assert attributes(path, "team", "site") == [["9", None], ["x", "y"], ["south"], [None]]


def test_two_values_for_one_client_are_refused_by_the_row(tmp_path: Path) -> None:
    rows = [("a", 0, 5, "north", "x"), ("b", 0, 4, "south", "x"), ("a", 1, 7, "", "x"), ("a", 2, 7, "south", "x")]
    path = write_scores(tmp_path / "scores.csv", rows, HEADER)
    with pytest.raises(BadInput) as problem:
        attributes(path, "team")
    assert (problem.value.row, problem.value.column) == (5, "team")
    assert problem.value.problem == "expected 'north' as in row 2 for the same client, found 'south'"


def test_the_first_fault_of_the_file_is_named_first(tmp_path: Path) -> None:
    rows = [("a", 0, 70, "north", "x"), ("a", 1, 7, "south", "x")]
    path = write_scores(tmp_path / "scores.csv", rows, HEADER)
    with pytest.raises(BadInput) as problem:
        attributes(path, "team")
    assert (problem.value.row, problem.value.column) == (2, "score")


def test_a_wide_file_has_one_row_for_each_client(tmp_path: Path) -> None:
    path = write_scores(tmp_path / "wide.csv", [(20, 10, "n"), (12, 9, "s")], ("pre", "post", "team"))
    assert attributes(path, "team", wide="pre@0,post@8") == [["n", "s"]]


def test_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = write_scores(tmp_path / "scores.csv", [("a", 0, 5, "n", "x")], HEADER)
    with pytest.raises(BadInput, match="expected a column of this name"):
        attributes(path, "office")
