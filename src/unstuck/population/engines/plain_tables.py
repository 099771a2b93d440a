"""Any file that opens in a spreadsheet, as a plain table: workbooks, other encodings, rows above the header.

A file that is a plain table already is left as it is. Everything else is written once into a scratch folder, with the
row of the original for each row of the copy.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from unstuck.errors import BadInput
from unstuck.language import gettext as _
from unstuck.population.engines.column_names import CLIENT, COUNTED, DATE, SCORE, instrument_named, key, refers
from unstuck.workbooks import Sheet, read_workbook

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
LARGEST = 1 << 30
LOOKED_AT = 30
"""How many rows at the top are searched for the names of the columns."""
_WRAPPED, _WRAPPED_INSIDE = re.compile(r'\A="(.*)"\Z', re.DOTALL), re.compile(r'(?:^|[,;\t|"])="')
"""A text as spreadsheets are kept from changing it: ="00123"."""
_OLE, _ENCRYPTED = b"\xd0\xcf\x11\xe0", "EncryptedPackage".encode("utf-16-le")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OF_A_ROLE = {
    key(name): role
    for role, names in (
        ("time", (*DATE, *(one for names in COUNTED.values() for one in names))), ("score", SCORE), ("client", CLIENT)
    )
    for name in names
}  # fmt: skip


@dataclass(frozen=True)
class PlainTable:
    """A table in UTF-8. `numbers`: the row in the original of each row below the header; None where they are its own.

    `header_row`: where the names of the columns stand in the original. `merged`: rows whose first cell came from a
    merged
    one.
    """

    path: Path
    delimiter: str = ""
    header_row: int = 1
    numbers: Sequence[int] | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What is known of the file already: names of columns that must be in the header, a sheet, a header row.

    `way_to_sheet`: how whoever asks chooses one of several sheets.
    """

    columns: tuple[str, ...] = ()
    sheet: str = ""
    header_row: int = 0
    way_to_sheet: str = "choose one with --sheet"


def plain_table(path: Path, scratch: Path, wanted: Wanted) -> PlainTable | None:
    """Return a plain copy of the file, None where it is a plain table itself. BadInput where it is no table."""
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith((b"PK\x03\x04", _OLE)):
        return _workbook(path, scratch, wanted)
    if head.startswith(b"\x1f\x8b"):
        return _unpacked(path, scratch, wanted)
    text, notices = _text_of(path)
    top = _top(text if text is not None else path)
    delimiter, begins = _delimiter(path, top)
    header_row = wanted.header_row or _header_row(top, wanted)
    skipped = _qualtrics_rows(top, header_row)
    wrapped = any(_WRAPPED_INSIDE.search(line) for line in top)
    if text is None and header_row == 1 and not skipped and not begins and not wrapped:
        return None
    lines = io.StringIO(text, newline="") if text is not None else path.open(encoding="utf-8-sig", newline="")
    with lines:
        rows = _records(lines, delimiter, path)
        rows = ((number, cells) for number, cells in rows if number > begins and number not in skipped)
        if wrapped:
            rows = ((number, [_WRAPPED.sub(r"\1", cell) for cell in cells]) for number, cells in rows)
        return _written(rows, scratch, header_row, [*notices, *_said(header_row, skipped, begins)])


def _said(header_row: int, skipped: Sequence[int], begins: int) -> Iterator[str]:
    if header_row > 1 + begins:
        yield _("the names of the columns were read from row {row}").format(row=header_row)
    if skipped:
        rows = " and ".join(map(str, skipped))
        yield _("rows {rows} are further header rows of a Qualtrics export and were passed over").format(rows=rows)


def _text_of(path: Path) -> tuple[str | None, list[str]]:
    """Return the text of a file in another encoding than UTF-8, None for one in UTF-8."""
    with path.open("rb") as file:
        content = file.read(4)
        if content.startswith(_UTF16):
            try:
                return (content + file.read(LARGEST)).decode("utf-16"), []
            except UnicodeDecodeError:
                raise BadInput(_("expected whole text in UTF-16, found a part of one"), file=path) from None
        decoder = codecs.getincrementaldecoder("utf-8")("strict")
        file.seek(0)
        while chunk := file.read(1 << 20):
            if chunk.isascii() and not decoder.getstate()[0]:
                continue
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return _latin(path)
    return None, []


def _latin(path: Path) -> tuple[str | None, list[str]]:
    """Return a text that Excel wrote on Windows; None for what is no text, so that the reader of UTF-8 says where."""
    content = path.read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as problem:
        # Letters of UTF-8 before the first bad byte: a damaged file, not one in another encoding.
        damaged = any(one > 127 for one in content[: problem.start])
    else:
        damaged = False
    odd = sum(content.count(bytes([one])) for one in (*range(9), *range(14, 32), 127, 129, 141, 143, 144, 157))
    letters = sum(one > 127 for one in content[: 1 << 20])
    if damaged or odd or letters * 4 > min(len(content), 1 << 20):
        return None, []
    text = content.decode("cp1252")
    return text, [_("not in UTF-8: read as Windows-1252 (Latin-1); look at the letters with accents")]


def _top(source: str | Path) -> list[str]:
    """Return the first lines of a text."""
    if isinstance(source, str):
        return source.lstrip("\ufeff").splitlines()[: 3 * LOOKED_AT]
    with source.open(encoding="utf-8-sig", errors="replace", newline=None) as file:
        return [
            line.rstrip("\n")
            for _number, line in zip(range(3 * LOOKED_AT), iter(lambda: file.readline(2_000_000), ""), strict=False)
        ]


def _delimiter(path: Path, top: Sequence[str]) -> tuple[str, int]:
    """Return the delimiter, and how many lines at the top only say which it is."""
    first = top[0].strip().strip('"') if top else ""
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], 1
    if path.suffix.lower() in (".tsv", ".tab"):
        return "\t", 0
    counts = {
        one: max(("".join(line.split('"')[::2]).count(one) for line in top[:LOOKED_AT]), default=0) for one in ",;\t|"
    }
    first_line = "".join(top[0].split('"')[::2]) if top else ""
    best = max(",;\t|", key=first_line.count)
    return (best if first_line.count(best) else max(counts, key=lambda one: counts[one])), 0


def _header_row(top: Sequence[str], wanted: Wanted) -> int:
    """Return the row of the column names: the first row unless a later one near the top holds them for certain."""
    delimiter, begins = _delimiter(Path("x"), top)
    rows = list(zip(range(1, LOOKED_AT + 1), _cells(top, delimiter), strict=False))
    first = next((cells for number, cells in rows if number == begins + 1), [])
    if _is_header(first, wanted):
        return begins + 2 if _is_above_header(first, rows[begins + 1 : begins + 2], wanted) else begins + 1
    return next((number for number, cells in rows if number > begins and _is_header(cells, wanted)), begins + 1)


def _is_above_header(first: Sequence[str], below: Sequence[tuple[int, list[str]]], wanted: Wanted) -> bool:
    """True for a row of merged groups above the names: it has gaps, and the next one names more columns."""
    filled = sum(bool(cell.strip()) for cell in first)
    return filled < len(first) and any(
        _is_header(cells, wanted) and sum(bool(cell.strip()) for cell in cells) > filled for _number, cells in below
    )


def _cells(top: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader([f"{line}\n" for line in top], delimiter=delimiter)
    except csv.Error:
        return


def _is_header(cells: Sequence[str], wanted: Wanted) -> bool:
    """True for a row that names the wanted columns, or at least two of client, score and time by usual names.

    "Client:" and "Date:" with something beside them are about the whole sheet, and name no column.
    """
    plain = [cell.strip() for cell in cells]
    if wanted.columns:
        return set(wanted.columns) <= set(plain)
    filled = [cell for cell in plain if cell]
    roles = {_role(cell) for cell in filled} - {""}
    return len(roles) >= 2 and len(set(filled)) == len(filled) and not filled[0].endswith(":")


def _role(cell: str) -> str:
    """Return what a column of this name would hold, nothing where the name does not say."""
    role = _OF_A_ROLE.get(key(cell), "client" if refers(key(cell)) else "")
    return role or ("score" if len(cell) < 40 and instrument_named(cell) else "")


def _qualtrics_rows(top: Sequence[str], header_row: int) -> list[int]:
    """Return the rows below the header in which Qualtrics repeats the questions and names its imports."""
    cells = list(_cells(top[header_row - 1 : header_row + 4], _delimiter(Path("x"), top)[0]))
    marks = [at for at, row in enumerate(cells) if any(cell.lstrip().startswith('{"ImportId"') for cell in row)]
    return list(range(header_row + 1, header_row + marks[0] + 1)) if marks else []


def _records(lines: Iterable[str], delimiter: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            problem = _("expected a quoted cell to end with its quote, found one that does not")
            raise BadInput(problem, file=path, row=number) from None
        yield number, [cell.replace("\ufeff", "") if number == 1 else cell for cell in cells]


def _written(
    rows: Iterable[tuple[int, list[str]]], scratch: Path, header_row: int, notices: Sequence[str]
) -> PlainTable:
    """Write the rows from the header on; rows of other lengths are left to the reader, which names them."""
    target, numbers, width = scratch / "plain.csv", list[int](), 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for number, cells in rows:
            if number < header_row or not any(cell.strip() for cell in cells):
                continue
            if number == header_row:
                width = len(cells)
            else:
                cells = _fitted(cells, width)
                numbers.append(number)
            writer.writerow(cells)
    return PlainTable(target, ",", header_row, numbers, tuple(notices))


def _fitted(cells: list[str], width: int) -> list[str]:
    """Return a row as wide as the header: cells that spreadsheets leave out at its end are empty."""
    if len(cells) < width:
        return [*cells, *[""] * (width - len(cells))]
    return cells[:width] if not any(cell.strip() for cell in cells[width:]) else cells


def _unpacked(path: Path, scratch: Path, wanted: Wanted) -> PlainTable:
    target = scratch / (path.stem if Path(path.stem).suffix else f"{path.stem}.csv")
    try:
        with gzip.open(path) as file, target.open("wb") as out:
            size = 0
            while chunk := file.read(1 << 20):
                size += len(chunk)
                if size > LARGEST:
                    raise BadInput(_("expected at most 1 GB once unpacked, found more"), file=path)
                out.write(chunk)
    except (OSError, EOFError, zlib.error):
        raise BadInput(_("expected a compressed file that can be unpacked, found a damaged one"), file=path) from None
    inner = scratch / "inner"
    inner.mkdir()
    try:
        table = plain_table(target, inner, wanted)
    except BadInput as problem:
        raise BadInput(problem.problem, file=path, row=problem.row, column=problem.column) from None
    return table or PlainTable(target)


@dataclass
class _Grid:
    """One sheet as text, with the number of its first row, and which rows were filled from merged cells."""

    name: str
    rows: list[list[str]] = field(default_factory=list)
    first: int = 1
    merged: int = 0


def _workbook(path: Path, scratch: Path, wanted: Wanted) -> PlainTable:
    names, grids = _grids(path, wanted)
    filled = [grid for grid in grids if any(any(row) for row in grid.rows)]
    if not filled:
        raise BadInput(_("expected a sheet with a header and at least one row, found empty ones"), file=path)
    headers = {grid.name: wanted.header_row or _grid_header(grid, wanted) for grid in filled}
    usable = [grid for grid in filled if headers[grid.name]]
    if len(usable) > 1:
        names_of = ", ".join(grid.name for grid in usable)
        raise BadInput(
            _("expected one sheet with scores, found {names}: {way}").format(names=names_of, way=wanted.way_to_sheet),
            file=path,
        )
    grid = (usable or filled)[0]
    header = headers[grid.name] or grid.first
    notices = [_("read from the sheet “{name}”").format(name=grid.name)] if len(names) > 1 else []
    notices += list(_said(header, (), 0))
    if grid.merged:
        notices.append(_("{n} cells were filled from merged ones").format(n=grid.merged))
    rows = ((grid.first + at, row) for at, row in enumerate(grid.rows))
    return _written(rows, scratch, header, notices)


def _grids(path: Path, wanted: Wanted) -> tuple[list[str], list[_Grid]]:
    """Return the names of all sheets of a workbook, and those of its sheets that may be wanted."""
    content = path.read_bytes()
    if content.startswith(_OLE) and _ENCRYPTED in content:
        problem = _(
            "expected a workbook that opens without a password: save a copy without one, and delete it afterwards"
        )
        raise BadInput(problem, file=path)
    try:
        found = read_workbook(content, wanted.sheet)
    except BadInput as problem:
        raise BadInput(problem.problem, file=path) from None
    if found is None:
        raise BadInput(
            _("expected a workbook (.xlsx, .ods) or a table of text, found a damaged one or another archive"), file=path
        )
    names, sheets = found
    if wanted.sheet and wanted.sheet not in names:
        text = _("--sheet: expected one of {names}, found '{sheet}'")
        raise BadInput(text.format(names=", ".join(names), sheet=wanted.sheet), file=path)
    return names, [_grid(one) for one in sheets]


def _grid_header(grid: _Grid, wanted: Wanted) -> int:
    return next((grid.first + at for at, row in enumerate(grid.rows[:LOOKED_AT]) if _is_header(row, wanted)), 0)


def _grid(sheet: Sheet) -> _Grid:
    grid = _Grid(sheet.name, [[_cell(cell) for cell in row] for row in sheet.rows])
    for row, column, said in sheet.unvalued:
        if row < len(grid.rows) and column < len(grid.rows[row]) and not grid.rows[row][column]:
            grid.rows[row][column] = said
    for (top, left), (bottom, right) in sheet.merged:
        value = grid.rows[top][left] if top < len(grid.rows) and left < len(grid.rows[top]) else ""
        if bottom > top and left == right:
            for at in range(top + 1, min(bottom + 1, len(grid.rows))):
                if left < len(grid.rows[at]) and not grid.rows[at][left]:
                    grid.rows[at][left] = value
                    grid.merged += 1
    return grid


def _cell(value: Any) -> str:
    """Return a cell of a workbook as text: whole numbers without decimals, dates as ISO."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value.total_seconds() / 86400) if isinstance(value, timedelta) else str(value)
