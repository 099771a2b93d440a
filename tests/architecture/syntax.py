"""The syntax of the source, parsed and walked through once in a process: two dozen tests look at every module."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def tree(path: Path) -> ast.Module:
    """Return a module's syntax."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(within: ast.AST) -> tuple[ast.AST, ...]:
    """Return a piece of syntax with all that is inside it, as `ast.walk` does. Nobody may change what tests share."""
    return tuple(ast.walk(within))
