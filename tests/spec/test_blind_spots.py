"""What was asked and when, and what may be missing: each row of `blind_spots.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from unstuck.guidance import default_thresholds, tables
from unstuck.guidance.blind_spots import DatedAnswer, LastAsked, blind_spots
from unstuck.guidance.thresholds import Thresholds

ROWS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("blind_spots.toml").read_text(encoding="utf-8"))[
    "row"
]
ALL_ASKED: dict[str, Any] = {
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
}


def asked(row: dict[str, Any]) -> LastAsked:
    given = {**ALL_ASKED, **row.get("given", {}), **dict.fromkeys(row.get("never", ()), None)}
    for name in ("alliance", "willingness"):
        given[name] = [DatedAnswer(*pair) for pair in given.get(name, ())]
    return LastAsked(**given)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["says"])
def test_row(row: dict[str, Any]) -> None:
    limits = Thresholds(**{**vars(default_thresholds()), **row.get("thresholds", {})})
    found = blind_spots(asked(row), limits)
    assert [one.code for one in found] == row["spots"], row["says"]
    said = [one.text for one in found]
    assert [text for text in row.get("texts", ()) if text not in said] == []


def test_every_prompt_is_said_in_a_row_and_names_known_sources() -> None:
    assert {code for row in ROWS for code in row["spots"]} == set(tables.prompts())
    cited = {key for row in tables.prompts().values() for key in row.sources}
    assert cited <= set(tables.sources())
