"""Made-up services (`services.toml`): what a person would say of their areas and cost, and what is guessed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from unstuck.interop.hsds.costs import FREE, UNKNOWN, cost_in_words
from unstuck.web.directory.areas import ServiceDescription, areas_of, built_in

FILE = Path(__file__).with_name("services.toml")


@dataclass(frozen=True)
class Guessed:
    """One service: `right` by a person, `guessed` by the program; a cost that is not known is no cost."""

    service: str
    right: frozenset[str]
    guessed: frozenset[str]

    @property
    def wrong(self) -> frozenset[str]:
        """What was guessed and is not so."""
        return self.guessed - self.right

    @property
    def missed(self) -> frozenset[str]:
        """What is so and was not guessed."""
        return self.right - self.guessed


@cache
def services(part: str) -> list[tuple[str, str, str, str, str]]:
    """Return the services of a part: name, description, fees, areas, cost."""
    rows: list[tuple[str, str, str, str, str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))[part]
    return rows


def areas(part: str) -> list[Guessed]:
    """Return the areas of each service."""
    return [
        Guessed(
            f"{name}: {text}",
            frozenset(right.split(", ")) - {""},
            frozenset(areas_of(ServiceDescription(name, "", text, ()), built_in())),
        )
        for name, text, _fees, right, _cost in services(part)
    ]


def costs(part: str) -> list[Guessed]:
    """Return the cost of each service."""
    return [
        Guessed(fees, frozenset({cost}) - {UNKNOWN}, frozenset({cost_in_words(fees)}) - {UNKNOWN})
        for _name, _text, fees, _areas, cost in services(part)
    ]


def shares(rows: list[Guessed]) -> dict[str, tuple[int, int]]:
    """Return what was wrong of all that was guessed, and what was missed of all that is so."""
    return {
        "wrong": (sum(len(row.wrong) for row in rows), sum(len(row.guessed) for row in rows)),
        "missed": (sum(len(row.missed) for row in rows), sum(len(row.right) for row in rows)),
        "right": (sum(row.right == row.guessed for row in rows), len(rows)),
    }


def called_free(rows: list[Guessed]) -> tuple[int, int]:
    """Return how many were called free and are not, of all that were called free."""
    free = [row for row in rows if FREE in row.guessed]
    return sum(FREE in row.wrong for row in free), len(free)
