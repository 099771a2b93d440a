"""Somebody who has every table of a quarter, and tries to work small numbers out by linear programming.

What they know: of each number that is shown, between which bounds it lies; and how people can be told apart, which is
what every sum, part and inequality follows from. A number of people of each sort, nought or more, is all that is
unknown. Under these, each small number is made as small and as large as it can be.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from unstuck.population.disclosure import Hidden, Shown

Floats = NDArray[np.float64]
ENOUGH = 3
"""How many values must remain possible for a small number."""
_EXACT = 1e-6


@dataclass
class Attack:
    """What is known of so many unknown numbers of people, and the small numbers that are to be found out."""

    unknown: int
    rows: list[Floats] = field(default_factory=list)
    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    targets: dict[str, Floats] = field(default_factory=dict)

    def know(self, row: Floats, low: float, high: float) -> None:
        """Take in that a number lies between two others."""
        if low > 0 or high < math.inf:
            self.rows.append(row)
            self.lows.append(low)
            self.highs.append(high)

    def know_shown(self, rows: Mapping[str, Floats], shown: Mapping[str, Shown], truth: Floats) -> None:
        """Take in one table, as it is shown. A table of which nothing is shown says nothing of any number in it."""
        nothing = all(value is Hidden.WITHHELD for value in shown.values())
        for name, value in shown.items():
            if not nothing or value is not Hidden.WITHHELD:
                self.know(rows[name], *bounds_of(value))
        self.seek({name: rows[name] for name in shown}, truth)

    def seek(self, rows: Mapping[str, Floats], truth: Floats) -> None:
        """Try to find out those of these numbers that are small."""
        self.targets |= {name: row for name, row in rows.items() if row @ truth < 5}

    def found(self, truth: Floats) -> dict[str, tuple[float, float]]:
        """Return the small numbers of which fewer than three values remain, with their bounds."""
        names, wanted = list(self.targets), np.array(list(self.targets.values()))
        if not names or not self.rows:
            return {}
        limits = self._limits()
        seen = [wanted @ truth]
        assert all(row @ truth <= high + _EXACT for row, high in zip(*limits, strict=True)), "what is known is true"
        for sign in (1.0, -1.0):
            seen.append(wanted @ _solved(sign * wanted.sum(axis=0), limits))
        low, high = np.min(seen, axis=0), np.max(seen, axis=0)
        for place, row in enumerate(wanted):
            for sign in (1.0, -1.0):
                if _values(low[place], high[place]) < ENOUGH:
                    values = wanted @ _solved(sign * row, limits)
                    low, high = np.minimum(low, values), np.maximum(high, values)
        between = zip(names, low.tolist(), high.tolist(), strict=True)
        return {name: (least, most) for name, least, most in between if _values(least, most) < ENOUGH}

    def _limits(self) -> tuple[Floats, Floats]:
        rows, lows, highs = np.array(self.rows), np.array(self.lows), np.array(self.highs)
        above, below = lows > 0, np.isfinite(highs)
        return np.concatenate([rows[below], -rows[above]]), np.concatenate([highs[below], -lows[above]])


def bounds_of(value: Shown) -> tuple[float, float]:
    """Return between which numbers one lies that is shown so."""
    if value is Hidden.SMALL:
        return 0, 4
    if value is Hidden.WITHHELD:
        return 5, math.inf
    assert isinstance(value, int)
    return max(5, value - 2), value + 2


def _values(low: float, high: float) -> int:
    return math.floor(high + _EXACT) - math.ceil(low - _EXACT) + 1


def _solved(aim: Floats, limits: tuple[Floats, Floats]) -> Floats:
    """Return the numbers of people at which `aim` is smallest; 999 of a sort are enough to say that it has no end."""
    answer: Any = linprog(aim, *limits, bounds=(0, 999), method="highs")
    assert answer.status == 0, answer.message
    return np.asarray(answer.x)


Sort = tuple[str, ...]


@dataclass(frozen=True)
class Sorts:
    """All sorts of people, or of things done, that a table can tell apart, by place."""

    sorts: Sequence[Sort]

    def row(self, *wanted: str, without: Sequence[str] = ()) -> Floats:
        """Return 1 for each sort that has all of these marks and none of those."""
        marks = [set(sort) for sort in self.sorts]
        return np.array([float(set(wanted) <= mark and not mark & set(without)) for mark in marks])


def combined(*choices: Iterator[Sort] | Sequence[Sort]) -> list[Sort]:
    """Return every combination of one mark, or several, of each."""
    found: list[Sort] = [()]
    for choice in choices:
        some = list(choice)
        found = [(*one, *other) for one in found for other in some]
    return found
