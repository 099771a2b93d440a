"""What words suggest: the rows of `suggestions.toml`, and the lines of `intake_phrases.toml` that were tuned on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Row = Mapping[str, Any]


@cache
def rows() -> list[Row]:
    """Return the rows: `says`, the texts, and the issues that they suggest, in order, with the words where given."""
    own: list[Row] = tomllib.loads((HERE / "suggestions.toml").read_text(encoding="utf-8"))["row"]
    tuned = [{"says": text, "texts": [text], "suggests": codes, "in_order": False} for text, codes in lines("tuned")]
    return [*own, *tuned]


def lines(part: str) -> list[tuple[str, list[str]]]:
    """Return lines of intake notes with the codes that a social worker would confirm."""
    file = tomllib.loads((HERE / "intake_phrases.toml").read_text(encoding="utf-8"))
    return [(text, [code for code in codes.split(", ") if code]) for text, codes in file[part]]


def differences(row: Row) -> list[str]:
    """Return where the answer is not the row's. The module is looked up anew: it may be a mutant."""
    suggester = import_module("unstuck.guidance.issue_suggester")
    found = suggester.suggest(row["texts"]) if "confirmed" not in row else _to_confirm(suggester, row)
    codes = [one.issue for one in found]
    wrong = [] if _same(codes, row) else [f"suggests {codes}"]
    if "words" in row and [list(one.words) for one in found] != row["words"]:
        wrong.append(f"words {[list(one.words) for one in found]}")
    return wrong


def _same(codes: list[str], row: Row) -> bool:
    in_order: bool = codes == row["suggests"]
    return in_order if row.get("in_order", True) else sorted(codes) == sorted(row["suggests"])


def _to_confirm(suggester: Any, row: Row) -> Any:
    case = import_module("unstuck.guidance.case")
    confirmed = None if row["confirmed"] == "unknown" else tuple(row["confirmed"])
    texts = tuple(row["texts"]) or None
    treatment = case.Treatment(presenting_problems=texts, issues=confirmed)
    return suggester.to_confirm(case.Case(case.Progress("stalled"), treatment))
