"""Walking through a text file record by record: slow, exact, and only where a row must be named.

DuckDB reads the file; this module says what DuckDB cannot: whether the bytes are text, which row of the
spreadsheet a record is (blank lines count, a quoted line break does not), and which row breaks the table.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from unstuck.errors import BadInput

LONGEST_ROW = 2_000_000
"""Characters in one line, more than any row of scores needs; a longer one is no table."""

_CHUNK = 1 << 20
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# Notes of clients can be longer than the 128 KB that the csv module allows by default.
csv.field_size_limit(max(LONGEST_ROW, csv.field_size_limit()))


@dataclass(frozen=True)
class TextTable:
    """A CSV or TSV file with its delimiter."""

    path: Path
    delimiter: str


def checked_lines(table: TextTable) -> int:
    """Return the number of lines, at the speed of reading; BadInput where the bytes are not UTF-8 text."""
    decoder, lines, offset, last = codecs.getincrementaldecoder("utf-8")("strict"), 0, 0, b"\n"
    with table.path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if offset == 0 and chunk.startswith(_UTF16):
                raise BadInput("expected text in UTF-8, found UTF-16 (save it as 'CSV UTF-8')", file=table.path)
            pending = len(decoder.getstate()[0])
            try:
                if pending or not chunk.isascii():
                    decoder.decode(chunk)
            except UnicodeDecodeError as problem:
                raise _not_text(table, "bytes of another encoding", offset - pending + problem.start) from None
            if b"\0" in chunk:
                raise _not_text(table, "a zero byte", offset + chunk.index(b"\0"))
            lines, offset, last = lines + chunk.count(b"\n"), offset + len(chunk), chunk[-1:]
    if cut := len(decoder.getstate()[0]):
        raise _not_text(table, "half a character at its end", offset - cut)
    return lines + (last != b"\n")


def header(table: TextTable) -> tuple[str, ...]:
    """Return the column names in row 1, without the spaces around them."""
    for row, fields in _records(table):
        if row > 1 or not any(field.strip() for field in fields):
            break
        return tuple(field.strip() for field in fields)
    raise BadInput("expected the column names, found an empty row", file=table.path, row=1)


def rows(table: TextTable, width: int) -> Iterator[tuple[int, list[str]]]:
    """Yield every record below the header with its row, blank lines left out; BadInput for a broken one.

    A single delimiter too many at the end of a row is allowed for. In a file with one column a blank line is
    an empty cell.
    """
    for row, fields in islice(_records(table), 1, None):
        if not fields and width > 1:
            continue
        found = fields or [""]
        if len(found) == width + 1 and not found[-1]:
            found.pop()
        if len(found) != width:
            problem = f"expected {width} cells as in the header, found {len(found)}"
            raise BadInput(problem, file=table.path, row=row)
        yield row, found


def count(table: TextTable, width: int) -> int:
    """Return the number of records below the header."""
    return sum(1 for _ in rows(table, width))


def row_of_record(table: TextTable, width: int, record: int) -> int:
    """Return the row of a record, which is counted from 0 below the header."""
    return next(islice(rows(table, width), record, None))[0]


def row_numbers(table: TextTable, width: int) -> list[int]:
    """Return the row of every record, in order."""
    return [row for row, _ in rows(table, width)]


def rewrite(table: TextTable, width: int, target: Path) -> None:
    """Write the same records in the plainest form, for a parser that stumbled over the original."""
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=table.delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow([f"c{at}" for at in range(width)])
        writer.writerows(fields for _, fields in rows(table, width))


def _records(table: TextTable) -> Iterator[tuple[int, list[str]]]:
    with table.path.open(encoding="utf-8-sig", newline="") as file:
        yield from _split(table, _lines(table, file))


def _split(table: TextTable, lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=table.delimiter, strict=True)
    row = 1
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            problem = "expected a quoted cell to end with its quote, found one that does not"
            raise BadInput(problem, file=table.path, row=row) from None
        yield row, fields
        row += 1


def _lines(table: TextTable, file: TextIO) -> Iterator[str]:
    while line := file.readline(LONGEST_ROW + 1):
        if len(line) > LONGEST_ROW:
            problem = f"expected lines of at most {LONGEST_ROW:,} characters, found a longer one"
            raise BadInput(problem, file=table.path)
        yield line


def _not_text(table: TextTable, found: str, offset: int) -> BadInput:
    problem = f"expected text in UTF-8, found {found} (save it as 'CSV UTF-8')"
    return BadInput(problem, file=table.path, row=_row_of_byte(table, offset))


def _row_of_byte(table: TextTable, offset: int) -> int:
    """Return the row that holds a byte. Latin-1 has one character for each byte, and the same delimiters."""
    with table.path.open(encoding="latin-1", newline="") as file:
        passed = 0

        def lines() -> Iterator[str]:
            nonlocal passed
            for line in _lines(table, file):
                passed += len(line)
                yield line

        return next(row for row, _ in _split(table, lines()) if passed > offset)
