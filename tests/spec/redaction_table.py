"""The rows of the sets of sentences, `redaction.toml` and two more: a sentence in, what survives of it out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from unstuck.interop.deidentify import Identifiers, doubtful, redact
from unstuck.interop.letters import clean

FIRST, HARD, THIRD = "redaction.toml", "redaction_hard.toml", "redaction_third.toml"
FILES = (FIRST, HARD, THIRD)
KINDS = {
    "nickname": "short and fond forms of a known name", "misspelling": "a known name misspelt",
    "form": "a known name spaced, joined, in initials or a handle", "word": "a known name that is a word too",
    "letters": "a known name in other letters, numbers in other digits", "reference": "a reference written otherwise",
    "numbers": "numbers, days and ages in words", "identifier": "plates, court, police and card numbers",
    "place": "houses, schools, employers, small places", "handle": "accounts, addresses of pages and e-mail",
    "unlisted": "people around them whom nobody listed",
}  # fmt: skip
KNOWN = frozenset({"nickname", "misspelling", "form", "word", "letters", "reference"})
"""Kinds of which all that tells is known, where a row does not say what is."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Redacted:
    """What became of a sentence: what is left of what tells and of what is known, what is marked, what is lost."""

    row: Row
    text: str
    left: tuple[str, ...]
    known: tuple[str, ...]
    marked: tuple[str, ...]
    lost: tuple[str, ...]
    touched: bool


@cache
def redacted(file: str = FIRST) -> tuple[Redacted, ...]:
    """Return every row of a set with what became of it."""
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    return tuple(_redacted(row) for row in tomllib.loads(text)["sentence"])


def _redacted(row: Row) -> Redacted:
    text = redact(row["text"], Identifiers(tuple(row["names"]), tuple(row["references"])))
    left = _left(row["telling"], text)
    seen = [text[start:end] for start, end in doubtful(text)]
    marked = tuple(one for one in left if any(word in one or one in word for word in seen))
    lost = tuple(one for one in row["harmless"] if clean(one) not in text)
    return Redacted(row, text, left, _left(known_in(row), text), marked, lost, bool(seen) or text != clean(row["text"]))


def _left(told: Iterable[str], text: str) -> tuple[str, ...]:
    return tuple(one for one in map(clean, told) if one in text)


def known_in(row: Row) -> list[str]:
    """Return what of a row is known, so that it must be taken out without anybody's eye."""
    return list(row.get("known", row["telling"] if row["kind"] in KNOWN else ()))


def counted(rows: Iterable[Redacted]) -> dict[str, tuple[int, int]]:
    """Return the counts of a set, each of how many.

    `left`: telling words that are left; `unseen`: those not marked either; `known`: known words that are left; `lost`:
    harmless words that are gone; `touched`: harmless sentences with a mark, or with something taken out.
    """
    rows = list(rows)
    telling = sum(len(one.row["telling"]) for one in rows)
    left, marked = sum(len(one.left) for one in rows), sum(len(one.marked) for one in rows)
    known = sum(len(one.known) for one in rows), sum(len(known_in(one.row)) for one in rows)
    lost, harmless = sum(len(one.lost) for one in rows), sum(len(one.row["harmless"]) for one in rows)
    touched = [one.touched for one in rows if one.row["kind"] == "harmless"]
    return {
        "left": (left, telling), "unseen": (left - marked, telling), "known": known, "lost": (lost, harmless),
        "touched": (sum(touched), len(touched)),
    }  # fmt: skip


def of(part: str, kind: str = "", file: str = FIRST) -> list[Redacted]:
    """Return the rows of a half of a set, of one kind where that is named."""
    return [one for one in redacted(file) if one.row["set"] == part and kind in ("", one.row["kind"])]
