"""A quarter's figures as they may be shown. They are the same on every page and in every file that shows the quarter.

So that two looks at overlapping people cannot be subtracted: which teams and programmes stand apart follows from the
quarter alone, both are parts of the same whole and are protected in one go, quarters share nobody who ended, and what
is counted of those who ended is held against the endings themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from unstuck.population.disclosure import (
    FEWEST_WORKERS,
    POSSIBLE,
    THRESHOLD,
    Hidden,
    Shown,
    Sum,
    bounds,
    gives_away,
    protect,
)
from unstuck.population.rollups import ALL, MEASURES, Cell, Group, cells, sums_of
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
Key = tuple[str, Group, str]
"""An instrument (or ""), a group and a measure."""


@dataclass(frozen=True)
class QuarterTables:
    """What may be shown of a quarter. No groups: too few people's work to show anything.

    counts: by group and measure. outcomes: by instrument, group and measure, made by the population package.
    """

    groups: tuple[str, ...]
    counts: Mapping[tuple[str, str], Shown]
    outcomes: Mapping[str, Mapping[tuple[str, str], Cell]]


def tables_of(counted: QuarterWork, teams: Mapping[int, str], programmes: Mapping[int, str]) -> QuarterTables:
    """Return what may be shown of what was counted; `teams` by worker, `programmes` by their number."""
    whole = together(counted.work)
    if whole.workers < FEWEST_WORKERS:
        return QuarterTables((), {}, {})
    groups = {AGENCY: whole, **teams_apart(counted.work, teams), **_programmes_apart(counted.work, programmes)}
    outcomes = {name: _outcomes(name, groups) for name in counted.instruments}
    shown: dict[tuple[str, str], Shown] = {}
    for total in TOTALS:
        measures = (total, *parts_of(total))
        numbers = {(name, measure): group.counts[measure] for name, group in groups.items() for measure in measures}
        shown |= protect(numbers, _sums(list(groups), total))
    if _endings_give_away(list(groups), shown, outcomes):
        endings = (ENDED, *parts_of(ENDED))
        shown |= {(name, measure): Hidden.WITHHELD for name in groups for measure in endings}
    return QuarterTables(tuple(groups), shown, outcomes)


def _programmes_apart(work: Sequence[WorkCounts], programmes: Mapping[int, str]) -> dict[str, TeamGroup]:
    """Return the programmes that may stand apart, and all others, by their keys."""
    apart = groups_apart(work, lambda counted: programmes.get(counted.programme or 0, OTHERS))
    return {f"{PROGRAMME}{name}": group for name, group in apart.items()}


def is_programme(name: str) -> bool:
    """Tell whether a group is a programme's, or that of all other programmes."""
    return name.startswith(PROGRAMME)


def as_group(name: str) -> Group:
    """Return a group as the population package names it."""
    if is_programme(name):
        return "programme", name.removeprefix(PROGRAMME)
    return EVERYBODY if name == AGENCY else ("team", name)


def _outcomes(instrument: str, groups: Mapping[str, TeamGroup]) -> dict[tuple[str, str], Cell]:
    counts = {
        as_group(name): {measure: group.counts[outcome(instrument, measure)] for measure in MEASURES}
        for name, group in groups.items()
    }
    names = {as_group(name): name for name in groups}
    return {(names[cell.group], cell.measure): cell for cell in cells(instrument, counts)}


def _sums(groups: Sequence[str], total: str) -> list[Sum[tuple[str, str]]]:
    """Return every sum of one block that a reader knows."""
    parts, apart = parts_of(total), [name for name in groups if name != AGENCY]
    kinds = [[name for name in apart if is_programme(name) == kind] for kind in (False, True)]
    within = [Sum((name, total), tuple((name, part) for part in parts)) for name in groups if parts]
    across = [
        Sum((AGENCY, one), tuple((name, one) for name in kind)) for kind in kinds if kind for one in (total, *parts)
    ]
    return [*within, *across]


def _endings_give_away(
    groups: Sequence[str],
    counts: Mapping[tuple[str, str], Shown],
    outcomes: Mapping[str, Mapping[tuple[str, str], Cell]],
) -> bool:
    """Return whether a small outcome could be worked out because all those counted are among those who ended.

    The outcomes are the population package's and stay as they are; the endings give way.
    """
    known = known_to_readers(groups, counts, outcomes, (ENDED,))
    return known.gives_away(one for one in known.unseen if one[2] == WITHOUT)


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


def known_to_readers(
    groups: Sequence[str],
    counts: Mapping[tuple[str, str], Shown],
    outcomes: Mapping[str, Mapping[tuple[str, str], Cell]],
    totals: Sequence[str] = TOTALS,
) -> KnownToReaders:
    """Return what is known of these totals with their parts, and of the outcomes among those who ended."""
    known = KnownToReaders({}, [], [])
    for total in totals:
        measures = (total, *parts_of(total))
        table = {_key("", (name, one)): counts[name, one] for name in groups for one in measures}
        known = known.and_of(table, [_keyed("", one) for one in _sums(list(groups), total)])
    for instrument, found in outcomes.items():
        table = {(instrument, cell.group, cell.measure): cell.count for cell in found.values()}
        known = known.and_of(table, _sums_of_outcomes(instrument, groups))
    return known


def _sums_of_outcomes(instrument: str, groups: Sequence[str]) -> list[Sum[Key]]:
    named = [as_group(name) for name in groups]
    among = [Sum(("", one, ENDED), ((instrument, one, "clients"), (instrument, one, WITHOUT))) for one in named]
    within = [Sum((instrument, *one.total), tuple((instrument, *part) for part in one.parts)) for one in sums_of(named)]
    return [*within, *among]


def _keyed(instrument: str, one: Sum[tuple[str, str]]) -> Sum[Key]:
    return Sum(_key(instrument, one.total), tuple(_key(instrument, part) for part in one.parts))


def _key(instrument: str, of: tuple[str, str]) -> Key:
    return instrument, as_group(of[0]), of[1]
