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
4. What follows only from several sums put together is looked for by linear programming (see `linear`), in tables of up
   to `MOST_AUDITED` numbers: where fewer than three values remain, the smallest number on which that rests is withheld.

Sources: Hundepool et al., Handbook on Statistical Disclosure Control, chapter 5, frequency tables (Eurostat, 2010; 2nd
edition at sdctools.github.io/HandbookSDC); threshold rule and conventional rounding as defined in the OECD's Glossary
of Statistical Disclosure Control (2005); Buzzigoli and Giusti, An algorithm to calculate the lower and upper bounds of
the elements of an array given its marginals (Statistical Data Protection 1998, Eurostat 1999). Number of contributors
(`FEWEST_WORKERS`): the minimum-frequency rule with n = 3 of the Handbook, 4.2.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache, partial
from math import inf
from typing import Generic

from unstuck.population.linear import Linear
from unstuck.population.subtraction import Bounds, Key, Subtraction, Sum

THRESHOLD = 5
BASE = 5
POSSIBLE = 3
"""How many values must remain possible for every hidden number."""
MOST_AUDITED = 6_000
"""In a table of more numbers than these it is not looked for what follows only from several sums at once: a
page would wait for it for more than two seconds. What follows by subtraction is looked for all the same."""
FEWEST_WORKERS = 3
"""Fewer people's work is never shown apart: it would be numbers about one of them, or for the other to subtract."""


class Hidden(Enum):
    """Why a number is not shown."""

    SMALL = "small"
    WITHHELD = "withheld"


Shown = int | Hidden


def rounded(count: int) -> int:
    """Return the nearest multiple of 5.

    >>> [rounded(count) for count in (5, 7, 8, 12, 13)]
    [5, 5, 10, 10, 15]
    """
    return BASE * ((count + BASE // 2) // BASE)


@dataclass(frozen=True)
class Beside(Generic[Key]):
    """What a reader has beside a table, and what stays as it is.

    given: what stands in another table. beneath: how many of some numbers they may be sure of at most, who know of what
    these are a part. at_most: how many these can be, as they know from it.
    """

    given: Mapping[Key, Shown] = field(default_factory=dict)
    beneath: Mapping[Key, float] = field(default_factory=dict)
    at_most: Mapping[Key, float] = field(default_factory=dict)


def protect(
    counts: Mapping[Key, int],
    sums: Sequence[Sum[Key]],
    unseen: Collection[Key] = (),
    links: Collection[Key] = (),
    beside: Beside[Key] | None = None,
) -> dict[Key, Shown]:
    """Return what may be shown of each number. Raises ValueError for a total that is not the sum of its parts.

    unseen, links: numbers that stand nowhere, but of which a reader knows. Small unseen ones are protected too; links
    only tie the others together.
    """
    _check_sums(counts, sums)
    # In the order of the counts: what is withheld may not depend on that of a set, which differs from run to run.
    hidden, other = {*unseen, *links}, beside or Beside()
    nowhere = dict.fromkeys(key for key in counts if key in hidden)
    mine = {
        key: Hidden.SMALL if count < THRESHOLD else rounded(count)
        for key, count in counts.items()
        if key not in nowhere and key not in other.given
    }
    known = _known({**mine, **other.given}, nowhere)
    known |= {key: (known[key][0], min(known[key][1], most)) for key, most in other.at_most.items()}
    small = [key for key in counts if counts[key] < THRESHOLD and key not in links]
    wanted, is_told = [*small, *other.beneath], partial(_is_told, other.beneath)
    follows = Subtraction(known, sums)
    # Whatever is withheld makes less known of all others too, so nobody has to be looked at again.
    for one in wanted:
        if not _withhold_for(one, mine, counts, follows, is_told):
            return dict.fromkeys(mine, Hidden.WITHHELD)
    if sums and len(counts) <= MOST_AUDITED:
        known |= {key: _by_itself(value) for key, value in mine.items() if value is Hidden.WITHHELD}
        linear, alone = Linear(known, sums), cache(lambda: Linear({**known, **dict.fromkeys(mine, (0, inf))}, sums))
        for one in linear.told(wanted, is_told):
            # What follows from the others, without this table, is not for it to withhold.
            if not is_told(one, alone()[one]) and not _withhold_for(one, mine, counts, linear, is_told):
                return dict.fromkeys(mine, Hidden.WITHHELD)
    return mine


def _withhold_for(
    one: Key,
    mine: dict[Key, Shown],
    counts: Mapping[Key, int],
    follows: Subtraction[Key] | Linear[Key],
    is_told: Callable[[Key, Bounds], bool],
) -> bool:
    """Withhold numbers until no more than may be is told of one; return whether there were enough to withhold."""
    while is_told(one, follows[one]):
        key = _to_withhold(one, mine, counts, follows)
        if key is not None:
            mine[key] = Hidden.WITHHELD
            follows.forget({key: _by_itself(Hidden.WITHHELD)})
        else:  # Without any of mine in it, it follows from the others, without this table.
            return not any(another in mine for another in follows.rests_on(one))
    return True


def _is_told(beneath: Mapping[Key, float], one: Key, between: Bounds) -> bool:
    return between[0] > beneath[one] if one in beneath else _is_narrow(between)


def _is_narrow(between: Bounds) -> bool:
    return between[1] - between[0] + 1 < POSSIBLE


def _check_sums(counts: Mapping[Key, int], sums: Sequence[Sum[Key]]) -> None:
    """What may be shown is only known of true sums; of others the bounds would never come to rest."""
    if min(counts.values(), default=0) < 0:
        raise ValueError("expected counts of 0 or more")
    for one in sums:
        if counts[one.total] != sum(counts[part] for part in one.parts):
            raise ValueError(f"expected the parts of {one.total} to sum to it")


def bounds(shown: Mapping[Key, Shown], sums: Sequence[Sum[Key]], unseen: Iterable[Key] = ()) -> dict[Key, Bounds]:
    """Return between which values each number lies, as follows from all that is shown by subtraction.

    `unseen` numbers stand nowhere, not even as hidden ones: of them a reader knows that there is such a part.
    ValueError for what cannot be true together.
    """
    known = _known(shown, unseen)
    follows = Subtraction(known, sums)
    return {key: follows[key] for key in known}


def _known(shown: Mapping[Key, Shown], unseen: Iterable[Key]) -> dict[Key, Bounds]:
    return {**{key: _by_itself(value) for key, value in shown.items()}, **dict.fromkeys(unseen, (0, inf))}


def gives_away(shown: Mapping[Key, Shown], sums: Sequence[Sum[Key]], unseen: Iterable[Key] = ()) -> bool:
    """Return whether fewer than three values remain for a small number that is hidden; `unseen` as in bounds."""
    between = bounds(shown, sums, unseen)
    return any(value is Hidden.SMALL and _is_narrow(between[key]) for key, value in shown.items())


def _by_itself(value: Shown) -> Bounds:
    if value is Hidden.SMALL:
        return 0, THRESHOLD - 1
    if value is Hidden.WITHHELD:
        return THRESHOLD, inf
    assert isinstance(value, int)  # noqa: S101  (an enum member or a number)
    return max(THRESHOLD, value - BASE // 2), value + BASE // 2


def _to_withhold(
    key: Key, shown: Mapping[Key, Shown], counts: Mapping[Key, int], follows: Subtraction[Key] | Linear[Key]
) -> Key | None:
    """Return a shown total that an exposed number is part of, else the smallest shown number that tells; None: none.

    What is found by linear programming does not follow from its own sums alone: there it is a number that tells.
    """
    mine = follows.sums_of(key) if isinstance(follows, Subtraction) else []
    totals = [one.total for one in mine if key in one.parts and isinstance(shown.get(one.total), int)]
    beside = [part for one in mine for part in one.parts if isinstance(shown.get(part), int)]
    some = totals or beside or [other for other in follows.rests_on(key) if isinstance(shown.get(other), int)]
    return min(some, key=lambda other: counts[other], default=None)
