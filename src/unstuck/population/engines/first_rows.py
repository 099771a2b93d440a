"""The top of a text file as a person sees it in a spreadsheet, for a page on which columns are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from unstuck.errors import BadInput
from unstuck.population.engines import records
from unstuck.population.engines.sources import check_readable, text_table

SHOWN = 8
_EXPECTED = "a CSV or TSV file"


@dataclass(frozen=True)
class Row:
    """One row of the sheet: its number (the header is 1) and its cells as they stand in the file."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class FirstRows:
    """The header, the first rows, and how many lines the file has."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    lines: int


def first_rows(path: Path, count: int = SHOWN) -> FirstRows:
    """Return the top of a CSV or TSV file. BadInput where its bytes, its header or its first rows are no table's."""
    check_readable(path)
    table = text_table(path, _EXPECTED)
    with path.open("rb") as file:
        parquet = file.read(4) == b"PAR1"
    if parquet:
        raise BadInput(f"expected {_EXPECTED}, found a Parquet file", file=path)
    lines, headers = records.checked_lines(table), records.header(table)
    rows = tuple(Row(number, tuple(cells)) for number, cells in islice(records.rows(table, len(headers)), count))
    return FirstRows(headers, rows, lines)


def row_at(path: Path, number: int) -> Row | None:
    """Return one row by its number in the sheet, None where there is none that can be shown."""
    table = text_table(path)
    try:
        walk = records.rows(table, len(records.header(table)))
        found = next((cells for at, cells in walk if at == number), None)
    except BadInput:
        return None
    return None if found is None else Row(number, tuple(found))
