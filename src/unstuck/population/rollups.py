"""Outcomes of groups as they may be shown: small numbers hidden, and those from which they could be worked out.

Counts come from the engines (`engines.registry.roll_up`). Every group of every kind is a part of the whole file, teams
are parts of their agency, and a group's outcomes are parts of its clients: `disclosure.protect` sees all of these sums.
Shares, adjusted ones too, are made of the numbers that are shown, never of those behind them. Of several quarters in
one file each is protected by itself, as the site's page of it is, and what is said of them together gives way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from unstuck.population.benchmark import benchmark_for
from unstuck.population.case_mix import compare
from unstuck.population.disclosure import BASE, MOST_AUDITED, Beside, Hidden, Shown, bounds, protect, rounded
from unstuck.population.subtraction import Bounds, Sum

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

MOST_TIED = 300_000
"""With more numbers than these, quarters and whoever is in two groups are not held against each other: it would take
minutes, and more memory than all the rest. Each group's own numbers, teams and agencies are protected as ever."""

ALL = "all"
"""The kind of the one group that is everybody in the file."""

EVERY = (*MEASURES, *RESTS, *LINKS)
Counts = Mapping[str, int]
Group = tuple[str, ...]
"""A kind (all, agency, team, programme, quarter) and the names that make the group: ("team", "North", "Adults")."""
Number = tuple[Group, str]
"""A group and a measure."""


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
class GroupTable:
    """The counts of one file, or of one quarter of it, by group.

    groups: ("all",) and the others. both: those who are in two groups at once, a team and a programme, for every two
    that share anybody. It stands nowhere, but who works there knows which programmes there are in which teams.
    """

    groups: Mapping[Group, Counts]
    both: Mapping[tuple[Group, Group], Counts] = field(default_factory=dict)


@dataclass(frozen=True)
class Stratum:
    """A group's people in one stratum of the case mix."""

    group: Group
    stratum: str
    counts: Counts


def cells(
    instrument: str, table: GroupTable, strata: Iterable[Stratum] = (), quarters: Mapping[str, GroupTable] | None = None
) -> list[Cell]:
    """Return every number of one instrument's groups.

    quarters: the same people by quarter. Each quarter is protected by itself, so that its figures are the same whatever
    else is in the file; what is said of several quarters together is protected beside them.
    """
    shown = _protected(table, quarters or {})
    adjusted = _adjusted(table.groups, shown, list(strata))
    benchmark = benchmark_for(instrument)
    shares = benchmark.shares if benchmark else {}
    return [
        _cell(instrument, group, measure, shown, shares.get(measure), adjusted.get((group, measure)))
        for group in table.groups
        for measure in MEASURES
    ]


def _protected(table: GroupTable, quarters: Mapping[str, GroupTable]) -> dict[Number, Shown]:
    if not all_tied(table, quarters):
        table, quarters = GroupTable(table.groups), {}
    table, quarters = _in_order(table), {name: _in_order(quarters[name]) for name in sorted(quarters)}
    counts, sums = _counts(table), sums_of(table.groups, table.both)
    given: dict[Number, Shown] = {}
    beneath: dict[Number, float] = {}
    at_most: dict[Number, float] = {}
    unseen, links = _nowhere(table)
    for name, part in quarters.items():
        inner = {(_in_quarter(name, group), measure): count for (group, measure), count in _counts(part).items()}
        its_sums = [_of_quarter(name, one) for one in sums_of(part.groups, part.both)]
        its_unseen, its_links = ({(_in_quarter(name, group), one) for group, one in keys} for keys in _nowhere(part))
        shown = protect(inner, its_sums, its_unseen, its_links)
        counts, sums, unseen, links = counts | inner, [*sums, *its_sums], unseen | its_unseen, links | its_links
        given |= shown
        if all(value is Hidden.WITHHELD for value in shown.values()):
            unseen |= shown.keys()
        else:
            beneath |= _of_endings(shown, bounds(shown, its_sums, its_unseen | its_links))
        at_most |= {key: rounded(inner[key]) + BASE // 2 for key in shown if key[1] == "clients"}
    sums += _over_quarters(table, quarters)
    beside = Beside({key: value for key, value in given.items() if key not in unseen}, beneath, at_most)
    return given | protect(counts, sums, unseen, links, beside)


def _in_order(table: GroupTable) -> GroupTable:
    """Return the same table in an order of its own: of two numbers to withhold, page and command take the same."""
    return GroupTable(dict(sorted(table.groups.items())), dict(sorted(table.both.items())))


def _of_endings(shown: Mapping[Number, Shown], told: Mapping[Number, Bounds]) -> dict[Number, float]:
    """Return how many clients of a quarter a reader may be sure of, at most.

    The site's page of the quarter says how many ended in all. How many of these had no second score follows from the
    two, and that is a small number more often than not: what totals tell may go no further than what is shown there.
    And where the clients are withheld, a reader knows from the endings how many they can be.
    """
    clients = {key: value for key, value in shown.items() if key[1] == "clients" and isinstance(value, int)}
    return {key: max(value, told[key][0]) for key, value in clients.items()}


def all_tied(table: GroupTable, quarters: Mapping[str, GroupTable]) -> bool:
    """Return whether quarters, and whoever is in two groups, are held against each other: not in a very large file."""
    return _numbers_in(table, quarters) <= MOST_TIED


def all_at_once(table: GroupTable, quarters: Mapping[str, GroupTable]) -> bool:
    """Return whether it is looked for what follows from all numbers at once: not in a large file."""
    return _numbers_in(table, quarters) <= MOST_AUDITED


def _numbers_in(table: GroupTable, quarters: Mapping[str, GroupTable]) -> int:
    groups = _groups_and_both(table)
    for name, part in quarters.items():
        groups |= {_in_quarter(name, group) for group in _groups_and_both(part)}
    return len(groups) * len(EVERY)


def _nowhere(table: GroupTable) -> tuple[set[Number], set[Number]]:
    """Return what stands in no table: what is protected all the same, and what only ties other numbers together."""
    rests, links = ({(group, rest) for group in table.groups for rest in names} for names in (RESTS, LINKS))
    links |= {(in_both(*pair), measure) for pair in table.both for measure in EVERY}
    return rests, links


def _counts(table: GroupTable) -> dict[Number, int]:
    every = {**table.groups, **{in_both(*pair): counts for pair, counts in table.both.items()}}
    counts = {(group, measure): found[measure] for group, found in every.items() for measure in MEASURES}
    return counts | {(group, rest): found for group in every for rest, found in _rests(every[group]).items()}


def in_both(one: Group, other: Group) -> Group:
    """Return what those are called who are in two groups at once."""
    return ("both", *one, *other)


def _in_quarter(name: str, group: Group) -> Group:
    """Return what a group is called within a quarter; everybody in it is a group of the whole file."""
    return ("quarter", name) if group == (ALL,) else ("within", name, *group)


def _of_quarter(name: str, one: Sum[Number]) -> Sum[Number]:
    parts = tuple((_in_quarter(name, group), measure) for group, measure in one.parts)
    return Sum((_in_quarter(name, one.total[0]), one.total[1]), parts)


def _over_quarters(table: GroupTable, quarters: Mapping[str, GroupTable]) -> list[Sum[Number]]:
    """Return that every group, and whoever is in two, is the sum of its quarters."""
    found: list[Sum[Number]] = []
    named = [(name, _groups_and_both(part)) for name, part in quarters.items()]
    for group in [*table.groups, *(in_both(*pair) for pair in table.both)]:
        parts = [_in_quarter(name, group) for name, its in named if group in its]
        if parts and group != (ALL,) and group[0] != "quarter":
            found += [Sum((group, one), tuple((part, one) for part in parts)) for one in EVERY]
    return found


def _groups_and_both(table: GroupTable) -> set[Group]:
    return {*table.groups, *(in_both(*pair) for pair in table.both)}


def _cell(
    instrument: str,
    group: Group,
    measure: str,
    shown: Mapping[Number, Shown],
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


def sums_of(groups: Collection[Group], both: Collection[tuple[Group, Group]] = ()) -> list[Sum[Number]]:
    """Return what is known to be a sum of what; `both` as in GroupTable."""
    everything = [*groups, *(in_both(*pair) for pair in both)]
    within = [
        Sum((group, total), tuple((group, part) for part in parts))
        for group in everything
        for total, parts in (("clients", PARTS), *_OTHERS, *((total, parts) for total, *parts in PARTS_OF_TWO))
    ]
    across = [
        Sum((whole, measure), tuple((part, measure) for part in parts))
        for whole, parts in [*_parts_of(groups), *parts_in_both(both)]
        for measure in EVERY
    ]
    return [*within, *across]


def parts_in_both(both: Collection[tuple[Group, Group]]) -> list[tuple[Group, list[Group]]]:
    """Return that each team is made up of those of its programmes, and each programme of those of its teams."""
    found: dict[Group, list[Group]] = defaultdict(list)
    for pair in both:
        for group in pair:
            found[group].append(in_both(*pair))
    return list(found.items())


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
    groups: Mapping[Group, Counts], shown: Mapping[Number, Shown], strata: Sequence[Stratum]
) -> dict[Number, tuple[float, float, float]]:
    """Return the adjusted shares with their intervals, for each kind of group by itself."""
    answer: dict[Number, tuple[float, float, float]] = {}
    for kind in dict.fromkeys(group[0] for group in groups if group != (ALL,)):
        mine = [one for one in strata if one.group[0] == kind]
        for measure in COMPARED:
            answer |= _compared(groups, shown, mine, measure)
    return answer


def _compared(
    groups: Mapping[Group, Counts], shown: Mapping[Number, Shown], strata: Sequence[Stratum], measure: str
) -> dict[Number, tuple[float, float, float]]:
    """Compare the groups whose numbers are shown, each stratum brought to them: shares as shown, and no finer.

    Made of the numbers behind, an adjusted share would tell them to the person, and with them the small ones beside.
    """
    of = DENOMINATORS[measure]
    wanted = [group for group in dict.fromkeys(one.group for one in strata) if _enough(shown, group, measure)]
    names = list(dict.fromkeys(one.stratum for one in strata))
    people, happened = np.zeros((len(wanted), len(names))), np.zeros((len(wanted), len(names)))
    at = {group: row for row, group in enumerate(wanted)}
    for one in strata:
        if one.group in at:
            place = at[one.group], names.index(one.stratum)
            people[place] += one.counts[of] * _as_shown(groups, shown, one.group, of)
            happened[place] += one.counts[measure] * _as_shown(groups, shown, one.group, measure)
    found = compare(people, happened) if wanted else None
    if found is None:
        return {}
    ends = zip(found.adjusted.tolist(), found.lower.tolist(), found.upper.tolist(), strict=True)
    return {(group, measure): end for group, end in zip(wanted, ends, strict=True)}


def _enough(shown: Mapping[Number, Shown], group: Group, measure: str) -> bool:
    count, of = shown[group, measure], shown[group, DENOMINATORS[measure]]
    return isinstance(count, int) and isinstance(of, int) and of >= FEWEST_COMPARED


def _as_shown(groups: Mapping[Group, Counts], shown: Mapping[Number, Shown], group: Group, measure: str) -> float:
    count = shown[group, measure]
    return count / groups[group][measure] if isinstance(count, int) else 0.0


def words_for(count: Shown) -> str:
    """Return a number as it is written where a person reads it."""
    if count is Hidden.SMALL:
        return "under 5"
    return "not shown" if count is Hidden.WITHHELD else str(count)
