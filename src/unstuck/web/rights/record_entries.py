"""One entry of a client's own record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class RecordEntry:
    """One thing: on which day, what it is, and the client's or the record's words."""

    on: date | None
    what: str
    words: str = ""
