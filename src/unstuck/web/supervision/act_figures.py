"""What came after each kind of act, as it may be shown: one list for the page, the table and the PDF.

Numbers are protected as the quarter's are: small ones hidden, the others rounded, and what a small one could be worked
out from left out. There are none by team or by worker: a kind of act that fewer than three people's clients had, or
that is set beside fewer than three people's clients, is not shown at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.population.after_acts import MOVES, AfterActs, FollowedAct, counts_of
from unstuck.population.disclosure import FEWEST_WORKERS, Hidden, Shown, protect
from unstuck.population.rollups import FEWEST_COMPARED, share_of
from unstuck.population.subtraction import Sum
from unstuck.progress.group_change import MeanChange
from unstuck.web.accounts.actors import Actor
from unstuck.web.supervision.acts import ActKind, acts_of_quarter
from unstuck.web.supervision.quarter_figures import QuarterNumber, with_interval
from unstuck.web.supervision.quarters import Quarter, finished_quarters

ACTED, FOLLOWED, LEFT_OUT, BEFORE_KNOWN, BEFORE_UNKNOWN = "acted", "followed", "left_out", "before", "no_before"
AFTER, BEFORE, BESIDE = "after", "before", "beside"
SIDES = (AFTER, BEFORE, BESIDE)
DIGITS = 1
"""The difference is rounded to a tenth of a reliable change, so that no single client can be worked out from it."""


@dataclass(frozen=True)
class ActDifference:
    """By how many reliable changes more those acted for moved for the better, with the 95 % interval."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class ActFigures:
    """One kind of act: for how many it was done, how many are followed, and by side how they moved.

    difference: None where fewer than 20 are followed, or their number is not shown.
    """

    kind: ActKind
    acted: Shown
    followed: Shown
    moves: Mapping[tuple[str, str], QuarterNumber]
    difference: ActDifference | None

    @property
    def told(self) -> bool:
        """True where something can be said of how it went on."""
        return any(isinstance(one.count, int) for one in self.moves.values())


@dataclass(frozen=True)
class ActReport:
    """What came after the acts that belong to a quarter: those from `first` to `last`."""

    agency: str
    quarter: Quarter
    first: date
    last: date
    acts: Sequence[ActFigures]


def act_report(actor: Actor, quarter: Quarter, today: date) -> ActReport:
    """Return a finished quarter's acts and what came after them. ValueError for another quarter."""
    if quarter not in finished_quarters(today):
        raise ValueError("expected a quarter that is over and can be chosen")
    found = acts_of_quarter(actor, quarter)
    acts = [figures_of(kind, after, found.workers) for kind, after in found.after.items()]
    return ActReport(actor.agency_name, quarter, found.first, found.last, acts)


def figures_of(kind: ActKind, after: AfterActs, workers: Mapping[int, int | None]) -> ActFigures:
    """Return what may be shown of one kind of act; `workers` by client."""
    counts = _counts(after)
    if _too_few_people(after.followed, workers):
        shown: dict[str, Shown] = dict.fromkeys(counts, Hidden.WITHHELD)
    else:
        shown = protect(counts, _sums(), unseen=(LEFT_OUT, BEFORE_UNKNOWN))
    moves = {(side, move): _number(shown, side, move) for side in SIDES for move in MOVES}
    difference = _difference(after.difference) if _many(shown[FOLLOWED]) else None
    return ActFigures(kind, shown[ACTED], shown[FOLLOWED], moves, difference)


def _too_few_people(followed: Sequence[FollowedAct], workers: Mapping[int, int | None]) -> bool:
    """Return whether the numbers would be about one or two people's work, on either side."""
    sides = ({workers[one.client] for one in followed}, {workers[one.other] for one in followed})
    return any(len(side - {None}) < FEWEST_WORKERS for side in sides)


def _counts(after: AfterActs) -> dict[str, int]:
    earlier = [one.before for one in after.followed if one.before is not None]
    moves = {AFTER: [one.after for one in after.followed], BEFORE: earlier}
    moves[BESIDE] = [one.beside for one in after.followed]
    counted = {ACTED: after.acted, FOLLOWED: len(after.followed), LEFT_OUT: after.acted - len(after.followed)}
    counted |= {BEFORE_KNOWN: len(earlier), BEFORE_UNKNOWN: len(after.followed) - len(earlier)}
    return counted | {_of(side, move): n for side, found in moves.items() for move, n in counts_of(found).items()}


def _sums() -> list[Sum[str]]:
    """Return every sum that a reader knows; there is one other client beside each."""
    return [
        Sum(ACTED, (FOLLOWED, LEFT_OUT)),
        Sum(FOLLOWED, (BEFORE_KNOWN, BEFORE_UNKNOWN)),
        *(Sum(_whole(side), tuple(_of(side, move) for move in MOVES)) for side in SIDES),
    ]


def _whole(side: str) -> str:
    return BEFORE_KNOWN if side == BEFORE else FOLLOWED


def _of(side: str, move: str) -> str:
    return f"{side}_{move}"


def _number(shown: Mapping[str, Shown], side: str, move: str) -> QuarterNumber:
    count, of = shown[_of(side, move)], shown[_whole(side)]
    return with_interval(count, of, share_of(count, of))


def _many(followed: Shown) -> bool:
    return isinstance(followed, int) and followed >= FEWEST_COMPARED


def _difference(found: MeanChange | None) -> ActDifference | None:
    if found is None:
        return None
    return ActDifference(*(round(value, DIGITS) for value in (found.difference, found.lower, found.upper)))
