"""Nobody works a small number out of all that one manager sees at once: pages of two quarters, acts, files, command.

Teams and programmes cut the same people in two ways, a programme may be inside one team, and a client may change it.
"""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.web.supervision.one_manager import SHAPES, Agency, Manager, TwoQuarters
from unstuck.population.rollups import MEASURES


def manager(seed: int, most: int, agency: Agency, moving: int) -> Manager:
    return Manager(TwoQuarters.drawn(agency, np.random.default_rng(seed), most, moving))


@settings(max_examples=3, deadline=None, derandomize=True)
@given(
    st.integers(0, 10_000), st.sampled_from([1, 2, 3, 9]), st.sampled_from(sorted(SHAPES)), st.sampled_from([3, 3, 2]),
    st.sampled_from([0, 1]),
)  # fmt: skip
@example(31, 3, "inside", 3, 1)
@example(9, 9, "crossed", 3, 1)
def test_all_pages_of_two_quarters_give_nobody_away(
    seed: int, most: int, shape: str, workers: int, moving: int
) -> None:
    """Of a programme inside one team 1 or 2 would have recovered unreliably, as East tells of Adults.

    In the second, whoever was acted for and is not followed would be one or nobody, if acts were only rounded.
    """
    one = manager(seed, most, Agency(shape, workers), moving)
    one.know_acts(np.random.default_rng(seed))
    assert one.attack.found(one.truth) == {}


@settings(max_examples=3, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.sampled_from([1, 2, 3, 9]), st.sampled_from(sorted(SHAPES)))
@example(5, 2, "alike")
@example(6, 3, "crossed")
@example(7, 3, "inside")
@example(13, 1, "inside")
@example(15, 2, "crossed")
@example(4, 2, "inside")
@example(7, 2, "inside")
@example(9, 2, "alike")
@example(9, 3, "inside")
@example(14, 3, "inside")
def test_the_command_beside_the_pages_gives_nobody_away(seed: int, most: int, shape: str) -> None:
    """Of each of these, totals over two quarters told small numbers.

    Of the first three while they were protected by themselves; of the next two, because the page says how many ended:
    where the totals tell that nearly all of them are counted for change, few ended without a second score. Of the last
    five, because only single sums were looked at: 5 to 14 numbers put together left two values, or one.
    """
    one = manager(seed, most, Agency(shape), seed % 2)
    command = one.know_command()
    for quarter, tables in zip(("Q1", "Q2"), one.seen, strict=True):
        for measure in MEASURES:
            assert command["quarter", quarter][measure] == tables.outcomes["PHQ-9"]["", measure].count
    assert one.attack.found(one.truth) == {}
