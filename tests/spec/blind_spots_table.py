"""The rows of `blind_spots.toml`: what was asked and when in, what may be missing out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from unstuck.guidance import default_thresholds

FILE = Path(__file__).with_name("blind_spots.toml")
Row = Mapping[str, Any]
ALL_ASKED: Row = {
    "weeks": 20,
    "last_score": 1,
    "risk": 1,
    "engagement": 1,
    "adherence": {"medication": 1},
    "adherence_asked": True,
    "barriers_asked": True,
    "goals_recorded": True,
    "goals_met": 1,
    "wishes": 1,
    "life_areas": 1,
    "approach_began": 1,
    "health": 1,
    "culture_asked": True,
    "measure_asked": True,
}


def rows() -> list[Row]:
    """Return the rows in the order of the file."""
    found: list[Row] = tomllib.loads(FILE.read_text(encoding="utf-8"))["row"]
    return found


def differences(row: Row) -> list[str]:
    """Return where the answer is not the row's. The module is looked up anew: it may be a mutant."""
    module = import_module("unstuck.guidance.blind_spots")
    limits = replace(default_thresholds(), **row["thresholds"]) if "thresholds" in row else None
    given = {**({} if row.get("bare") else ALL_ASKED), **row.get("given", {}), **dict.fromkeys(row.get("never", ()))}
    for name in ("alliance", "willingness"):
        given[name] = [module.DatedAnswer(*pair) for pair in given.get(name, ())]
    found = module.blind_spots(module.LastAsked(**given), limits)
    codes, texts = [one.code for one in found], [one.text for one in found]
    wrong = [] if codes == row["spots"] else [f"spots {codes}"]
    wrong += [f"does not say {text!r}, but {texts}" for text in row.get("texts", ()) if text not in texts]
    if "sources" in row and [list(one.sources) for one in found] != row["sources"]:
        wrong.append(f"sources {[one.sources for one in found]}")
    return wrong
