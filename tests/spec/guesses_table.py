"""The rows of `guesses.toml`: a case in, the guesses of the second look out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from unstuck.guidance import default_thresholds
from unstuck.interop.case import case_from_json

FILE = Path(__file__).with_name("guesses.toml")
Row = Mapping[str, Any]


def rows() -> list[Row]:
    """Return the rows in the order of the file."""
    found: list[Row] = tomllib.loads(FILE.read_text(encoding="utf-8"))["row"]
    return found


def differences(row: Row) -> list[str]:
    """Return where the answer is not the row's. The module is looked up anew: it may be a mutant."""
    module = import_module("unstuck.guidance.guesses")
    case = case_from_json({"progress": {"state": "stalled"}, **row["given"]})
    limits = replace(default_thresholds(), **row["thresholds"]) if "thresholds" in row else None
    options = {name: row[name] for name in ("without", "at_most") if name in row}
    found = module.guesses(case, limits, **options)
    answers = {
        "guesses": [one.code for one in found],
        "facts": [list(one.facts) for one in found],
        "questions": [one.question for one in found],
        "sources": [[citation.split(",")[0] for citation in one.sources] for one in found],
    }
    return [f"{name}: {answer}" for name, answer in answers.items() if name in row and answer != row[name]]
