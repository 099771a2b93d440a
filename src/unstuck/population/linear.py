"""Between which bounds numbers lie, as follows from everything that is known at once, by linear programming.

Subtraction looks at one sum after the other, and does not see what follows only from several put together. Here a
number is made as small and as large as it can be while everything that is known holds: the attacker's problem, by which
tables with withheld numbers are audited (Fischetti and Salazar, Solving the Cell Suppression Problem on Tabular Data
with Linear Constraints, Management Science 47, 2001; feasibility intervals in chapter 4 of the Handbook that
`disclosure` names). That people are whole is only used at the end: who tries whole numbers alone may know more.
It is tried for all numbers at once first: most of them then lie far apart already, and only the others need a
solution of their own. The solver is HiGHS (Huangfu and Hall, Parallelizing the dual revised simplex method,
Mathematical Programming Computation 10, 2018). Each solution begins where the last one ended.

Totals are written as sums of the finest parts, so that there are as few unknowns and conditions as possible: thousands
of numbers take seconds so, and minutes otherwise.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf
from typing import Any, Generic

import highspy
import numpy as np
from numpy.typing import NDArray

from unstuck.population.subtraction import LOW, Bounds, Key, Sum

Floats = NDArray[np.float64]
Parts = Mapping[Key, int]
"""How many times each of the finest parts counts in a number."""
NEAR = 1e-5
"""How far off a solution may be."""
BEYOND = 10
"""What has no upper end is given one, so many times the largest that anything has: far enough not to tell anything."""


class Linear(Generic[Key]):
    """What follows for each number; less can be known of some from one question to the next."""

    def __init__(self, known: Mapping[Key, Bounds], sums: Sequence[Sum[Key]]) -> None:
        """Take in what is known of each number by itself."""
        self._made = _of_finest(known, sums)
        finest = [key for key, parts in self._made.items() if parts == {key: 1}]
        self._column = {key: place for place, key in enumerate(finest)}
        tells = [key for key in known if key not in self._column and known[key] != (0, inf)]
        self._row = {key: place for place, key in enumerate(tells)}
        self._most = BEYOND * (1 + max((end for ends in known.values() for end in ends if end < inf), default=0))
        self._solver = _solver(
            _Sparse.of([*(self._made[key] for key in tells), *_left_over(self._made, sums)], self._column),
            self._ends([known[key] for key in finest]),
            self._ends([known[key] for key in tells]),
        )

    def __getitem__(self, key: Key) -> Bounds:
        """Return between which values a number lies, the nearest whole ones."""
        low, high = (self._value(key, self._pushed([key], side)) for side in (1, -1))
        return ceil(low - NEAR), floor(high + NEAR)

    def told(self, wanted: Collection[Key], is_told: Callable[[Key, Bounds], bool]) -> Iterator[Key]:
        """Yield those of some numbers of which too much is told. While they are gone through, less may become known."""
        left, known = list(wanted), _Sparse.of([self._made[key] for key in wanted], self._column)
        place = {key: at for at, key in enumerate(left)}
        low, high = np.full(len(left), inf), np.full(len(left), -inf)

        def still(some: Collection[Key], side: int) -> list[Key]:
            values = known @ self._pushed(some, side)
            np.minimum(low, values, out=low)
            np.maximum(high, values, out=high)
            seen = zip(np.ceil(low - NEAR).tolist(), np.floor(high + NEAR).tolist(), strict=True)
            between = dict(zip(place, seen, strict=True))
            return [key for key in left if is_told(key, between[key])]

        for side in (1, -1):
            before = len(left) + 1
            while left and len(left) < before:
                before, left = len(left), still(left, side)
        for key in list(left):
            for side in (1, -1):
                left = still([key], side) if key in left else left
            if key in left:
                yield key

    def rests_on(self, key: Key) -> list[Key]:
        """Return the numbers without which it would not be known between which values this one lies."""
        found: dict[Key, None] = {}
        for side in (1, -1):
            self._pushed([key], side)
            solution = self._solver.getSolution()
            for places, weights in ((self._column, solution.col_dual), (self._row, solution.row_dual)):
                found |= dict.fromkeys(one for one, place in places.items() if abs(weights[place]) > NEAR)
        return list(found)

    def forget(self, known: Mapping[Key, Bounds]) -> None:
        """Take in that less is known of some numbers than before."""
        for key, between in known.items():
            (low,), (high,) = self._ends([between])
            if key in self._column:
                self._solver.changeColBounds(self._column[key], low, high)
            elif key in self._row:
                self._solver.changeRowBounds(self._row[key], low, high)

    def _ends(self, known: Sequence[Bounds]) -> tuple[Floats, Floats]:
        ends = np.array(known, dtype=np.float64).reshape(-1, 2)
        return ends[:, 0], np.minimum(ends[:, 1], self._most)

    def _value(self, key: Key, solution: Floats) -> float:
        return float(sum(times * solution[self._column[part]] for part, times in self._made[key].items()))

    def _pushed(self, some: Collection[Key], side: int) -> Floats:
        """Return a solution in which the sum of some numbers is as small as it can be, or as large (side -1)."""
        cost = np.zeros(len(self._column))
        for key in some:
            for part, times in self._made[key].items():
                cost[self._column[part]] += side * times
        self._solver.changeColsCost(cost.size, np.arange(cost.size, dtype=np.int32), cost)
        self._solver.run()
        if self._solver.getModelStatus().name != "kOptimal":
            raise ValueError("expected numbers that can be true together")
        # From a solution that holds, the primal method goes on; the first one is found faster by the dual one.
        self._solver.setOptionValue("simplex_strategy", 4)
        return np.array(self._solver.getSolution().col_value)


@dataclass(frozen=True)
class _Sparse:
    """Sums of finest parts, one after the other: where each begins, which parts, and how many times."""

    starts: NDArray[np.int32]
    places: NDArray[np.int32]
    times: Floats

    @classmethod
    def of(cls, made: Sequence[Parts[Key]], column: Mapping[Key, int]) -> _Sparse:
        starts = np.cumsum([0, *map(len, made)], dtype=np.int32)
        places = np.array([column[part] for one in made for part in one], dtype=np.int32)
        return cls(starts, places, np.array([times for one in made for times in one.values()], dtype=np.float64))

    def __matmul__(self, solution: Floats) -> Floats:
        return np.add.reduceat(self.times * solution[self.places], self.starts[:-1])


def _solver(rows: _Sparse, of_columns: tuple[Floats, Floats], of_rows: tuple[Floats, Floats]) -> Any:
    """Return the solver with its unknowns and conditions; rows after those with ends are nought."""
    make: Callable[[], Any] = highspy.Highs
    solver, model = make(), highspy.HighsLp()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    model.num_col_, model.num_row_ = of_columns[LOW].size, rows.starts.size - 1
    model.col_cost_ = np.zeros(model.num_col_)
    model.col_lower_, model.col_upper_ = of_columns
    model.row_lower_, model.row_upper_ = (np.pad(ends, (0, model.num_row_ - ends.size)) for ends in of_rows)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = rows.starts, rows.places, rows.times
    solver.passModel(model)
    return solver


def _of_finest(keys: Collection[Key], sums: Sequence[Sum[Key]]) -> dict[Key, Parts[Key]]:
    """Return what each number is the sum of; of itself where it is the total of nothing."""
    sums_of: dict[Key, list[Sum[Key]]] = defaultdict(list)
    for one in sums:
        sums_of[one.total].append(one)
    found: dict[Key, Parts[Key]] = {}
    begun: set[Key] = set()

    def found_of(key: Key) -> Parts[Key]:
        if key not in found:
            begun.add(key)
            parts = next((one.parts for one in sums_of[key] if one.parts and not begun & {*one.parts}), None)
            counted: Counter[Key] = Counter()
            for part in parts or ():
                for finest, times in found_of(part).items():
                    counted[finest] += times
            found[key] = counted if parts else {key: 1}
            begun.discard(key)
        return found[key]

    return {key: found_of(key) for key in keys}


def _left_over(made: Mapping[Key, Parts[Key]], sums: Sequence[Sum[Key]]) -> list[Parts[Key]]:
    """Return what is nought because of the sums that say something that the others do not."""
    found: dict[frozenset[tuple[Key, int]], Parts[Key]] = {}
    for one in sums:
        nought: Counter[Key] = Counter(made[one.total])
        for part in one.parts:
            nought.subtract(made[part])
        left = {key: times for key, times in nought.items() if times}
        if left:
            found[frozenset(left.items())] = left
    return list(found.values())
