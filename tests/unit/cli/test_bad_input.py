"""What cannot be used is answered with one line and status 2 by both commands, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.unit.cli.command import TRIAL, TRIAL_COLUMNS, Unstuck
from unstuck.instruments import available

LONG = ("--instrument", "PHQ-9", "--today", "2026-11-22")
WIDE = (*LONG, "--columns", "client=client", "--wide", "intake@0,later@4", "--unit", "week")
TEN = " (a word for a score: write the number)"
BAD: list[tuple[str, bytes, tuple[str, ...], str]] = [
    ("a missing column", b"client,kilos,date\na,1,2026-01-02\n", LONG,
     "row 1: expected a column named score, or --columns score=NAME, found client, kilos, date"),
    ("a missing wide column", b"client,intake\na,1\n", WIDE,
     "row 1, column 'later': expected a column of this name, found client, intake"),
    ("a text in a score column", b"client,score,date\na,1,2026-01-02\nb,ten,2026-01-02\n", LONG,
     "row 3, column 'score': expected a number from 0 to 27 (PHQ-9), found 'ten'" + TEN),
    ("a text in a wide score column", b"client,intake,later\na,1,2\nb,1,ten\n", WIDE,
     "row 3, column 'later': expected a number from 0 to 27 (PHQ-9), found 'ten'" + TEN),
    ("an impossible score", b"client,score,date\na,28,2026-01-02\n", LONG,
     "row 2, column 'score': expected a number from 0 to 27 (PHQ-9), found '28'"),
    ("an impossible wide score", b"client,intake,later\na,1,28\n", WIDE,
     "row 2, column 'later': expected a number from 0 to 27 (PHQ-9), found '28'"),
    ("two different scores for one occasion", b"client,score,date\na,1,2026-01-02\na,2,2026-01-02\n", LONG,
     "row 3, column 'score': expected 1 like the score of the same client and time in row 2, found 2"),
    ("two different wide scores", b"client,intake,later\na,1,2\na,1,3\n", WIDE,
     "row 3, column 'later': expected 2 like the score of the same client and time in row 2, found 3"),
    ("a date in the future", b"client,score,date\na,1,2026-11-22\na,1,2026-11-23\n", LONG,
     "row 3, column 'date': expected a date from 1900-01-01 to 2026-11-22, found '2026-11-23'"),
    ("an empty file", b"", LONG, "expected a header and at least one row, found an empty file"),
    ("an empty wide file", b"client,intake,later\n", WIDE,
     "expected at least one row with a client below the header, found none"),
    ("a wrong encoding", b"client,score,date\nRen\xc3\xa9,1,2026-01-02\nMari\xe9,1,2026-01-02\n", LONG,
     "row 3: expected text in UTF-8, found bytes of another encoding (save it as 'CSV UTF-8')"),
]  # fmt: skip


def calls(file: Path, options: tuple[str, ...], out: Path) -> list[tuple[str | Path, ...]]:
    analyse = [("analyse", file, *options, "--format", form, "--out", out) for form in ("json", "csv", "html")]
    return [*analyse, ("fit", file, *options, "--out", out)]


class TestBadInput:
    @pytest.mark.parametrize(("name", "content", "options", "expected"), BAD, ids=[name for name, *_ in BAD])
    def test_one_line_and_nothing_written(
        self, unstuck: Unstuck, tmp_path: Path, name: str, content: bytes, options: tuple[str, ...], expected: str
    ) -> None:
        file, out = tmp_path / "scores.csv", tmp_path / "kept"
        file.write_bytes(content)
        out.write_bytes(b"as it was")
        for call in calls(file, options, out):
            answer = unstuck(*call)
            assert answer.status == 2, name
            assert answer.out == ""
            assert answer.err.split(": ", 2)[:2] == ["unstuck", str(file)]
            assert answer.err == f"unstuck: {file}: {expected}\n"
            assert out.read_bytes() == b"as it was"
            assert {path.name for path in tmp_path.iterdir()} == {"scores.csv", "kept"}

    @pytest.mark.parametrize(
        ("score", "cut", "expected"),
        [
            (
                "ten",
                0,
                "row 3, column 'score': expected a number from 0 to 27 (PHQ-9), found 'ten'" + TEN,
            ),
            ("28", 0, "row 3, column 'score': expected a number from 0 to 27 (PHQ-9), found '28'"),
            ("1", 40, "expected a whole Parquet file, found one that is cut off"),
        ],
    )
    def test_parquet(self, unstuck: Unstuck, tmp_path: Path, score: str, cut: int, expected: str) -> None:
        file, out = tmp_path / "scores.parquet", tmp_path / "kept"
        with duckdb.connect() as engine:
            engine.execute("CREATE TABLE rows (client VARCHAR, score VARCHAR, date DATE)")
            engine.execute("INSERT INTO rows VALUES ('a', '1', '2026-01-02'), ('b', ?, '2026-01-02')", [score])
            engine.table("rows").write_parquet(str(file))
        file.write_bytes(file.read_bytes()[: -cut or None])
        for call in calls(file, LONG, out):
            answer = unstuck(*call)
            assert (answer.status, answer.out, answer.err) == (2, "", f"unstuck: {file}: {expected}\n")
            assert [path.name for path in tmp_path.iterdir()] == ["scores.parquet"]

    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            (("analyse",), "Missing argument 'FILE'."),
            (("analyse", "a.csv"), "Missing option '--instrument'."),
            (("fit", "a.csv", "--instrument", "PHQ-9"), "Missing option '--out'."),
            (("analyse", "a.csv", "--instrument", "PHQ-9"), "a.csv: expected a file, found none of this name"),
            (("analyse", "a.csv", "--instrument", "PHQ-9", "--format", "parquet"),
             "--format parquet: expected --out PATH beside it"),
            (("analyse", "a.csv", "--instrument", "PHQ-9", "--today", "soon"),
             "--today: expected a date such as 2026-11-22, found 'soon'"),
            (("fit", "a.csv", "--instrument", "PHQ-9", "--out", "c.json", "--engine", "spark"),
             "--engine: expected duckdb, found spark, which is not in this version"),
            (("analyse", "a.csv", "--instrument", "XYZ"),
             f"expected an instrument ({', '.join(available())}) or a definition file ending in .toml, "
             "found 'XYZ'"),
            (("analyse", "a.csv", "--instrument", "PHQ-9", "--curve", "none.json"),
             "none.json: cannot be read: No such file or directory"),
        ],
    )  # fmt: skip
    def test_bad_usage_is_one_line_too(self, unstuck: Unstuck, arguments: tuple[str, ...], expected: str) -> None:
        answer = unstuck(*arguments)
        assert (answer.status, answer.out, answer.err) == (2, "", f"unstuck: {expected}\n")

    def test_a_fault_of_ours_says_nothing_of_the_file(
        self, unstuck: Unstuck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise RuntimeError("Jane Doe")

        monkeypatch.setattr("unstuck.reporting.judge.records", fail)
        out = tmp_path / "kept"
        out.write_text("as it was", encoding="utf-8")
        answer = unstuck("analyse", TRIAL, *TRIAL_COLUMNS, "--format", "json", "--out", out)
        assert answer.status == 1
        assert answer.err.startswith("unstuck: a fault of ours, not of your file: RuntimeError at ")
        assert "Jane" not in answer.err
        assert len(answer.err.splitlines()) == 1
        assert out.read_text(encoding="utf-8") == "as it was"
        assert list(tmp_path.iterdir()) == [out]
