"""Writing columns as a table: CSV, TSV or Parquet, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from numpy.typing import NDArray

from unstuck.errors import BadInput

SEPARATORS: Mapping[str, str] = {".csv": ",", ".tsv": "\t"}
FORMATS = (*SEPARATORS, ".parquet")
"""The formats, by the end of the file's name."""


def check_table_path(path: Path) -> None:
    """Raise BadInput where no table can be written: an unknown format, no such folder, a folder itself."""
    if path.suffix.lower() not in FORMATS:
        raise BadInput(f"expected a name that ends in {', '.join(FORMATS)}", file=path)
    if not path.parent.is_dir():
        raise BadInput("expected a folder that exists", file=path.parent)
    if path.is_dir():
        raise BadInput("expected a file, found a folder", file=path)


def write_table(path: Path, columns: Mapping[str, NDArray[Any]]) -> None:
    """Write columns of equal length (text as objects, dates as datetime64[D]) in the format that the
    suffix names.

    The same columns give the same bytes. Raises BadInput as `check_table_path` does; a file that stood
    there is replaced only when the new one is complete.
    """
    check_table_path(path)
    try:
        _write_whole(path, columns)
    except OSError as problem:
        raise BadInput(f"expected a file that can be written ({problem.strerror})", file=path) from problem
    except duckdb.IOException as problem:
        raise BadInput("expected a file that can be written and room for it", file=path) from problem


def _write_whole(path: Path, columns: Mapping[str, NDArray[Any]]) -> None:
    dates = {name for name, values in columns.items() if values.dtype.kind == "M"}
    # DuckDB takes dates from numpy only as microseconds.
    table = {name: values.astype("datetime64[us]") if name in dates else values for name, values in columns.items()}
    wanted = ", ".join(f'"{name}"::DATE AS "{name}"' if name in dates else f'"{name}"' for name in columns)
    with TemporaryDirectory(dir=path.parent, prefix=".unstuck-") as folder, duckdb.connect() as engine:
        whole = Path(folder) / "table"
        engine.register("given", table)
        _write(engine.view("given").project(wanted), whole, path.suffix.lower())
        whole.replace(path)


def _write(rows: duckdb.DuckDBPyRelation, path: Path, suffix: str) -> None:
    if suffix == ".parquet":
        rows.write_parquet(str(path))
    else:
        rows.write_csv(str(path), sep=SEPARATORS[suffix], header=True)


def csv_to_parquet(source: Path, target: Path, types: Mapping[str, str]) -> None:
    """Rewrite a CSV of ours as Parquet, row by row as DuckDB reads it; `types` are DuckDB's, by column."""
    with duckdb.connect() as engine:
        rows = engine.read_csv(str(source), header=True, dtype=dict(types), sep=",", quotechar='"')
        rows.write_parquet(str(target))
