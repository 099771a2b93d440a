"""Rows of plain values as JSON, CSV or Parquet, whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO

import msgspec

from unstuck.cli.output import scratch_file, text_output, whole_file
from unstuck.errors import BadInput
from unstuck.population.engines.tables import csv_to_parquet

FlatRow = Mapping[str, Any]


class TableFormat(StrEnum):
    """How rows are written."""

    table = "table"
    json = "json"
    csv = "csv"
    parquet = "parquet"


def check_format(form: TableFormat, out: Path | None) -> None:
    """Raise BadInput where the format needs a file and none is named."""
    if form is TableFormat.parquet and out is None:
        raise BadInput("--format parquet: expected --out PATH beside it")


def write_flat(rows: Iterable[FlatRow], types: Mapping[str, str], form: TableFormat, out: Path | None) -> None:
    """Write rows whose columns are `types` (DuckDB's names of types, in order); a value of None is unknown."""
    if form is TableFormat.json:
        with text_output(out) as file:
            _write_json(rows, file)
    elif form is TableFormat.csv:
        with text_output(out) as file:
            _write_csv(rows, tuple(types), file)
    else:
        check_format(form, out)
        assert out is not None  # noqa: S101  (check_format has refused it)
        with whole_file(out) as target, scratch_file(out) as plain:
            with plain.open("w", encoding="utf-8", newline="") as file:
                _write_csv(rows, tuple(types), file)
            csv_to_parquet(plain, target, types)


def write_aligned(file: TextIO, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write columns for people, each as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    for cells in (headings, *rows):
        file.write("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip() + "\n")


def _write_json(rows: Iterable[FlatRow], file: TextIO) -> None:
    encode, separator = msgspec.json.Encoder().encode, "[\n"
    for row in rows:
        file.write(separator + encode(row).decode())
        separator = ",\n"
    file.write("\n]\n" if separator == ",\n" else "[]\n")


def _write_csv(rows: Iterable[FlatRow], names: Sequence[str], file: TextIO) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)


def _cell(value: Any) -> Any:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value
