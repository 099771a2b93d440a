"""The shape of the site that a machine can see: who writes, who reads clients, which way rows point, what is named."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import PROTECT, Field, Model
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.for_each import for_each
from tests.architecture.site_source import (
    FRAMES,
    WEB,
    Function,
    actions,
    calls,
    in_actions,
    modules,
    name,
    unframed_writers,
    writes,
)
from tests.architecture.syntax import nodes, tree
from tests.web.authorization.routes import routes
from unstuck.progress.status import STATES
from unstuck.reporting.words import states
from unstuck.web.components.models import AppendOnly

PROJECT = WEB.parents[2]
MAY_TOUCH_THE_DATABASE = {
    "components/encrypted_sqlite/base.py",
    "audit/triggers.py",
    "audit/resealing.py",
    "accounts/second_factor_secrets.py",
    "components/sealed_texts.py",
    "operations/worker.py",
    "components/counters.py",
    "operations/backups/access_copy.py",
    "operations/backups/backup.py",
    "operations/rekeying.py",
    "operations/startup.py",
    "operations/table_statistics.py",
    "config/health.py",
    "operations/backups/postgres_copy.py",
    "operations/backups/sqlite_copy.py",
    "audit/access/sqlite_store.py",
    "audit/access/postgres_store.py",
}
"""What stands under the rows: the connection itself, the triggers that migrations install, the one lock of PostgreSQL
that keeps a second machine from the background work, the table in which limits on guessing are counted, backups of
whole databases, and the record of access, which has a database of its own."""

PEOPLE_IN_THEM = {"Client", "Episode", "Score", "State", "Standing", "Upload"}
PLACES = {
    "Model": "models",
    "Form": "forms",
    "Migration": "migrations",
}
"""A class of this kind -> the module, or folder of modules, where it belongs."""


def layers() -> list[str]:
    """Return the rooms of the site from above, layer by layer, from the contract that import-linter checks."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    (found,) = [
        contract["layers"]
        for contract in project["tool"]["importlinter"]["contracts"]
        if contract.get("containers") == ["unstuck.web"]
    ]
    return list(found)


def rooms() -> dict[str, int]:
    """Return how high each room of the site stands; one in parentheses is planned."""
    return {room.strip(" ()"): -place for place, layer in enumerate(layers()) for room in layer.split("|")}


def planned() -> set[str]:
    """Return the rooms that the contract keeps a place for."""
    return {room.strip(" ()") for layer in layers() for room in layer.split("|") if room.strip().startswith("(")}


def _room(model: type[Model]) -> str:
    return model.__module__.removeprefix("unstuck.web.").split(".")[0]


def own_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("unstuck.web.")]


def test_rows_point_to_their_own_room_or_downwards() -> None:
    height = rooms()
    upwards = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in own_models()
        for field in model._meta.get_fields()
        if isinstance(field, Field) and field.remote_field and isinstance(field.related_model, type)
        if field.related_model in own_models()
        and _room(field.related_model) != _room(model)
        and height[_room(field.related_model)] >= height[_room(model)]
    ]
    assert upwards == []
    assert len(own_models()) >= 12


def test_nothing_cascades() -> None:
    """A row about somebody never disappears because another one was removed."""
    cascading = [
        f"{model.__name__}.{field.name}"
        for model in own_models()
        for field in model._meta.get_fields()
        if isinstance(field, Field) and field.remote_field
        if getattr(field.remote_field, "on_delete", None) not in (None, PROTECT)
    ]
    assert cascading == []


def test_what_calls_itself_append_only_is_guarded_by_the_database() -> None:
    """Such a model is an `AppendOnly` one: from these the triggers are made, and put back after a migration."""
    said = [model for model in own_models() if "only ever added" in _about(model) or "Append-only" in _about(model)]
    assert [model.__name__ for model in said if not issubclass(model, AppendOnly)] == []
    assert len(said) > 5, "the reading of docstrings has gone blind"


def _about(model: type[Model]) -> str:
    return " ".join((inspect.getdoc(model) or "").split())


@for_each(modules(), name)
def test_only_actions_write(path: Path) -> None:
    if in_actions(path) or name(path) in MAY_TOUCH_THE_DATABASE:
        return
    assert [ast.unparse(one) for one in writes(tree(path))] == []


def test_every_action_that_writes_runs_in_the_frame() -> None:
    """A function that writes without a frame of its own is a part: only other actions may call it, inside theirs."""
    found = actions()
    parts = unframed_writers(found)
    framed = {one.called for one in found if list(one.frames())}
    assert len(framed) > 15, "the reading of frames has gone blind"
    public = {part for part in parts if not part.startswith("_")}
    assert public, "the reading of parts has gone blind"
    outside = {
        f"{name(path)} calls {part}"
        for path in modules()
        if not in_actions(path)
        for part in calls(tree(path)) & public
    }
    assert outside == set()
    assert framed & parts == set(), "writes, or calls a part that writes, beside its frame"


def test_what_is_called_a_frame_is_one() -> None:
    returned = {
        one.called: calls(one.syntax) & {"audited", "recorded"}
        for one in actions()
        if one.called in FRAMES - {"audited", "atomic"}
    }
    assert returned
    assert all(returned.values()), returned
    whole = [one for one in actions() if "atomic" in calls(one.syntax)]
    assert whole
    framed = FRAMES - {"atomic"}
    assert [one.called for one in whole if not calls(one.syntax) & framed] == [], "a transaction without a frame"


@pytest.mark.parametrize(
    "path", [path for path in modules() if {"views", "presenters", "forms"} & set(path.with_suffix("").parts)], ids=name
)
def test_pages_read_clients_through_gates_and_queries(path: Path) -> None:
    touched = [
        ast.unparse(node)
        for node in nodes(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in ("objects", "_default_manager", "_base_manager")
        and not (isinstance(node.value, ast.Name) and node.value.id not in PEOPLE_IN_THEM)
    ]
    assert touched == []


@for_each(modules(), name)
def test_which_day_a_moment_is_on_is_asked_of_the_agencys_clock(path: Path) -> None:
    """By `localdate`, and in queries by when a day begins (`dates.day_begins`): `__date` asks Python for each row."""
    found = [
        f"{path.name}:{node.lineno}"
        for node in nodes(tree(path))
        if (isinstance(node, ast.keyword) and re.search("__date(__|$)", node.arg or ""))
        or (
            isinstance(node, ast.Attribute)
            and node.attr == "date"
            and isinstance(node.value, ast.Attribute)
            and re.fullmatch("at|until|.*_at", node.value.attr)
        )
    ]
    assert found == []


def test_every_state_has_words_a_shape_and_a_colour() -> None:
    shown = {words.code: words for words in states()}
    assert set(shown) == set(STATES)
    assert all(words.word and words.shape for words in shown.values())
    assert len({words.shape for words in shown.values()}) == len(shown), "never by colour alone"
    style = (WEB / "components/static/unstuck/unstuck.css").read_text(encoding="utf-8")
    assert [code for code in STATES if f".state--{code} {{ color: var(--" not in style] == []


def _views() -> Iterator[tuple[Path, str]]:
    """Yield every public function that takes a request and answers it, in modules called views."""
    for path in modules():
        if "views" not in path.with_suffix("").parts:
            continue
        for node in tree(path).body:
            if isinstance(node, Function) and not node.name.startswith("_") and _takes_a_request(node):
                yield path, node.name


def _takes_a_request(node: Function) -> bool:
    arguments = [*node.args.posonlyargs, *node.args.args]
    returns = ast.unparse(node.returns) if node.returns else ""
    return bool(arguments) and arguments[0].arg == "request" and returns == "HttpResponse"


def _callbacks(resolver: URLResolver) -> Iterator[Any]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield inspect.unwrap(one.callback)
        else:
            yield from _callbacks(one)


def test_every_view_has_an_address() -> None:
    reached = {(callback.__module__, callback.__name__) for callback in _callbacks(get_resolver())}
    found = [(f"unstuck.web.{name(path)[:-3].replace('/', '.')}", view) for path, view in _views()]
    assert [one for one in found if one not in reached] == []
    assert len(found) > 15


def test_every_route_has_a_name_of_its_own() -> None:
    names = [route.name for route in routes()]
    assert [one for one in names if "without a name" in one] == []
    assert sorted(set(names)) == sorted(names)


@for_each(modules(), name)
def test_things_stand_in_the_files_that_are_called_after_them(path: Path) -> None:
    """Each app has the same files: a model is in `models`, a form in `forms`, an address in `urls`."""
    parts = set(Path(name(path)).with_suffix("").parts)
    for node in tree(path).body:
        if isinstance(node, ast.ClassDef):
            kinds = {ast.unparse(base).split(".")[-1].split("[")[0] for base in node.bases}
            for kind, place in PLACES.items():
                belongs = any(one == kind or one.endswith(kind) for one in kinds)
                assert not belongs or any(place in part for part in parts), f"{node.name} belongs into {place}"
        if isinstance(node, ast.Assign | ast.AnnAssign) and "urlpatterns" in ast.unparse(node).split("=")[0]:
            assert any("urls" in part for part in parts)


def test_every_app_is_in_its_room_and_says_what_it_is() -> None:
    folders = {path.parent.name for path in WEB.glob("*/__init__.py")}
    assert folders <= set(rooms())
    assert set(rooms()) - folders <= planned()
    assert [folder for folder in folders if not ast.get_docstring(tree(WEB / folder / "__init__.py"))] == []


def _callers_of(function: str, module: str) -> set[str]:
    """Return the modules of the site that import a name from a module."""
    return {
        str(path.relative_to(WEB))
        for path in modules()
        for node in nodes(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == module and function in {one.name for one in node.names}
    }


def test_there_is_one_way_to_a_case() -> None:
    """Only `case_of` makes one, and only the caseload calls it: everybody else asks `current_case`."""
    makers = _callers_of("Case", "unstuck.guidance") | _callers_of("Case", "unstuck.guidance.case")
    called = {
        str(path.relative_to(WEB))
        for path in modules()
        for node in nodes(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Case"
    }
    assert makers & called == {"caseload/cases.py"}
    assert _callers_of("case_of", "unstuck.web.caseload.cases") == {
        "caseload/current_case.py",
        "caseload/next_steps.py",
    }
