"""Writing columns as a table: CSV, TSV or Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

import duckdb
from numpy.typing import NDArray

from unstuck.errors import BadInput
from unstuck.population.engines import queries
from unstuck.population.engines.records import LONGEST_ROW
from unstuck.population.engines.sources import literal, literally

SEPARATORS: Mapping[str, str] = {".csv": ",", ".tsv": "\t"}
FORMATS = (*SEPARATORS, ".parquet")
"""The formats, by the end of the file's name."""

NO_ROOM = "expected room for the file where it is to be written"

_ALL = Template("SELECT * FROM $rows")

LONGEST_LINE = 4 * LONGEST_ROW
"""Bytes of a line that `csv_to_parquet` reads: a client's name is at most a whole row that was read."""


def table_format(path: Path) -> str:
    """Return the format that the file's name asks for, one of FORMATS; BadInput where it names none."""
    if path.suffix.lower() not in FORMATS:
        raise BadInput(f"expected a name that ends in {', '.join(FORMATS)}", file=path)
    return path.suffix.lower()


def write_table(path: Path, columns: Mapping[str, NDArray[Any]], form: str) -> None:
    """Write columns of equal length (text as objects, dates as datetime64[D]) in that format, one of FORMATS.

    The same columns give the same bytes. Raises BadInput where there is no room for the file.
    """
    dates = {name for name, values in columns.items() if values.dtype.kind == "M"}
    # DuckDB takes dates from numpy only as microseconds.
    table = {name: values.astype("datetime64[us]") if name in dates else values for name, values in columns.items()}
    wanted = ", ".join(f'"{name}"::DATE AS "{name}"' if name in dates else f'"{name}"' for name in columns)
    with duckdb.connect() as engine:
        engine.register("given", table)
        try:
            _write(engine.view("given").project(wanted), path, form)
        except duckdb.IOException as problem:
            raise BadInput(NO_ROOM, file=path.parent) from problem


def _write(rows: duckdb.DuckDBPyRelation, path: Path, suffix: str) -> None:
    if suffix == ".parquet":
        rows.write_parquet(str(path))
    else:
        rows.write_csv(str(path), sep=SEPARATORS[suffix], header=True)


def csv_to_parquet(source: Path, target: Path, types: Mapping[str, str]) -> None:
    """Rewrite a CSV of ours as Parquet, row by row as DuckDB reads it; `types` are DuckDB's, by column."""
    columns = ", ".join(f"{literal(name)}: {literal(form)}" for name, form in types.items())
    rows = queries.READ_CSV.substitute(columns=columns, delimiter=literal(","), longest=LONGEST_LINE)
    with duckdb.connect() as engine:
        try:
            engine.sql(_ALL.substitute(rows=rows), params=[literally(source)]).write_parquet(str(target))
        except duckdb.IOException as problem:
            raise BadInput(NO_ROOM, file=target.parent) from problem
