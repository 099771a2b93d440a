"""The top of a text file as a person sees it in a spreadsheet, for a page on which columns are chosen."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from unstuck.errors import BadInput
from unstuck.population.engines import records
from unstuck.population.engines.other_files import check_a_table
from unstuck.population.engines.plain_tables import Wanted, plain_table
from unstuck.population.engines.sources import check_readable, text_table

SHOWN = 8
_EXPECTED = "a spreadsheet, CSV or TSV file"


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


def first_rows(path: Path, count: int = SHOWN, wanted: Wanted | None = None) -> FirstRows:
    """Return the top of a table as people see it. BadInput where it is none, or its header or first rows are none's."""
    check_readable(path)
    with path.open("rb") as file:
        if file.read(4) == b"PAR1":
            raise BadInput(f"expected {_EXPECTED}, found a Parquet file", file=path)
    with _plain(path, wanted) as (table, numbers, lines):
        headers = records.header(table)
        walk = _numbered(records.rows(table, len(headers)), numbers)
        rows = tuple(Row(number, tuple(cells)) for number, cells in islice(walk, count))
    return FirstRows(headers, rows, lines)


def row_at(path: Path, number: int, wanted: Wanted | None = None) -> Row | None:
    """Return one row by its number in the sheet, None where there is none that can be shown."""
    try:
        with _plain(path, wanted) as (table, numbers, _lines):
            walk = _numbered(records.rows(table, len(records.header(table))), numbers)
            found = next((cells for at, cells in walk if at == number), None)
    except BadInput:
        return None
    return None if found is None else Row(number, tuple(found))


@contextmanager
def _plain(path: Path, wanted: Wanted | None) -> Iterator[tuple[records.TextTable, Sequence[int] | None, int]]:
    """Yield the file, or its plain copy, with the rows of the original and the number of lines."""
    with path.open("rb") as file:
        check_a_table(path, file.read(4))
    with tempfile.TemporaryDirectory(prefix="unstuck-", dir=path.parent) as scratch:
        copy = plain_table(path, Path(scratch), wanted or Wanted())
        table = text_table(path, _EXPECTED) if copy is None else records.TextTable(copy.path, copy.delimiter or ",")
        yield table, copy.numbers if copy else None, records.checked_lines(table)


def _numbered(rows: Iterable[tuple[int, list[str]]], numbers: Sequence[int] | None) -> Iterator[tuple[int, list[str]]]:
    if numbers is None:
        yield from rows
    else:
        yield from zip(numbers, (cells for _number, cells in rows), strict=False)
