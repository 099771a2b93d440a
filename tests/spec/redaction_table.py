"""The rows of `redaction.toml`: a sentence in, what survives of it out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from unstuck.interop.deidentify import Identifiers, doubtful, redact

FILE = Path(__file__).with_name("redaction.toml")
KINDS = {
    "nickname": "short and fond forms of a known name", "misspelling": "a known name misspelt",
    "form": "a known name spaced, joined, in initials or a handle", "reference": "a reference written otherwise",
    "numbers": "numbers, days and ages in words", "identifier": "plates, court, police and card numbers",
    "place": "houses, schools, employers, small places", "unlisted": "people around them whom nobody listed",
}  # fmt: skip
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Redacted:
    """What became of a sentence: telling words that are left, those of them that are marked, harmless ones lost."""

    row: Row
    text: str
    left: tuple[str, ...]
    marked: tuple[str, ...]
    lost: tuple[str, ...]


@cache
def redacted() -> tuple[Redacted, ...]:
    """Return every row with what became of it."""
    return tuple(_redacted(row) for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["sentence"])


def _redacted(row: Row) -> Redacted:
    text = redact(row["text"], Identifiers(tuple(row["names"]), tuple(row["references"])))
    left = tuple(one for one in row["telling"] if one in text)
    seen = [text[start:end] for start, end in doubtful(text)]
    marked = tuple(one for one in left if any(word in one or one in word for word in seen))
    return Redacted(row, text, left, marked, tuple(one for one in row["harmless"] if one not in text))


def counted(rows: Iterable[Redacted]) -> dict[str, tuple[int, int]]:
    """Return how many telling words are left, how many are neither gone nor marked, how many harmless ones are lost."""
    rows = list(rows)
    telling = sum(len(one.row["telling"]) for one in rows)
    left, marked = sum(len(one.left) for one in rows), sum(len(one.marked) for one in rows)
    lost, harmless = sum(len(one.lost) for one in rows), sum(len(one.row["harmless"]) for one in rows)
    return {"left": (left, telling), "unseen": (left - marked, telling), "lost": (lost, harmless)}


def of(part: str, kind: str = "") -> list[Redacted]:
    """Return the rows of a set, of one kind where that is named."""
    return [one for one in redacted() if one.row["set"] == part and kind in ("", one.row["kind"])]
