"""What came after something was done for clients, beside comparable clients for whom it was not: described only.

Somebody is acted for when they are at their worst, and whoever is at their worst is likely to be better some weeks
later whatever is done (regression to the mean: Barnett, van der Pols and Dobson 2005, Int J Epidemiol 34:215-220). So
each client is set beside one other client who was in the same state on the same questionnaire with about the same score
at about the same time in care (nearest available matching, without replacement: Rosenbaum and Rubin 1985, Am Stat
39:33-38). That takes some of it away and shows no cause: why the one was acted for and not the other, no score knows.

Movement is counted in reliable changes of the questionnaire, so that questionnaires can be put together.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from unstuck.guidance.urgency import STATE_ORDER
from unstuck.instruments import load
from unstuck.population.analysis import NOT_HEARD_WEEKS
from unstuck.progress.group_change import MeanChange, change_within
from unstuck.progress.measure import Measure, has_shipped_change, measure_of

Floats = NDArray[np.float64]

WEEKS = 8
LATEST, EARLIEST = 7.0 * WEEKS, 3.5 * WEEKS
"""The score after is the last one from four to eight weeks after the act; the score before lies as far back."""
FRESH = 7.0 * NOT_HEARD_WEEKS
"""The score at the time is at most three weeks old: later, a client counts as not heard from."""
NEAR = 0.5
"""About the same score: at most half a reliable change apart (our own default)."""
BETTER, SAME, WORSE = "improved", "unchanged", "deteriorated"
MOVES = (BETTER, SAME, WORSE)
"""By a reliable change or more, or by less: the names of `rollups.PARTS`."""
_EXACT = 1e-9


@dataclass(frozen=True)
class StatedCourse:
    """One client's scores on one questionnaire, in order of time, each with the state that it was given.

    days, began: days since 1970-01-01; `began` is the first day of the care.
    """

    client: int
    instrument: str
    began: float
    days: Sequence[float]
    scores: Sequence[float]
    states: Sequence[str]

    def last_until(self, day: float) -> int | None:
        """Return the row of the last score up to a day, None where it was too old by then."""
        row = bisect_right(self.days, day) - 1
        return row if row >= 0 and self.days[row] >= day - FRESH else None

    def after(self, day: float) -> int | None:
        """Return the row of the score that tells how it went on after a day."""
        row = bisect_right(self.days, day + LATEST) - 1
        return row if row >= 0 and self.days[row] >= day + EARLIEST else None

    def before(self, day: float) -> int | None:
        """Return the row of the score that tells how it had been going until a day."""
        row = bisect_left(self.days, day - LATEST)
        return row if row < len(self.days) and self.days[row] <= day - EARLIEST else None


@dataclass(frozen=True)
class ActsDone:
    """One kind of act: the day of each client's first one from `first` to `last`, in days since 1970-01-01.

    also: clients for whom it was done within eight weeks of these days; nobody is set beside them.
    """

    days: Mapping[int, float]
    first: float
    last: float
    also: Collection[int] = ()


@dataclass(frozen=True)
class FollowedAct:
    """How one client's scores moved, in reliable changes, upwards for the better.

    after: since the act. before: as long until it, None without a score. beside: that of `other`, the comparable
    client, in as long a time.
    """

    client: int
    other: int
    after: float
    before: float | None
    beside: float


@dataclass(frozen=True)
class AfterActs:
    """For how many it was done, and those of them of whom it can be told how it went on, each with one beside."""

    acted: int
    followed: Sequence[FollowedAct]

    @property
    def difference(self) -> MeanChange | None:
        """Return by how much more those acted for moved, in reliable changes, with the interval of the paired t test.

        None for fewer than two. Whether so few may be shown is for the caller.
        """
        if len(self.followed) < 2:
            return None
        return change_within(np.array([one.after - one.beside for one in self.followed]), 0.5, "higher")


def counts_of(moves: Sequence[float]) -> dict[str, int]:
    """Return how many moved how, of MOVES.

    >>> counts_of([1.0, 0.9, -2.0])
    {'improved': 1, 'unchanged': 1, 'deteriorated': 1}
    """
    better = sum(move >= 1 - _EXACT for move in moves)
    worse = sum(move <= _EXACT - 1 for move in moves)
    return {BETTER: better, SAME: len(moves) - better - worse, WORSE: worse}


Kind = TypeVar("Kind", bound=Hashable)


def after_acts(courses: Sequence[StatedCourse], done: Mapping[Kind, ActsDone]) -> dict[Kind, AfterActs]:
    """Return how scores moved after each kind of act. Questionnaires without a reliable change are left out.

    Of several questionnaires, the one whose state was the most urgent at the time counts. All acts lie between the same
    days: ValueError otherwise.
    """
    if len({(one.first, one.last) for one in done.values()}) > 1:
        raise ValueError("expected acts of all kinds between the same days")
    with_change = {name for name in {course.instrument for course in courses} if has_shipped_change(load(name))}
    known = [course for course in courses if course.instrument in with_change]
    mine: dict[int, list[StatedCourse]] = defaultdict(list)
    for course in known:
        mine[course.client].append(course)
    rows = _laid_out(known, next(iter(done.values()))) if any(one.days for one in done.values()) else {}
    return {kind: _after_one_kind(mine, one, _Others(known, rows, one)) for kind, one in done.items()}


def _after_one_kind(mine: Mapping[int, Sequence[StatedCourse]], done: ActsDone, others: _Others) -> AfterActs:
    found = [
        followed
        for client, day in sorted(done.days.items(), key=lambda item: (item[1], item[0]))
        if (followed := _followed(mine.get(client, ()), day, others)) is not None
    ]
    return AfterActs(len(done.days), found)


Rows = Mapping[tuple[str, str], Floats]
"""By questionnaire and state: of each score, how high it is, how long after the care began, and of which course and row
of it."""


def _laid_out(courses: Sequence[StatedCourse], done: ActsDone) -> Rows:
    """Lay out the scores from which somebody could be set beside."""
    rows: dict[tuple[str, str], list[tuple[float, float, int, int]]] = defaultdict(list)
    for place, course in enumerate(courses):
        first, last = bisect_left(course.days, done.first - FRESH), bisect_right(course.days, done.last)
        for row in range(first, last):
            at = (course.scores[row], course.days[row] - course.began, place, row)
            rows[course.instrument, course.states[row]].append(at)
    return {key: np.array(found) for key, found in rows.items()}


def _followed(courses: Sequence[StatedCourse], day: float, others: _Others) -> FollowedAct | None:
    rows = [(course, row) for course in courses if (row := course.last_until(day)) is not None]
    if not rows:
        return None
    course, row = min(rows, key=lambda pair: (STATE_ORDER.index(pair[0].states[pair[1]]), pair[0].instrument))
    after = course.after(day)
    if after is None:
        return None
    beside = others.take(course, row, day - course.days[row])
    if beside is None:
        return None
    before = course.before(course.days[row])
    earlier = None if before is None else _move(course, before, row)
    return FollowedAct(course.client, beside[0].client, _move(course, row, after), earlier, _move(*beside))


def _move(course: StatedCourse, row: int, later: int) -> float:
    measure = _measure(course.instrument)
    return measure.sign * (course.scores[row] - course.scores[later]) / _size(measure)


def _measure(instrument: str) -> Measure:
    return measure_of(load(instrument))


def _size(measure: Measure) -> float:
    return float(measure.reliable(1)[0])


@dataclass
class _Others:
    """Clients for whom it was not done, by questionnaire and state at a score; each is taken once."""

    courses: Sequence[StatedCourse]
    rows: Rows
    done: ActsDone

    def __post_init__(self) -> None:
        """Begin with those for whom it was done: nobody is set beside them."""
        self.taken = {*self.done.days, *self.done.also}

    def take(self, course: StatedCourse, row: int, lag: float) -> tuple[StatedCourse, int, int] | None:
        """Return the course, row and later row of whoever is nearest: by score, then by time in care; None: nobody."""
        rows = self.rows.get((course.instrument, course.states[row]))
        if rows is None:
            return None
        apart = np.abs(rows[:, 0] - course.scores[row])
        longer = np.abs(rows[:, 1] - (course.days[row] - course.began))
        near = np.flatnonzero(apart <= NEAR * _size(_measure(course.instrument)) + _EXACT)
        for place, at in rows[near[np.lexsort((longer[near], apart[near]))], 2:].astype(np.int64).tolist():
            other = self.courses[place]
            later = self._later(other, at, lag)
            if later is not None:
                self.taken.add(other.client)
                return other, at, later
        return None

    def _later(self, other: StatedCourse, row: int, lag: float) -> int | None:
        """Return the later row, counted from as long after the score as the act came after the other's."""
        day = other.days[row] + lag
        newest = other.last_until(day) == row
        if other.client in self.taken or not newest or not self.done.first <= day <= self.done.last:
            return None
        return other.after(day)
