"""What the pages on security name is there: each test, and each module of the site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.unit.documented import ROOT

THREATS = ROOT / "docs/explanation/threat-model.md"
NAMED_TEST = re.compile(r"`?([\w/]+\.py)::(\w+)`?")


def missing(named: str) -> bool:
    """Tell whether a test, such as `web/site/test_logs.py::test_x`, is not there."""
    path, _, name = named.partition("::")
    file = ROOT / "tests" / path
    return not file.exists() or not re.search(rf"(?m)^ *def {name}\(", file.read_text(encoding="utf-8"))


def test_the_threat_model_names_tests_and_modules_that_are_there() -> None:
    text = THREATS.read_text(encoding="utf-8")
    tests = ["::".join(found) for found in NAMED_TEST.findall(text)]
    assert len(tests) > 50, "the reading of the page has gone blind"
    assert [named for named in tests if missing(named)] == []
    cells = " ".join(line.split(" | ")[1] for line in text.splitlines() if line.count(" | ") == 2)
    modules = re.findall(r"`([a-z_]+\.[a-z_]+)`", cells)
    assert len(modules) > 30, "the reading of the page has gone blind"
    web = ROOT / "src/unstuck/web"
    places = (web / module.replace(".", "/") for module in modules)
    assert [str(place) for place in places if not (place.is_dir() or place.with_suffix(".py").exists())] == []


def test_every_row_of_the_threat_model_says_what_shows_it() -> None:
    people = THREATS.read_text(encoding="utf-8").partition("\n## A stranger")[2].splitlines()
    claims = [line for line in people if line.startswith("| ") and not line.endswith("| shown by |")]
    assert len(claims) > 40, "the reading of the page has gone blind"
    assert [row for row in claims if "::test_" not in row] == []


@pytest.mark.parametrize("named", ["web/site/test_logs.py::test_not_there", "web/nowhere.py::test_x"])
def test_a_test_that_is_not_there_is_seen(named: str) -> None:
    assert missing(named)
    assert not missing(f"unit/{Path(__file__).name}::test_a_test_that_is_not_there_is_seen")
