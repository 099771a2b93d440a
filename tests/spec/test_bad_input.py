"""What each kind of unusable file is answered with: one line that names the file, the row and the column."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from unstuck.errors import BadInput
from unstuck.population.engines.scores import Reading, open_scores, parse_columns, parse_wide

TODAY = date(2026, 11, 22)
LONG = b"client,score,date\n"
DAYS = b"client,score,day\n"
BASELINE = "client=id,score=total,day=day,baseline=intake"

# fmt: off
FILES: list[tuple[str, bytes, str]] = [
    # What is missing or not a table at all
    ("an empty file", b"",
     "expected a header and at least one row, found an empty file"),
    ("a header alone", LONG,
     "expected at least one row with a client below the header, found none"),
    ("rows of empty cells alone", LONG + b",,\n,,\n",
     "expected at least one row with a client below the header, found none"),
    ("no column for time", b"client,score\na,1\n",
     "row 1: expected a column named date, day, week, month or session, or --columns date=NAME, "
     "found client, score"),
    ("two columns for time", b"client,score,day,Week\na,1,7,1\n",
     "row 1: expected one column for time, found day and Week (choose with --columns day=day)"),
    ("a column name twice", b"client,score,score,day\na,1,1,7\n",
     "row 1, column 'score': expected one column of this name, found it as columns 2 and 3"),
    ("an Excel workbook", b"PK\x03\x04rest",
     "expected a workbook (.xlsx, .ods) or a table of text, found a damaged one or another archive"),
    ("a compressed file", b"\x1f\x8brest",
     "expected a compressed file that can be unpacked, found a damaged one"),
    # Encoding
    ("UTF-8 cut within a character", LONG + b"a,1,2026-01-02\n\xc3",
     "row 3: expected text in UTF-8, found half a character at its end (save it as 'CSV UTF-8')"),
    ("a zero byte", LONG + b"a,1,2026-01-02\nb\0,1,2026-01-02\n",
     "row 3: expected text in UTF-8, found a zero byte (save it as 'CSV UTF-8')"),
    # Rows and quotes
    ("a short row", LONG + b"a,1,2026-01-02\nb,1\n",
     "row 3: expected 3 cells as in the header, found 2"),
    ("a long row", LONG + b"a,1,2026-01-02,x\n",
     "row 2: expected 3 cells as in the header, found 4"),
    ("a quote never closed", LONG + b'a,1,2026-01-02\n"b,1,2026-01-02\nc,1,2026-01-02\n',
     "row 3: expected a quoted cell to end with its quote, found one that does not"),
    ("a quote closed by the next one", LONG + b'"b,1,2026-01-02\n"c",1,2026-01-02\n',
     "row 2: expected a quoted cell to end with its quote, found one that does not"),
    # Scores
    ("text in the score column", LONG + b"a,1,2026-01-02\nb,ten,2026-01-02\n",
     "row 3, column 'score': expected a number from 0 to 27 (PHQ-9), found 'ten' "
     "(a word for a score: write the number)"),
    ("a score above the maximum", LONG + b"a,28,2026-01-02\n",
     "row 2, column 'score': expected a number from 0 to 27 (PHQ-9), found '28'"),
    ("a score below the minimum", LONG + b"a,-1,2026-01-02\n",
     "there is no value where it says '-1' (row 2): --missing \"-1\""),
    ("not a number", LONG + b"a,NaN,2026-01-02\n",
     "there is no value where it says 'NaN' (row 2): --missing \"NaN\""),
    ("an infinite score", LONG + b"a,inf,2026-01-02\n",
     "row 2, column 'score': expected a number from 0 to 27 (PHQ-9), found 'inf' "
     "(if that is a missing value: --missing inf)"),
    ("a number as programmers write it", LONG + b"a,1_0,2026-01-02\n",
     "row 2, column 'score': expected a number from 0 to 27 (PHQ-9), found '1_0'"),
    ("NA without --missing", LONG + b"a,NA,2026-01-02\n",
     "there is no value where it says 'NA' (row 2): --missing \"NA\""),
    ("control characters", LONG + b"a,\x1b[31m5,2026-01-02\n",
     "row 2, column 'score': expected a number from 0 to 27 (PHQ-9), found ' [31m5'"),
    ("a score of nobody", LONG + b",1,2026-01-02\n",
     "row 2, column 'client': expected a client beside the score, found an empty cell"),
    ("two scores for one client and occasion", LONG + b"a,1,2026-01-02\nb,1,2026-01-02\na,2,2026-01-02\n",
     "row 4, column 'score': expected 1 like the score of the same client and time in row 2, found 2"),
    ("two scores on one day", LONG + b"a,1,2026-01-02T09:00\na,2,2026-01-02T17:00\n",
     "row 3, column 'score': expected 1 like the score of the same client and time in row 2, found 2"),
    # Time
    ("a score at no time", LONG + b"a,1,\n",
     "row 2, column 'date': expected a date such as 2026-03-31, found an empty cell"),
    ("a date in the future", LONG + b"a,1,2026-11-22\na,1,2026-11-23\n",
     "row 3, column 'date': expected a date from 1900-01-01 to 2026-11-22, found '2026-11-23'"),
    ("a date of long ago", LONG + b"a,1,1899-12-31\n",
     "row 2, column 'date': expected a date from 1900-01-01 to 2026-11-22, found '1899-12-31'"),
    ("a date that may be March or April", LONG + b"a,1,03/04/2026\n",
     "row 2, column 'date': expected a date such as 2026-03-31, found '03/04/2026' "
     "(no day above 12 shows which number is the day: --date-order dmy or --date-order mdy)"),
    ("a day that does not exist", LONG + b"a,1,2026-02-29\n",
     "row 2, column 'date': expected a date such as 2026-03-31, found '2026-02-29'"),
    ("a time that does not exist", LONG + b"a,1,2026-02-28T25:00\n",
     "row 2, column 'date': expected a date such as 2026-03-31, found '2026-02-28T25:00'"),
    ("text in a column of days", DAYS + b"a,1,monday\n",
     "row 2, column 'day': expected a day as a number, found 'monday'"),
    ("an infinite day", DAYS + b"a,1,inf\n",
     "row 2, column 'day': expected a day from -1000000 to 1000000, found 'inf'"),
    ("a day that is no number", DAYS + b"a,1,nan\n",
     "row 2, column 'day': expected a day from -1000000 to 1000000, "
     "found 'nan' (if that is a missing value: --missing nan)"),
    ("a session before the first", b"client,score,session\na,1,-1\n",
     "row 2, column 'session': expected a session from 0 to 1000000, found '-1'"),
    # The first of several, and how rows count
    ("a conflict above a bad date: what cannot be read comes first",
     LONG + b"a,1,2026-01-02\na,2,2026-01-02\nb,1,x\n",
     "row 4, column 'date': expected a date such as 2026-03-31, found 'x'"),
    ("a bad date before a conflict", LONG + b"a,1,2026-01-02\nb,1,x\na,2,2026-01-02\n",
     "row 3, column 'date': expected a date such as 2026-03-31, found 'x'"),
    ("blank lines count, quoted line breaks do not", LONG + b'"a\nb",1,2026-01-02\n\nc,x,2026-01-02\n',
     "row 4, column 'score': expected a number from 0 to 27 (PHQ-9), found 'x' "
     "(if that is a missing value: --missing x)"),
    ("mixed line ends", LONG + b"a,1,2026-01-02\r\nb,1,2026-01-02\nc,x,2026-01-02\r\n",
     "row 4, column 'score': expected a number from 0 to 27 (PHQ-9), found 'x' "
     "(if that is a missing value: --missing x)"),
]

READ: list[tuple[str, bytes, list[tuple[str, float]], str]] = [
    ("an empty first row", b"\n" + LONG + b"a,1,2026-01-02\n", [("a", 1)],
     "the names of the columns were read from row 2"),
    ("scores under another name", b"client,total,date\na,1,2026-01-02\n", [("a", 1)],
     "read as client=client, score=total, date=date"),
    ("Latin-1", LONG + b"a,1,2026-01-02\nMari\xe9,2,2026-01-02\n", [("a", 1), ("Marié", 2)], "Latin-1"),
    ("UTF-16", "client,score,date\nMarié,1,2026-01-02\n".encode("utf-16"), [("Marié", 1)], ""),
    ("a decimal comma", LONG + b'a,"12,5",2026-01-02\n', [("a", 12.5)], "decimal commas were read"),
]
"""What is read although it is not as it should be, and what is said about it: nothing where nothing was guessed."""

BASELINES: list[tuple[str, bytes, str]] = [
    ("two baselines of one client", b"a,5,7,9\nb,5,7,9\na,4,14,8\n",
     "row 4, column 'intake': expected 9 as in row 2 for the same client, found 8"),
    ("a first score unlike the baseline", b"a,5,7,9\na,8,0,\n",
     "row 3, column 'total': expected 9 like the baseline of the same client and time in row 2, found 8"),
    ("text in the baseline column", b"a,5,7,high\n",
     "row 2, column 'intake': expected a number from 0 to 27 (PHQ-9), found 'high' "
     "(a word for a score: write the number)"),
    ("a baseline of nobody", b",,,9\n",
     "row 2, column 'id': expected a client beside the score, found an empty cell"),
]

WIDE: list[tuple[str, bytes, str]] = [
    ("a missing column", b"pre,mid\n1,2\n",
     "row 1, column 'post': expected a column of this name, found pre, mid"),
    ("text in the second column", b"pre,post\n1,2\n3,x\n",
     "row 3, column 'post': expected a number from 0 to 27 (PHQ-9), found 'x' "
     "(if that is a missing value: --missing x)"),
    ("an earlier row of a later column", b"pre,post\n1,x\ny,2\n",
     "row 2, column 'post': expected a number from 0 to 27 (PHQ-9), found 'x' "
     "(if that is a missing value: --missing x)"),
]

PARQUET: list[tuple[str, str, str]] = [
    ("no rows", "SELECT 'a' AS client, 1 AS score, 7 AS day WHERE false",
     "expected at least one row with a client below the header, found none"),
    ("a missing column", "SELECT 'a' AS client, 7 AS day",
     "row 1: expected a column named score, or --columns score=NAME, found client, day"),
    ("an impossible score in the second row", "FROM (VALUES ('a', 1, 7), ('b', 99, 7)) t(client, score, day)",
     "there is no value where it says '99' (row 3): --missing \"99\""),
    ("a list for a score", "SELECT 'a' AS client, [1, 2] AS score, 7 AS day",
     "row 2, column 'score': expected a number from 0 to 27 (PHQ-9), found '[1, 2]'"),
]
# fmt: on


def refused(path: Path, **how: Any) -> str:
    """Open a file that must be refused, and return what is said about it after its name."""
    reading = Reading(path=path, today=TODAY, minimum=0, maximum=27, score_name="PHQ-9")
    with pytest.raises(BadInput) as raised:
        open_scores(replace(reading, **how))
    line = str(raised.value)
    assert line.startswith(f"{path}: ")
    assert "\n" not in line
    return line.removeprefix(f"{path}: ")


def ids(table: list[tuple[str, bytes, str]]) -> list[str]:
    return [row[0] for row in table]


@pytest.mark.parametrize(("what", "content", "message"), FILES, ids=ids(FILES))
def test_long_file(tmp_path: Path, what: str, content: bytes, message: str) -> None:
    path = tmp_path / "scores.csv"
    path.write_bytes(content)
    assert refused(path) == message, what


@pytest.mark.parametrize(("what", "content", "scores", "notice"), READ, ids=[row[0] for row in READ])
def test_what_is_read_all_the_same(
    tmp_path: Path, what: str, content: bytes, scores: list[tuple[str, float]], notice: str
) -> None:
    path = tmp_path / "scores.csv"
    path.write_bytes(content)
    with open_scores(Reading(path=path, today=TODAY, minimum=0, maximum=27, score_name="PHQ-9")) as file:
        pieces = list(file.pieces())
        said = "; ".join(file.notices)
    assert [(c, v) for one in pieces for c, v in zip(one.clients, one.scores.tolist(), strict=True)] == scores, what
    assert (notice in said) if notice else not said, said


@pytest.mark.parametrize(("what", "content", "message"), BASELINES, ids=ids(BASELINES))
def test_file_with_baselines(tmp_path: Path, what: str, content: bytes, message: str) -> None:
    path = tmp_path / "scores.csv"
    path.write_bytes(b"id,total,day,intake\n" + content)
    assert refused(path, columns=parse_columns(BASELINE)) == message, what


@pytest.mark.parametrize(("what", "content", "message"), WIDE, ids=ids(WIDE))
def test_wide_file(tmp_path: Path, what: str, content: bytes, message: str) -> None:
    path = tmp_path / "scores.csv"
    path.write_bytes(content)
    assert refused(path, wide=parse_wide("pre@0,post@8"), unit="week") == message, what


@pytest.mark.parametrize(("what", "query", "message"), PARQUET, ids=[row[0] for row in PARQUET])
def test_parquet_file(tmp_path: Path, what: str, query: str, message: str) -> None:
    path = tmp_path / "scores.parquet"
    with duckdb.connect() as writer:
        writer.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    assert refused(path) == message, what


def test_a_parquet_file_that_is_cut_off_damaged_or_none(tmp_path: Path) -> None:
    path = tmp_path / "scores.parquet"
    with duckdb.connect() as writer:
        writer.execute(f"COPY (SELECT range AS client FROM range(9999)) TO '{path}' (FORMAT parquet)")  # noqa: S608
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert refused(path) == "expected a whole Parquet file, found one that is cut off"
    path.write_bytes(whole[:40] + b"\xff" * (len(whole) - 44) + whole[-4:])
    assert refused(path) == "expected a Parquet file that can be read, found a damaged one"
    path.write_bytes(b"client,score,day\na,1,7\n")
    assert refused(path) == "expected a Parquet file, found something else under that name"


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.csv") == "expected a file, found none of this name"
    assert refused(tmp_path) == "expected a file, found a folder"


def test_the_file_is_named_as_the_user_gave_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.csv").write_bytes(b"")
    problem = "expected a header and at least one row, found an empty file"
    assert refused(Path("mine.csv")) == problem
