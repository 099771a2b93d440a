"""What follows by subtraction: the list of sums still to be looked at against the plain sweep over all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unstuck.population.subtraction import Bounds, Subtraction, Sum

SIZE = 9
Drawn = tuple[dict[int, int], list[Sum[int]]]


def swept(known: Mapping[int, Bounds], sums: Sequence[Sum[int]]) -> dict[int, Bounds]:
    """Go through every sum, again and again, until nothing more follows: as slow as it is plain."""
    found, before = dict(known), dict[int, Bounds]()
    while before != found:
        before = dict(found)
        for one in sums:
            low, high = (sum(found[part][end] for part in one.parts) for end in (0, 1))
            found[one.total] = max(found[one.total][0], low), min(found[one.total][1], high)
            for part in one.parts:
                others = [found[other] for other in one.parts if other != part]
                least = found[one.total][0] - sum(end for _low, end in others)
                most = found[one.total][1] - sum(end for end, _high in others)
                found[part] = max(found[part][0], least), min(found[part][1], most)
    return found


@st.composite
def true_sums(draw: st.DrawFn) -> Drawn:
    """Numbers, and sums that are true of them: parts first, then totals of what is there, also of other totals."""
    counts = {key: draw(st.integers(0, 9)) for key in range(SIZE)}
    sums: list[Sum[int]] = []
    for total in range(SIZE, SIZE + draw(st.integers(1, 6))):
        parts = tuple(draw(st.lists(st.sampled_from(sorted(counts)), min_size=1, max_size=4, unique=True)))
        counts[total] = sum(counts[part] for part in parts)
        sums.append(Sum(total, parts))
        if draw(st.booleans()):
            again = tuple(draw(st.permutations(sorted(counts))))[:3]
            rest = len(counts) + 100
            whole = sum(counts[part] for part in again) + 3
            counts |= {rest: 3, rest + 100: whole}
            sums.append(Sum(rest + 100, (*again, rest)))
    return counts, sums


def around(count: int, width: int) -> Bounds:
    """Return bounds around a number: none at all, none above, or as wide as that."""
    return {9: (0, inf), 8: (max(0, count - 2), inf)}.get(width, (max(0, count - width), count + width))


@given(true_sums(), st.data())
def test_bounds_come_to_rest_where_the_sweep_does(drawn: Drawn, data: st.DataObject) -> None:
    counts, sums = drawn
    known = {key: around(count, data.draw(st.integers(0, 9))) for key, count in counts.items()}
    found = Subtraction(known, sums)
    assert {key: found[key] for key in known} == swept(known, sums)


@given(true_sums(), st.data())
def test_what_is_taken_back_leaves_nothing_behind(drawn: Drawn, data: st.DataObject) -> None:
    """Less is known of one number after the other: each time as if nothing more had ever been known."""
    counts, sums = drawn
    known = {key: around(count, data.draw(st.integers(0, 9))) for key, count in counts.items()}
    found = Subtraction(known, sums)
    for _round in range(3):
        some = data.draw(st.lists(st.sampled_from(sorted(counts)), min_size=1, max_size=2, unique=True))
        less: dict[int, Bounds] = {key: (min(known[key][0], 5), inf) for key in some}
        known |= less
        found.forget(less)
        assert {key: found[key] for key in known} == swept(known, sums)


def test_two_numbers_do_not_keep_each_other_up() -> None:
    """a is 7 because x is; b is 3 because a is, and a is 7 because b is 3. Without x nobody knows either of them."""
    sums = [Sum("x", ("a",)), Sum("ten", ("a", "b")), Sum("b and three", ("b", "three")), Sum("six", ("b and three",))]
    known: dict[str, Bounds] = dict.fromkeys(("a", "b", "b and three", "six"), (0, inf))
    known |= {"x": (7, 7), "ten": (10, 10), "three": (3, 3)}
    found = Subtraction(known, sums)
    assert (found["a"], found["b"], found["six"]) == ((7, 7), (3, 3), (6, 6))
    found.forget({"x": (0, inf)})
    assert (found["a"], found["b"], found["six"]) == ((0, 10), (0, 10), (3, 13))


@pytest.mark.parametrize("known", [{"all": (9.0, 9.0), "a": (0.0, 4.0), "b": (0.0, 4.0)}])
def test_what_cannot_be_true_together_is_refused(known: Mapping[str, Bounds]) -> None:
    with pytest.raises(ValueError, match="true together"):
        Subtraction(known, [Sum("all", ("a", "b"))])


def test_on_what_it_rests_is_what_told_it() -> None:
    """b is 3 because a is 7, and a is 7 because x is: the wide total, in which a is too, told nothing."""
    sums = [Sum("x", ("a",)), Sum("ten", ("a", "b")), Sum("wide", ("a", "c"))]
    known: dict[str, Bounds] = {"a": (0, inf), "b": (0, inf), "c": (0, inf), "x": (7, 7), "ten": (10, 10)}
    found = Subtraction({**known, "wide": (0, 100)}, sums)
    assert (found["b"], sorted(found.rests_on("b"))) == ((3, 3), ["ten", "x"])
