"""A command brings along its own libraries only, so that it starts at once; the program knows all commands."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer

from unstuck.cli.commands import COMMANDS, app_for

PROGRAM = "import sys; sys.argv = ['unstuck', *sys.argv[1:]]\nfrom unstuck.cli import run\n"
LIBRARIES = "('numpy', 'duckdb', 'django')"
AND_TELL = f"try:\n    run()\nfinally:\n    print(*(name for name in {LIBRARIES} if name in sys.modules))"


def known_to(*words: str) -> list[str]:
    return list(getattr(typer.main.get_command(app_for(words)), "commands", {}))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_loaded_alone(name: str) -> None:
    assert known_to(name, "--help") == [name]


@pytest.mark.parametrize("words", [(), ("--help",), ("--version",), ("analyze",)])
def test_where_no_command_is_named_all_are_known(words: tuple[str, ...]) -> None:
    assert known_to(*words) == list(COMMANDS)


def test_a_command_of_the_site_starts_without_the_libraries_of_statistics() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM + AND_TELL, "upkeep", "--help"], capture_output=True, text=True, check=True
    )
    assert "Usage: unstuck upkeep" in done.stdout
    assert done.stdout.splitlines()[-1] == ""
