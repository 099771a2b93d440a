"""What a newcomer reads first is complete: the rooms, the targets of make, and the checks that run before a commit."""

from __future__ import annotations

import re
import subprocess

import pytest
from docs.generated.rooms import built

from tests.unit.documented import ROOT

ROOMS = [
    folder.name
    for parent in ("src/unstuck", "src/unstuck/web")
    for folder in sorted((ROOT / parent).iterdir())
    if (folder / "__init__.py").exists()
]


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("room", ROOMS)
def test_the_page_of_the_rooms_has_every_room_there_is(room: str) -> None:
    rows = re.findall(rf"^\| `{room}` \| (.+) \|$", text_of("docs/reference/rooms.md"), flags=re.MULTILINE)
    assert len(rows) == ROOMS.count(room)
    assert all(len(row.split()) >= 4 for row in rows)


def test_rooms_in_parentheses_are_not_built_yet() -> None:
    assert built("(api) | home | supervision | (learning)") == ["home", "supervision"]
    assert built("(safety)") == []
    assert built("errors : language") == ["errors", "language"]


def test_make_help_lists_every_target() -> None:
    targets = re.findall(r"^([a-z][a-z-]*):", text_of("Makefile"), flags=re.MULTILINE)
    command = ["make", "--no-print-directory", "help"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = [line.split()[0] for line in shown.splitlines()]
    assert sorted(listed) == sorted(set(targets))


def test_the_hooks_run_every_check_of_make_check() -> None:
    (recipe,) = re.findall(r"^check:.*\n((?:\t.+\n)+)", text_of("Makefile"), flags=re.MULTILINE)
    checks = {line.removeprefix("\t@").replace("$(PY)", ".venv/bin/python") for line in recipe.splitlines()}
    hooks = re.findall(r"^ +entry: (.+)$", text_of(".pre-commit-config.yaml"), flags=re.MULTILINE)
    assert set(hooks) == checks
