"""Outcomes of groups as they may be shown: small numbers hidden, and those from which they could be worked out.

Counts come from the engines (`engines.registry.roll_up`). Every group of every kind is a part of the whole file, teams
are parts of their agency, and a group's outcomes are parts of its clients: `disclosure.protect` sees all of these sums.
Shares are made of the numbers that are shown, never of those behind them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from unstuck.population.benchmark import benchmark_for
from unstuck.population.case_mix import compare
from unstuck.population.disclosure import Hidden, Shown, Sum, protect

MEASURES = ("clients", "improved", "unchanged", "deteriorated", "at_caseness", "recovered", "reliably_recovered")
"""What is counted: everybody with two scores or more; reliable change of all; recovery of those who began clinical."""

PARTS = ("improved", "unchanged", "deteriorated")
DENOMINATORS = {
    **dict.fromkeys(PARTS, "clients"),
    "at_caseness": "clients",
    "recovered": "at_caseness",
    "reliably_recovered": "at_caseness",
}
PARTS_OF_TWO = (
    ("clients", "at_caseness", "below_caseness"),
    ("at_caseness", "recovered", "not_recovered"),
    ("recovered", "reliably_recovered", "recovered_unreliably"),
    ("improved", "reliably_recovered", "improved_only"),
    ("unchanged", "recovered_unreliably", "unchanged_only"),
    *(("clients", part, f"not_{part}") for part in PARTS),
    ("not_deteriorated", "recovered", "neither"),
)
"""Each total, a part of it, and what is left over. Who recovered did so reliably, and improved, or did not change."""

_LEFT_OVER = tuple(rest for _total, _part, rest in PARTS_OF_TWO)
RESTS, LINKS = _LEFT_OVER[:3], _LEFT_OVER[3:]
"""What is left over of each total. It stands in no table, but a reader knows that it is there. Small RESTS are
protected; LINKS only tie the others together: without them, what follows from several sums at once is not seen."""

_OTHERS = (
    *((f"not_{part}", tuple(other for other in PARTS if other != part)) for part in PARTS),
    ("neither", ("improved_only", "unchanged_only")),
)
"""What links are made of."""

COMPARED = ("improved", "reliably_recovered")
"""What is compared between groups with the same case mix."""

FEWEST_COMPARED = 20
"""A group with fewer people behind a share is not compared (our own default)."""

ALL = "all"
"""The kind of the one group that is everybody in the file."""

Counts = Mapping[str, int]
Group = tuple[str, ...]
"""A kind (all, agency, team, programme, quarter) and the names that make the group: ("team", "North", "Adults")."""


@dataclass(frozen=True)
class Cell:
    """One number of one group: what may be shown of it, and beside it.

    count: rounded, or why it is hidden. share: of the group's shown denominator. benchmark: the country's share.
    adjusted, lower, upper: the share with the whole file's case mix, shrunken, with its 95 % interval.
    """

    instrument: str
    group: Group
    measure: str
    count: Shown
    share: float | None
    benchmark: float | None
    adjusted: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Stratum:
    """A group's people in one stratum of the case mix."""

    group: Group
    stratum: str
    counts: Counts


def cells(instrument: str, groups: Mapping[Group, Counts], strata: Iterable[Stratum] = ()) -> list[Cell]:
    """Return every number of one instrument's groups; `groups` holds ("all",) and the others."""
    counts = {(group, measure): found[measure] for group, found in groups.items() for measure in MEASURES}
    counts |= {(group, rest): found for group in groups for rest, found in _rests(groups[group]).items()}
    rests, links = ({(group, rest) for group in groups for rest in names} for names in (RESTS, LINKS))
    shown = protect(counts, sums_of(groups), rests, links)
    adjusted = _adjusted(groups, list(strata))
    benchmark = benchmark_for(instrument)
    shares = benchmark.shares if benchmark else {}
    return [
        _cell(instrument, group, measure, shown, shares.get(measure), adjusted.get((group, measure)))
        for group in groups
        for measure in MEASURES
    ]


def _cell(
    instrument: str,
    group: Group,
    measure: str,
    shown: Mapping[tuple[Group, str], Shown],
    benchmark: float | None,
    adjusted: tuple[float, float, float] | None,
) -> Cell:
    count, of = shown[group, measure], shown.get((group, DENOMINATORS.get(measure, "")))
    share = share_of(count, of)
    if share is None or adjusted is None:
        return Cell(instrument, group, measure, count, share, benchmark)
    return Cell(instrument, group, measure, count, share, benchmark, *(round(value, 2) for value in adjusted))


def share_of(count: Shown, of: Shown | None) -> float | None:
    """Return a share made of two numbers that are shown, None where one of them is not."""
    if not isinstance(count, int) or not isinstance(of, int) or of <= 0:
        return None
    return round(min(count / of, 1.0), 2)


def _rests(counts: Counts) -> dict[str, int]:
    """Return the parts that are not shown, so that nothing follows from what is left over."""
    found: dict[str, int] = {}
    for total, part, rest in PARTS_OF_TWO:
        known = {**counts, **found}
        found[rest] = known[total] - known[part]
    return found


def sums_of(groups: Collection[Group]) -> list[Sum[tuple[Group, str]]]:
    """Return what is known to be a sum of what."""
    within = [
        Sum((group, total), tuple((group, part) for part in parts))
        for group in groups
        for total, parts in (("clients", PARTS), *_OTHERS, *((total, parts) for total, *parts in PARTS_OF_TWO))
    ]
    every = [*MEASURES, *RESTS, *LINKS]
    across = [
        Sum((whole, measure), tuple((part, measure) for part in parts))
        for whole, parts in _parts_of(groups)
        for measure in every
    ]
    return [*within, *across]


def _parts_of(groups: Collection[Group]) -> list[tuple[Group, list[Group]]]:
    """Return the groups that make up another: kinds make up everybody, teams their agency."""
    by_kind: dict[Group, list[Group]] = defaultdict(list)
    for group in groups:
        if group[0] == "team" and len(group) == 3 and ("agency", group[1]) in groups:
            by_kind["agency", group[1]].append(group)
        elif group != (ALL,):
            by_kind["kind", group[0]].append(group)
    return [((ALL,) if whole[0] == "kind" else whole, parts) for whole, parts in by_kind.items()]


def _adjusted(
    groups: Mapping[Group, Counts], strata: Sequence[Stratum]
) -> dict[tuple[Group, str], tuple[float, float, float]]:
    """Return the adjusted shares with their intervals, for each kind of group by itself."""
    answer: dict[tuple[Group, str], tuple[float, float, float]] = {}
    for kind in dict.fromkeys(group[0] for group in groups if group != (ALL,)):
        mine = [one for one in strata if one.group[0] == kind]
        for measure in COMPARED:
            answer |= _compared(groups, mine, measure)
    return answer


def _compared(
    groups: Mapping[Group, Counts], strata: Sequence[Stratum], measure: str
) -> dict[tuple[Group, str], tuple[float, float, float]]:
    of = DENOMINATORS[measure]
    wanted = [group for group in dict.fromkeys(one.group for one in strata) if groups[group][of] >= FEWEST_COMPARED]
    names = list(dict.fromkeys(one.stratum for one in strata))
    people, happened = np.zeros((len(wanted), len(names))), np.zeros((len(wanted), len(names)))
    at = {group: row for row, group in enumerate(wanted)}
    for one in strata:
        if one.group in at:
            people[at[one.group], names.index(one.stratum)] += one.counts[of]
            happened[at[one.group], names.index(one.stratum)] += one.counts[measure]
    found = compare(people, happened) if wanted else None
    if found is None:
        return {}
    ends = zip(found.adjusted.tolist(), found.lower.tolist(), found.upper.tolist(), strict=True)
    return {(group, measure): end for group, end in zip(wanted, ends, strict=True)}


def words_for(count: Shown) -> str:
    """Return a number as it is written where a person reads it."""
    if count is Hidden.SMALL:
        return "under 5"
    return "not shown" if count is Hidden.WITHHELD else str(count)
