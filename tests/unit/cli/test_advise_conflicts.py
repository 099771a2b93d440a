"""A case file whose older facts and concerns disagree: each place is named, and the more careful answer holds."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner

from unstuck.cli.commands import app_for

OLDER: dict[str, Any] = {"suicide_item_above_zero": True, "assessed_since": True, "imminent": False}


def advised(safety: dict[str, Any]) -> Any:
    case = json.dumps({"progress": {"state": "on_track"}, "safety": safety})
    return CliRunner().invoke(app_for(), ["advise", "-", "--format", "json"], input=case)


def test_each_place_is_named_and_the_more_careful_answer_holds() -> None:
    done = advised({**OLDER, "concerns": [{"kind": "suicide", "assessed": False, "weeks_ago": 1}]})
    assert done.exit_code == 0
    assert "$.safety.concerns[0].assessed disagrees with the older facts" in done.stderr
    steps = [step["code"] for step in json.loads(done.stdout)["steps"]]
    assert steps == ["respond-to-risk", "consult-colleague"]


def test_without_a_disagreement_nothing_is_said() -> None:
    done = advised({**OLDER, "concerns": [{"kind": "stalking", "assessed": False}]})
    assert (done.exit_code, done.stderr) == (0, "")
