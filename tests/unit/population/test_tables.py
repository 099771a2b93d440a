"""Tables are written whole or not at all, in the format that the name says."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from numpy.typing import NDArray

from unstuck.errors import BadInput
from unstuck.population.engines.tables import table_format, write_table


def table() -> dict[str, NDArray[Any]]:
    return {
        "client": np.array(["C1", 'a "b", c'], dtype=object),
        "date": np.array(["2026-01-05", "2025-12-31"], dtype="datetime64[D]"),
        "score": np.array([14, 3]),
        "latent": np.array([13.25, 2.5]),
    }


def test_csv_and_tsv_are_plain_text(tmp_path: Path) -> None:
    for suffix, separator in ((".csv", ","), (".TSV", "\t")):
        write_table(tmp_path / f"a{suffix}", table(), suffix.lower())
        with (tmp_path / f"a{suffix}").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, delimiter=separator))
        assert rows == [
            ["client", "date", "score", "latent"],
            ["C1", "2026-01-05", "14", "13.25"],
            ['a "b", c', "2025-12-31", "3", "2.5"],
        ]


def test_parquet_keeps_the_types(tmp_path: Path) -> None:
    path = tmp_path / "o'clock.parquet"
    write_table(path, table(), ".parquet")
    with duckdb.connect() as engine:
        rows = engine.read_parquet(str(path))
        assert [str(kind) for kind in rows.types] == ["VARCHAR", "DATE", "BIGINT", "DOUBLE"]
        assert [row[2] for row in rows.fetchall()] == [14, 3]


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".parquet"])
def test_the_same_columns_give_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    many = {"n": np.arange(300_000), "half": np.arange(300_000) / 2}
    for name in ("one", "two"):
        write_table(tmp_path / f"{name}{suffix}", many, suffix)
    assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


@pytest.mark.parametrize(("name", "form"), [("a.csv", ".csv"), ("A.TSV", ".tsv"), ("b.csv.parquet", ".parquet")])
def test_the_name_says_the_format(name: str, form: str) -> None:
    assert table_format(Path(name)) == form


@pytest.mark.parametrize("name", ["a.xls", "csv", "a.csv.gz"])
def test_a_name_without_a_known_format_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match=r"expected a name that ends in \.csv, \.tsv, \.parquet"):
        table_format(Path(name))


def test_no_room_is_bad_input() -> None:
    with pytest.raises(BadInput, match="expected room for the file"):
        write_table(Path("/dev/full"), table(), ".csv")
