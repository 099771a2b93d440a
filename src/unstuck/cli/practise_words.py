"""How practising looks in a terminal: lines of a width that is read, and the letter that stops."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import typer

WIDTH = 100
STOP = "q"


def said(lines: Iterable[str]) -> None:
    """Print lines."""
    typer.echo("\n".join(lines))


def wrapped(mark: str, text: str) -> list[str]:
    """Return a text as lines, the first one after a mark and the others below its beginning."""
    inset = " " * len(mark)
    return textwrap.wrap(text, WIDTH, initial_indent=mark, subsequent_indent=inset, break_on_hyphens=False)
