"""`unstuck alerts preview`, and a curve fitted with a setting of one's own."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.unit.cli.command import Unstuck
from tests.unit.population.test_coming_back import attendance

DAY = ("--today", "2026-11-29")


@pytest.fixture
def caseload(tmp_path: Path, unstuck: Unstuck) -> Path:
    path = tmp_path / "caseload.csv"
    assert unstuck("simulate", "--clients", "60", "--seed", "3", "--out", path, *DAY).status == 0
    return path


def test_a_sentence_a_table_and_what_it_rests_on(caseload: Path, unstuck: Unstuck) -> None:
    answer = unstuck("alerts", "preview", caseload, "--instrument", "PHQ-9", "--workers", "24", *DAY)
    assert answer.status == 0, answer.err
    assert answer.out.startswith("PHQ-9: With this, your 24 workers would have had ")
    assert "7 in 100" in answer.out
    assert answer.out.count("set now") == 1
    assert "own past: 60 clients" in answer.out


def test_rows_for_a_program(caseload: Path, unstuck: Unstuck) -> None:
    rows = unstuck("alerts", "preview", caseload, "--instrument", "PHQ-9", "--format", "json", *DAY).records
    assert [row["budget"] for row in rows] == [0.03, 0.05, 0.07, 0.1, 0.15]
    assert {row["counted_on"] for row in rows} == {"own"}
    assert [row["current"] for row in rows] == [False, False, True, False, False]


def test_a_short_past_is_simulated_and_called_so(tmp_path: Path, unstuck: Unstuck) -> None:
    path = tmp_path / "short.csv"
    path.write_text("client,date,score\na,2026-11-01,12\na,2026-11-08,11\nb,2026-11-03,9\n", encoding="utf-8")
    rows = unstuck("alerts", "preview", path, "--instrument", "PHQ-9", "--format", "json", *DAY).records
    assert {(row["counted_on"], row["clients"], row["busiest_week"]) for row in rows} == {("simulated", 2, None)}


def test_sessions_have_no_weeks(tmp_path: Path, unstuck: Unstuck) -> None:
    path = tmp_path / "sessions.csv"
    path.write_text("client,session,score\na,1,12\na,2,11\n", encoding="utf-8")
    answer = unstuck("alerts", "preview", path, "--instrument", "PHQ-9", *DAY)
    assert answer.status == 2
    assert "expected dates" in answer.err


def test_a_curve_is_fitted_with_the_setting_that_was_chosen(caseload: Path, tmp_path: Path, unstuck: Unstuck) -> None:
    curve = tmp_path / "curve.json"
    fit = ("fit", caseload, "--instrument", "PHQ-9", "--columns", "client=client,score=score,date=date", *DAY)
    assert unstuck(*fit, "--budget", "3", "--out", curve).status == 0
    made = json.loads(curve.read_text(encoding="utf-8"))
    assert made["card"]["stall_threshold"]["nominal"] == 0.03
    assert made["tau"] == made["budgets"][0]["tau"]
    rows = unstuck(
        "alerts", "preview", caseload, "--instrument", "PHQ-9", "--curve", curve, "--format", "json", *DAY
    ).records
    assert rows[0]["current"]
    refused = unstuck(*fit, "--budget", "8", "--out", curve)
    assert refused.status == 2
    assert "--budget: expected 3, 5, 7, 10, 15, found 8" in refused.err


def test_who_may_not_come_back(tmp_path: Path, unstuck: Unstuck) -> None:
    starts, days, _until, _stopped = attendance(150)
    began = date(2026, 3, 2)
    path = tmp_path / "came.csv"
    lines = [
        f"c{place},{began + timedelta(days=day)},12"
        for place in range(150)
        for day in days[starts[place] : starts[place + 1]].tolist()
    ]
    path.write_text("\n".join(["client,date,score", *lines]) + "\n", encoding="utf-8")
    call = ("alerts", "coming-back", path, "--instrument", "PHQ-9", "--today", str(began + timedelta(days=168)))
    rows = unstuck(*call, "--format", "json").records
    assert len(rows) == 150
    chances = [row["chance"] for row in rows if row["chance"] is not None]
    assert chances == sorted(chances, reverse=True)
    assert all(row["lower95"] <= row["chance"] <= row["upper95"] for row in rows if row["chance"] is not None)
    table = unstuck(*call).out
    assert "Not back in four weeks" in table
    assert "Learned from when 150 clients here came" in table


def test_too_few_have_reasons_and_no_number(tmp_path: Path, unstuck: Unstuck) -> None:
    path = tmp_path / "few.csv"
    path.write_text("client,date,score\na,2026-09-01,12\na,2026-09-08,11\na,2026-09-15,9\n", encoding="utf-8")
    (row,) = unstuck("alerts", "coming-back", path, "--instrument", "PHQ-9", "--format", "json", *DAY).records
    assert row["chance"] is None
    assert row["reasons"] == "No score for 11 weeks; usually one comes after 7 days."
