"""Every `unstuck …` command that a page shows could be typed as it stands: its command and its options exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import typer

from tests.unit.documented import blocks, name, pages, without_blocks
from unstuck.cli.commands import app_for

ROOT_COMMAND = typer.main.get_command(app_for())
NOT_RUN = ("sh", "text", "")
"""Blocks of these kinds are read by nobody else; `console` blocks are run."""


def shown() -> Iterator[tuple[str, str]]:
    """Yield each command shown in a line of text, or in a block that is not run, with the page."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        yield from ((name(page), found) for found in re.findall(r"`(unstuck [^`\n]+)`", without_blocks(text)))
        for block in blocks(text):
            if block.language in NOT_RUN:
                lines = block.text.replace("\\\n", " ")
                yield from ((name(page), found) for found in re.findall(r"(?m)(?<![\w/-])unstuck [a-z].*$", lines))


def unknown_words(line: str) -> list[str]:
    """Return the options of a command that it does not have, or the name of a command that is not there."""
    words = shlex.split(line.replace("…", "").split("#")[0].split("|")[0])[1:]
    command: Any = ROOT_COMMAND
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        if words[0].isupper():
            return []  # it stands for any command
        inner = command.commands.get(words.pop(0))
        if inner is None:
            return [line]
        command = inner
    known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)} | {"--help", "--version"}
    return [word for word in words if word.startswith("--") and word.split("=")[0] not in known]


def test_commands_in_pages_exist_with_their_options() -> None:
    found = list(shown())
    assert len(found) > 40, "the reading of pages has gone blind"
    assert [(page, line) for page, line in found if unknown_words(line)] == []


def test_an_option_that_is_not_there_is_seen() -> None:
    assert unknown_words('unstuck agency add "X" --administrator a@example.org --name "Ari"') == ["--name"]
    assert unknown_words('unstuck agency add "X" --administrator a@example.org --called "Ari"') == []
    assert unknown_words("unstuck agnecy add") == ["unstuck agnecy add"]
