"""A Parquet file keeps its numbers and dates as such: what is read and said is that of the same file as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.unit.population.test_reading_scores import collected, reading
from unstuck.errors import BadInput
from unstuck.instruments import load
from unstuck.population.engines.questions import Settled
from unstuck.population.engines.scores import open_scores, parse_columns

DATED = "client VARCHAR, date DATE, score BIGINT, rater VARCHAR, note VARCHAR"
COUNTED = "client VARCHAR, week DOUBLE, score DOUBLE, rater VARCHAR, note VARCHAR"
DAYS = "client VARCHAR, day BIGINT, score INTEGER, rater VARCHAR, note VARCHAR"

BY_DAY = parse_columns("client=day,day=day")
IN_ORDER = "('a', '2026-01-05', 20, 'self', 'x'), ('a', '2026-01-12', 15, 'self', 'x'), ('b', '2026-02-02', 9, '', 'y')"
NANOSECONDS = f"('a', 0, 9, '', ''), ('a', {7 * 86_400_000_000_000}, 8, '', '')"

TABLES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "in order": (DATED, IN_ORDER, {}),
    "cells that are empty": (
        DATED,
        f"{IN_ORDER}, ('b', NULL, NULL, NULL, NULL), ('c', '2026-03-01', NULL, '', '')",
        {},
    ),
    "a score without a day": (DATED, f"{IN_ORDER}, ('b', NULL, 3, 'self', '')", {}),
    "a score without a client": (DATED, f"{IN_ORDER}, (NULL, '2026-03-01', 3, 'self', '')", {}),
    "a score out of range": (DATED, f"{IN_ORDER}, ('b', '2026-03-01', 64, 'self', '')", {}),
    "a usual mark for no value": (DATED, f"{IN_ORDER}, ('b', '2026-03-01', -9, 'self', '')", {}),
    "a mark that was named": (DATED, f"{IN_ORDER}, ('b', '2026-03-01', -9, 'self', '')", {"missing": ("-9",)}),
    "a name that was given as a mark": (DATED, IN_ORDER, {"missing": ("b", "self")}),
    "a day in the future": (DATED, f"{IN_ORDER}, ('b', '2036-03-01', 3, 'self', '')", {}),
    "a day long ago": (DATED, f"{IN_ORDER}, ('b', '1026-03-01', 3, 'self', '')", {}),
    "a day before Christ": (DATED, f"{IN_ORDER}, ('b', '0044-03-15 (BC)', 3, 'self', '')", {}),
    "a day after year 9999": (DATED, f"{IN_ORDER}, ('b', '10000-03-01', 3, 'self', '')", {}),
    "a day without end": (DATED, f"{IN_ORDER}, ('b', 'infinity', 3, 'self', '')", {}),
    "a day that programs write": (DATED, f"{IN_ORDER}, ('c', '1970-01-01', 3, 'self', '')", {}),
    "two faults": (DATED, f"{IN_ORDER}, ('c', 'infinity', 99, 'self', ''), ('d', '2046-01-01', 77, '', '')", {}),
    "out of order, and a repeat": (DATED, f"('b', '2026-03-01', 3, '', ''), {IN_ORDER}, {IN_ORDER}", {}),
    "another score at the same time": (DATED, f"{IN_ORDER}, ('a', '2026-01-12', 16, 'other', 'z')", {}),
    "rows that were chosen": (DATED, IN_ORDER, {"settled": Settled(where=(("rater", "self"),))}),
    "rows chosen by a score": (DATED, IN_ORDER, {"settled": Settled(where=(("score", "15"),))}),
    "rows chosen by a word": (DATED, IN_ORDER, {"settled": Settled(where=(("score", "many"), ("date", "2026-01-12")))}),
    "two raters by turns": (
        DATED,
        ", ".join(
            f"('{client}', '2026-0{month}-{day}', {score + month}, '{rater}', '')"
            for client in "abcd"
            for month in range(1, 5)
            for day, score, rater in (("05", 20, "self"), ("06", 2, " clinician\t"))
        ),
        {},
    ),
    "a word that sums up beside a day": (
        DATED,
        f"{IN_ORDER}, (NULL, '2026-03-01', NULL, '', ''), ('Total', NULL, 44, '', '')",
        {},
    ),
    "many kinds beside the score": (
        DATED,
        ", ".join(f"('c{at}', '2026-01-05', 9, 'it''s {at}', ' {at % 3}')" for at in range(60)),
        {"settled": Settled(where=(("rater", "it's 7"), ("rater", "it's 8"), ("note", "1")))},
    ),
    "no rater anywhere": (DATED, "('a', '2026-01-05', 9, NULL, NULL)", {}),
    "further kinds further down": (
        DATED,
        ", ".join(f"('c{at}', '2026-01-05', 9, 'r{max(at - 2_000, 0)}', 'x')" for at in range(2_070)),
        {"settled": Settled(where=(("rater", "r1"), ("rater", "r69")))},
    ),
    "fractions": (COUNTED, "('a', 0, 20.5, '', ''), ('a', 1.1, 19.25, '', ''), ('a', 0.1, 0.1, '', '')", {}),
    "no numbers": (COUNTED, "('a', 0, 'nan', '', ''), ('a', 'inf', 3, '', ''), ('b', 1, '-inf', '', '')", {}),
    "far away": (COUNTED, "('a', 0, 3, '', ''), ('a', 1e300, 3, '', '')", {}),
    "weeks of a calendar": (COUNTED, "('a', 50, 3, '', ''), ('a', 52, 3, '', ''), ('a', 2, 3, '', '')", {}),
    "days counted in nanoseconds": (DAYS, NANOSECONDS, {}),
    "a calendar's year, month and day": (
        "client VARCHAR, year BIGINT, month BIGINT, day BIGINT, score BIGINT",
        "('a', 2026, 1, 5, 9), ('a', 2026, 2, 30, 8), ('b', 2026, 3, 1, 7)",
        {"columns": parse_columns("date=year+month+day")},
    ),
    "the same column twice": (DAYS, "('a', 1, 9, '', '')", {"columns": parse_columns("day=score")}),
    "clients named by their days": (DAYS, "('a', 1, 9, '', ''), ('a', 2, 8, '', '')", {"columns": BY_DAY}),
    "teams named by a score": (DAYS, "('a', 1, 9, '', ''), ('b', 2, 8, '', '')", {"attributes": ("score",)}),
    "a client who is a number": (
        "client BIGINT, week INTEGER, score SMALLINT",
        "(7, 0, 9), (7, 1, 8), (NULL, 2, 8)",
        {},
    ),
    "answers beside the total": (
        f"client VARCHAR, date DATE, score BIGINT, {', '.join(f'phq9_{n} BIGINT' for n in range(1, 10))}",
        "('a', '2026-01-05', 9, 1, 1, 1, 1, 1, 1, 1, 1, 1), ('b', '2026-01-05', 7, 1, 1, 1, 1, 1, 1, 1, 0, 0)",
        {"instrument": load("PHQ-9"), "minimum": 0, "maximum": 27, "score_name": "PHQ-9"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("provisional", [False, True], ids=["read", "looked at"])
def test_what_is_read_and_said_is_that_of_the_same_file_as_text(tmp_path: Path, name: str, provisional: bool) -> None:
    columns, rows, how = TABLES[name]
    with duckdb.connect() as writer:
        writer.execute(f"CREATE TABLE given ({columns})")
        writer.execute(f"INSERT INTO given VALUES {rows}")  # noqa: S608
        writer.execute(f"COPY given TO '{tmp_path}/typed.parquet'")
        writer.table("given").project("COLUMNS(*)::VARCHAR").write_csv(f"{tmp_path}/text.csv")
    how = {**how, "provisional": provisional}
    assert said(tmp_path / "typed.parquet", how) == said(tmp_path / "text.csv", how)


def said(path: Path, how: dict[str, Any]) -> tuple[object, ...]:
    """What becomes of a file: its scores with their rows and what is said beside them, or the refusal."""
    try:
        with open_scores(reading(path, **how)) as file:
            firsts = [column.tolist() for column in file.first_scores()]
            return collected(file.pieces()), file.row_numbers().tolist(), firsts, file.notices, file.safety_answers
    except BadInput as refusal:
        return (str(refusal).replace(path.name, "file"),)
