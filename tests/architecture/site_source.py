"""The site's source as the tests of its shape read it: modules, functions that write, functions that are framed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.syntax import nodes, tree

WEB = Path(__file__).parents[2] / "src/unstuck/web"
FRAMES = {"audited", "recorded", "_recorded", "changed", "_looked_at", "_decided", "atomic"}
"""Context managers that are, or return, the frame of every write. `atomic` is the transaction around several frames."""

WRITES = {
    "save",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "update",
    "delete",
    "execute",
    "executemany",
    "_raw_delete",
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name(path: Path) -> str:
    """Return a module by its place in the site."""
    return path.relative_to(WEB).as_posix()


def modules() -> list[Path]:
    """Return every module of the site but the migrations."""
    return sorted(path for path in WEB.rglob("*.py") if "migrations" not in path.parts)


def in_actions(path: Path) -> bool:
    """True for the modules that may write."""
    return "actions" in Path(name(path)).with_suffix("").parts


def is_write(node: ast.AST) -> bool:
    """True for a call that writes rows. A `super()` is the form's or the connection's own business."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
        return False
    held = node.func.value
    if isinstance(held, ast.Call) and isinstance(held.func, ast.Name) and held.func.id == "super":
        return False
    return node.func.attr != "update" or not node.args  # rows are updated by names, sets and counters by a place


def writes(within: ast.AST) -> list[ast.Call]:
    """Return the calls that write."""
    return [node for node in nodes(within) if isinstance(node, ast.Call) and is_write(node)]


def calls(within: ast.AST) -> set[str]:
    """Return the names of the functions that are called, or handed on, inside."""
    found = {node.id for node in nodes(within) if isinstance(node, ast.Name)}
    return found | {node.attr for node in nodes(within) if isinstance(node, ast.Attribute)}


@dataclass(frozen=True)
class Action:
    """A function of an `actions` module."""

    path: Path
    syntax: Function

    @property
    def called(self) -> str:
        """Its name."""
        return self.syntax.name

    def frames(self) -> Iterator[ast.With]:
        """Yield the blocks that run in the frame of every write."""
        for node in nodes(self.syntax):
            if isinstance(node, ast.With):
                opened = {called for item in node.items for called in calls(item.context_expr)}
                if opened & FRAMES:
                    yield node

    def outside_the_frame(self) -> set[str]:
        """Return what is called, and which writes stand, outside of every frame of this function."""
        inside = {id(node) for frame in self.frames() for one in frame.body for node in nodes(one)}
        left = [node for node in nodes(self.syntax) if id(node) not in inside]
        called = {node.func.id for node in left if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
        called |= {
            node.func.attr for node in left if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        return called | {"(a write)" for node in left if is_write(node)}


def actions() -> list[Action]:
    """Return the functions of all `actions` modules, but for the frame itself."""
    return [
        Action(path, node)
        for path in modules()
        if in_actions(path) and name(path) != "audit/actions.py"
        for node in tree(path).body
        if isinstance(node, Function)
    ]


def unframed_writers(found: list[Action]) -> set[str]:
    """Return the functions that write, themselves or through others of these, without a frame of their own."""
    bare = {one.called for one in found if "(a write)" in one.outside_the_frame()}
    while more := {one.called for one in found if one.outside_the_frame() & bare} - bare:
        bare |= more
    return bare
