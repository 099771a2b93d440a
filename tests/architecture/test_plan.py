"""The second floor plan: a class name means one thing in the whole site, and no room or line outgrows its place."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path
from statistics import median

from tests.architecture.for_each import for_each
from tests.architecture.site_source import WEB, modules, name
from tests.architecture.syntax import nodes, tree

MAY_REPEAT = {"Meta", "Migration"}
"""Names that Django gives."""

LARGEST_ROOM = 4500
"""Lines of Python and templates; migrations are history, and styles are counted by nobody."""

LONGEST_TEMPLATE_LINE = 200
PARTICIPLES = {
    "Said", "Told", "Asked", "Wanted", "Found", "Done", "Ended", "Known", "Given", "Kept", "Taken", "Drawn", "Shown",
    "Written", "Learned", "Invited", "Noticed", "Entered", "Happened", "Scored", "Lived", "Decided", "Gathered",
    "Moved", "Guided", "Recorded", "Looked", "Judged", "Compared", "Agreed", "Chosen", "Mapped", "Serves", "Speaks",
    "Consulted", "Withdrawn", "Worded", "Dated", "Verified", "Waiting",
}  # fmt: skip
"""Words that say what was done to a thing, and not which thing it is."""

BARE = {"Line", "Row", "Table", "Part", "Place", "Way", "How", "Got", "Whom", "Why", "Page", "Step", "Kind", "Move"}
"""Words that any room could use for anything."""

ROOMS = sorted(path.parent for path in WEB.glob("*/__init__.py"))
TEMPLATES = sorted(WEB.rglob("templates/**/*.html"))


def classes() -> dict[str, list[str]]:
    """Return where each class of the site is defined."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in modules():
        for node in nodes(tree(path)):
            if isinstance(node, ast.ClassDef) and node.name not in MAY_REPEAT:
                places[node.name.lstrip("_")].append(f"{name(path)}:{node.lineno}")
    return places


def test_a_class_name_stands_once_in_the_site() -> None:
    assert {called: places for called, places in classes().items() if len(places) > 1} == {}
    assert len(classes()) > 300, "the reading of classes has gone blind"


def test_a_class_is_called_after_a_thing() -> None:
    assert sorted((PARTICIPLES | BARE) & set(classes())) == []


def room_lines(room: Path) -> int:
    """Return the lines of a room's modules and templates."""
    files = [path for path in room.rglob("*") if path.suffix in (".py", ".html") and "migrations" not in path.parts]
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)


@for_each(ROOMS, lambda room: room.name)
def test_a_room_has_room(room: Path) -> None:
    assert room_lines(room) < LARGEST_ROOM


@for_each(TEMPLATES, lambda path: path.name)
def test_the_lines_of_a_template_can_be_read(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [at for at, line in enumerate(lines, start=1) if len(line) > LONGEST_TEMPLATE_LINE] == []


def test_functions_are_short_as_a_rule() -> None:
    sizes = [
        (node.end_lineno or node.lineno) - node.body[0].lineno + 1
        for path in modules()
        for node in nodes(tree(path))
        if isinstance(node, ast.FunctionDef)
    ]
    assert median(sizes) < 10


def test_nobody_compares_with_a_text_that_is_translated() -> None:
    """`one.label == _("How it goes")` holds in one language, until somebody rewords the label."""
    compared = [
        f"{name(path)}:{node.lineno}"
        for path in modules()
        for node in nodes(tree(path))
        if isinstance(node, ast.Compare)
        for side in (node.left, *node.comparators)
        if isinstance(side, ast.Call) and isinstance(side.func, ast.Name) and side.func.id in {"_", "gettext"}
    ]
    compared += [path.name for path in TEMPLATES if re.search(r"[=!]=\s*_\(", path.read_text(encoding="utf-8"))]
    assert compared == []
