"""Files as programs write them: encodings, delimiters, line ends, names; and what is left behind."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.unit.population.test_reading_scores import collected, reading
from unstuck.errors import BadInput
from unstuck.population.engines import records, sources
from unstuck.population.engines.scores import open_scores, parse_wide

EXPECTED = {"a": [(0.0, 0.0, 9.0), (7.0, 7.0, 8.0)], "b": [(0.0, 0.0, 7.0)]}
ROWS = "FROM (VALUES ('a', 9, 0), ('a', 8, 7), ('b', 7, 0)) t(client, score, day)"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"client,score,day\na,9,0\na,8,7\nb,7,0\n"),
        ("no-end-of-line.csv", b"client,score,day\na,9,0\na,8,7\nb,7,0"),
        ("bom.csv", b"\xef\xbb\xbfclient,score,day\na,9,0\na,8,7\nb,7,0\n"),
        ("crlf.csv", b"client,score,day\r\na,9,0\r\na,8,7\r\nb,7,0\r\n"),
        ("cr.csv", b"client,score,day\ra,9,0\ra,8,7\rb,7,0\r"),
        ("mixed.csv", b"client,score,day\r\na,9,0\na,8,7\r\nb,7,0\n"),
        ("blank-lines.csv", b"client,score,day\na,9,0\n\na,8,7\nb,7,0\n\n\n"),
        ("quoted.csv", b'"client","score","day"\n"a","9","0"\n"a","8","7"\n"b","7","0"\n'),
        ("semicolons.csv", b"client;score;day\na;9;0\na;8;7\nb;7;0\n"),
        ("commas-in-quotes.csv", b'"note, a, b, c";client;score;day\nx;a;9;0\nx;a;8;7\nx;b;7;0\n'),
        ("tabs.tsv", b"client\tscore\tday\na\t9\t0\na\t8\t7\nb\t7\t0\n"),
        ("tabs.csv", b"client\tscore\tday\na\t9\t0\na\t8\t7\nb\t7\t0\n"),
        ("one-delimiter-more.csv", b"client,score,day\na,9,0,\na,8,7,\nb,7,0,\n"),
        ("notes.csv", b'client,score,day,note\r\na,9,0,"x\ny"\r\na,8,7,"say ""no"""\r\nb,7,0,# no\r\n'),
        (
            "long-note.csv",
            b'client,score,day,"no\nte"\r\na,9,0,' + b"x" * 200_000 + b"\r\na,8,7,\r\nb,7,0,\r\n",
        ),
        ("break-in-cell.csv", b'client,score,day,"no\nte"\ra,9,0,"x\ry"\ra,8,7,"x\r\ny"\rb,7,0,\r'),
        # DuckDB 2.0 loses every row of this one, without an error.
        ("break-in-header.csv", b'client,score,day,"no\nte"\r\na,9,0,x\r\na,8,7,\r\nb,7,0,\r\n'),
    ],
)
def test_text_in_every_dress(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with open_scores(reading(path)) as file:
        assert collected(file.pieces()) == EXPECTED


@pytest.mark.parametrize("name", ["a'; drop.csv", "scores[1]*.csv", "a?.csv", "{a,b}.csv", "ü ñ.csv", "x=1.csv"])
def test_a_name_is_taken_literally(tmp_path: Path, name: str) -> None:
    for other in ("scores1x.csv", "ab.csv", "a.csv", "b.csv"):
        (tmp_path / other).write_bytes(b"client,score,day\nwrong,1,0\n")
    (tmp_path / name).write_bytes(b"client,score,day\na,9,0\na,8,7\nb,7,0\n")
    with open_scores(reading(tmp_path / name)) as file:
        assert collected(file.pieces()) == EXPECTED


def test_the_path_is_no_partition(tmp_path: Path) -> None:
    folder = tmp_path / "score=3" / "day=1" / "site=x"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_bytes(b"client,score,day\na,9,0\na,8,7\nb,7,0\n")
    with duckdb.connect() as writer:
        writer.execute(f"COPY ({ROWS}) TO '{folder}/a.parquet'")
    for name in ("a.csv", "a.parquet"):
        with open_scores(reading(folder / name)) as file:
            assert collected(file.pieces()) == EXPECTED


def test_parquet_by_content_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "scores[1].csv"
    with duckdb.connect() as writer:
        writer.execute(f"COPY ({ROWS}) TO '{tmp_path}/plain.parquet'")
    (tmp_path / "plain.parquet").rename(path)
    with open_scores(reading(path)) as file:
        assert collected(file.pieces()) == EXPECTED


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    path = tmp_path / "scores.csv"
    path.write_bytes(b"client,score,day\r\na,9,0\na,8,7\r\n")
    with open_scores(reading(path)):
        assert len(list(scratch.iterdir())) == 1
    assert not list(scratch.iterdir())
    path.write_bytes(b"client,score,day\na,ten,0\n")
    with pytest.raises(BadInput):
        open_scores(reading(path))
    assert not list(scratch.iterdir())
    assert {entry.name for entry in tmp_path.iterdir()} == {"scratch", "scores.csv"}


def test_a_blank_line_of_a_single_column_is_an_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "pre.csv"
    path.write_bytes(b"pre\n9\n\n8\n")
    wide = parse_wide("pre@0")
    with open_scores(reading(path, wide=wide, unit="week")) as file:
        assert collected(file.pieces()) == {"1": [(0.0, 0.0, 9.0)], "2": [], "3": [(0.0, 0.0, 8.0)]}
    path.write_bytes(b"pre\n9\n\nx\n")
    with pytest.raises(BadInput, match=r"row 4, column 'pre'"):
        open_scores(reading(path, wide=wide, unit="week"))


def test_a_bad_byte_after_a_character_that_two_chunks_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "scores.csv"
    # The header has 17 bytes and the face four: chunks of 20 bytes cut it after its third.
    path.write_bytes("client,score,day\n😀".encode() + b"\xff\nb,1,0\n")
    monkeypatch.setattr(records, "_CHUNK", 20)
    with pytest.raises(BadInput, match=r"row 2: expected text in UTF-8, found bytes of another encoding"):
        open_scores(reading(path))


def test_more_rows_than_the_memory_holds(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    rows = (f"client {row * 7919 % 60_000},{row % 27},{row // 60_000}" for row in range(600_000))
    path.write_text("\n".join(["client,score,day", *rows]), encoding="utf-8")
    # 600,000 rows of text are some 40 MB in DuckDB's tables, and are sorted beside that.
    with open_scores(reading(path), memory="30MB") as file:
        assert (file.clients, file.rows) == (60_000, 600_000)
        pieces = list(file.pieces())
    assert pieces[0].clients[:3].tolist() == ["client 0", "client 7919", "client 15838"]
    assert pieces[0].scores[:10].tolist() == [60_000 * day % 27 for day in range(10)]
    assert sum(piece.scores.sum() for piece in pieces) == sum(row % 27 for row in range(600_000))


def test_memory_that_cannot_do_is_said_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_bytes(b"client,score,day\n" + b"a,9,0\n" * 400_000)
    with pytest.raises(BadInput, match=r"expected a file that 1MB of memory .* found a larger one"):
        open_scores(reading(path), memory="1MB")


def test_rows_that_duckdb_loses_are_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of rows is checked against the number of lines, so that no row is lost in silence."""
    path = tmp_path / "scores.csv"
    path.write_bytes(b"client,score,day\na,9,0\na,8,7\nb,7,0\n")
    fill: Callable[..., int] = sources._fill
    calls: list[object] = []

    def losing(*given: object) -> int:
        calls.append(given[2])
        return fill(*given) - (len(calls) == 1)

    monkeypatch.setattr(sources, "_fill", losing)
    with open_scores(reading(path)) as file:
        assert collected(file.pieces()) == EXPECTED
    assert calls[0] == path
    assert calls[1:] != []
