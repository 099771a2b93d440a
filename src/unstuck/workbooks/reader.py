"""The process that reads one workbook: its bytes come in, its cells go out as JSON. See `unstuck.workbooks`."""

from __future__ import annotations

import io
import json
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from unstuck.workbooks import DAMAGED, LARGEST, MEMORY, MOST_CELLS, MOST_LETTERS, TOO_LARGE
from unstuck.workbooks.formula_cells import unvalued


def main(sheet: str) -> int:
    """Read a workbook from standard input, write its cells to standard output, and return how it went."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    content = sys.stdin.buffer.read()
    try:
        if _unpacked(content) > LARGEST:
            return TOO_LARGE
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = list(book.sheet_names)
        found = [_sheet(book, name, content) for name in names if sheet in ("", name)]
        if any(one is None for one in found):
            return TOO_LARGE
        text = json.dumps({"names": names, "sheets": found}, separators=(",", ":"))
        if len(text) > MOST_LETTERS:
            return TOO_LARGE
    except MemoryError:
        return TOO_LARGE
    except BaseException:  # the library raises errors of many kinds for a damaged workbook, and its panics are none
        return DAMAGED
    sys.stdout.write(text)
    return 0


def _unpacked(content: bytes) -> int:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return len(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(one.file_size for one in archive.infolist())


def _sheet(book: Any, name: str, content: bytes) -> dict[str, Any] | None:
    """Return a sheet, None for one with too many cells."""
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        return None
    return {
        "name": name,
        "rows": [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)],
        "merged": sheet.merged_cell_ranges or [],
        "unvalued": list(unvalued(content, name)),
    }


def _plain(cell: Any) -> Any:
    """Return a cell as JSON can say it: what has no word there with its kind."""
    if isinstance(cell, datetime | date | time):
        return [type(cell).__name__, cell.isoformat()]
    return ["timedelta", cell.total_seconds()] if isinstance(cell, timedelta) else cell


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
