"""Workbooks as tables of cells, read in a process of their own that may use so much memory and no more.

A workbook of a few hundred bytes can have a cell in its last row and column, and the library that reads it then makes
room for 17 billion cells and ends the whole process; a small archive can hold gigabytes. Here that ends the process
that reads, and whoever asked is told.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from unstuck.errors import BadInput
from unstuck.language import gettext as _

MOST_CELLS, LARGEST, MEMORY, SECONDS = 20_000_000, 1 << 30, 2 << 30, 120
"""From the first cell to the last one, empty ones too; bytes once unpacked; bytes of memory; seconds of reading."""
MOST_LETTERS = 256_000_000
"""What comes back at most: whoever asked keeps it in their own memory."""
TOO_LARGE, DAMAGED = 3, 4
"""What the process ends with where there is too much to read, or nothing that can be read."""
Merged = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its cells, from the first row and column on; which are merged; and formulas without a value.

    merged: first and last (row, column). unvalued: (row, column, what to show there). All from 0.
    """

    name: str
    rows: Sequence[Sequence[Any]]
    merged: Sequence[Merged]
    unvalued: Sequence[tuple[int, int, str]]


def read_workbook(content: bytes, sheet: str = "") -> tuple[list[str], list[Sheet]] | None:
    """Return the names of all sheets and their cells, or those of one sheet; None for what is no workbook.

    A cell is None, a text, a truth value, a number, a date, a datetime, a time or a timedelta. BadInput where there is
    more to read than there may be.
    """
    command = [sys.executable, "-P", "-m", "unstuck.workbooks.reader", sheet]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise BadInput(_too_large()) from None
    if done.returncode == TOO_LARGE or done.returncode < 0:  # a signal: the memory was not enough
        raise BadInput(_too_large())
    if done.returncode == DAMAGED:
        return None
    done.check_returncode()
    found = json.loads(done.stdout)
    return found["names"], [
        Sheet(
            one["name"],
            [[_value(cell) for cell in row] for row in one["rows"]],
            [((top, left), (bottom, right)) for (top, left), (bottom, right) in one["merged"]],
            [(row, column, said) for row, column, said in one["unvalued"]],
        )
        for one in found["sheets"]
    ]


def _too_large() -> str:
    return _(
        "expected a workbook of at most {cells} million cells and 1 GB once unpacked, found a larger one: is there a "
        "cell far outside of the table?"
    ).format(cells=MOST_CELLS // 1_000_000)


_KINDS: Mapping[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
}


def _value(cell: Any) -> Any:
    return _KINDS[cell[0]](cell[1]) if isinstance(cell, list) else cell
