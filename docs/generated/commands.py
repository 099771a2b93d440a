"""Every command with its arguments, options and an example, from the command line's own metadata."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import typer

from unstuck.cli.commands import app_for

PATH = "reference/commands.md"

HEAD = """# Commands

Generated from the command line itself; `unstuck COMMAND --help` prints the same. Change the command, then run
`make docs`.

- The exit status is 0 when it is done, 2 for bad usage or bad input, 1 for a fault of ours.
- Bad input is named in one line on standard error: file, row, column, and what was expected. Rows count as a
  spreadsheet counts them: the header is row 1. Nothing is written then.
- Answers go to standard output, everything else to standard error. A progress bar shows on a terminal only.
- `--out` is written whole or not at all.

The record that `analyse --format json` writes is described in [analysis-record.md](analysis-record.md).
"""


@dataclass(frozen=True)
class Described:
    """One argument or option as the page shows it."""

    names: str
    default: str
    means: str


def render() -> str:
    """Return the page."""
    return "\n".join([HEAD, *("\n".join(_command(path, one)) for path, one in commands())])


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command that does something, with the words that call it."""
    yield from _below("unstuck", typer.main.get_command(app_for()))


def _below(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name, one in inner.items():
        yield from _below(f"{path} {name}", one)


def parameters(command: Any) -> Iterator[Described]:
    """Yield a command's arguments, then its options."""
    # `reads_scores` gives a command its options: its signature is the one that says which.
    called = inspect.unwrap(command.callback, stop=lambda one: hasattr(one, "__signature__"))
    hints = get_type_hints(called, include_extras=False)
    ordered = sorted(command.params, key=lambda one: one.param_type_name != "argument")
    for one in ordered:
        yield Described(_names(one, hints), _default(one), one.help)


def _names(one: Any, hints: dict[str, Any]) -> str:
    if one.param_type_name == "argument":
        return f"`{one.metavar}`"
    shown = [f"`{name}`" for name in (*one.opts, *one.secondary_opts)]
    value = "" if one.is_flag else one.metavar or _choices(hints[one.name])
    return " / ".join(shown) + (f" `{value}`" if value else "")


def _choices(hint: Any) -> str:
    """Return the words that an option takes, or the kind of value."""
    if get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    if get_origin(hint) is Literal:
        return " | ".join(map(str, get_args(hint)))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return " | ".join(str(choice.value) for choice in hint)
    return "NUMBER" if hint is int else "TEXT"


def _default(one: Any) -> str:
    if one.required:
        return "needed"
    default = one.default.value if isinstance(one.default, Enum) else one.default
    return "" if default in (None, False, "", (), []) else f"`{default}`"


def _command(path: str, command: Any) -> Iterator[str]:
    said, _, example = inspect.cleandoc(command.help).partition("Example: ")
    yield f"## {path}\n"
    yield from (f"{textwrap.fill(paragraph, 116)}\n" for paragraph in said.strip().split("\n\n"))
    yield f"```\n{' '.join(example.split())}\n```\n"
    rows = [f"| {_cell(one.names)} | {one.default} | {_cell(one.means)} |" for one in parameters(command)]
    if rows:
        yield "\n".join(["| | default | |", "|---|---|---|", *rows, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
