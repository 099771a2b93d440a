"""The workflows of the site, drawn from the tables by which it acts."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import unstuck.web
from unstuck.web.components.workflow import NEW, Workflow

PATH = "reference/workflows.md"

HEAD = """# Workflows

Generated from each room's `workflow.py`. From these tables the site decides what may be done next, and says so when
something may not. After a change to one of them, run `make docs`.
"""


def render() -> str:
    """Return the page."""
    return "\n".join([HEAD, *(line for one in workflows() for line in _section(one))])


def workflows() -> list[Workflow]:
    """Return the workflows of all rooms, by name."""
    rooms = [room.name for room in pkgutil.iter_modules(unstuck.web.__path__, "unstuck.web.") if room.ispkg]
    found = [one for room in rooms for one in _tables(room)]
    return sorted(found, key=lambda one: one.name)


def _tables(room: str) -> list[Workflow]:
    package = importlib.import_module(room)
    if "workflow" not in {module.name for module in pkgutil.iter_modules(package.__path__)}:
        return []
    return [
        value for value in vars(importlib.import_module(f"{room}.workflow")).values() if isinstance(value, Workflow)
    ]


def _section(one: Workflow) -> Iterator[str]:
    yield from (f"## {one.name.capitalize()}", "", "```mermaid", "stateDiagram-v2")
    yield from (f"    {code}: {words}" for code, words in one.states.items())
    for step in one.transitions:
        for before in step.before:
            yield f"    {'[*]' if before == NEW else before} --> {step.after}: {step.words}"
    yield from ("```", "", "| from | what is done | to |", "|---|---|---|")
    for step in one.transitions:
        starts = ", ".join("(new)" if before == NEW else one.states[before] for before in step.before)
        yield f"| {starts} | {step.words} (`{step.action}`) | {one.states[step.after]} |"
    yield ""
