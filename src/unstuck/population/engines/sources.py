"""Opening a CSV, TSV or Parquet file, and bringing the wanted columns into DuckDB as text, in file order."""

from __future__ import annotations

import math
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import duckdb
import numpy as np
from numpy.typing import NDArray

from unstuck.errors import BadInput
from unstuck.population.engines import queries, records
from unstuck.population.engines.cell_texts import SPACES
from unstuck.population.engines.other_files import check_a_table
from unstuck.population.engines.plain_tables import PlainTable, Wanted, plain_table
from unstuck.population.engines.reading import Layout
from unstuck.population.engines.records import TextTable

_PARQUET_SUFFIXES = (".parquet", ".pq")
_TAB_SUFFIXES = (".tsv", ".tab")
_NOT_TABLES = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "a compressed file",
}
_NUMBERS = ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "DOUBLE")
"""DuckDB's types of numbers that stay what they are: as text and back they are the same."""
_WITHOUT_SPACES = ("DATE", "FLOAT", *_NUMBERS)
"""DuckDB's types whose values as text have no spaces around them and are never empty."""
_FEW_KINDS = 50
"""A column with more different texts is kept text by text."""
_UNSEEN = " \t" + SPACES


class Source(Protocol):
    """A file whose header has been read."""

    @property
    def headers(self) -> tuple[str, ...]:
        """Return the names of all columns."""
        ...

    @property
    def notices(self) -> tuple[str, ...]:
        """Return what was done to read it as a plain table."""
        ...

    def top(self, rows: int) -> list[list[str]]:
        """Return the first rows as text; broken ones are left to `load`."""
        ...

    def load(self, engine: duckdb.DuckDBPyConnection, layout: Layout, missing: Sequence[str]) -> None:
        """Fill the table `raw` with the needed columns `c0`, `c1` … (NULL: missing), in order.

        As text; scores and times of a file that has types may stay numbers and dates, and texts of few kinds be coded.
        """
        ...

    def row_of(self, record: int) -> int:
        """Return the spreadsheet's row of a record that is counted from 0."""
        ...

    def row_numbers(self, rows: int) -> NDArray[np.int64]:
        """Return the spreadsheet's row of each of so many records."""
        ...


def check_readable(path: Path) -> None:
    """Raise BadInput unless the path leads to a file that may be read."""
    try:
        mode = path.stat().st_mode
        with path.open("rb") if stat.S_ISREG(mode) else nullcontext():
            pass
    except FileNotFoundError:
        raise BadInput("expected a file, found none of this name", file=path) from None
    except PermissionError:
        raise BadInput("expected a file that may be read, found one that may not", file=path) from None
    except (OSError, ValueError):
        raise BadInput("expected the name of a file, found one that no file can have", file=path) from None
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "something else"
        raise BadInput(f"expected a file, found {what}", file=path)


def open_source(path: Path, engine: duckdb.DuckDBPyConnection, scratch: Path, wanted: Wanted | None = None) -> Source:
    """Look at a readable file's first bytes and its name, and read its header.

    Workbooks, other encodings and tables below a title are read from a plain copy in `scratch`.
    """
    head, tail = _ends(path)
    if head and (head == b"PAR1" or path.suffix.lower() in _PARQUET_SUFFIXES):
        return _parquet(path, engine, head, tail)
    check_a_table(path, head)
    copy = plain_table(path, scratch, wanted or Wanted())
    if copy is None:
        table = text_table(path)
        lines = records.checked_lines(table)
        return _Text(table, lines, scratch, records.header(table), path)
    table = TextTable(copy.path, copy.delimiter or _delimiter(copy.path))
    with _as_in(path, copy):
        lines = records.checked_lines(table)
        return _Text(table, lines, scratch, records.header(table), path, copy)


@contextmanager
def _as_in(path: Path, copy: PlainTable | None) -> Iterator[None]:
    """Let what is wrong in a plain copy be named by the file that people know, and by its row there."""
    try:
        yield
    except BadInput as problem:
        if copy is None or problem.file != copy.path:
            raise
        row, numbers = problem.row, copy.numbers
        if row is not None and numbers is not None:
            row = copy.header_row if row == 1 else numbers[row - 2] if row - 2 < len(numbers) else None
        raise BadInput(problem.problem, file=path, row=row, column=problem.column) from None


def text_table(path: Path, expected: str = "a CSV, TSV or Parquet file") -> records.TextTable:
    """Return a readable file as a text table with its delimiter. BadInput where its first bytes are no text's."""
    head, _tail = _ends(path)
    if not head:
        raise BadInput("expected a header and at least one row, found an empty file", file=path)
    for magic, what in _NOT_TABLES.items():
        if head.startswith(magic):
            raise BadInput(f"expected {expected}, found {what}", file=path)
    return records.TextTable(path, _delimiter(path))


def literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _ends(path: Path) -> tuple[bytes, bytes]:
    """Return the file's first and last four bytes."""
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(-len(head), os.SEEK_END)
        return head, file.read(4)


def _delimiter(path: Path) -> str:
    """Tab where the name says so, else the commonest of comma, semicolon, tab and bar in the first line."""
    if path.suffix.lower() in _TAB_SUFFIXES:
        return "\t"
    with path.open(encoding="latin-1") as file:  # whatever the encoding turns out to be
        outside_quotes = "".join(file.readline(records.LONGEST_ROW).split('"')[::2])
    return max(",;\t|", key=outside_quotes.count)


def literally(path: Path) -> str:
    """Return the path for DuckDB so that `*`, `?` and `[` in a file's name stand for themselves."""
    whole = str(path.absolute())
    return "".join(f"[{character}]" if character in "*?[" else character for character in whole)


def _plain(column: int, missing: Sequence[str], form: str, typed: bool) -> str:
    """SQL for a cell: NULL where it is empty or stands for missing.

    `form`: DuckDB's type of the column; `typed`: whether it keeps that. As text the cell has no spaces around it.
    """
    is_text = form not in _WITHOUT_SPACES
    text = _trimmed(f"c{column}") if is_text else f"CAST(c{column} AS VARCHAR)"
    cell = f"c{column}" if typed else text
    if not is_text and not missing:
        return cell
    tokens = ["", *missing]
    test = f"{text} IN ({', '.join(map(literal, tokens))})"
    if numbers := _numbers(tokens):
        test += f" OR coalesce(TRY_CAST({text} AS DOUBLE) IN ({', '.join(map(repr, numbers))}), false)"
    return queries.PLAIN.substitute(missing=test, cell=cell)


def _trimmed(cell: str) -> str:
    """SQL for a cell without the spaces around it. To name which letters go is dear: only tabs are."""
    text = f"CAST({cell} AS VARCHAR)"
    return f"CASE WHEN contains({text}, '\t') THEN trim({text}, ' \t') ELSE trim({text}) END"


def _numbers(tokens: Iterable[str]) -> list[float]:
    """Return the tokens that are numbers, so that -9 also stands for the -9.0 of a Parquet file."""
    found = []
    for token in tokens:
        try:
            found.append(float(token))
        except ValueError:
            continue
    return [number for number in found if math.isfinite(number)]


def _names_only(missing: Sequence[str]) -> list[str]:
    """Leave the numbers out: 99 may stand for a missing score and still be a client."""
    return [token for token in missing if not _numbers([token])]


def _typed(layout: Layout, types: Sequence[str]) -> set[int]:
    """Return the columns that keep their numbers or dates: scores and times that are no names beside."""
    dates = ("DATE",) if layout.unit == "date" else _NUMBERS
    scores = {slot.score for slot in layout.slots if slot.score < len(types) and types[slot.score] in _NUMBERS}
    times = {slot.time for slot in layout.slots if slot.time is not None and slot.time < len(types)}
    times = {at for at in times if types[at] in dates}
    return (scores | times) - {layout.client, *layout.attributes}


def _names(layout: Layout) -> str:
    return ", ".join(f"c{at}" for at in range(len(layout.headers)))


def _fill(
    engine: duckdb.DuckDBPyConnection,
    reader: str,
    path: Path,
    layout: Layout,
    missing: Sequence[str],
    types: Sequence[str] = (),
    coded: Mapping[int, str] = MappingProxyType({}),
) -> int:
    """Fill the table `raw`; return how many rows it has.

    `types`: DuckDB's, of all columns, where not all are text. `coded`: SQL for the cells of columns of few kinds.
    """
    names_of, typed = {layout.client, *layout.attributes}, _typed(layout, types)
    cells = []
    for at in layout.needed:
        tokens = _names_only(missing) if at in names_of else missing
        cells.append(f"{_plain(at, tokens, types[at] if types else 'VARCHAR', at in typed)} AS c{at}")
    cells += [f"{coded.get(at) or _trimmed(f'c{at}')} AS c{at}" for at in layout.others]
    asked = {"cells": ", ".join(cells), "reader": reader, "names": _names(layout)}
    engine.execute(queries.RAW.substitute(asked), [literally(path)])
    if layout.client is not None:
        engine.execute(queries.SEEN.substitute(column=layout.client, unseen=literal(_UNSEEN)))
    (rows,) = engine.execute(queries.ROWS).fetchone() or (0,)
    return int(rows)


@dataclass(frozen=True)
class _Text:
    table: records.TextTable
    lines: int
    scratch: Path
    headers: tuple[str, ...]
    path: Path
    copy: PlainTable | None = None
    plainly: list[bool] = field(default_factory=list)
    """Not empty once it is known that every line is a row."""

    @property
    def notices(self) -> tuple[str, ...]:
        return self.copy.notices if self.copy else ()

    def top(self, rows: int) -> list[list[str]]:
        try:
            return [cells for _row, cells in islice(records.rows(self.table, len(self.headers)), rows)]
        except BadInput:
            return []

    def load(self, engine: duckdb.DuckDBPyConnection, layout: Layout, missing: Sequence[str]) -> None:
        with _as_in(self.path, self.copy):
            self._load(engine, layout, missing)

    def _load(self, engine: duckdb.DuckDBPyConnection, layout: Layout, missing: Sequence[str]) -> None:
        try:
            rows = _fill(engine, self._reader(), self.table.path, layout, missing)
        except duckdb.InvalidInputException:
            rows = -1
        # Seen in DuckDB 2.0: a line break in the header of a file with CRLF loses every row. A line is a row
        # unless lines are blank or breaks are quoted, so only then the rows are counted one by one.
        if rows == self.lines - 1:
            self.plainly.append(True)
        elif rows != records.count(self.table, len(self.headers)):
            self._load_rewritten(engine, layout, missing)

    def row_of(self, record: int) -> int:
        if self.copy and self.copy.numbers is not None:
            return self.copy.numbers[record]
        if self.plainly:
            return record + 2
        return records.row_of_record(self.table, len(self.headers), record)

    def row_numbers(self, rows: int) -> NDArray[np.int64]:
        if self.copy and self.copy.numbers is not None:
            return np.array(self.copy.numbers, dtype=np.int64)
        if self.plainly:
            return np.arange(rows, dtype=np.int64) + 2
        return np.array(records.row_numbers(self.table, len(self.headers)), dtype=np.int64)

    def _load_rewritten(self, engine: duckdb.DuckDBPyConnection, layout: Layout, missing: Sequence[str]) -> None:
        target = self.scratch / "rewritten.csv"
        records.rewrite(self.table, len(self.headers), target)
        try:
            _fill(engine, self._reader(), target, layout, missing)
        except duckdb.InvalidInputException:
            problem = "expected a table that can be read, found one that cannot"
            raise BadInput(problem, file=self.table.path) from None
        finally:
            target.unlink(missing_ok=True)

    def _reader(self) -> str:
        columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(self.headers)))
        return queries.READ_CSV.substitute(
            columns=columns, delimiter=literal(self.table.delimiter), longest=records.LONGEST_ROW
        )


@dataclass(frozen=True)
class _Parquet:
    path: Path
    headers: tuple[str, ...]
    types: tuple[str, ...] = ()
    first: tuple[tuple[str, ...], ...] = ()
    notices: tuple[str, ...] = ()

    def top(self, rows: int) -> list[list[str]]:
        return [list(row) for row in self.first[:rows]]

    def load(self, engine: duckdb.DuckDBPyConnection, layout: Layout, missing: Sequence[str]) -> None:
        try:
            coded = self._code(engine, layout)
            _fill(engine, queries.READ_PARQUET, self.path, layout, missing, self.types, coded)
            if layout.client is not None and self.types[layout.client] in ("DOUBLE", "FLOAT"):
                # A whole number beside an empty cell is a float to pandas; a client 101 is no 101.0.
                engine.execute(queries.WHOLE.substitute(column=layout.client))
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error:
            raise _damaged(self.path) from None

    def row_of(self, record: int) -> int:
        return record + 2

    def row_numbers(self, rows: int) -> NDArray[np.int64]:
        return np.arange(rows, dtype=np.int64) + 2

    def _code(self, engine: duckdb.DuckDBPyConnection, layout: Layout) -> dict[int, str]:
        """Make a type of each column beside the scores that holds few different texts; return SQL for its cells."""
        asked = {"cell": _trimmed("text"), "reader": queries.READ_PARQUET, "names": _names(layout)}
        coded = {}
        for at in layout.others:
            if len({row[at] for row in self.first}) > _FEW_KINDS:
                continue
            query = queries.KINDS.substitute(asked, column=at, most=_FEW_KINDS + 1)
            found = engine.execute(query, [literally(self.path)]).fetchall()
            if 0 < len(found) <= _FEW_KINDS:
                texts, kept = (", ".join(map(literal, column)) for column in zip(*found, strict=True))
                kinds = ", ".join(map(literal, dict.fromkeys(kind for _text, kind in found)))
                engine.execute(queries.KIND.substitute(column=at, kinds=kinds))
                coded[at] = queries.CODED.substitute(column=at, texts=texts, kept=kept)
        return coded


def _parquet(path: Path, engine: duckdb.DuckDBPyConnection, head: bytes, tail: bytes) -> Source:
    if head != b"PAR1":
        raise BadInput("expected a Parquet file, found something else under that name", file=path)
    if tail != b"PAR1":
        raise BadInput("expected a whole Parquet file, found one that is cut off", file=path)
    try:
        columns = engine.execute(queries.PARQUET_HEADER, [literally(path)]).description or ()
        rows = engine.execute(queries.PARQUET_TOP, [literally(path)]).fetchall()
    except duckdb.Error:
        raise _damaged(path) from None
    first = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in rows)
    return _Parquet(path, tuple(column[0] for column in columns), tuple(str(column[1]) for column in columns), first)


def _damaged(path: Path) -> BadInput:
    return BadInput("expected a Parquet file that can be read, found a damaged one", file=path)
