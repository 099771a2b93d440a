"""One source for each thing: no second list of life areas or of states that need a look, no words as keys."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.syntax import nodes, tree
from unstuck.guidance.life_areas import area_codes
from unstuck.guidance.urgency import NEEDS_A_LOOK
from unstuck.progress.status import STATES

SOURCE = Path(__file__).parents[2] / "src/unstuck"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
ENOUGH = 6
"""So many codes of areas in one literal are a list of areas. An approach, an issue or a demo client names a few."""

INVENTED = ("simulation/", "web/demo/")
"""Made-up clients have troubles in some areas."""

STATES_ONCE = {"guidance/urgency.py", "population/calibration.py"}
"""The second says of each alert in words when it counts as right: a table of sentences with these keys."""


def literals(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield every literal list, tuple, set or dictionary of texts, with its line."""
    for node in nodes(tree(path)):
        items = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", None)
        if items is not None and isinstance(node, ast.Dict | ast.List | ast.Tuple | ast.Set):
            yield (
                node.lineno,
                [item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)],
            )


def place(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def test_life_areas_are_listed_in_the_tables_of_guidance_alone() -> None:
    listed = [
        f"{place(path)}:{line}"
        for path in MODULES
        for line, texts in literals(path)
        if len(set(texts) & set(area_codes())) >= ENOUGH and not place(path).startswith(INVENTED)
    ]
    assert listed == []


def test_the_states_that_need_a_look_are_listed_once() -> None:
    listed = [
        f"{place(path)}:{line}"
        for path in MODULES
        for line, texts in literals(path)
        if set(texts) == set(NEEDS_A_LOOK) and place(path) not in STATES_ONCE
    ]
    assert listed == []
    assert set(NEEDS_A_LOOK) < set(STATES)


def words_compared(within: ast.AST) -> Iterator[int]:
    """Yield the lines on which something is compared with words in the reader's language."""
    for node in nodes(within):
        if isinstance(node, ast.Compare) and any(is_translated(side) for side in (node.left, *node.comparators)):
            yield node.lineno


def is_translated(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(is_translated(item) for item in node.elts)
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "gettext", "ngettext")
    )


def labels_as_keys(within: ast.AST) -> Iterator[int]:
    """Yield the lines on which a dictionary is keyed by a label, or something is looked up by one."""
    for node in nodes(within):
        key = node.key if isinstance(node, ast.DictComp) else node.slice if isinstance(node, ast.Subscript) else None
        if isinstance(key, ast.Attribute) and key.attr == "label":
            yield key.lineno


COMPARED_IN_A_TEMPLATE = re.compile(r"([=!]=|\bin\b)\s*[(\[]?\s*_\(|\b_\([^()]*\)\s*([=!]=|\b(not )?in\b)")


def tags_that_compare_words(text: str) -> list[str]:
    return [tag for tag in re.findall(r"\{[{%].*?[%}]\}", text, re.DOTALL) if COMPARED_IN_A_TEMPLATE.search(tag)]


@pytest.mark.parametrize(
    "code",
    ['x == _("How it goes")', 'x != _("a")', '_("a") == x', 'x in (_("a"), _("b"))', 'ngettext("a", "b", n) == x'],
)
def test_a_comparison_with_words_is_seen(code: str) -> None:
    assert list(words_compared(ast.parse(code))) == [1]
    assert tags_that_compare_words("{% if " + code.replace("ngettext", "_").replace(", n)", ")") + " %}")


@pytest.mark.parametrize("code", ["{one.label: one for one in rows}", "found[one.label]", "found[one.label] = 1"])
def test_a_label_used_as_a_key_is_seen(code: str) -> None:
    assert list(labels_as_keys(ast.parse(code))) == [1]


def test_nothing_is_compared_with_words_in_the_readers_language() -> None:
    """What is told apart by its words is no longer told apart once they are reworded or translated."""
    lines = [f"{place(path)}:{line}" for path in MODULES for line in words_compared(tree(path))]
    assert lines == []
    templates = sorted(SOURCE.rglob("templates/**/*.html"))
    assert len(templates) > 50
    tags = {place(path): tags_that_compare_words(path.read_text(encoding="utf-8")) for path in templates}
    assert {name: found for name, found in tags.items() if found} == {}


def test_no_label_is_a_key() -> None:
    lines = [
        f"{place(path)}:{line}"
        for path in MODULES
        if place(path).startswith("web/")
        for line in labels_as_keys(tree(path))
    ]
    assert lines == []
