"""What the rows of a file become: clients in order of appearance, their scores in order of time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from unstuck.errors import BadInput
from unstuck.population.engines.scores import (
    Columns,
    Piece,
    Reading,
    ScoreFile,
    occasion_label,
    open_scores,
    parse_columns,
    parse_wide,
)

Found = dict[str, list[tuple[float, float, float]]]


def reading(path: Path, **how: Any) -> Reading:
    today = date(2026, 11, 22)
    return Reading(**{"path": path, "today": today, "minimum": 0, "maximum": 63, "score_name": "BDI-II", **how})


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "scores.csv"


def opened(path: Path, content: str, **how: Any) -> ScoreFile:
    path.write_text(content, encoding="utf-8")
    return open_scores(reading(path, **how))


def collected(pieces: Iterable[Piece]) -> Found:
    """(occasion, time, score) of each client, in the order in which they come."""
    found: Found = {}
    for piece in pieces:
        for at, client in enumerate(piece.clients):
            rows = slice(int(piece.starts[at]), int(piece.starts[at + 1]))
            values = zip(piece.occasions[rows], piece.times[rows], piece.scores[rows], strict=True)
            found[client] = [(float(o), float(t), float(s)) for o, t, s in values]
    return found


@pytest.mark.parametrize(
    "rows",
    [
        ("b,1,7", "b,4,5", "c,0,", "a,0.5,8", "a,2,9"),
        ("b,4,5", "b,1,7", "c,0,", "a,2,9", "a,0.5,8"),
        ("b,3,", "b,1,7", "b,4,5", "c,0,", "a,0.5,8", "a,2,9"),
        ("b,1,7", "c,0,", "a,0.5,8", "b,4,5", "a,2,9"),
        ("b,1,7", "b,4,5", "c,0,", "a,0.5,8", "a,2,9", "b,4,5"),
    ],
    ids=["in order", "times run back", "a first row without a score", "by turns", "the first client comes again"],
)
def test_a_clients_rows_together_or_not_give_the_same(csv: Path, rows: tuple[str, ...]) -> None:
    """Rows that stand together are read by a shorter way: it must not show."""
    with opened(csv, "\n".join(["client,week,score", *rows, ""])) as file:
        assert (file.clients, file.rows) == (3, 4)
        assert collected(file.pieces(2)) == {
            "b": [(1.0, 0.0, 7.0), (4.0, 21.0, 5.0)],
            "c": [],
            "a": [(0.5, 0.0, 8.0), (2.0, 10.5, 9.0)],
        }
        assert list(collected(file.pieces())) == ["b", "c", "a"]


def test_rows_in_any_order(csv: Path) -> None:
    with opened(csv, "score,client,week\n5,b,4\n9,a,2\n7,b,1\n8,a,0.5\n") as file:
        assert (file.unit, file.clients, file.rows, file.notices) == ("week", 2, 4, ())
        # b appears first; weeks are 7 days, counted from each client's own first score.
        assert collected(file.pieces()) == {
            "b": [(1.0, 0.0, 7.0), (4.0, 21.0, 5.0)],
            "a": [(0.5, 0.0, 8.0), (2.0, 10.5, 9.0)],
        }


@pytest.mark.parametrize(("unit", "days"), [("day", 1.0), ("week", 7.0), ("month", 30.4375), ("session", 1.0)])
def test_times_in_days_or_sessions(csv: Path, unit: str, days: float) -> None:
    with opened(csv, f"client,score,{unit}\na,9,2\na,8,4\n") as file:
        assert collected(file.pieces()) == {"a": [(2.0, 0.0, 9.0), (4.0, 2 * days, 8.0)]}


def test_dates_and_time_stamps_are_days_since_1970(csv: Path) -> None:
    # 2026-01-01 is 56 years (14 of them leap years) after 1970-01-01: 56 * 365 + 14 = 20454 days.
    rows = "a,9,2026-01-01\na,8,2026-01-08T23:30:00+02:00\na,7,1969-12-31\n"
    with opened(csv, "client,score,date\n" + rows) as file:
        found = collected(file.pieces())["a"]
    assert [(occasion, score) for occasion, _, score in found] == [
        (-1.0, 7.0),
        (20454.0, 9.0),
        (20461.0, 8.0),
    ]
    assert [occasion_label("date", row[0]) for row in found] == ["1969-12-31", "2026-01-01", "2026-01-08"]


def test_labels_are_the_numbers_of_the_file() -> None:
    assert [occasion_label("week", value) for value in (3.0, -2.0, 0.5)] == [3, -2, 0.5]
    assert isinstance(occasion_label("session", 3.0), int)


def test_the_usual_names_whatever_their_case(csv: Path) -> None:
    with opened(csv, "Date,CLIENT,Score,note\n2026-01-01,a,9,x\n") as file:
        assert (file.unit, collected(file.pieces())) == ("date", {"a": [(20454.0, 0.0, 9.0)]})


def test_named_columns_and_usual_names_together(csv: Path) -> None:
    with opened(csv, "client,phq,day\na,9,0\n", columns=parse_columns("score=phq")) as file:
        assert collected(file.pieces()) == {"a": [(0.0, 0.0, 9.0)]}


def test_spaces_around_cells_and_names_do_not_count(csv: Path) -> None:
    with opened(csv, " client ,score, day\n a ,9 , 0\na, 8,\t7\n") as file:
        assert collected(file.pieces()) == {"a": [(0.0, 0.0, 9.0), (7.0, 7.0, 8.0)]}


def test_scores_between_whole_points(csv: Path) -> None:
    with opened(csv, "client,score,day\na,12.5,0\n") as file:
        assert collected(file.pieces())["a"] == [(0.0, 0.0, 12.5)]


def test_repeated_rows_count_once_with_a_notice(csv: Path) -> None:
    with opened(csv, "client,score,day\na,9,0\nb,9,0\na,9.0,0\na,9,0.0\n") as file:
        assert (file.clients, file.rows) == (2, 2)
        assert file.notices == ("2 repeated scores were counted once",)
        assert collected(file.pieces()) == {"a": [(0.0, 0.0, 9.0)], "b": [(0.0, 0.0, 9.0)]}


def test_a_client_without_scores_is_kept(csv: Path) -> None:
    rows = "a,NA,0\nb,9,0\nc,,x\n,,\n"
    with opened(csv, "client,score,day\n" + rows, missing=("NA",)) as file:
        assert file.notices == ("2 clients have no score",)
        (piece,) = file.pieces()
    assert piece.clients.tolist() == ["a", "b", "c"]
    assert piece.starts.tolist() == [0, 0, 1, 1]


def test_a_missing_number_means_scores_and_times_but_no_client(csv: Path) -> None:
    with opened(csv, "client,score,day\n9,9,0\n9,9.0,1\n9,8,2\n", missing=("9",)) as file:
        assert collected(file.pieces()) == {"9": [(2.0, 0.0, 8.0)]}


def test_the_time_of_a_missing_score_is_not_looked_at(csv: Path) -> None:
    with opened(csv, "client,score,date\na,9,2026-01-01\na,,2027-01-01\na,,\n") as file:
        assert (file.rows, file.notices) == (1, ())


class TestBaseline:
    how = parse_columns("client=id,score=total,day=day,baseline=intake")

    def found(self, csv: Path, rows: str) -> tuple[Found, tuple[str, ...]]:
        with opened(csv, "id,total,day,intake\n" + rows, columns=self.how) as file:
            return collected(file.pieces()), file.notices

    def test_it_is_the_score_at_time_zero(self, csv: Path) -> None:
        found, notices = self.found(csv, "a,5,7,9\nb,6,7,8\na,4,14,9\n")
        assert found == {
            "a": [(0.0, 0.0, 9.0), (7.0, 7.0, 5.0), (14.0, 14.0, 4.0)],
            "b": [(0.0, 0.0, 8.0), (7.0, 7.0, 6.0)],
        }
        assert notices == ()

    def test_equal_to_a_row_at_time_zero_it_counts_once(self, csv: Path) -> None:
        found, notices = self.found(csv, "a,9,0,\na,5,7,9\n")
        assert found == {"a": [(0.0, 0.0, 9.0), (7.0, 7.0, 5.0)]}
        assert notices == ()

    def test_rows_that_repeat_at_time_zero_are_still_noticed(self, csv: Path) -> None:
        found, notices = self.found(csv, "a,9,0,9\na,9,0,9\n")
        assert found == {"a": [(0.0, 0.0, 9.0)]}
        assert notices == ("1 repeated score was counted once",)

    def test_a_screening_before_it_is_the_first_score(self, csv: Path) -> None:
        found, _ = self.found(csv, "a,10,-14,9\n")
        assert found == {"a": [(-14.0, 0.0, 10.0), (0.0, 14.0, 9.0)]}

    def test_where_it_is_empty_other_rows_give_it(self, csv: Path) -> None:
        found, _ = self.found(csv, "a,5,7,\na,,,9\nb,6,7,\n")
        assert found == {"a": [(0.0, 0.0, 9.0), (7.0, 7.0, 5.0)], "b": [(7.0, 0.0, 6.0)]}

    def test_without_a_time_zero_it_is_refused(self, csv: Path) -> None:
        columns = Columns(client="id", score="total", unit="date", time="day", baseline="intake")
        with pytest.raises(BadInput, match="dates have no time 0"):
            opened(csv, "id,total,day,intake\na,5,2026-01-01,9\n", columns=columns)


class TestWide:
    wide = parse_wide("post@2,pre@0")

    def test_every_row_is_a_client(self, csv: Path) -> None:
        with opened(csv, "drug,pre,post\nx,29,2\ny,32,NA\n", wide=self.wide, unit="month", missing=("NA",)) as file:
            assert file.unit == "month"
            assert collected(file.pieces()) == {
                "1": [(0.0, 0.0, 29.0), (2.0, 60.875, 2.0)],
                "2": [(0.0, 0.0, 32.0)],
            }

    def test_the_ninth_row_comes_before_the_tenth(self, csv: Path) -> None:
        rows = "".join(f"{row},0\n" for row in range(1, 12))
        with opened(csv, "pre,post\n" + rows, wide=self.wide, unit="week") as file:
            assert list(collected(file.pieces(4))) == [str(row) for row in range(1, 12)]

    def test_with_a_client_column_rows_of_one_client_belong_together(self, csv: Path) -> None:
        columns = parse_columns("client=id")
        with opened(csv, "id,pre,post\na,9,\nb,8,7\na,9,5\n", columns=columns, wide=self.wide, unit="day") as file:
            assert collected(file.pieces()) == {
                "a": [(0.0, 0.0, 9.0), (2.0, 2.0, 5.0)],
                "b": [(0.0, 0.0, 8.0), (2.0, 2.0, 7.0)],
            }
            assert file.notices == ("1 repeated score was counted once",)

    @pytest.mark.parametrize(
        ("how", "problem"),
        [
            ({"wide": wide}, "^--unit: expected day, week, month or session"),
            ({"wide": wide, "unit": "date"}, "^--unit: expected day, week, month or session"),
            ({"unit": "day"}, "^--unit: expected only together with --wide"),
            (
                {"wide": wide, "unit": "day", "columns": Columns(score="pre")},
                "^--columns: expected only client=",
            ),
            (
                {"wide": parse_wide("pre@-1"), "unit": "session"},
                "^--wide: expected session numbers of 0 or more",
            ),
        ],
    )
    def test_options_that_do_not_go_together(self, csv: Path, how: dict[str, Any], problem: str) -> None:
        with pytest.raises(BadInput, match=problem):
            opened(csv, "pre,post\n1,2\n", **how)


@pytest.mark.parametrize("last", ["", "a,18,5"])
def test_a_score_below_all_others_with_no_client_is_named(csv: Path, last: str) -> None:
    """Also where the rows of each client stand together, which is read by a shorter way."""
    rows = "".join(f"{client},{day},9\n" for client in "ab" for day in range(9))
    with pytest.raises(BadInput, match="row 20, column 'client': expected a client beside the score"):
        opened(csv, f"client,day,score\n{rows},18,5\n{last}\n")


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_pieces_hold_whole_clients_and_can_be_asked_for_again(csv: Path, size: int) -> None:
    rows = "".join(f"c{client},{client},{day}\n" for day in (7, 0, 3) for client in (4, 2, 0, 1, 3))
    with opened(csv, "client,score,day\n" + rows) as file:
        pieces = list(file.pieces(size))
        assert [len(piece.clients) for piece in pieces[:-1]] == [size] * (len(pieces) - 1)
        for named, plain in zip(pieces, file.pieces(size, named=False), strict=True):
            assert plain.clients.tolist() == [None] * len(named.clients)
            assert (plain.starts.tolist(), plain.scores.tolist()) == (named.starts.tolist(), named.scores.tolist())
        assert (
            collected(pieces)
            == collected(file.pieces())
            == {f"c{client}": [(day, day, client) for day in (0.0, 3.0, 7.0)] for client in (4, 2, 0, 1, 3)}
        )


def test_the_arrays_have_the_promised_types(csv: Path) -> None:
    with opened(csv, "client,score,day\n1,9,0\n") as file:
        (piece,) = file.pieces()
    kinds = [piece.starts.dtype, piece.times.dtype, piece.occasions.dtype, piece.scores.dtype]
    assert kinds == [np.int64, np.float64, np.float64, np.float64]
    assert type(piece.clients[0]) is str


def test_first_scores_by_occasion(csv: Path) -> None:
    rows = "a,9,5\na,8,1\nb,,\nc,7,3\nd,6,-2\nd,1,9\n"
    with opened(csv, "client,score,day\n" + rows) as file:
        occasions, scores = file.first_scores()
    assert (occasions.tolist(), scores.tolist()) == ([-2.0, 1.0, 3.0], [6.0, 8.0, 7.0])


def test_parquet_columns_of_any_type(tmp_path: Path) -> None:
    path = tmp_path / "scores.parquet"
    query = (
        "SELECT * FROM (VALUES (1503, 12.5::DECIMAL(4, 1), TIMESTAMP '2026-01-01 10:00:00'), "
        "(1503, NULL, NULL), (7, -9, NULL), (1503, 11, TIMESTAMP '2025-12-31 23:59:59')) "
        "t(client, score, date)"
    )
    with duckdb.connect() as writer:
        writer.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    with open_scores(reading(path, missing=("-9",))) as file:
        assert collected(file.pieces()) == {"1503": [(20453.0, 0.0, 11.0), (20454.0, 1.0, 12.5)], "7": []}
