"""`unstuck simulate` at the command line."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from unstuck.cli import run
from unstuck.errors import BadInput
from unstuck.instruments import available

Simulate = Callable[..., int]


@pytest.fixture
def simulate(monkeypatch: pytest.MonkeyPatch) -> Simulate:
    """Run the command with these arguments and return its exit status."""

    def command(*arguments: str | Path) -> int:
        monkeypatch.setattr(sys, "argv", ["unstuck", "simulate", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            run()
        return int(ended.value.code or 0)

    return command


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_caseload_with_its_truth(simulate: Simulate, tmp_path: Path) -> None:
    out = tmp_path / "caseload.csv"
    assert simulate("--clients", "30", "--seed", "7", "--today", "2026-03-31", "--out", out) == 0
    found = rows(out)
    assert list(found[0])[:8] == [
        "client", "date", "sessions_attended", "score", "story", "true_state", "true_outlook", "latent"
    ]  # fmt: skip
    assert len({row["client"] for row in found}) == 30
    assert {"long_stall", "plateau", "late_responder", "life_areas_hit", "disengaged", "recovered"} <= {
        row["story"] for row in found
    }
    assert max(row["date"] for row in found) <= "2026-03-31"


@pytest.mark.parametrize("suffix", ["csv", "tsv", "parquet"])
def test_the_same_seed_gives_the_same_bytes(simulate: Simulate, tmp_path: Path, suffix: str) -> None:
    for name in ("one", "two"):
        out = tmp_path / f"{name}.{suffix}"
        assert simulate("--clients", "40", "--seed", "3", "--today", "2026-03-31", "--out", out) == 0
    assert (tmp_path / f"one.{suffix}").read_bytes() == (tmp_path / f"two.{suffix}").read_bytes()


def test_cases_for_advise(simulate: Simulate, tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    assert simulate("--clients", "3", "--out", tmp_path / "a.csv", "--cases", folder) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["C00001.json", "C00002.json", "C00003.json"]
    assert "state" in json.loads((folder / "C00001.json").read_text(encoding="utf-8"))["progress"]


def test_another_instrument(simulate: Simulate, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    assert simulate("--clients", "90", "--instrument", "gad7", "--out", out) == 0
    assert max(int(row["score"]) for row in rows(out)) <= 21


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--clients", "0"], "unstuck: expected clients to be a whole number, 1 or more, found 0"),
        (["--clients", "-5"], "unstuck: expected clients to be a whole number, 1 or more, found -5"),
        (["--clients", "3", "--seed", "-1"], "unstuck: expected seed to be a whole number, 0 or more, found -1"),
        (
            ["--clients", "3", "--weeks", "900"],
            "unstuck: expected weeks to be a whole number, from 1 to 260, found 900",
        ),
        (["--clients", "3", "--today", "soon"], "unstuck: expected a date for --today, as 2026-03-31, found 'soon'"),
        (
            ["--clients", "3", "--instrument", "XYZ"],
            f"unstuck: expected an instrument ({', '.join(available())}) or a definition file ending in .toml, "
            "found 'XYZ'",
        ),
    ],
)
def test_bad_usage_is_one_line_and_writes_nothing(
    simulate: Simulate,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    line: str,
) -> None:
    assert simulate(*arguments, "--out", tmp_path / "a.csv", "--cases", tmp_path / "cases") == 2
    assert capsys.readouterr().err == line + "\n"
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_or_folder_is_one_line(
    simulate: Simulate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert simulate("--clients", "3", "--out", tmp_path / "a.xls") == 2
    assert simulate("--clients", "3", "--out", tmp_path / "no/a.csv") == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first == f"unstuck: {tmp_path}/a.xls: expected a name that ends in .csv, .tsv, .parquet"
    assert second == f"unstuck: {tmp_path}/no/a.csv: expected --out in a folder that exists"


def test_a_table_that_fails_leaves_no_cases(
    simulate: Simulate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise BadInput("expected room for the file where it is to be written")

    monkeypatch.setattr("unstuck.population.engines.tables._write", full)
    assert simulate("--clients", "3", "--out", tmp_path / "a.csv", "--cases", tmp_path / "cases") == 2
    assert list(tmp_path.iterdir()) == []


def test_help_shows_an_example_and_no_bar_is_drawn_in_a_pipe(
    simulate: Simulate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert simulate("--help") == 0
    assert "unstuck simulate --clients 30 --seed 7" in " ".join(capsys.readouterr().out.split())
    assert simulate("--clients", "3", "--out", tmp_path / "a.csv") == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == f"unstuck: wrote 3 synthetic clients to {tmp_path}/a.csv\n"
