"""The rows of `sheets.toml`: a file in, and what happens."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.workbook import workbook_of

FILE = Path(__file__).with_name("sheets.toml")
OUTCOMES = ("read", "asked", "refused")
Row = Mapping[str, Any]


def rows() -> list[Row]:
    """Return the rows in the order of the file."""
    found: list[Row] = tomllib.loads(FILE.read_text(encoding="utf-8"))["row"]
    return found


def name_of(row: Row) -> str:
    """Return the name of the row's file."""
    return str(row.get("file", "scores.csv"))


def content_of(row: Row) -> bytes:
    """Return the bytes of the row's file; the line break behind the opening quotes is not part of it."""
    if "book" in row:
        return workbook_of(row["book"])
    return str(row["content"]).encode(row.get("encoding", "utf-8"))
