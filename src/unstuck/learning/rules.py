"""Every rule of the practice page by its code: those of the pathway, and those of how the work is done."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from unstuck.guidance import tables
from unstuck.guidance.tables import Rule
from unstuck.language import all_said_later


@cache
def workflow_rules() -> Mapping[str, Rule]:
    """Return the rules of how the work is done, which turn no fact into a step."""
    text = (resources.files("unstuck.learning") / "workflow_rules.toml").read_text(encoding="utf-8")
    rows = all_said_later(tomllib.loads(text))
    return {key: Rule(**{**row, "sources": tuple(row["sources"])}) for key, row in rows.items()}


@cache
def every_rule() -> Mapping[str, Rule]:
    """Return every rule that a vignette may explain."""
    return {**tables.rules(), **workflow_rules()}


def citations(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return what some rules rest on, each publication once."""
    keys = dict.fromkeys(key for code in codes for key in every_rule()[code].sources)
    return tuple(tables.sources()[key].citation for key in keys)
