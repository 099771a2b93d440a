"""The rooms and the way imports point, from the import contracts in pyproject.toml and each room's docstring."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

PATH = "reference/rooms.md"

ROOT = Path(__file__).parents[2]
HEAD = """# The rooms, and which way imports point

Generated from the import contracts in `pyproject.toml` and the first line of each room's own docstring; after a
change run `make docs`. What a room holds, file by file: [changing the code](../../DEVELOPERS.md).

A room may import from the rooms below it, never from those above, and rooms on one line do not import each other.
`make check` sees to that, and refuses a new room until it has been given its place.
"""


def render() -> str:
    """Return the page."""
    return "\n".join([HEAD, *(line for container in _containers() for line in _section(*container))]).rstrip() + "\n"


def _containers() -> Iterator[tuple[str, list[str]]]:
    """Yield each package whose rooms are in layers, with its layers from the top."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    for contract in contracts:
        if contract["type"] == "layers":
            yield from ((container, contract["layers"]) for container in contract["containers"])


def _section(container: str, layers: Sequence[str]) -> Iterator[str]:
    rooms = [built(layer) for layer in layers]
    yield f"## `{container}`\n"
    yield "```text"
    yield from (" | ".join(names) for names in rooms if names)
    yield "```\n"
    yield "| room | what it does |\n|---|---|"
    for name in (name for names in rooms for name in names):
        yield f"| `{name}` | {_purpose(container, name)} |"
    yield ""


def built(layer: str) -> list[str]:
    """Return the rooms of a layer of the contract, without those in parentheses, which are planned.

    >>> built("(api) | home | supervision : learning")
    ['home', 'supervision', 'learning']
    """
    names = (name.strip() for name in layer.replace(":", "|").split("|"))
    return [name for name in names if not name.startswith("(")]


def _purpose(container: str, name: str) -> str:
    """Return the first line of the docstring of a package or module."""
    place = ROOT / "src" / Path(*container.split(".")) / name
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    if text is None:
        raise ValueError(f"{file} says nothing about what it is for")
    return text.partition("\n")[0]
