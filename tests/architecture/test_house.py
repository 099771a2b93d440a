"""The house rules that a machine can see: sizes, names, and no import hidden where the contracts cannot see it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.for_each import for_each
from tests.architecture.syntax import nodes, tree

SOURCE = Path(__file__).parents[2] / "src/unstuck"
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION = 400, 40
VAGUE = {"utils", "util", "helpers", "helper", "manager", "service", "misc", "common"}
HEAVY = {"scipy"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def functions(path: Path) -> Iterator[Function]:
    for node in nodes(tree(path)):
        if isinstance(node, Function):
            yield node


@for_each(MODULES, name)
def test_modules_and_functions_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE
    long = {one.name: size(one) for one in functions(path) if size(one) > LONGEST_FUNCTION}
    assert not long


def size(function: Function) -> int:
    """Return the lines of a function's body; a signature of many options is no complexity."""
    return (function.end_lineno or function.lineno) - function.body[0].lineno + 1


@for_each(MODULES, name)
def test_names_say_what_is_inside(path: Path) -> None:
    parts = {part for folder in Path(name(path)).with_suffix("").parts for part in folder.split("_")}
    assert not parts & VAGUE
    assert not path.stem.endswith("_v2")


@for_each(MODULES, name)
def test_no_import_is_hidden_from_the_contracts(path: Path) -> None:
    assert "TYPE_CHECKING" not in {node.id for node in nodes(tree(path)) if isinstance(node, ast.Name)}
    if name(path).startswith("cli/"):
        return  # The command line loads each command's libraries when the command is called.
    hidden = {
        module.split(".")[0]
        for function in functions(path)
        for node in nodes(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [item.name for item in node.names])
    }
    assert hidden <= HEAVY


def test_the_command_line_never_loads_django() -> None:
    imported = {
        node.module or ""
        for path in (SOURCE / "cli").glob("*.py")
        for node in nodes(tree(path))
        if isinstance(node, ast.ImportFrom)
    }
    assert not {module for module in imported if module.split(".")[0] == "django"}


def test_the_wall_clock_and_chance_are_passed_in() -> None:
    """Only the command line may ask what day it is; nobody may draw numbers without a seed."""
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert "np.random.seed" not in text, name(path)
        assert "import random" not in text, name(path)
        if not name(path).startswith("cli/"):
            assert "date.today(" not in text, name(path)
            assert "datetime.now(" not in text, name(path)
