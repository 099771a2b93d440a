"""The rows of `pathway/*.toml`: facts in, steps out. They are the practice specification, and its tests.

A row starts from the ordinary case (`ordinary.toml`: everything known, nothing calls for a step), or from
nothing; `given` is laid over it and `unknown` taken out. Steps, cautions and what is missing are exact and in
order; after a colon stand the exact reasons.
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "pathway"
FILES = ("safety", "engagement", "consultation", "approach", "resources", "ending", "combining")


@dataclass(frozen=True)
class Row:
    """One line of the specification; expectations as they are written in the table."""

    file: str
    number: int
    rules: tuple[str, ...]
    says: str
    steps: tuple[str, ...]
    cautions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    start: str = "ordinary"

    @property
    def name(self) -> str:
        """How the row is called in a test run."""
        return f"{self.file}-{self.number}-{'-'.join(self.rules)}"

    @property
    def facts(self) -> dict[str, Any]:
        """The case as it would stand in CASE.json."""
        facts = ordinary() if self.start == "ordinary" else {}
        _lay_over(facts, self.given)
        for path in self.unknown:
            _take_out(facts, path)
        return facts


def rows() -> list[Row]:
    """Return all rows in the order of the practice page."""
    return [row for name in FILES for row in section(name)[1]]


def section(name: str) -> tuple[str, list[Row]]:
    """Return the title and the rows of one file."""
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return table["title"], [_row(name, number, row) for number, row in enumerate(table["row"], start=1)]


def ordinary() -> dict[str, Any]:
    """Return the ordinary case."""
    table = tomllib.loads((FOLDER / "ordinary.toml").read_text(encoding="utf-8"))
    return {**{name: part for name, part in table.items() if name != "top"}, **table["top"]}


def code(expected: str) -> str:
    """Return the step or caution that an expectation names."""
    return expected.partition(":")[0]


def reasons(expected: str) -> list[str] | None:
    """Return the reasons that an expectation names, or None where it leaves them open."""
    named = expected.partition(":")[2]
    return [reason.strip() for reason in named.split(",")] if named else None


def difference(row: Row, answer: Mapping[str, Any]) -> str:
    """Return how an answer (as JSON) differs from what the row expects; empty where it does not."""
    found = [
        *_compared("steps", row.steps, answer["steps"]),
        *_compared("cautions", row.cautions, answer["cautions"]),
    ]
    if answer["missing"] != list(row.missing):
        found.append(f"missing: {answer['missing']} instead of {list(row.missing)}")
    shown = [*answer["steps"], *answer["cautions"]]
    said = [why["text"] for one in shown for why in one["reasons"]] + ["; ".join(one["sources"]) for one in shown]
    found += [f"nothing says: {text}" for text in row.texts if not any(text in line for line in said)]
    return "; ".join(found)


def _compared(kind: str, expected: Iterable[str], found: list[dict[str, Any]]) -> Iterable[str]:
    wanted = list(expected)
    codes = [one["code"] for one in found]
    if codes != [code(one) for one in wanted]:
        return [f"{kind}: {codes} instead of {[code(one) for one in wanted]}"]
    pairs = [(one, [why["code"] for why in got["reasons"]]) for one, got in zip(wanted, found, strict=True)]
    return [f"{code(one)} because {got}" for one, got in pairs if reasons(one) not in (None, got)]


def _row(file: str, number: int, table: dict[str, Any]) -> Row:
    table = {"from": "ordinary", **table}
    parts: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}
    start = parts.pop("from")
    return Row(file=file, number=number, start=start, **parts)


def _lay_over(facts: dict[str, Any], given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        if isinstance(value, dict) and isinstance(facts.get(name), dict) and name != "adherence":
            _lay_over(facts[name], value)
        else:
            facts[name] = copy.deepcopy(value)


def _take_out(facts: dict[str, Any], path: str) -> None:
    *parents, last = path.split(".")
    for parent in parents:
        facts = facts[parent]
    del facts[last]
