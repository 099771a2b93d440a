"""Cut the future off a file, and `unstuck analyse` finds the same past."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.command import TRIAL, Record, Unstuck, as_known_then, by_client, write_scores

TODAY = ("--today", "2026-11-22")


class TestNoFutureLeaks:
    """Whoever is given the file as it stood on a day finds the same past."""

    @pytest.fixture
    def people(self, unstuck: Unstuck, tmp_path: Path) -> Path:
        out = tmp_path / "people.csv"
        assert unstuck("simulate", "--clients", "70", "--seed", "4", "--today", "2026-11-20", "--out", out).status == 0
        return out

    @pytest.mark.parametrize("norms", ["shipped", "sample"])
    def test_people_who_start_on_different_days(
        self, unstuck: Unstuck, people: Path, tmp_path: Path, norms: str
    ) -> None:
        with people.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        days = sorted({row["date"] for row in rows})
        options = ("--instrument", "PHQ-9", "--columns", "date=date", "--norms", norms, *TODAY)
        for day in (days[len(days) // 4], days[len(days) // 2], days[-20]):
            cut = write_scores(
                tmp_path / "cut.csv",
                [(row["client"], row["date"], row["score"]) for row in rows if row["date"] <= day],
                ["client", "date", "score"],
            )
            check_same_past(unstuck, people, cut, day, options)

    @pytest.mark.parametrize("norms", ["shipped", "sample"])
    def test_a_real_trial(self, unstuck: Unstuck, tmp_path: Path, norms: str) -> None:
        with TRIAL.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        scores = {(row["PATIENT"], 0.0, row["BASVAL"]) for row in rows}
        scores |= {(row["PATIENT"], float(row["RELDAYS"]), row["HAMDTL17"]) for row in rows}
        header, options = ["client", "day", "score"], ("--instrument", "HAMD-17", "--norms", norms)
        whole = write_scores(tmp_path / "whole.csv", sorted(scores), header)
        for day in (0.0, 14.0, 29.0):
            kept = [row for row in sorted(scores) if row[1] <= day]
            check_same_past(unstuck, whole, write_scores(tmp_path / "cut.csv", kept, header), day, options)


def check_same_past(unstuck: Unstuck, whole: Path, cut: Path, day: Any, options: tuple[str, ...]) -> None:
    each = ("--format", "json", "--each-occasion")
    past = [record for record in unstuck("analyse", whole, *options, *each).records if record["occasion"] <= day]
    assert past
    found = unstuck("analyse", cut, *options, *each).records
    assert sorted(found, key=place) == sorted(past, key=place)
    latest = by_client(sorted(past, key=place))
    plain = by_client(unstuck("analyse", cut, *options, "--format", "json").records)
    assert {client: as_known_then(record) for client, record in plain.items()} == {
        client: as_known_then(record) for client, record in latest.items()
    }


def place(record: Record) -> tuple[Any, ...]:
    return record["client"], record["occasion"]
