"""A report made by the library, from a file of scores."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from tests.unit.reporting.page import read
from unstuck.errors import BadInput
from unstuck.population.engines.columns import Columns
from unstuck.reporting.file_report import ReportRequest, report_on_file

TODAY = date(2026, 11, 22)
STALLED = [20, 20, 19, 20, 20, 20, 19, 20, 20, 20]
BETTER = [20, 16, 12, 9, 6, 4, 4, 3, 3, 3]


def scores(path: Path, header: str = "client,week,score", wrong: str = "") -> Path:
    lines = [
        f"{client},{week},{total}"
        for client, course in (("Ada", STALLED), ("Ben", BETTER))
        for week, total in enumerate(course)
    ]
    path.write_text("\n".join([header, *lines, *([wrong] if wrong else [])]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("client,week,score", Columns()),
        ("who,seen,phq", Columns(client="who", score="phq", unit="week", time="seen")),
    ],
)
def test_the_page_tells_of_who_has_stalled_and_of_nobody_else(tmp_path: Path, header: str, columns: Columns) -> None:
    out = io.StringIO()
    report_on_file(ReportRequest(scores(tmp_path / "scores.csv", header), "PHQ-9", TODAY, columns), out)
    page = read(out.getvalue())
    assert [link.text for link in page.of_class("index")[0].all("a")] == ["Ada"]
    assert len(page.of_class("story")) == 1
    assert "scores.csv" in page.text
    assert "Ben" not in page.text


@pytest.mark.parametrize(
    ("wrong", "column"),
    [("Ada,11,28", "score"), ("Ada,11,many", "score"), ("Ada,soon,12", "week"), ("Ada,1,12", "score")],
)
def test_a_file_that_cannot_be_used_is_named_and_nothing_is_written(tmp_path: Path, wrong: str, column: str) -> None:
    out = io.StringIO()
    request = ReportRequest(scores(tmp_path / "scores.csv", wrong=wrong), "PHQ-9", TODAY)
    with pytest.raises(BadInput, match=rf"scores\.csv: row 22, column '{column}'"):
        report_on_file(request, out)
    assert out.getvalue() == ""
