"""Not heard from is never on track: in the table, in files, and in the report's counts."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest

from tests.unit.cli.command import Unstuck

TODAY = date(2026, 11, 29)
COURSES = {"ontrack": (6, 7, 6, 7, 6), "flat": (15, 16, 15, 14, 15, 15, 14, 15), "better": (18, 15, 13, 12, 11)}


def scores(folder: Path, weeks_ago: int) -> Path:
    lines = ["client,date,score"]
    for client, totals in COURSES.items():
        last = TODAY - timedelta(weeks=weeks_ago)
        lines += [f"{client},{last - timedelta(weeks=len(totals) - at - 1)},{y}" for at, y in enumerate(totals)]
    path = folder / "scores.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def asked(path: Path, form: str) -> tuple[str | Path, ...]:
    return ("analyse", path, "--instrument", "PHQ-9", "--today", str(TODAY), "--format", form)


@pytest.mark.parametrize(("weeks", "silent"), [(2, False), (3, True), (5, True)])
def test_the_table_for_people(tmp_path: Path, unstuck: Unstuck, weeks: int, silent: bool) -> None:
    lines = unstuck(*asked(scores(tmp_path, weeks), "table")).out.splitlines()
    on_track = next(line for line in lines if line.startswith("ontrack"))
    assert ("◌ Not heard from" in on_track) == silent
    assert ("● On track" in on_track) != silent
    assert "■ Little change lately" in next(line for line in lines if line.startswith("flat"))


def test_a_csv_keeps_the_state_of_the_last_score_and_its_reasons_say_so_first(tmp_path: Path, unstuck: Unstuck) -> None:
    rows = {row["client"]: row for row in csv.DictReader(io.StringIO(unstuck(*asked(scores(tmp_path, 5), "csv")).out))}
    assert (rows["ontrack"]["state"], rows["ontrack"]["not_heard_from"]) == ("on_track", "true")
    assert rows["ontrack"]["reason_codes"].startswith("not_heard_from ")
    assert rows["ontrack"]["reasons"].startswith("Not heard from for 5 weeks; at the last score: on track.")
    assert rows["flat"]["reason_codes"].split()[:2] == ["no_real_change", "not_heard_from"]


def test_the_report_counts_nobody_silent_as_on_track(tmp_path: Path, unstuck: Unstuck) -> None:
    out = tmp_path / "report.html"
    assert unstuck(*asked(scores(tmp_path, 5), "html"), "--out", out).status == 0
    glance = out.read_text(encoding="utf-8").split('class="at-a-glance"')[1].split("</ul>")[0]
    said = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", glance)))
    assert "On track 0" in said
    assert "Improved 0" in said
    assert "Little change lately 1" in said
    assert "Not heard from 2" in said
