from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from unstuck.errors import BadInput
from unstuck.population.engines.columns import WideColumn
from unstuck.population.engines.first_rows import Row, first_rows, row_at
from unstuck.population.engines.scores import Columns, Reading, open_scores

TOP = 'client;score;date\n"a\nb";1;2026-01-02\n\nc; x ;2026-01-03\n'


def file(folder: Path, text: str) -> Path:
    path = folder / "scores.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_top_of_a_file_is_shown_with_the_rows_of_a_spreadsheet(tmp_path: Path) -> None:
    found = first_rows(file(tmp_path, TOP), 5)
    assert found.headers == ("client", "score", "date")
    assert found.rows == (Row(2, ("a\nb", "1", "2026-01-02")), Row(4, ("c", " x ", "2026-01-03")))
    assert found.lines == 5


def test_a_row_is_found_by_its_number(tmp_path: Path) -> None:
    path = file(tmp_path, TOP)
    assert row_at(path, 4) == Row(4, ("c", " x ", "2026-01-03"))
    assert row_at(path, 3) is None
    assert row_at(path, 9) is None
    assert row_at(file(tmp_path, "a,b\n1\n"), 2) is None


def test_each_score_knows_its_row(tmp_path: Path) -> None:
    text = "id,pre,post\nb,1,2\n\na,,3\nb,1,\nc,,\na,4,\n"
    reading = Reading(
        path=file(tmp_path, text), columns=Columns(client="id"), unit="month", minimum=0, maximum=27,
        score_name="PHQ-9", wide=(WideColumn("pre", 0), WideColumn("post", 2)),
    )  # fmt: skip
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with open_scores(reading, folder=scratch) as scores:
        assert [path.parent for path in scratch.iterdir()] == [scratch]
        (piece,) = scores.pieces()
        assert piece.clients.tolist() == ["b", "a", "c"]
        assert piece.scores.tolist() == [1, 2, 4, 3]
        assert scores.row_numbers().tolist() == [2, 2, 7, 4]
    assert list(scratch.iterdir()) == []


def test_times_outside_the_span_are_named(tmp_path: Path) -> None:
    reading = Reading(
        path=file(tmp_path, "client,score,week\na,1,-2\na,1,3.5\na,1,3.6\n"),
        today=date(2026, 11, 22), minimum=0, maximum=27, score_name="PHQ-9", span=(-2.0, 3.5),
    )  # fmt: skip
    with pytest.raises(BadInput, match=r"row 4, column 'week': expected a week from -2 to 3\.5, found '3\.6'"):
        open_scores(reading)
