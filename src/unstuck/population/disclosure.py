"""Which numbers may be shown so that nobody can work out what is said about a few people.

The rule, in the order in which it is applied:

1. A number under 5, nought included, is shown as "under 5" (threshold rule).
2. Every other number, totals too, is rounded to the nearest 5, each by itself (conventional rounding to base 5), so
   that no sum is exact and the change from one day to the next does not give a single person away.
3. What is left to subtraction is tried out, the way somebody would who has the whole table: from every total and its
   other parts follows between which bounds a hidden number lies, and so on until nothing more follows (the shuttle
   algorithm). Where fewer than three values remain possible for a hidden number, a total that it is part of, then the
   smallest other part, is withheld (complementary suppression), until three remain everywhere; where nothing that
   is shown is left to withhold, the whole table is.

Sources: Hundepool et al., Handbook on Statistical Disclosure Control, chapter 5, frequency tables (Eurostat, 2010; 2nd
edition at sdctools.github.io/HandbookSDC); threshold rule and conventional rounding as defined in the OECD's Glossary
of Statistical Disclosure Control (2005); Buzzigoli and Giusti, An algorithm to calculate the lower and upper bounds of
the elements of an array given its marginals (Statistical Data Protection 1998, Eurostat 1999). Number of contributors
(`FEWEST_WORKERS`): the minimum-frequency rule with n = 3 of the Handbook, 4.2.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import inf
from typing import Generic, TypeVar

THRESHOLD = 5
BASE = 5
POSSIBLE = 3
"""How many values must remain possible for every hidden number."""
FEWEST_WORKERS = 3
"""Fewer people's work is never shown apart: it would be numbers about one of them, or for the other to subtract."""

Key = TypeVar("Key", bound=Hashable)


class Hidden(Enum):
    """Why a number is not shown."""

    SMALL = "small"
    WITHHELD = "withheld"


Shown = int | Hidden


@dataclass(frozen=True)
class Sum(Generic[Key]):
    """A total that is known to be the sum of its parts."""

    total: Key
    parts: tuple[Key, ...]


def rounded(count: int) -> int:
    """Return the nearest multiple of 5.

    >>> [rounded(count) for count in (5, 7, 8, 12, 13)]
    [5, 5, 10, 10, 15]
    """
    return BASE * ((count + BASE // 2) // BASE)


def protect(
    counts: Mapping[Key, int],
    sums: Sequence[Sum[Key]],
    unseen: Collection[Key] = (),
    links: Collection[Key] = (),
    given: Mapping[Key, Shown] | None = None,
) -> dict[Key, Shown]:
    """Return what may be shown of each number. Raises ValueError for a total that is not the sum of its parts.

    unseen, links: numbers that stand nowhere, but of which a reader knows. Small unseen ones are protected too; links
    only tie the others together. given: what stands in another table, and stays there; it is not returned.
    """
    _check_sums(counts, sums)
    nowhere, fixed = {*unseen, *links}, given or {}
    mine = {
        key: Hidden.SMALL if count < THRESHOLD else rounded(count)
        for key, count in counts.items()
        if key not in nowhere and key not in fixed
    }
    shown: dict[Key, Shown] = {**mine, **fixed}
    of, small = _sums_of(counts, sums), {key for key in counts if counts[key] < THRESHOLD and key not in links}
    while exposed := [key for key in _narrow_ones(bounds(shown, sums, nowhere)) if key in small]:
        near: set[Key] = set()
        for one in exposed:
            # Numbers that share no sum are seen to in one round; the rest when it is known what this round did.
            around = {key for its in of[one] for key in (its.total, *its.parts)}
            if near & around:
                continue
            key = _to_withhold(one, {key: shown[key] for key in mine}, counts, of[one])
            if key is None:
                return dict.fromkeys(mine, Hidden.WITHHELD)
            shown[key] = Hidden.WITHHELD
            near |= around
    return {key: shown[key] for key in mine}


def _narrow_ones(between: Mapping[Key, tuple[float, float]]) -> list[Key]:
    return [key for key, (low, high) in between.items() if high - low + 1 < POSSIBLE]


def _check_sums(counts: Mapping[Key, int], sums: Sequence[Sum[Key]]) -> None:
    """What may be shown is only known of true sums; of others the bounds would never come to rest."""
    if min(counts.values(), default=0) < 0:
        raise ValueError("expected counts of 0 or more")
    for one in sums:
        if counts[one.total] != sum(counts[part] for part in one.parts):
            raise ValueError(f"expected the parts of {one.total} to sum to it")


def bounds(
    shown: Mapping[Key, Shown], sums: Sequence[Sum[Key]], unseen: Iterable[Key] = ()
) -> dict[Key, tuple[float, float]]:
    """Return between which values each number lies, as follows from all that is shown by subtraction.

    `unseen` numbers stand nowhere, not even as hidden ones: of them a reader knows that there is such a part.
    ValueError for what cannot be true together: its bounds would never come to rest.
    """
    found = {key: _by_itself(value) for key, value in shown.items()}
    found |= dict.fromkeys(unseen, (0, inf))
    before: dict[Key, tuple[float, float]] = {}
    while before != found:
        before = dict(found)
        for one in sums:
            _narrow(found, one)
        if any(low > high for low, high in found.values()):
            raise ValueError("expected numbers that can be true together")
    return found


def gives_away(shown: Mapping[Key, Shown], sums: Sequence[Sum[Key]], unseen: Iterable[Key] = ()) -> bool:
    """Return whether fewer than three values remain for a small number that is hidden; `unseen` as in bounds."""
    narrow = _narrow_ones(bounds(shown, sums, unseen))
    return any(shown.get(key) is Hidden.SMALL for key in narrow)


def _by_itself(value: Shown) -> tuple[float, float]:
    if value is Hidden.SMALL:
        return 0, THRESHOLD - 1
    if value is Hidden.WITHHELD:
        return THRESHOLD, inf
    assert isinstance(value, int)  # noqa: S101  (an enum member or a number)
    return max(THRESHOLD, value - BASE // 2), value + BASE // 2


def _narrow(found: dict[Key, tuple[float, float]], one: Sum[Key]) -> None:
    lows, highs = [found[part][0] for part in one.parts], [found[part][1] for part in one.parts]
    low, high = sum(lows), sum(highs)
    found[one.total] = max(found[one.total][0], low), min(found[one.total][1], high)
    total_low, total_high = found[one.total]
    unlimited, limited = highs.count(inf), sum(end for end in highs if end != inf)
    for part, part_low, part_high in zip(one.parts, lows, highs, strict=True):
        others_low = low - part_low
        others_high = inf if unlimited > (part_high == inf) else limited - (0 if part_high == inf else part_high)
        found[part] = max(part_low, total_low - others_high), min(part_high, total_high - others_low)


def _sums_of(keys: Iterable[Key], sums: Sequence[Sum[Key]]) -> dict[Key, list[Sum[Key]]]:
    """Return the sums that each number is the total or a part of."""
    found: dict[Key, list[Sum[Key]]] = {key: [] for key in keys}
    for one in sums:
        for key in {one.total, *one.parts}:
            found[key].append(one)
    return found


def _to_withhold(
    key: Key, shown: Mapping[Key, Shown], counts: Mapping[Key, int], mine: Sequence[Sum[Key]]
) -> Key | None:
    """Return a shown total that an exposed number is part of, else the smallest shown number; None: none is left."""
    totals = [one.total for one in mine if key in one.parts and isinstance(shown.get(one.total), int)]
    beside = [part for one in mine for part in one.parts if isinstance(shown.get(part), int)]
    anything = [other for other, value in shown.items() if isinstance(value, int)]
    return min(totals or beside or anything, key=lambda other: counts[other], default=None)
