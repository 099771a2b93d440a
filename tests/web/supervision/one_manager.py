"""Made-up agencies of two teams and two programmes over two quarters, and all that one manager sees of them at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from tests.web.supervision.attack import Attack, Floats, Sort, Sorts, combined
from tests.web.supervision.test_differencing import (
    ACTED,
    EVIDENCE,
    IN_CARE,
    RESTS_OF_MEASURES,
    SCORES,
    drawn,
    take_in_acts,
)
from unstuck.population.disclosure import Shown
from unstuck.population.rollups import MEASURES, RESTS, Group, GroupTable, cells
from unstuck.web.reviews.models import Ending
from unstuck.web.supervision.acts import ActKind
from unstuck.web.supervision.evidence import BLOCKS, shown_beside
from unstuck.web.supervision.quarter_counts import QuarterWork, ending, outcome
from unstuck.web.supervision.quarter_tables import PROGRAMME, QuarterTables, tables_of
from unstuck.web.supervision.queries import WorkCounts

TEAMS, PROGRAMMES = ("East", "West"), ("Adults", "Young")
PAIRS = [(team, programme) for team in TEAMS for programme in PROGRAMMES]
SHAPES: dict[str, list[tuple[str, str]]] = {
    "crossed": PAIRS,
    "inside": [pair for pair in PAIRS if pair != ("West", "Adults")],
    "alike": [("East", "Adults"), ("West", "Young")],
}
"""Which programmes there are in which teams. Who works there knows that."""
KINDS = ("goals_reached", "moved_away")
OTHERS_OF_KINDS = len(Ending.values) - len(KINDS)
PEOPLE = combined(
    PAIRS,
    [("started",), ("before",)],
    [*IN_CARE, *combined([("ended",)], [*((ending(kind),) for kind in KINDS), ("elsewhere",)], SCORES)],
)
THINGS = combined(
    PAIRS,
    [
        ("reviews", "undecided"), ("reviews", "decided", "time"), ("reviews", "decided", "led"),
        ("referrals", "help"), ("referrals", "no_help"), ("alerts", "seen"), ("alerts", "not_seen"),
    ],
)  # fmt: skip
ONE = Sorts([*PEOPLE, *THINGS])
SIZE = len(ONE.sorts)
BLOCKS_OF_QUARTER: tuple[dict[str, tuple[str, ...]], ...] = (
    {"started": ("started",)},
    {"scored": ("silent", "heard"), "silent": ("silent",)},
    {"ended": ("ended",), **{ending(kind): (ending(kind),) for kind in KINDS}},
    {"reviews": ("reviews",), "led": ("led",)},
    {"referrals": ("referrals",), "help": ("help",)},
)
ELSEWHERE = {"heard": ("heard",), "not_led": ("undecided", "time"), "no_help": ("no_help",)}
LEFT_OVER = {
    "ended without a score": ("ended", ("once", "twice")), "ended without two": ("ended", ("twice",)),
    "in care with one": ("scored", ("twice",)), "alerts not reviewed": ("not_seen", ()), "time": ("time", ()),
}  # fmt: skip


def summed(rows: Iterable[Floats]) -> Floats:
    """Whoever is in one of these, which share nobody."""
    found: Floats = np.sum(list(rows), axis=0)
    return found


def any_of(marks: Iterable[Sort]) -> Floats:
    """Everybody with the marks of one of these, which share nobody."""
    return summed(ONE.row(*one) for one in marks)


def of_group(marks: Iterable[str], group: str) -> Floats:
    """Everybody of a group with one of these marks; of the agency where the group has no name."""
    return any_of((mark, group) if group else (mark,) for mark in marks)


def measured(measure: str, group: str) -> Floats:
    """What is counted on PHQ-9 of those of a group who ended with two scores."""
    marks, without = RESTS_OF_MEASURES.get(measure, ((measure,), ()))
    return ONE.row("ended", *marks, *((group,) if group else ()), without=without)


def mark_of(group: str) -> str:
    """A group's mark: a team and a programme by its name, the agency by none."""
    return group.removeprefix(PROGRAMME)


@dataclass(frozen=True)
class Agency:
    """Which programmes there are in which teams, and how many people work in each team."""

    shape: str
    workers: int = 3

    @property
    def there(self) -> Floats:
        """1 for every sort that there can be."""
        return any_of(SHAPES[self.shape])

    def work(self, truth: Floats) -> list[WorkCounts]:
        """Count by worker and programme; every worker has clients in each of their team's programmes."""
        found = []
        for team, programme in SHAPES[self.shape]:
            row = ONE.row(team, programme)
            counted = {
                name: int((row * any_of((one,) for one in marks)) @ truth)
                for block in (*BLOCKS_OF_QUARTER, ELSEWHERE)
                for name, marks in block.items()
            }
            counted |= {outcome("PHQ-9", one): int((row * measured(one, "")) @ truth) for one in MEASURES}
            for worker in range(self.workers):
                mine = Counter(counted) if worker == 0 else Counter[str]()
                found.append(WorkCounts(10 * TEAMS.index(team) + worker + 1, mine, PROGRAMMES.index(programme)))
        return found

    def in_file(self, people: Floats, whole: Floats) -> GroupTable:
        """Count what the command counts of some in a file of those who ended, by the groups that are in the file."""

        def counted(*marks: str) -> dict[str, int]:
            return {one: int((measured(one, "") * any_of([marks])) @ people) for one in MEASURES}

        groups: dict[Group, dict[str, int]] = {("all",): counted()}
        groups |= {("team", one): counted(one) for one in TEAMS}
        groups |= {("programme", one): counted(one) for one in PROGRAMMES}
        both = {(("team", one), ("programme", other)): counted(one, other) for one, other in SHAPES[self.shape]}
        named = {group for group in groups if group == ("all",) or measured("clients", group[1]) @ whole}
        return GroupTable(
            {group: counts for group, counts in groups.items() if group in named},
            {(team, programme): counts for (team, programme), counts in both.items() if counts["clients"]},
        )

    def tables(self, truth: Floats) -> QuarterTables:
        """What is shown of a quarter."""
        teams = {10 * place + one + 1: team for place, team in enumerate(TEAMS) for one in range(self.workers)}
        work = [WorkCounts(one.worker, one.counts, (one.programme or 0) + 1) for one in self.work(truth)]
        return tables_of(QuarterWork(work, ["PHQ-9"]), teams, {1: PROGRAMMES[0], 2: PROGRAMMES[1]})


SCORED_SO_FAR = {"no_score": (), "once": ("once", "twice"), "twice": ("twice",)}
"""What somebody with so many scores can have a quarter later; without one: anything."""


def going_on(score: str, *marks: str) -> Floats:
    """Who of some is in care at the end of a quarter, with so many scores."""
    return ONE.row(score, *marks, without=("ended",))


@dataclass(frozen=True)
class TwoQuarters:
    """How many of each sort there are in two quarters, how many clients changed programme in between, and the acts.

    more_used: of those in the second quarter of whom one cannot tell, how many had a score in it.
    """

    agency: Agency
    first: Floats
    second: Floats
    moving: int

    @classmethod
    def drawn(cls, agency: Agency, rng: np.random.Generator, most: int, moving: int) -> TwoQuarters:
        """Two quarters: whoever is in care at the end of the first one goes on in the second."""
        keep = agency.there * (1 - ONE.row("elsewhere"))
        first, second = (drawn(rng, SIZE, most) * keep for _quarter in range(2))
        second *= 1 - ONE.row("before")
        for score, later in SCORED_SO_FAR.items():
            held = {pair: int(going_on(score, *pair) @ first) for pair in SHAPES[agency.shape]}
            if moving and score == "twice":
                held = one_moved(held, rng)
            for pair, people in held.items():
                can = ONE.row("before", *pair, without=("elsewhere",)) * (
                    any_of((one,) for one in later) if later else 1
                )
                sorts = np.flatnonzero(can)
                second[sorts] += rng.multinomial(people, rng.dirichlet(np.full(sorts.size, 0.2)))
        return cls(agency, first, second, moving)


def one_moved(held: Mapping[tuple[str, str], int], rng: np.random.Generator) -> dict[tuple[str, str], int]:
    """Move one client to another programme of their team, where there are one and another."""
    ways = [(one, other) for one in held for other in held if one != other and one[0] == other[0] and held[one]]
    if not ways:
        return dict(held)
    one, other = ways[int(rng.integers(len(ways)))]
    return {**held, one: held[one] - 1, other: held[other] + 1}


@dataclass
class Manager:
    """Somebody who sees all pages and files of two quarters, knows the agency, and wants to find small numbers out."""

    made: TwoQuarters

    def __post_init__(self) -> None:
        """Suppress both quarters, and take everything in."""
        self.truth = np.concatenate([self.made.first, self.made.second])
        self.attack = Attack(self.truth.size)
        self.seen = [self._know_quarter(0, self.made.first), self._know_quarter(SIZE, self.made.second)]
        self._know_who_goes_on()

    def _placed(self, row: Floats, at: int) -> Floats:
        return np.concatenate([np.zeros(at), row, np.zeros(self.attack.unknown - at - SIZE)])

    def _know_quarter(self, at: int, people: Floats) -> QuarterTables:
        tables = self.made.agency.tables(people)
        self.attack.know(self._placed(1 - self.made.agency.there, at), 0, 0)
        for one in tables.groups:
            self.attack.know(self._placed(of_group(("elsewhere",), mark_of(one)), at), 0, 4 * OTHERS_OF_KINDS)
        for block in BLOCKS_OF_QUARTER:
            self._know_table(
                at,
                {
                    f"{one} {name}": (of_group(marks, mark_of(one)), tables.counts[one, name])
                    for one in tables.groups
                    for name, marks in block.items()
                },
            )
        outcomes = tables.outcomes["PHQ-9"].items() if tables.outcomes else ()
        phq = {f"{one} phq {name}": (measured(name, mark_of(one)), cell.count) for (one, name), cell in outcomes}
        self._know_table(at, phq)
        self._know_evidence(at, people, tables)
        rests = {
            **{f"{one} {name}": of_group(ELSEWHERE[name], mark_of(one)) for one in tables.groups for name in ELSEWHERE},
            **{f"{one} {name}": measured(name, mark_of(one)) for one in tables.groups for name in RESTS},
            **{name: ONE.row(mark, without=without) for name, (mark, without) in LEFT_OVER.items()},
        }
        self.attack.seek({f"{at} {name}": self._placed(row, at) for name, row in rests.items()}, self.truth)
        return tables

    def _know_table(self, at: int, numbers: Mapping[str, tuple[Floats, Shown]]) -> None:
        rows = {f"{at} {name}": self._placed(row, at) for name, (row, _shown) in numbers.items()}
        self.attack.know_shown(rows, {f"{at} {name}": shown for name, (_row, shown) in numbers.items()}, self.truth)

    def _know_evidence(self, at: int, people: Floats, tables: QuarterTables) -> None:
        if not tables.groups:
            return
        counts = {name: int(any_of(marks) @ people) for name, marks in EVIDENCE.items()}
        found = shown_beside(tables, counts, ["PHQ-9"])
        for block in BLOCKS:
            self._know_table(at, {name: (any_of(EVIDENCE[name]), found[name]) for name in block})

    def _know_who_goes_on(self) -> None:
        """Whoever was in care then was there before the second quarter, with as many scores or more.

        And in the same programme, but for those who changed it.
        """
        for team in TEAMS:
            alike = self._later(summed(going_on(one, team) for one in SCORED_SO_FAR), ONE.row("before", team))
            self._know_span(alike, 0)
            for scores in (("once", "twice"), ("twice",)):
                then = summed(going_on(one, team) for one in scores)
                self.attack.know(-self._later(then, summed(ONE.row("before", one, team) for one in scores)), 0, 0)
        for pair in PAIRS:
            alike = self._later(summed(going_on(one, *pair) for one in SCORED_SO_FAR), ONE.row("before", *pair))
            self._know_span(alike, self.made.moving)

    def _later(self, then: Floats, now: Floats) -> Floats:
        return self._placed(now, SIZE) - self._placed(then, 0)

    def _know_span(self, row: Floats, most: int) -> None:
        """Take in that a difference is at most so large, either way."""
        self.attack.know(row, 0, most)
        self.attack.know(-row, 0, most)

    def know_acts(self, rng: np.random.Generator) -> None:
        """Draw acts whose eight weeks were over in the second quarter, and take in what is shown of each kind.

        Whoever is followed has two scores by its last day, and so has somebody beside, who is nobody acted for: they
        are in care then, or ended in one of the two quarters.
        """
        twice = np.concatenate([ONE.row("ended", "twice"), ONE.row("twice")])
        for kind in ActKind:
            acted = drawn(rng, len(ACTED.sorts), 3)
            followed = ACTED.row(without=("left",))
            while 2 * followed @ acted > twice @ self.truth[: twice.size]:
                acted[rng.choice(np.flatnonzero(acted * followed))] -= 1
            at = self.attack.unknown
            self.attack.unknown += acted.size
            self.attack.rows = [np.pad(row, (0, acted.size)) for row in self.attack.rows]
            self.attack.targets = {name: np.pad(row, (0, acted.size)) for name, row in self.attack.targets.items()}
            self.truth = np.concatenate([self.truth, acted])
            take_in_acts(self.attack, self.truth, at, kind)
            beside = np.concatenate([-twice, np.zeros(at - twice.size), 2 * followed])
            self.attack.know(beside, -np.inf, 0)

    def know_command(self) -> dict[Group, dict[str, Shown]]:
        """Take in, and return, what the command says of the file of all who ended in the two quarters."""
        quarters = {"Q1": self.made.first, "Q2": self.made.second}
        whole = self.made.first + self.made.second
        parts = {name: self.made.agency.in_file(people, whole) for name, people in quarters.items()}
        file = self.made.agency.in_file(whole, whole)
        by_quarter: dict[Group, Mapping[str, int]] = {
            ("quarter", name): table.groups["all",] for name, table in parts.items()
        }
        shown = cells("PHQ-9", GroupTable({**file.groups, **by_quarter}, file.both), quarters=parts)
        numbers = {(cell.group, cell.measure): cell.count for cell in shown}
        rows = {(group, one): self._in_both_quarters(group, one) for group, one in numbers}
        rests = {f"{group} {one}": self._in_both_quarters(group, one) for group, _one in numbers for one in RESTS}
        tables: dict[Group, dict[tuple[Group, str], Shown]] = defaultdict(dict)
        for (group, one), value in numbers.items():
            tables[group if group[0] == "quarter" else ()][group, one] = value
        for table in tables.values():
            self.attack.know_shown(
                {f"{group} {one}": rows[group, one] for group, one in table},
                {f"{group} {one}": value for (group, one), value in table.items()},
                self.truth,
            )
        self.attack.seek(rests, self.truth)
        return {group: {one: numbers[group, one] for one in MEASURES} for group, _one in numbers}

    def _in_both_quarters(self, group: Group, measure: str) -> Floats:
        """What the command counts of a group."""
        row = measured(measure, "" if group[0] in ("all", "quarter") else group[-1])
        now = group[-1] if group[0] == "quarter" else ""
        return np.concatenate([row * (now != "Q2"), row * (now != "Q1")])
