"""What follows from everything at once: against another solver, and a table in which subtraction sees nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from math import ceil, floor, inf
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.unit.population.test_subtraction import Drawn, around, true_sums
from unstuck.population import disclosure
from unstuck.population.disclosure import Beside, Hidden, Shown, bounds, gives_away, protect
from unstuck.population.linear import Linear
from unstuck.population.subtraction import Bounds, Sum

NEAR = 1e-5
ENDLESS = 3
"""What scipy answers where a number can be as large as you like."""


def solved(known: Mapping[int, Bounds], sums: Sequence[Sum[int]], key: int) -> Bounds:
    """Return the whole numbers between which one lies, by scipy, every sum a condition of its own."""
    place = {name: at for at, name in enumerate(known)}
    rows = np.zeros((len(sums), len(known)))
    for row, one in zip(rows, sums, strict=True):
        row[place[one.total]] = -1
        row[[place[part] for part in one.parts]] += 1
    found: list[float] = []
    for side in (1, -1):
        aim = np.zeros(len(known))
        aim[place[key]] = side
        answer: Any = linprog(aim, A_eq=rows, b_eq=np.zeros(len(sums)), bounds=list(known.values()), method="highs-ipm")
        found.append(inf if answer.status == ENDLESS else side * answer.fun)
    low, high = found
    return ceil(low - NEAR), high if high == inf else floor(high + NEAR)


def seen(linear: Linear[int], key: int, expected: Bounds, known: Mapping[int, Bounds]) -> Bounds:
    """Return the bounds of a number; one that has no upper end has one beyond all that is known of anything."""
    low, high = linear[key]
    beyond = max((end for _low, end in known.values() if end < inf), default=0)
    return low, inf if expected[1] == inf and high > beyond else high


@settings(max_examples=20)
@given(true_sums(), st.data())
def test_bounds_are_those_of_another_solver(drawn: Drawn, data: st.DataObject) -> None:
    """Also when less becomes known of some; and those of which too much is told are those with few values."""
    counts, sums = drawn
    known = {key: around(count, data.draw(st.integers(0, 9))) for key, count in counts.items()}
    linear = Linear(known, sums)
    for _round in range(2):
        expected = {key: solved(known, sums, key) for key in known}
        assert {key: seen(linear, key, expected[key], known) for key in known} == expected
        told = linear.told(list(known), lambda _key, between: between[1] - between[0] < 2)
        assert set(told) == {key for key, (low, high) in expected.items() if high - low < 2}
        less = {key: (min(known[key][0], 5), inf) for key in data.draw(st.sets(st.sampled_from(sorted(counts))))}
        less = {key: ends for key, ends in less.items() if known[key] != (0, inf)}
        known |= less
        linear.forget(less)


COUNTS = {"a": 1, "b": 3, "c": 5, "a+b": 4, "a+c": 6, "b+c": 8}
SUMS = [Sum(f"{one}+{other}", (one, other)) for one, other in ("ab", "ac", "bc")]
"""Twice a is the first two totals less the third: at most 4 + 7 - 8, so a is 0 or 1. No sum tells that by itself: from
these follows b of at most 4, so c of at least 4, so a of at most 3."""


def test_what_three_sums_tell_together_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "MOST_AUDITED", len(COUNTS) - 1)
    shown = protect(COUNTS, SUMS, links="bc")
    assert shown == {"a": Hidden.SMALL, "a+b": Hidden.SMALL, "a+c": 5, "b+c": 10}
    assert not gives_away(shown, SUMS, "bc")
    assert bounds(shown, SUMS, "bc")["a"] == (0, 3)
    known: dict[str, Bounds] = {"a": (0, 4), "a+b": (0, 4), "a+c": (5, 7), "b+c": (8, 12), "b": (0, inf), "c": (0, inf)}
    linear = Linear(known, SUMS)
    assert (linear["a"], sorted(linear.rests_on("a"))) == ((0, 1), ["a", "a+b", "a+c", "b+c"])

    monkeypatch.setattr(disclosure, "MOST_AUDITED", len(COUNTS))
    assert protect(COUNTS, SUMS, links="bc") == {**shown, "a+c": Hidden.WITHHELD}, "the smaller of the two that tell"


def test_what_is_given_stays_and_all_else_gives_way() -> None:
    """Two of the three totals stand elsewhere, and one is small already: nothing is left to withhold but the table."""
    given: dict[str, Shown] = {"a+c": 5, "b+c": 10}
    shown = protect(COUNTS, SUMS, links="bc", beside=Beside(given))
    assert shown == {"a": Hidden.WITHHELD, "a+b": Hidden.WITHHELD}


def test_what_others_tell_by_themselves_withholds_nothing() -> None:
    """All three totals stand elsewhere: to leave out a, the only number of this table, would hide nothing."""
    given: dict[str, Shown] = {"a+b": Hidden.SMALL, "a+c": 5, "b+c": 10}
    assert protect(COUNTS, SUMS, links="bc", beside=Beside(given)) == {"a": Hidden.SMALL}


def test_what_cannot_be_true_together_is_refused() -> None:
    linear = Linear({"all": (9, 9), "a": (0, 4), "b": (0, 4)}, [Sum("all", ("a", "b"))])
    with pytest.raises(ValueError, match="true together"):
        linear["a"]


def test_the_solver_says_nothing() -> None:
    """Whoever asks for a file on standard output gets the file, and no greeting of a library written in C++."""
    program = (
        "from unstuck.population.linear import Linear\n"
        "from unstuck.population.subtraction import Sum\n"
        "Linear({'all': (5, 9), 'a': (0, 4), 'b': (0, 9)}, [Sum('all', ('a', 'b'))])['b']"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert (ran.stdout, ran.stderr) == (b"", b"")
