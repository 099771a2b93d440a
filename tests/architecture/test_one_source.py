"""One source for each thing: no second list of life areas or of the states that need a look."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

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
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
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
