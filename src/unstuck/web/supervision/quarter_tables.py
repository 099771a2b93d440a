"""A quarter's figures as they may be shown. They are the same on every page and in every file that shows the quarter.

So that two looks at overlapping people cannot be subtracted: which teams and programmes stand apart follows from the
quarter alone, both are parts of the same whole and are protected in one go, quarters share nobody who ended, and what
is counted of those who ended is held against the endings themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from unstuck.population.disclosure import (
    FEWEST_WORKERS,
    POSSIBLE,
    THRESHOLD,
    Hidden,
    Shown,
    bounds,
    gives_away,
    protect,
)
from unstuck.population.rollups import ALL, MEASURES, Cell, Group, GroupTable, cells, in_both, sums_of
from unstuck.population.subtraction import Sum
from unstuck.web.supervision.overview import AGENCY, OTHERS, TeamGroup, groups_apart, teams_apart, together
from unstuck.web.supervision.quarter_counts import (
    ENDED,
    REFERRALS,
    REVIEWS,
    SCORED,
    STARTED,
    QuarterWork,
    outcome,
    parts_of,
)
from unstuck.web.supervision.queries import WorkCounts

TOTALS = (STARTED, ENDED, SCORED, REVIEWS, REFERRALS)
EVERYBODY: Group = (ALL,)
PROGRAMME = f"{OTHERS}programme{OTHERS}"
"""How the key of a programme's group begins; no team can have such a name. What follows is its name, or OTHERS."""
WITHOUT = "without"
"""Who ended without two scores on a questionnaire. It stands nowhere, but a reader knows that it is there."""
Pair = tuple[str, str]
"""A team and a programme, by their keys."""
Key = tuple[str, Group, str]
"""An instrument (or ""), a group and a measure."""


@dataclass(frozen=True)
class QuarterTables:
    """What may be shown of a quarter. No groups: too few people's work to show anything.

    counts: by group and measure. outcomes: by instrument, group and measure, made by the population package. both:
    the teams and programmes that share clients; by instrument, "" for what rests on none.
    """

    groups: tuple[str, ...]
    counts: Mapping[tuple[str, str], Shown]
    outcomes: Mapping[str, Mapping[tuple[str, str], Cell]]
    both: Mapping[str, Collection[Pair]] = field(default_factory=dict)


def tables_of(counted: QuarterWork, teams: Mapping[int, str], programmes: Mapping[int, str]) -> QuarterTables:
    """Return what may be shown of what was counted; `teams` by worker, `programmes` by their number."""
    whole = together(counted.work)
    if whole.workers < FEWEST_WORKERS:
        return QuarterTables((), {}, {})
    groups = {AGENCY: whole, **teams_apart(counted.work, teams), **_programmes_apart(counted.work, programmes)}
    shared = _shared(counted.work, groups, teams, programmes)
    both = {"": tuple(shared), **{name: _with_outcomes(name, shared) for name in counted.instruments}}
    outcomes = {name: _outcomes(name, groups, {pair: shared[pair] for pair in both[name]}) for name in both if name}
    shown: dict[tuple[str, str], Shown] = {}
    every = {**groups, **{one + other: counts for (one, other), counts in shared.items()}}
    for total in TOTALS:
        measures = (total, *parts_of(total))
        numbers = {(name, measure): group.counts[measure] for name, group in every.items() for measure in measures}
        links = {(one + other, measure) for one, other in shared for measure in measures}
        shown |= protect(numbers, _sums(list(groups), total, both[""]), links=links)
    if _endings_give_away(QuarterTables(tuple(groups), shown, outcomes, both)):
        endings = (ENDED, *parts_of(ENDED))
        shown |= {(name, measure): Hidden.WITHHELD for name in groups for measure in endings}
    return QuarterTables(tuple(groups), shown, outcomes, both)


def _shared(
    work: Sequence[WorkCounts], groups: Collection[str], teams: Mapping[int, str], programmes: Mapping[int, str]
) -> dict[Pair, TeamGroup]:
    """Return what is counted of those who are in a team and in a programme, for every two that share anybody."""
    by_pair: dict[Pair, list[WorkCounts]] = {}
    for counted in work:
        team = teams.get(counted.worker or 0, OTHERS)
        programme = f"{PROGRAMME}{programmes.get(counted.programme or 0, OTHERS)}"
        pair = team if team in groups else OTHERS, programme if programme in groups else f"{PROGRAMME}{OTHERS}"
        by_pair.setdefault(pair, []).append(counted)
    return {pair: together(some) for pair, some in by_pair.items() if set(pair) <= set(groups)}


def _with_outcomes(instrument: str, shared: Mapping[Pair, TeamGroup]) -> tuple[Pair, ...]:
    """Return the teams and programmes that share anybody of whom an outcome on an instrument is counted."""
    return tuple(pair for pair, group in shared.items() if group.counts[outcome(instrument, "clients")])


def _programmes_apart(work: Sequence[WorkCounts], programmes: Mapping[int, str]) -> dict[str, TeamGroup]:
    """Return the programmes that may stand apart, and all others, by their keys."""
    apart = groups_apart(work, lambda counted: programmes.get(counted.programme or 0, OTHERS))
    return {f"{PROGRAMME}{name}": group for name, group in apart.items()}


def is_programme(name: str) -> bool:
    """Tell whether a group is a programme's, or that of all other programmes."""
    return name.startswith(PROGRAMME)


def as_group(name: str) -> Group:
    """Return a group as the population package names it, also a team's key with a programme's behind it."""
    team, programme, rest = name.partition(PROGRAMME)
    if not programme:
        return EVERYBODY if name == AGENCY else ("team", name)
    return in_both(("team", team), ("programme", rest)) if team else ("programme", rest)


def _outcomes(
    instrument: str, groups: Mapping[str, TeamGroup], shared: Mapping[Pair, TeamGroup]
) -> dict[tuple[str, str], Cell]:
    def counted(group: TeamGroup) -> dict[str, int]:
        return {measure: group.counts[outcome(instrument, measure)] for measure in MEASURES}

    both = {(as_group(one), as_group(other)): counted(group) for (one, other), group in shared.items()}
    names = {as_group(name): name for name in groups}
    table = GroupTable({group: counted(groups[name]) for group, name in names.items()}, both)
    return {(names[cell.group], cell.measure): cell for cell in cells(instrument, table)}


def _sums(groups: Sequence[str], total: str, both: Collection[Pair]) -> list[Sum[tuple[str, str]]]:
    """Return every sum of one block that a reader knows."""
    parts, apart = parts_of(total), [name for name in groups if name != AGENCY]
    kinds = [[name for name in apart if is_programme(name) == kind] for kind in (False, True)]
    divided = [(AGENCY, kind) for kind in kinds if kind]
    divided += [(name, [one + other for one, other in both if name in (one, other)]) for name in apart if both]
    within = [*groups, *(one + other for one, other in both)] if parts else []
    return [
        *(Sum((name, total), tuple((name, part) for part in parts)) for name in within),
        *(Sum((whole, one), tuple((name, one) for name in some)) for whole, some in divided for one in (total, *parts)),
    ]


def _endings_give_away(tables: QuarterTables) -> bool:
    """Return whether a small outcome could be worked out because all those counted are among those who ended.

    The outcomes are the population package's and stay as they are; the endings give way.
    """
    known = known_to_readers(tables, (ENDED,))
    groups = {as_group(name) for name in tables.groups}
    return known.gives_away(one for one in known.unseen if one[2] == WITHOUT and one[1] in groups)


@dataclass(frozen=True)
class KnownToReaders:
    """All that follows for somebody who has a quarter's tables: numbers, sums, and parts that stand nowhere."""

    shown: Mapping[Key, Shown]
    sums: Sequence[Sum[Key]]
    unseen: Sequence[Key]

    def and_of(self, table: Mapping[Key, Shown], sums: Sequence[Sum[Key]]) -> KnownToReaders:
        """Return what is known with one table more. Where nothing of it is shown, its numbers can be anything."""
        nothing = all(value is Hidden.WITHHELD for value in table.values())
        shown = {**self.shown, **({} if nothing else table)}
        together = [*self.sums, *sums]
        unseen = dict.fromkeys(key for one in together for key in (one.total, *one.parts) if key not in shown)
        return KnownToReaders(shown, together, [*unseen, *(key for key in table if nothing and key not in unseen)])

    def gives_away(self, rests: Iterable[Key]) -> bool:
        """Return whether a small number could be worked out: one that is hidden, or what is left over somewhere."""
        if gives_away(self.shown, self.sums, self.unseen):
            return True
        between = bounds(self.shown, self.sums, self.unseen)
        return any(between[one][0] < THRESHOLD and between[one][1] - between[one][0] + 1 < POSSIBLE for one in rests)


def known_to_readers(tables: QuarterTables, totals: Sequence[str] = TOTALS) -> KnownToReaders:
    """Return what is known of these totals with their parts, and of the outcomes among those who ended."""
    known, groups = KnownToReaders({}, [], []), list(tables.groups)
    for total in totals:
        measures = (total, *parts_of(total))
        table = {_key("", (name, one)): tables.counts[name, one] for name in groups for one in measures}
        known = known.and_of(table, [_keyed("", one) for one in _sums(groups, total, tables.both.get("", ()))])
    for instrument, found in tables.outcomes.items():
        table = {(instrument, cell.group, cell.measure): cell.count for cell in found.values()}
        known = known.and_of(table, _sums_of_outcomes(instrument, groups, tables.both[instrument]))
    return known


def _sums_of_outcomes(instrument: str, groups: Sequence[str], both: Collection[Pair]) -> list[Sum[Key]]:
    named, pairs = [as_group(name) for name in groups], [(as_group(one), as_group(other)) for one, other in both]
    everybody = [*named, *(in_both(*pair) for pair in pairs)]
    among = [Sum(("", one, ENDED), ((instrument, one, "clients"), (instrument, one, WITHOUT))) for one in everybody]
    sums = sums_of(named, pairs)
    within = [Sum((instrument, *one.total), tuple((instrument, *part) for part in one.parts)) for one in sums]
    return [*within, *among]


def _keyed(instrument: str, one: Sum[tuple[str, str]]) -> Sum[Key]:
    return Sum(_key(instrument, one.total), tuple(_key(instrument, part) for part in one.parts))


def _key(instrument: str, of: tuple[str, str]) -> Key:
    return instrument, as_group(of[0]), of[1]
