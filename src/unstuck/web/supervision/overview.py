"""The overview: an agency's and its teams' numbers, as they may be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

from unstuck.guidance.urgency import NEEDS_A_LOOK
from unstuck.language import gettext as _
from unstuck.population.analysis import NOT_HEARD_WEEKS
from unstuck.population.disclosure import BASE, FEWEST_WORKERS, THRESHOLD, Hidden, Shown, protect
from unstuck.population.subtraction import Sum
from unstuck.reporting.words import StateWords, number, states
from unstuck.web.accounts.actors import Actor
from unstuck.web.supervision.queries import (
    ALERT,
    NO_SCORE,
    OPEN,
    SCORES,
    SILENT_CLIENTS,
    WorkCounts,
    count_by_worker,
    teams_of_workers,
)

AGENCY, OTHERS = "", "\N{NO-BREAK SPACE}"
"""Keys of the two groups that are no team; no team can have such a name."""

PARTS = (*(one.code for one in states()), SILENT_CLIENTS, NO_SCORE)
"""Every open client is in one of these."""
MEASURES = (OPEN, *PARTS, ALERT, SCORES)
Cell = tuple[str, str]


@dataclass(frozen=True)
class OverviewRow:
    """One thing that is counted, in words, for each group."""

    words: str
    state: StateWords | None
    part: bool
    """Whether it is a part of all open clients."""
    numbers: tuple[Shown, ...]


@dataclass(frozen=True)
class Overview:
    """A table: groups across, what is counted down. No groups: too few people's work to show anything."""

    groups: tuple[str, ...]
    rows: tuple[OverviewRow, ...]

    @property
    def cells(self) -> tuple[OverviewRowCells, ...]:
        """The rows with their numbers in words."""
        return tuple(
            OverviewRowCells(
                row, [cell_of(group, value) for group, value in zip(self.groups, row.numbers, strict=True)]
            )
            for row in self.rows
        )


@dataclass(frozen=True)
class OverviewCell:
    """One number in words, with the group it is about; `hidden` where the number itself is not shown."""

    group: str
    words: str
    hidden: bool


@dataclass(frozen=True)
class OverviewRowCells:
    """One row with its numbers in words."""

    row: OverviewRow
    cells: Sequence[OverviewCell]


def cell_of(group: str, value: Shown) -> OverviewCell:
    """Return a number, or why it is hidden, in words."""
    if value is Hidden.SMALL:
        return OverviewCell(group, _("under %(limit)s") % {"limit": THRESHOLD}, hidden=True)
    if value is Hidden.WITHHELD:
        return OverviewCell(group, _("not shown"), hidden=True)
    return OverviewCell(group, number(value), hidden=False)


@dataclass(frozen=True)
class OverviewPage:
    """The overview of an agency: its table, as of when, and from which limits on numbers are shown."""

    agency: str
    table: Overview
    has_clients: bool
    at: datetime
    threshold: int = THRESHOLD
    base: int = BASE
    fewest_workers: int = FEWEST_WORKERS


def overview_page(actor: Actor, now: datetime, today: date) -> OverviewPage:
    """Return how the agency's clients are doing, small numbers suppressed."""
    work = count_by_worker(actor, now, today)
    table = overview_of(work, teams_of_workers(actor))
    return OverviewPage(actor.agency_name, table, bool(work), localtime(now))


@dataclass
class TeamGroup:
    """What is counted for a team or for several together, and how many people's work that is."""

    counts: Counter[str]
    workers: int


def overview_of(work: Sequence[WorkCounts], teams: Mapping[int, str]) -> Overview:
    """Return the table of what was counted."""
    whole = together(work)
    if whole.workers < FEWEST_WORKERS:
        return Overview((), ())
    groups = {AGENCY: whole, **teams_apart(work, teams)}
    counts = {(name, measure): group.counts[measure] for name, group in groups.items() for measure in MEASURES}
    shown = protect(counts, _sums(list(groups)))
    rows = [_row(measure, [shown[name, measure] for name in groups]) for measure in MEASURES]
    return Overview(tuple(title_of(name) for name in groups), tuple(rows))


def teams_apart(work: Sequence[WorkCounts], teams: Mapping[int, str]) -> dict[str, TeamGroup]:
    """Return the teams that may stand apart; small ones are put together, and with the next when still too few."""
    return groups_apart(work, lambda counted: teams.get(counted.worker, OTHERS) if counted.worker else OTHERS)


def groups_apart(work: Sequence[WorkCounts], name_of: Callable[[WorkCounts], str]) -> dict[str, TeamGroup]:
    """Return the groups that may stand apart: of at least so many people's work, and what is left over as well."""
    by_team: dict[str, list[WorkCounts]] = {}
    for counted in work:
        by_team.setdefault(name_of(counted), []).append(counted)
    others = by_team.pop(OTHERS, [])
    apart = sorted(by_team.items(), key=lambda item: (together(item[1]).workers, item[0]))
    while apart and (_few(apart[0][1]) or _few(others)):
        others += apart.pop(0)[1]
    if len(apart) + bool(others) < 2:
        return {}
    stand_apart = {name: together(parts) for name, parts in sorted(apart)}
    return stand_apart | ({OTHERS: together(others)} if others else {})


def _few(work: Sequence[WorkCounts]) -> bool:
    return 0 < together(work).workers < FEWEST_WORKERS


def together(work: Sequence[WorkCounts]) -> TeamGroup:
    """Return what was counted for several workers as one."""
    total: Counter[str] = Counter()
    for counted in work:
        total.update(counted.counts)
    return TeamGroup(total, len({counted.worker for counted in work if counted.worker is not None}))


def _sums(groups: Sequence[str]) -> list[Sum[Cell]]:
    """Return every sum that a reader of the table knows."""
    by_state = [Sum((name, OPEN), tuple((name, code) for code in PARTS)) for name in groups]
    alerts = [Sum((name, ALERT), tuple((name, code) for code in NEEDS_A_LOOK)) for name in groups]
    teams = [name for name in groups if name != AGENCY]
    by_team = [Sum((AGENCY, measure), tuple((name, measure) for name in teams)) for measure in MEASURES if teams]
    return [*by_state, *alerts, *by_team]


def _row(measure: str, numbers: Sequence[Shown]) -> OverviewRow:
    state = {one.code: one for one in states()}.get(measure)
    return OverviewRow(state.word if state else _words()[measure], state, measure in PARTS, tuple(numbers))


def _words() -> dict[str, str]:
    return {
        OPEN: _("Open clients"),
        NO_SCORE: _("No score yet"),
        ALERT: _("Worth a look: getting worse or little change lately"),
        SILENT_CLIENTS: _("Not heard from for %(n)s weeks or more") % {"n": NOT_HEARD_WEEKS},
        SCORES: _("Scores stored in the last 4 weeks"),
    }


def title_of(group: str) -> str:
    """Return a group's name as a heading."""
    return {AGENCY: _("Whole agency"), OTHERS: _("All others")}.get(group, group)
