"""What leaves `analyse` and `fit`: the same answer in every format, whole or not at all, and nothing else."""

from __future__ import annotations

import errno
import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.cli.command import (
    ROOT,
    TRIAL,
    TRIAL_COLUMNS,
    Record,
    Unstuck,
    rows_of,
    rows_of_parquet,
    write_scores,
)

CALL = ("analyse", TRIAL, *TRIAL_COLUMNS)
PROGRAM = (sys.executable, "-c", "from unstuck.cli import run; run()")
INSIDE = {
    "outlook": "outlook_",
    "reliable_change": "",
    "expected": "expected_",
    "forecast": "forecast_",
    "alert_precision": "alert_",
}
HOSTILE = [
    "Doe, Jane",
    'the "quiet" one',
    "two\nlines",
    "a lone\rreturn",
    "both\r\n",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "Жанна 🙂 \u2028 é",
    "x" * 10_000,
    "\x1b[31mred\x1b]0;title\x07",
    "NULL",
    "NaN",
    "#comment",
    "'",
    "tab\there",
    "007",
    "1e5",
    "[bold]markup[/bold]",
    "</script><script>alert(1)</script>",
]


def spread(record: Record) -> Record:
    """Lay a record flat, as the flat formats promise: `outlook_flat`, `change`, `expected_latest`, …"""
    flat: Record = {}
    for name, value in record.items():
        if name == "reasons":
            flat["reason_codes"] = " ".join(reason["code"] for reason in value)
            flat["reasons"] = " ".join(reason["text"] for reason in value)
        elif name in INSIDE:
            flat |= {INSIDE[name] + inner: part for inner, part in (value or {}).items()}
        else:
            flat[name] = value
    return flat


def check_same(record: Record, row: Record, *, as_text: bool) -> None:
    flat = spread(record)
    assert set(flat) <= set(row)
    for name, found in row.items():
        value = flat.get(name)
        if as_text and isinstance(value, bool):
            value = "true" if value else "false"
        elif as_text or name in ("occasion", "since", "last_heard"):
            value = None if value is None else str(value)
        assert (found if found != "" else None) == value, name


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [(name, week, 16 - at % 3 * week) for at, name in enumerate(HOSTILE) for week in range(5)]
    return write_scores(tmp_path_factory.mktemp("hostile") / "scores.csv", rows, ["client", "week", "score"])


class TestFormats:
    @pytest.mark.parametrize("extra", [(), ("--each-occasion",)])
    def test_csv_and_parquet_hold_what_json_holds(
        self, unstuck: Unstuck, tmp_path: Path, extra: tuple[str, ...]
    ) -> None:
        records = unstuck(*CALL, *extra, "--format", "json").records
        rows = rows_of(unstuck(*CALL, *extra, "--format", "csv").out)
        assert unstuck(*CALL, *extra, "--format", "parquet", "--out", tmp_path / "a.parquet").status == 0
        columns = rows_of_parquet(tmp_path / "a.parquet")
        assert len(records) == len(rows) == len(columns)
        assert list(rows[0]) == list(columns[0])
        for record, row, column in zip(records, rows, columns, strict=True):
            check_same(record, row, as_text=True)
            check_same(record, column, as_text=False)
        assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]

    @pytest.mark.parametrize("form", ["table", "json", "csv", "html"])
    def test_a_file_gets_what_standard_output_gets(self, unstuck: Unstuck, tmp_path: Path, form: str) -> None:
        out = tmp_path / "answer"
        shown = unstuck(*CALL, "--format", form)
        kept = unstuck(*CALL, "--format", form, "--out", out)
        assert shown.status == kept.status == 0
        assert kept.out == ""
        assert kept.err == shown.err == ""
        assert out.read_bytes().decode("utf-8") == shown.out

    @pytest.mark.parametrize("extra", [(), ("--each-occasion",), ("--norms", "sample")])
    @pytest.mark.parametrize("form", ["table", "csv", "json"])
    def test_no_nan_is_ever_written(self, unstuck: Unstuck, tmp_path: Path, form: str, extra: tuple[str, ...]) -> None:
        file = write_scores(tmp_path / "a.csv", [("a", 0, 0), ("b", 0, 14), ("b", 2, 9)], ["client", "week", "score"])
        for instrument in ("BDI-II", "PHQ-9", "HAMD-17"):
            out = unstuck("analyse", file, "--instrument", instrument, "--format", form, *extra).out.lower()
            assert "nan" not in out
            assert "inf" not in out.replace("information", "")

    def test_the_table_puts_those_who_need_a_look_first(self, unstuck: Unstuck) -> None:
        records = unstuck(*CALL, "--format", "json").records
        lines = unstuck(*CALL).out.splitlines()
        looked = [record for record in records if record["state"] in ("stalled", "deteriorating")]
        assert lines[0].strip() == f"Needs a look ({len(looked)})"
        shown = [line.split()[0] for line in lines[3:] if line[:1].strip()]
        worse = [record["client"] for record in looked if record["state"] == "deteriorating"]
        stalled = [record["client"] for record in looked if record["state"] == "stalled"]
        assert shown[: len(looked)] == worse + stalled

    def test_the_table_of_occasions_goes_through_time(self, unstuck: Unstuck, tmp_path: Path) -> None:
        rows = [("b", 0, 16), ("b", 1, 9), ("b", 2, 24), ("b", 10, 16), ("a", 0, 5)]
        file = write_scores(tmp_path / "a.csv", rows, ["client", "week", "score"])
        lines = unstuck("analyse", file, "--instrument", "PHQ-9", "--each-occasion").out.splitlines()
        shown = [line.split()[:2] for line in lines[2:] if line[:1].strip() and " → " in line]
        assert shown == [["b", "0"], ["b", "1"], ["b", "2"], ["b", "10"], ["a", "0"]]


class TestNamesOfClients:
    def test_json_csv_and_parquet_give_them_back(self, unstuck: Unstuck, hostile: Path, tmp_path: Path) -> None:
        call = ("analyse", hostile, "--instrument", "PHQ-9")
        names = [name.strip(" \t") for name in HOSTILE]
        records = unstuck(*call, "--format", "json").records
        assert [record["client"] for record in records] == names
        out = tmp_path / "a.csv"
        assert unstuck(*call, "--format", "csv", "--out", out).status == 0
        rows = rows_of(out.read_bytes().decode("utf-8"))
        assert [row["client"] for row in rows] == names
        assert unstuck(*call, "--format", "parquet", "--out", tmp_path / "a.parquet").status == 0
        columns = rows_of_parquet(tmp_path / "a.parquet")
        assert [row["client"] for row in columns] == names
        for record, row, column in zip(records, rows, columns, strict=True):
            check_same(record, row, as_text=True)
            check_same(record, column, as_text=False)

    def test_the_table_stays_a_table(self, unstuck: Unstuck, hostile: Path) -> None:
        out = unstuck("analyse", hostile, "--instrument", "PHQ-9").out
        assert "\x1b" not in out
        assert "\x07" not in out
        assert sum(any(shape in line for shape in "■▼◆●↗✓○") for line in out.splitlines()) == len(HOSTILE)
        assert "[bold]markup[/bold]" in out

    def test_the_report_keeps_them_text(self, unstuck: Unstuck, hostile: Path) -> None:
        answer = unstuck("analyse", hostile, "--instrument", "PHQ-9", "--format", "html")
        assert answer.status == 0
        assert "<script>alert(1)</script>" not in answer.out

    def test_a_bad_row_names_the_row_and_not_the_client(self, unstuck: Unstuck, tmp_path: Path) -> None:
        rows = [("Jane Doe", 0, 3), ("Jane Doe", 0, 4)]
        file = write_scores(tmp_path / "a.csv", rows, ["client", "week", "score"])
        answer = unstuck("analyse", file, "--instrument", "PHQ-9")
        assert answer.status == 2
        assert "row 3" in answer.err
        assert "Jane" not in answer.err


class TestWhereItGoes:
    def test_a_file_that_was_there_is_replaced(self, unstuck: Unstuck, tmp_path: Path) -> None:
        out = tmp_path / "a.json"
        out.write_text("old", encoding="utf-8")
        assert unstuck(*CALL, "--format", "json", "--out", out).status == 0
        assert out.read_text(encoding="utf-8").startswith('[\n{"client":"1503",')
        assert list(tmp_path.iterdir()) == [out]

    def test_a_new_file_has_the_permissions_of_any_new_file(self, unstuck: Unstuck, tmp_path: Path) -> None:
        (tmp_path / "ordinary").touch()
        assert unstuck(*CALL, "--format", "csv", "--out", tmp_path / "a.csv").status == 0
        assert (tmp_path / "a.csv").stat().st_mode == (tmp_path / "ordinary").stat().st_mode

    def test_a_link_keeps_pointing_at_its_file(self, unstuck: Unstuck, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        target, link = tmp_path / "real/a.csv", tmp_path / "link.csv"
        target.write_text("old", encoding="utf-8")
        link.symlink_to(target)
        assert unstuck(*CALL, "--format", "csv", "--out", link).status == 0
        assert link.is_symlink()
        assert target.read_text(encoding="utf-8").startswith("client,instrument,occasion")

    def test_places_that_cannot_be_written_to(self, unstuck: Unstuck, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        for out, expected in [
            (tmp_path / "no/a.csv", "expected --out in a folder that exists"),
            (tmp_path, "expected --out to name a file, found a folder"),
            (tmp_path / "pipe", "expected --out to name a file, found a device or a pipe"),
            (tmp_path / ("x" * 300), "expected --out the name of a file, found one that no file can have"),
        ]:
            for command in ("analyse", "fit"):
                answer = unstuck(command, TRIAL, *TRIAL_COLUMNS, "--out", out)
                assert (answer.status, answer.out, answer.err) == (2, "", f"unstuck: {out}: {expected}\n")
        assert (tmp_path / "pipe").is_fifo()

    def test_never_over_what_is_read(self, unstuck: Unstuck, tmp_path: Path) -> None:
        scores, curve = tmp_path / "scores.csv", tmp_path / "curve.json"
        scores.write_bytes(TRIAL.read_bytes())
        assert unstuck("fit", scores, *TRIAL_COLUMNS, "--out", curve).status == 0
        before = scores.read_bytes(), curve.read_bytes()
        for call in [
            ("analyse", scores, *TRIAL_COLUMNS, "--out", scores),
            ("fit", scores, *TRIAL_COLUMNS, "--out", scores),
            ("analyse", scores, *TRIAL_COLUMNS, "--curve", curve, "--out", curve),
        ]:
            answer = unstuck(*call)
            assert answer.status == 2
            assert "expected --out to be another file than the one that is read" in answer.err
        assert (scores.read_bytes(), curve.read_bytes()) == before

    def test_no_room(self, unstuck: Unstuck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object, **__: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("unstuck.reporting.judge.records", full)
        answer = unstuck(*CALL, "--format", "csv", "--out", tmp_path / "a.csv")
        assert answer.status == 2
        assert answer.err == f"unstuck: {tmp_path}: expected room for the file where it is to be written\n"
        assert list(tmp_path.iterdir()) == []


class TestHelp:
    @pytest.mark.parametrize("command", ["analyse", "fit"])
    def test_it_has_an_example(self, unstuck: Unstuck, command: str) -> None:
        answer = unstuck(command, "--help")
        assert answer.status == 0
        assert f"Example: unstuck {command} scores.csv --instrument PHQ-9" in " ".join(answer.out.split())


def everything_on(terminal: int) -> bytes:
    shown = b""
    while select.select([terminal], [], [], 600)[0]:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # how a terminal says that its other side is closed
            break
        if not piece:
            break
        shown += piece
    return shown


class TestTheProcessItself:
    def test_a_pipe_gets_the_answer_and_no_bar(self) -> None:
        done = subprocess.run([*PROGRAM, *CALL, "--format", "csv"], capture_output=True, check=False)
        assert done.returncode == 0
        assert done.stderr == b""
        assert len(done.stdout.splitlines()) == 173

    def test_a_terminal_gets_a_bar(self, tmp_path: Path) -> None:
        ours, theirs = pty.openpty()
        call = [*PROGRAM, *map(str, CALL), "--format", "csv", "--out", str(tmp_path / "a.csv")]
        with subprocess.Popen(call, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs) as process:
            os.close(theirs)
            shown = everything_on(ours)
        os.close(ours)
        assert b"Judging" in shown
        assert b"Judging" not in (tmp_path / "a.csv").read_bytes()
        assert process.returncode == 0

    def test_whoever_stops_reading_is_no_fault(self) -> None:
        call = [*PROGRAM, *map(str, CALL), "--format", "json", "--each-occasion"]
        with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.read(10)
            process.stdout.close()
            said = process.stderr.read()
        assert process.returncode == 0
        assert said == b""

    def test_whoever_stops_it_is_told_that_nothing_was_written(
        self, unstuck: Unstuck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stop(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("unstuck.reporting.judge.records", stop)
        answer = unstuck(*CALL, "--format", "csv", "--out", tmp_path / "a.csv")
        assert (answer.status, answer.out, answer.err) == (130, "", "unstuck: stopped; nothing was written\n")
        assert list(tmp_path.iterdir()) == []

    def test_bad_input(self, tmp_path: Path) -> None:
        file = tmp_path / "empty.csv"
        file.touch()
        done = subprocess.run(
            [*PROGRAM, "analyse", file, "--instrument", "PHQ-9"], capture_output=True, check=False, cwd=ROOT
        )
        assert done.returncode == 2
        assert done.stdout == b""
        assert done.stderr.decode() == (
            f"unstuck: {file}: expected a header and at least one row, found an empty file\n"
        )
