"""`unstuck population`: everybody in a registry, the same as one by one, and outcomes by group."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.unit.cli.command import ROOT, Unstuck, rows_of, rows_of_parquet, write_scores
from tests.unit.progress.cases import PUT_RIGHT
from unstuck.cli import registry_reading
from unstuck.population import rollups
from unstuck.progress.curve import to_json

DAY = ("--today", "2026-11-22")
PHQ9 = ("--instrument", "PHQ-9")
HEADER = ("client", "date", "score", "agency", "team")


def drawn(clients: int, seed: int = 4) -> list[tuple[object, ...]]:
    """People of two agencies and three teams, weekly scores that fall at their own speed, a few with a missed week."""
    rng = random.Random(seed)  # noqa: S311  (made-up scores)
    rows: list[tuple[object, ...]] = []
    for client in range(clients):
        agency, team = rng.choice(("North", "South")), rng.choice(("Adults", "Youth", "Crisis"))
        level, speed = rng.gauss(16, 4), rng.gauss(-0.9, 0.7)
        day = date(2026, 1, 5) + timedelta(days=rng.randrange(120))
        for _ in range(rng.randrange(1, 11)):
            score = min(27, max(0, round(level + rng.gauss(0, 2.2))))
            rows.append((f"person {client:04d}", day.isoformat(), score, agency, team))
            level, day = level + speed, day + timedelta(days=rng.choice((7, 7, 7, 14)))
    return rows


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = drawn(400)
    random.Random(1).shuffle(rows)  # noqa: S311
    return write_scores(tmp_path_factory.mktemp("registry") / "registry.csv", rows, HEADER)


def as_parquet(source: Path, target: Path) -> Path:
    with duckdb.connect() as engine:
        engine.execute(f"COPY (SELECT * FROM read_csv('{source}')) TO '{target}' (FORMAT parquet)")  # noqa: S608
    return target


def put_right(path: Path) -> Path:
    """Write the tests' curve, its chances and bands put right."""
    path.write_text(json.dumps(to_json(PUT_RIGHT)), encoding="utf-8")
    return path


def test_a_curve_that_is_put_right_is_used_as_analyse_uses_it(unstuck: Unstuck, registry: Path, tmp_path: Path) -> None:
    curve, outs = put_right(tmp_path / "curve.json"), [tmp_path / "with.parquet", tmp_path / "without.parquet"]
    plain = tmp_path / "plain.json"
    plain.write_text(json.dumps(to_json(replace(PUT_RIGHT, recalibration=None))), encoding="utf-8")
    for out, used in zip(outs, (curve, plain), strict=True):
        assert unstuck("population", "states", registry, *PHQ9, *DAY, "--curve", used, "--out", out).status == 0
    answer = unstuck("analyse", registry, *PHQ9, *DAY, "--curve", curve, "--format", "json")
    one_by_one = {record["client"]: record for record in answer.records}
    with_it, without = (rows_of_parquet(out) for out in outs)
    for row in with_it:
        record = one_by_one[row["client"]]
        assert row["state"] == record["state"]
        for name, chance in record["outlook"].items():
            assert row[f"outlook_{name}"] == pytest.approx(chance, abs=2.1e-4)
    assert [row["outlook_flat"] for row in with_it] != [row["outlook_flat"] for row in without]
    assert [row["state"] for row in with_it] != [row["state"] for row in without]


def test_everybody_has_the_state_that_analyse_gives_them(unstuck: Unstuck, registry: Path, tmp_path: Path) -> None:
    out = tmp_path / "states.parquet"
    answer = unstuck("population", "states", registry, *PHQ9, *DAY, "--out", out)
    assert (answer.status, answer.out) == (0, "")
    assert answer.err == f"unstuck: wrote the states of 400 clients to {out}\n"
    one_by_one = {
        record["client"]: record
        for record in unstuck("analyse", registry, *PHQ9, *DAY, "--format", "json").records
    }  # fmt: skip
    found = rows_of_parquet(out)
    assert [row["client"] for row in found] == sorted(one_by_one)
    for row in found:
        record = one_by_one[row["client"]]
        change = record["reliable_change"]
        assert (row["state"], row["category"]) == (record["state"], change["category"])
        assert (row["first"], row["latest"], row["scores"]) == (record["first"], record["latest"], record["scores"])
        assert (row["since"].isoformat(), row["last_heard"].isoformat()) == (record["since"], record["last_heard"])
        assert row["clinical_first"] == (record["first"] >= 10)
        assert row["not_heard_from"] is record["not_heard_from"]
        for name, chance in record["outlook"].items():
            # Four places, and one of the four takes what rounding left over: they sum to 1.
            assert row[f"outlook_{name}"] == pytest.approx(chance, abs=2.1e-4)
        probability = record["probability"]
        assert row["probability"] == (None if probability is None else pytest.approx(probability, abs=1e-4))
    assert {row["agency"] for row in found} == {"North", "South"}
    assert list(tmp_path.iterdir()) == [out]


def test_a_number_that_stands_for_missing_does_so_in_parquet_too(unstuck: Unstuck, tmp_path: Path) -> None:
    rows = [("a", "2026-01-05", 9, "N", "A"), ("a", "2026-01-12", -9, "N", "A"), ("a", "2026-01-19", 4, "N", "A")]
    text = write_scores(tmp_path / "scores.csv", rows, HEADER)
    for source in (text, as_parquet(text, tmp_path / "scores.parquet")):
        out = tmp_path / "states.parquet"
        assert unstuck("population", "states", source, *PHQ9, *DAY, "--missing", "-9", "--out", out).status == 0
        assert [(row["scores"], row["latest"]) for row in rows_of_parquet(out)] == [(2, 4)]


def test_parquet_gives_the_same_bytes_as_csv_and_again(unstuck: Unstuck, registry: Path, tmp_path: Path) -> None:
    parquet = as_parquet(registry, tmp_path / "registry.parquet")
    outs = [tmp_path / f"{name}.parquet" for name in ("first", "second", "third")]
    for source, out in zip((registry, registry, parquet), outs, strict=True):
        assert unstuck("population", "states", source, *PHQ9, *DAY, "--out", out).status == 0
    assert outs[0].read_bytes() == outs[1].read_bytes() == outs[2].read_bytes()


def test_who_was_not_heard_from_is_said_beside_the_state(unstuck: Unstuck, tmp_path: Path) -> None:
    """Three weeks without a score, 20 days are not; without dates nobody knows (STATISTICS, "not heard from")."""
    last = {"three weeks": date(2026, 11, 1), "a day less": date(2026, 11, 2)}
    rows = [
        (client, (day - timedelta(days=7 * back)).isoformat(), 6, "N", "A")
        for client, day in last.items()
        for back in range(3)
    ]
    path, out = write_scores(tmp_path / "scores.csv", rows, HEADER), tmp_path / "states.parquet"
    assert unstuck("population", "states", path, *PHQ9, *DAY, "--out", out).status == 0
    found = {row["client"]: row for row in rows_of_parquet(out)}
    assert {client: row["not_heard_from"] for client, row in found.items()} == {
        "three weeks": True,
        "a day less": False,
    }
    assert list(found["three weeks"])[-2:] == ["last_heard", "not_heard_from"]
    weeks = write_scores(tmp_path / "weeks.csv", [("a", week, 6) for week in range(3)], ("client", "week", "score"))
    assert unstuck("population", "states", weeks, *PHQ9, *DAY, "--out", out).status == 0
    assert [row["not_heard_from"] for row in rows_of_parquet(out)] == [None]


def test_parquet_of_few_bytes_and_many_rows_is_read_as_it_stands(
    unstuck: Unstuck, registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The common reader has 400 MB: 80 million rows in 150 MB of Parquet are more than it can hold."""
    parquet = as_parquet(registry, tmp_path / "registry.parquet")
    out = tmp_path / "states.parquet"
    assert unstuck("population", "states", parquet, *PHQ9, *DAY, "--out", out).status == 0
    looked_at = rows_of_parquet(out)
    monkeypatch.setattr(registry_reading, "LOOKED_ROWS", 1000)
    refused = unstuck("population", "states", parquet, *PHQ9, *DAY, "--sure", "means", "--out", out)
    assert (refused.status, "1,000 rows" in refused.err) == (2, True)
    assert unstuck("population", "states", parquet, *PHQ9, *DAY, "--out", out).status == 0
    assert rows_of_parquet(out) == looked_at


def test_an_answer_as_csv(unstuck: Unstuck, registry: Path, tmp_path: Path) -> None:
    out = tmp_path / "states.csv"
    assert unstuck("population", "states", registry, *PHQ9, *DAY, "--by", "team=team", "--out", out).status == 0
    rows = rows_of(out.read_text(encoding="utf-8"))
    assert len(rows) == 400
    assert list(rows[0])[:4] == ["client", "instrument", "team", "scores"]


def counted(rows: Iterable[Sequence[object]]) -> dict[tuple[str, str], list[int]]:
    """Count by hand: clients with two scores, better or worse by 6 (PHQ-9), 10 or more as clinical."""
    series: dict[str, list[tuple[str, int, str]]] = {}
    for client, day, score, agency, _team in rows:
        series.setdefault(str(client), []).append((str(day), int(str(score)), str(agency)))
    found: dict[tuple[str, str], list[int]] = {}
    for scores in series.values():
        ordered = sorted(scores)
        if len(ordered) < 2:
            continue
        first, last, agency = ordered[0][1], ordered[-1][1], ordered[0][2]
        better, worse, clinical = first - last >= 6, last - first >= 6, first >= 10
        recovered = clinical and last < 10
        one = [1, better, not better and not worse, worse, clinical, recovered, recovered and better]
        for key in (("all", ""), ("agency", agency)):
            found[key] = [a + int(b) for a, b in zip(found.get(key, [0] * 7), one, strict=True)]
    return found


def test_outcomes_are_those_counted_by_hand(unstuck: Unstuck, registry: Path) -> None:
    answer = unstuck("population", "outcomes", registry, *PHQ9, *DAY, "--format", "json")
    with registry.open(encoding="utf-8") as file:
        expected = counted(list(csv.reader(file))[1:])
    cells = {(row["kind"], row["group"] or "", row["measure"]): row for row in answer.records}
    measures = list(dict.fromkeys(row["measure"] for row in answer.records))
    for (kind, group), counts in expected.items():
        for measure, count in zip(measures, counts, strict=True):
            shown = cells[kind, group, measure]["count"]
            assert shown is None if count < 5 else abs(shown - count) <= 2
    assert {row["kind"] for row in answer.records} == {"all", "agency", "team", "quarter"}
    assert cells["all", "", "improved"]["benchmark"] == 0.675
    assert cells["team", "Crisis", "improved"]["agency"] in ("North", "South")


def test_outcomes_for_people(unstuck: Unstuck, registry: Path) -> None:
    page = unstuck("population", "outcomes", registry, *PHQ9, *DAY).out
    assert "Open Government Licence v3.0" in page
    assert "team North / Crisis" in page
    assert "quarter 2026-Q1" in page
    assert "same case mix" in page


def test_a_file_too_large_to_hold_everything_against_everything_says_so(
    unstuck: Unstuck, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On screen, beside the figures, whose own numbers are as in any other file; and never of a smaller one."""
    asked = ("population", "outcomes", registry, *PHQ9, *DAY, "--format", "csv")
    assert unstuck(*asked).err == ""
    monkeypatch.setattr(rollups, "MOST_TIED", 100)
    answer = unstuck(*asked)
    assert answer.status == 0
    assert answer.err.startswith("unstuck: PHQ-9: more than ")
    assert "were not held against each other" in answer.err
    assert "instrument,kind," in answer.out


def test_a_file_too_large_to_put_all_numbers_together_says_so(
    unstuck: Unstuck, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("population", "outcomes", registry, *PHQ9, *DAY, "--format", "csv")
    assert unstuck(*asked).err == ""
    monkeypatch.setattr(rollups, "MOST_AUDITED", 100)
    answer = unstuck(*asked)
    assert answer.status == 0
    assert answer.err.startswith("unstuck: PHQ-9: more than ")
    assert "Do not publish these figures beside those of single quarters" in answer.err


def test_each_row_may_name_its_own_instrument(unstuck: Unstuck, tmp_path: Path) -> None:
    rows = [(f"c{n}", week, 20 - 2 * week, "GAD-7" if n % 2 else "phq9") for n in range(40) for week in range(0, 8, 2)]
    path = write_scores(tmp_path / "two.csv", rows, ("client", "week", "score", "form"))
    out = tmp_path / "states.parquet"
    assert unstuck("population", "states", path, "--instrument-column", "form", "--out", out).status == 0
    found = rows_of_parquet(out)
    assert {(row["instrument"], row["threshold"]) for row in found} == {("GAD-7", 4.0), ("phq9", 6.0)}
    answer = unstuck("population", "outcomes", path, "--instrument-column", "form", "--format", "csv")
    assert {row["instrument"] for row in rows_of(answer.out)} == {"GAD-7", "phq9"}


FAULTS = [
    ((("a", "2026-01-05", 9, "N", "A"), ("a", "2026-01-06", 70, "N", "A")), "row 3, column 'score': expected a number"),
    ((("a", "2026-01-05", "1_0", "N", "A"),), "row 2, column 'score': expected a number from 0 to 27"),
    ((("a", "soon", 9, "N", "A"), ("b", "", 9, "N", "A")), "row 2, column 'date': expected a date such as 2026-03-31"),
    ((("a", "2027-01-05", 9, "N", "A"),), "row 2, column 'date': expected a date from 1900-01-01 to 2026-11-22"),
    ((("", "2026-01-05", 9, "N", "A"),), "row 2, column 'client': expected a client beside the score"),
    ((("a", "2026-01-05", 9, "N", "A"), ("a", "2026-01-05", 8, "N", "A")), "row 3, column 'score': expected 9 like"),
    ((("a", "2026-01-05", 9, "N", "A"), ("a", "2026-02-05", 8, "S", "A")), "row 3, column 'agency': expected 'N'"),
]


@pytest.mark.parametrize(("rows", "problem"), FAULTS)
def test_what_cannot_be_used_is_refused_and_nothing_is_left(
    unstuck: Unstuck, tmp_path: Path, rows: Sequence[Sequence[object]], problem: str
) -> None:
    path = write_scores(tmp_path / "faulty.csv", rows, HEADER)
    answer = unstuck("population", "states", path, *PHQ9, *DAY, "--out", tmp_path / "states.parquet")
    assert answer.status == 2
    assert problem in answer.err
    assert answer.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ((), "expected --instrument ID, or --instrument-column COLUMN"),
        ((*PHQ9, "--columns", "client=who"), "column 'who': expected a column of this name"),
        ((*PHQ9, "--columns", "week=date,day=date"), "expected one column for time"),
        ((*PHQ9, "--by", "office=team"), "--by: expected each of agency=, team="),
        ((*PHQ9, "--by", "agency=office"), "column 'office': expected a column of this name"),
        (("--instrument-column", "team"), "expected an instrument"),
    ],
)
def test_impossible_options(
    unstuck: Unstuck, registry: Path, tmp_path: Path, options: tuple[str, ...], problem: str
) -> None:
    answer = unstuck("population", "states", registry, *DAY, *options, "--out", tmp_path / "states.parquet")
    assert (answer.status, list(tmp_path.iterdir())) == (2, [])
    assert problem in answer.err


def test_where_rows_name_their_instrument_a_fault_is_named_by_its_column(unstuck: Unstuck, tmp_path: Path) -> None:
    rows = [("a", 1, 9, "PHQ-9"), ("b", 1, 25, "GAD-7"), ("c", 1, 25, "PHQ-9")]
    path = write_scores(tmp_path / "two.csv", rows, ("client", "week", "score", "form"))
    out = tmp_path / "states.parquet"
    answer = unstuck("population", "states", path, "--instrument-column", "form", "--out", out)
    assert (answer.status, list(tmp_path.iterdir())) == (2, [path])
    assert "column 'score': expected numbers from 0 to 21 or 0 to 27, found 1 cell that cannot be read so" in answer.err


def test_a_name_that_says_no_format_is_refused(unstuck: Unstuck, registry: Path, tmp_path: Path) -> None:
    answer = unstuck("population", "states", registry, *PHQ9, "--out", tmp_path / "states.xlsx")
    assert (answer.status, list(tmp_path.iterdir())) == (2, [])
    assert "expected a name that ends in .parquet or .csv" in answer.err


def test_without_spark_the_way_to_it_is_said(
    unstuck: Unstuck, registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "unstuck.population.engines.spark_registry", raising=False)
    out = tmp_path / "states.parquet"
    answer = unstuck("population", "states", registry, *PHQ9, *DAY, "--engine", "spark", "--out", out)
    assert (answer.status, list(tmp_path.iterdir())) == (2, [])
    assert "expected the extra 'cluster' (pip install 'unstuck[cluster]') and Java" in answer.err


def test_a_repeated_score_counts_once(unstuck: Unstuck, tmp_path: Path) -> None:
    rows = [("a", "2026-01-05", 9, "N", "A")] * 3 + [("a", "2026-01-12", 7, "", "A")]
    path, out = write_scores(tmp_path / "twice.csv", rows, HEADER), tmp_path / "states.parquet"
    assert unstuck("population", "states", path, *PHQ9, *DAY, "--out", out).status == 0
    (row,) = rows_of_parquet(out)
    assert (row["scores"], row["agency"]) == (2, "N")


def test_a_file_that_is_read_in_another_way_begins_anew(
    unstuck: Unstuck, registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was judged of some rows must not be put together with what was judged of others."""

    def stop(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("unstuck.cli.opened_registry.put_together", stop)
    ways: list[tuple[str, ...]] = [(), ("--missing", "9"), ("--where", "team=Youth"), ("--by", "agency=team"), ()]
    for folders, way in zip((1, 2, 3, 4, 4), ways, strict=True):
        asked = ("population", "states", registry, *PHQ9, *DAY, *way, "--out", tmp_path / "states.parquet")
        assert unstuck(*asked).status == 1
        assert len(list(tmp_path.iterdir())) == folders


def test_a_file_without_a_score_is_refused(unstuck: Unstuck, tmp_path: Path) -> None:
    path = write_scores(tmp_path / "none.csv", [("a", "2026-01-05", "", "N", "A")], HEADER)
    answer = unstuck("population", "states", path, *PHQ9, *DAY, "--out", tmp_path / "states.parquet")
    assert (answer.status, list(tmp_path.iterdir())) == (2, [path])
    assert answer.err == f"unstuck: {path}: expected at least one score, found none\n"


def test_clients_without_a_score_have_no_state(unstuck: Unstuck, tmp_path: Path) -> None:
    """Also where a whole part of the clients has none: of 40, three are judged at a time."""
    rows = [(f"c{at:02d}", "2026-01-05", 9 if at < 7 or at == 20 else "", "N", f"T{at % 2}") for at in range(40)]
    path, out = write_scores(tmp_path / "few.csv", rows, HEADER), tmp_path / "states.parquet"
    assert unstuck("population", "states", path, *PHQ9, *DAY, "--out", out).status == 0
    found = [(row["client"], row["agency"], row["team"]) for row in rows_of_parquet(out)]
    assert found == [(f"c{at:02d}", "N", f"T{at % 2}") for at in (*range(7), 20)]


def test_a_killed_run_goes_on_to_the_same_bytes(registry: Path, tmp_path: Path) -> None:
    """Killed in between: what is done stays in a folder beside the answer, and is not done again."""
    whole, killed = tmp_path / "whole.parquet", tmp_path / "killed.parquet"
    command = [sys.executable, "-m", "tests.unit.cli.slow_population"]
    asked = ["population", "states", str(registry), *PHQ9, *DAY, "--out"]
    subprocess.run([*command, "0", *asked, str(whole)], cwd=ROOT, check=True, capture_output=True)
    running = subprocess.Popen([*command, "0.2", *asked, str(killed)], cwd=ROOT, stderr=subprocess.DEVNULL)
    done = _answers(tmp_path, at_least=2)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    assert not killed.exists()
    kept = {path: path.stat().st_mtime_ns for path in done}
    again = subprocess.Popen([*command, "0.2", *asked, str(killed)], cwd=ROOT, stderr=subprocess.DEVNULL)
    more = _answers(tmp_path, at_least=len(done) + 2)
    assert set(kept) <= set(more)
    assert all(path.stat().st_mtime_ns == changed for path, changed in kept.items() if path.exists())
    assert again.wait() == 0
    assert killed.read_bytes() == whole.read_bytes()
    assert set(tmp_path.iterdir()) == {whole, killed}


def _answers(folder: Path, at_least: int) -> list[Path]:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = sorted(folder.glob(".killed.parquet.unstuck-*/judged/*.parquet"))
        if len(found) >= at_least:
            return found
        time.sleep(0.01)
    raise AssertionError("nobody was judged within a minute")
