"""Nobody works a small number out of all tables of two quarters together: page, table, evidence, acts, and command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.web.supervision.attack import Attack, Floats, Sort, Sorts, combined
from unstuck.population.after_acts import AfterActs, FollowedAct
from unstuck.population.disclosure import Hidden, Shown
from unstuck.population.rollups import MEASURES, RESTS, GroupTable, cells
from unstuck.web.supervision.act_figures import figures_of
from unstuck.web.supervision.acts import ActKind
from unstuck.web.supervision.evidence import BLOCKS, shown_beside
from unstuck.web.supervision.quarter_counts import QuarterWork, ending, outcome
from unstuck.web.supervision.quarter_tables import QuarterTables, tables_of
from unstuck.web.supervision.queries import WorkCounts

TEAMS = ("East", "West")
KINDS = ("goals_reached", "moved_away", "other")
OTHER_KINDS = 8
"""Nobody ended in one of these, but a reader of the page does not know that: each is under 5."""
CHANGES = [
    ("below", "improved"), ("below", "unchanged"), ("below", "deteriorated"),
    ("at_caseness", "improved"), ("at_caseness", "unchanged"), ("at_caseness", "deteriorated"),
    ("at_caseness", "recovered", "unchanged"), ("at_caseness", "recovered", "reliably_recovered", "improved"),
]  # fmt: skip
"""Whoever has two scores: where they began, and how it changed."""
SCORES: list[Sort] = [(), ("once",), *((*one, "twice") for one in CHANGES)]
IN_CARE: list[Sort] = [("no_score",), *combined([("scored",)], [("silent",), ("heard",)], [("once",), ("twice",)])]
PEOPLE = combined(
    [(team,) for team in TEAMS],
    [("started",), ("before",)],
    [*IN_CARE, *combined([("ended",)], [*((ending(kind),) for kind in KINDS), ("elsewhere",)], SCORES)],
)
THINGS = combined(
    [(team,) for team in TEAMS],
    [
        ("reviews", "undecided"), ("reviews", "decided", "time"), ("reviews", "decided", "led"),
        ("referrals", "help"), ("referrals", "no_help"), ("alerts", "seen"), ("alerts", "not_seen"),
    ],
)  # fmt: skip
ONE = Sorts([*PEOPLE, *THINGS])
SHOWN = {
    "started": ("started",), "scored": ("silent", "heard"), "ended": ("ended",), "silent": ("silent",),
    **{ending(kind): (ending(kind),) for kind in KINDS},
    "reviews": ("reviews",), "led": ("led",), "referrals": ("referrals",), "help": ("help",),
}  # fmt: skip
"""What the quarter's page and table show of each group; each is everybody with one of these marks."""
ELSEWHERE = {"heard": ("heard",), "not_led": ("undecided", "time"), "no_help": ("no_help",)}
"""Parts of these that stand nowhere."""
EVIDENCE: dict[str, list[Sort]] = {
    "ended_with_a_score": [("ended", "once"), ("ended", "twice")], "ended_with_a_later_score": [("ended", "twice")],
    "in_care_with_a_later_score": [("scored", "twice")],
    "alerts": [("alerts",)], "alerts_reviewed": [("seen",)], "reviews_decided": [("decided",)],
}  # fmt: skip


def any_of(marks: Iterable[Sort]) -> Floats:
    """Everybody with the marks of one of these, which share nobody."""
    found: Floats = np.sum([ONE.row(*one) for one in marks], axis=0)
    return found


RESTS_OF_MEASURES = {
    "below_caseness": (("below",), ()),
    "not_recovered": (("at_caseness",), ("recovered",)),
    "recovered_unreliably": (("recovered",), ("reliably_recovered",)),
    "clients": (("twice",), ()),
    "improved_only": (("improved",), ("reliably_recovered",)),
    "unchanged_only": (("unchanged",), ("recovered",)),
    "not_improved": (("twice",), ("improved",)),
    "not_unchanged": (("twice",), ("unchanged",)),
    "not_deteriorated": (("twice",), ("deteriorated",)),
    "neither": (("twice",), ("deteriorated", "recovered")),
}
"""The marks of those who count, and the marks that they must not have, where these are not the measure's own name."""


def measured(measure: str, group: str) -> Floats:
    """What is counted on PHQ-9 of those of a group who ended with two scores."""
    marks, without = RESTS_OF_MEASURES.get(measure, ((measure,), ()))
    return ONE.row("ended", *marks, *((group,) if group else ()), without=without)


@dataclass(frozen=True)
class MadeUp:
    """One quarter: how many of each sort there are, and what is shown of it."""

    truth: Floats
    tables: QuarterTables
    evidence: Mapping[str, Shown]

    @classmethod
    def of(cls, truth: Floats) -> MadeUp:
        """Count by team, each the work of three people, and suppress."""
        work = []
        for place, team in enumerate(TEAMS):
            counted = {name: of_group(marks, team) @ truth for name, marks in {**SHOWN, **ELSEWHERE}.items()}
            counted |= {outcome("PHQ-9", one): measured(one, team) @ truth for one in MEASURES}
            whole = Counter({name: int(number) for name, number in counted.items()})
            work += [WorkCounts(3 * place + one, whole if one == 1 else Counter()) for one in (1, 2, 3)]
        teams = {number: TEAMS[number > 3] for number in range(1, 7)}
        tables = tables_of(QuarterWork(work, ["PHQ-9"]), teams, {})
        counts = {name: int(any_of(marks) @ truth) for name, marks in EVIDENCE.items()}
        evidence = shown_beside(tables, counts, ["PHQ-9"])
        return cls(truth, tables, evidence)


def of_group(marks: tuple[str, ...], group: str) -> Floats:
    """Everybody of a group with one of these marks; of the agency where the group has no name."""
    return any_of((mark, group) if group else (mark,) for mark in marks)


def take_in(attack: Attack, made: MadeUp, at: int) -> None:
    """Give one quarter's pages to the attacker, whose unknown numbers for it begin at a place."""

    def placed(row: Floats) -> Floats:
        return np.concatenate([np.zeros(at), row, np.zeros(attack.unknown - at - row.size)])

    truth, groups = placed(made.truth), made.tables.groups
    for names in BLOCKS_OF_QUARTER:
        rows = {f"{at} {one} {name}": placed(of_group(SHOWN[name], one)) for one in groups for name in names}
        attack.know_shown(
            rows, {f"{at} {one} {name}": made.tables.counts[one, name] for one in groups for name in names}, truth
        )
    for one in groups:
        attack.know(placed(of_group(("elsewhere",), one)), 0, 4 * OTHER_KINDS)
    rest = {f"{at} {one} {name}": placed(of_group(ELSEWHERE[name], one)) for one in groups for name in ELSEWHERE}
    found = made.tables.outcomes["PHQ-9"]
    rows = {f"{at} {group} phq {one}": placed(measured(one, group)) for group, one in found}
    attack.know_shown(rows, {f"{at} {group} phq {one}": cell.count for (group, one), cell in found.items()}, truth)
    rest |= {f"{at} {group} {one}": placed(measured(one, group)) for group in groups for one in RESTS}
    for block in BLOCKS:
        rows = {f"{at} {name}": placed(any_of(EVIDENCE[name])) for name in block}
        attack.know_shown(rows, {f"{at} {name}": made.evidence[name] for name in block}, truth)
    left = {
        "ended without a score": ONE.row("ended", without=("once", "twice")),
        "ended without two": ONE.row("ended", without=("twice",)),
        "in care with one": ONE.row("scored", "once"),
        "alerts not reviewed": ONE.row("not_seen"),
        "decided on more time": ONE.row("time"),
    }
    attack.seek(rest | {f"{at} {name}": placed(row) for name, row in left.items()}, truth)


BLOCKS_OF_QUARTER = (
    ("started",), ("scored", "silent"), ("ended", *map(ending, KINDS)), ("reviews", "led"), ("referrals", "help"),
)  # fmt: skip


SCORED_SO_FAR = {"no_score": (), "once": ("once", "twice"), "twice": ("twice",)}
"""What somebody with so many scores can have a quarter later; without one: anything."""


def made_up_quarters(seed: int, most: int) -> tuple[MadeUp, MadeUp]:
    """Two quarters of one agency: whoever is in care at the end of the first one goes on in the second."""
    rng = np.random.default_rng(seed)
    first, second = _drawn(rng, most), _drawn(rng, most) * (1 - ONE.row("before"))
    for team in TEAMS:
        for score, later in SCORED_SO_FAR.items():
            can = ONE.row("before", team, without=("elsewhere",)) * (any_of((one,) for one in later) if later else 1)
            sorts = np.flatnonzero(can)
            second[sorts] += rng.multinomial(
                int(_going_on(score, team) @ first), rng.dirichlet(np.full(sorts.size, 0.2))
            )
    return MadeUp.of(first), MadeUp.of(second)


def _drawn(rng: np.random.Generator, most: int) -> Floats:
    return drawn(rng, len(ONE.sorts), most) * (1 - ONE.row("elsewhere"))


def drawn(rng: np.random.Generator, sorts: int, most: int) -> Floats:
    """So many people of each sort; of most sorts nobody, or of few."""
    people = np.asarray(rng.integers(0, most + 1, sorts), dtype=np.float64)
    return people * (rng.random(sorts) < rng.uniform(0.02, 0.7))


def _going_on(score: str, team: str) -> Floats:
    return ONE.row(score, team, without=("ended",))


def tell_who_goes_on(attack: Attack) -> None:
    """Whoever was in care at the end of the first quarter was there before the second, with as many scores or more."""
    for team in TEAMS:
        then = {score: _going_on(score, team) for score in SCORED_SO_FAR}
        now = {score: ONE.row("before", score, team) for score in ("once", "twice")}
        alike = np.concatenate([-sum(then.values()), ONE.row("before", team)])
        attack.know(alike, 0, 0)
        attack.know(-alike, 0, 0)
        for scores in (("once", "twice"), ("twice",)):
            more = np.concatenate([sum(then[one] for one in scores), -sum(now[one] for one in scores)])
            attack.know(more, 0, 0)


@settings(max_examples=6, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.sampled_from([1, 3, 9]))
@example(10_000, 3)
def test_two_quarters_with_evidence_give_nobody_away(seed: int, most: int) -> None:
    first, second = made_up_quarters(seed, most)
    size = len(ONE.sorts)
    attack = Attack(2 * size)
    take_in(attack, first, 0)
    take_in(attack, second, size)
    tell_who_goes_on(attack)
    assert attack.found(np.concatenate([first.truth, second.truth])) == {}


MOVE = {"improved": 2.0, "unchanged": 0.0, "deteriorated": -2.0}
ACTED = Sorts([
    ("left",),
    *combined(
        [(f"after {one}",) for one in MOVE], [(f"beside {one}",) for one in MOVE],
        [("unknown",), *((f"before {one}", "known") for one in MOVE)],
    ),
])  # fmt: skip


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.sampled_from([1, 3, 9]))
def test_what_happened_after_acts_gives_nobody_away(seed: int, most: int) -> None:
    truth = drawn(np.random.default_rng(seed), len(ACTED.sorts), most)
    attack = Attack(truth.size)
    take_in_acts(attack, truth, 0)
    assert attack.found(truth) == {}


def take_in_acts(attack: Attack, truth: Floats, at: int, kind: ActKind = ActKind.CHANGED) -> None:
    """Give what is shown of one kind of act to the attacker, whose unknown numbers for it begin at a place."""

    def placed(row: Floats) -> Floats:
        return np.concatenate([np.zeros(at), row, np.zeros(attack.unknown - at - row.size)])

    everything, people = truth, truth[at : at + len(ACTED.sorts)]
    shown = figures_of(kind, acted_for(people), {place: place % 7 for place in range(2000)})
    rows = {"acted": np.ones(people.size), "followed": ACTED.row(without=("left",)), "known": ACTED.row("known")}
    rows |= {f"{side} {move}": ACTED.row(f"{side} {move}") for side, move in shown.moves}
    said = {"acted": shown.acted, "followed": shown.followed}
    said |= {f"{side} {move}": number.count for (side, move), number in shown.moves.items()}
    known = shown.moves["before", "improved"].of
    said |= {} if known is None else {"known": known}
    attack.know_shown(
        {f"{kind} {name}": placed(row) for name, row in rows.items()},
        {f"{kind} {name}": value for name, value in said.items()},
        everything,
    )
    left = {"left out": ACTED.row("left"), "no score before": ACTED.row("unknown")}
    attack.seek({f"{kind} {name}": placed(row) for name, row in left.items()}, everything)


def acted_for(truth: Floats) -> AfterActs:
    """So many clients of each sort, everybody with somebody beside them."""
    found: list[FollowedAct] = []
    for sort, people in zip(ACTED.sorts, truth.tolist(), strict=True):
        moves = {mark.partition(" ")[0]: MOVE[mark.partition(" ")[2]] for mark in sort if " " in mark}
        for _one in range(int(people) if moves else 0):
            number = 2 * len(found)
            found.append(FollowedAct(number, number + 1, moves["after"], moves.get("before"), moves["beside"]))
    return AfterActs(int(truth.sum()), found)


FILE = Sorts(combined([("East",), ("West",)], [("Adults",), ("Young",)], [("Q2",), ("Q3",)], CHANGES))
GROUPS = {("all",): (), ("team", "East"): ("East",), ("team", "West"): ("West",), ("programme", "Adults"): ("Adults",),
          ("programme", "Young"): ("Young",), ("quarter", "Q2"): ("Q2",), ("quarter", "Q3"): ("Q3",)}  # fmt: skip


def in_file(measure: str, marks: tuple[str, ...]) -> Floats:
    """What the command counts of a group."""
    named, without = RESTS_OF_MEASURES.get(measure, ((measure,), ()))
    return FILE.row(*(one for one in named if one != "twice"), *marks, without=without)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.sampled_from([1, 3, 9]))
def test_the_command_by_team_programme_and_quarter_gives_nobody_away(seed: int, most: int) -> None:
    rng = np.random.default_rng(seed)
    truth = drawn(rng, len(FILE.sorts), most)
    counts = {group: {one: int(in_file(one, marks) @ truth) for one in MEASURES} for group, marks in GROUPS.items()}
    shown = {f"{cell.group} {cell.measure}": cell.count for cell in cells("PHQ-9", GroupTable(counts))}
    attack = Attack(truth.size)
    rows = {f"{group} {one}": in_file(one, marks) for group, marks in GROUPS.items() for one in (*MEASURES, *RESTS)}
    attack.know_shown(rows, shown, truth)
    attack.seek({name: row for name, row in rows.items() if name not in shown}, truth)
    assert attack.found(truth) == {}


def test_the_attack_finds_what_is_there_to_find() -> None:
    """Four in all, of whom two, three or four are shown as 5 to 7 elsewhere: without suppression it is one number."""
    attack = Attack(3)
    truth = np.array([7.0, 7.0, 4.0])
    rows = {"all": np.ones(3), **{name: np.eye(3)[place] for place, name in enumerate("abc")}}
    attack.know_shown(rows, {"all": 20, "a": 5, "b": 5, "c": Hidden.SMALL}, truth)
    assert attack.found(truth) == {"c": (4.0, 4.0)}
