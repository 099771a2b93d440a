"""Nobody can work out a small number from a table: tried by going through every table that fits what is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unstuck.population.disclosure import Hidden, Shown, bounds, protect
from unstuck.population.subtraction import Sum

SMALL, WITHHELD = Hidden.SMALL, Hidden.WITHHELD
ROW = Sum("all", ("a", "b", "c"))


def row(a: int, b: int, c: int) -> dict[str, int]:
    return {"all": a + b + c, "a": a, "b": b, "c": c}


@pytest.mark.parametrize(
    ("count", "shown"), [(0, SMALL), (1, SMALL), (4, SMALL), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (102, 100)]
)
def test_under_five_is_hidden_and_the_rest_rounded_to_five(count: int, shown: Shown) -> None:
    assert protect({"x": count}, []) == {"x": shown}


def test_a_total_that_gives_a_small_number_away_is_withheld() -> None:
    """7 and 7 are shown as 5 and 5, 18 as 20: at least 18 in all, at most 14 in the two, so the third must be 4."""
    assert protect(row(7, 7, 4), [ROW]) == {"all": WITHHELD, "a": 5, "b": 5, "c": SMALL}


def test_a_total_that_gives_nothing_away_is_shown() -> None:
    assert protect(row(20, 10, 2), [ROW]) == {"all": 30, "a": 20, "b": 10, "c": SMALL}


@pytest.mark.parametrize("counts", [row(20, 10, 2) | {"all": 31}, {"all": 0, "a": 1, "b": -1, "c": 0}])
def test_what_does_not_add_up_is_refused(counts: dict[str, int]) -> None:
    """The bounds would narrow for ever: a page that never comes is no answer either."""
    with pytest.raises(ValueError, match="expected"):
        protect(counts, [ROW])


def test_bounds_are_what_subtraction_gives() -> None:
    shown: dict[str, Shown] = {"all": 20, "a": 5, "b": 5, "c": SMALL}
    assert bounds(shown, [ROW])["c"] == (4, 4)


def test_where_hiding_parts_does_not_help_nothing_is_shown() -> None:
    """Three teams of 5, of whom 1 is a: under 5 in all, and at least 1 in each, so 1 or 2 in each."""
    counts = {"a": 3, "b": 15}
    sums = [Sum("a", ("a1", "a2", "a3"))]
    for team in "123":
        counts |= {f"a{team}": 1, f"b{team}": 4, f"all{team}": 5}
        sums.append(Sum(f"all{team}", (f"a{team}", f"b{team}")))
    assert set(protect(counts, sums).values()) == {WITHHELD}


def possible(shown: Mapping[str, Shown], most: int) -> Iterator[dict[str, int]]:
    """Every row of three that would be shown like this, as far as the reader can tell."""
    for a, b, c in product(range(most + 1), repeat=3):
        counts = row(a, b, c)
        if all(fits(counts[key], value) for key, value in shown.items()):
            yield counts


def fits(count: int, shown: Shown) -> bool:
    if shown is SMALL:
        return count < 5
    if shown is WITHHELD:
        return count >= 5
    assert isinstance(shown, int)
    return count >= 5 and abs(count - shown) <= 2


@given(st.integers(0, 14), st.integers(0, 14), st.integers(0, 14))
@example(7, 7, 4)
@example(8, 8, 0)
@example(4, 4, 4)
@example(2, 2, 2)
@example(0, 0, 13)
def test_three_values_remain_possible_for_every_hidden_number(a: int, b: int, c: int) -> None:
    shown = protect(row(a, b, c), [ROW])
    tables = list(possible(shown, 17))
    assert row(a, b, c) in tables
    for key, value in shown.items():
        if value is SMALL:
            assert len({table[key] for table in tables}) >= 3


TWO_BY_TWO = [
    Sum("row1", ("a", "b")),
    Sum("row2", ("c", "d")),
    Sum("left", ("a", "c")),
    Sum("right", ("b", "d")),
    Sum("all", ("row1", "row2")),
    Sum("all", ("left", "right")),
]


def square(a: int, b: int, c: int, d: int) -> dict[str, int]:
    return {
        "a": a, "b": b, "c": c, "d": d, "row1": a + b, "row2": c + d, "left": a + c, "right": b + d,
        "all": a + b + c + d,
    }  # fmt: skip


@given(st.tuples(*(st.integers(0, 11),) * 4))
@example((7, 4, 4, 7))
@example((8, 0, 8, 0))
@example((1, 1, 1, 1))
def test_nor_can_it_be_worked_out_across_rows_and_columns(cells: tuple[int, int, int, int]) -> None:
    shown = protect(square(*cells), TWO_BY_TWO)
    seen: dict[str, set[int]] = {key: set() for key, value in shown.items() if value is SMALL}
    spans = [[n for n in range(15) if fits(n, shown[key])] for key in "abcd"]
    for table in (square(*one) for one in product(*spans)):
        if all(fits(table[key], value) for key, value in shown.items()):
            for key, values in seen.items():
                values.add(table[key])
    assert all(len(values) >= 3 for values in seen.values())
