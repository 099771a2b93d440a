"""Each row's course under the wandering slope: an exact Kalman filter over many clients at once.

Clients are taken in blocks, those with the most scores first, so that at each step the clients who have a further
score are the first so many columns of the block. Level and slope one horizon ago come from what the filter kept:
the level at that moment stands still from then on, and each later score says something more of it (fixed-point
smoothing: Anderson and Moore 1979, Optimal Filtering, sec. 7.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unstuck.progress.batch import Batch
from unstuck.progress.course import Course, horizon
from unstuck.progress.wandering import (
    Moments,
    Numbers,
    Surprise,
    Transition,
    Wandering,
    at_start,
    heard,
    moved,
    numbers_of,
    transition,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CLIENTS_AT_ONCE = 2048
ROWS_AT_ONCE = 32 * CLIENTS_AT_ONCE
"""So much fits a processor's cache; more at once is slower."""
_SOON = 1e-12
"""A score this little after a moment counts as given then."""


def wandering_course(batch: Batch, wandering: Wandering, sign: float = 1.0) -> Course:
    """Return each row's course, from the client's scores up to and with that row.

    `sign` is -1 for a measure on which higher is better; the moments are then of the negated score.
    """
    population = wandering if sign > 0 else wandering.mirrored()
    unit = 7.0 if batch.clock == "days" else 1.0
    columns = {field.name: np.empty(batch.scores.size) for field in fields(Course)}
    for block in _blocks(batch, sign, unit):
        _Filter(numbers_of(population), horizon(batch) / unit, block).write(columns)
    return Course(**columns)


def wandering_forecast(batch: Batch, wandering: Wandering, until: Floats, sign: float = 1.0) -> tuple[Floats, Floats]:
    """Return mean and variance of the observed score at any time, from the scores up to and with each row.

    until: (rows,) times in the batch's own clock, not before the row's own; NaN where nothing is asked. `sign` as in
    `wandering_course`.
    """
    population = wandering if sign > 0 else wandering.mirrored()
    unit = 7.0 if batch.clock == "days" else 1.0
    mean, variance = np.full((2, batch.scores.size), np.nan)
    for block in _blocks(batch, sign, unit):
        found = _Filter(numbers_of(population), horizon(batch) / unit, block).score_at(until[block.rows] / unit)
        for step, clients in enumerate(block.active):
            rows = block.rows[step, :clients]
            mean[rows], variance[rows] = (column[step, :clients] for column in found)
    return mean, variance


class _Block(NamedTuple):
    """Some clients, those with the most scores first: (steps, clients), of which `active[j]` have a j-th score.

    rows: where each value belongs in the batch.
    """

    times: Floats
    scores: Floats
    rows: Ints
    active: list[int]


def _blocks(batch: Batch, sign: float, unit: float) -> Iterator[_Block]:
    counts = np.diff(batch.starts)
    order = np.argsort(-counts, kind="stable")[: int((counts > 0).sum())]
    done = 0
    while done < order.size:
        steps = int(counts[order[done]])
        some = order[done : done + max(1, min(CLIENTS_AT_ONCE, ROWS_AT_ONCE // steps))]
        number = np.arange(steps)[:, None]
        rows = np.minimum(batch.starts[some] + number, batch.scores.size - 1)
        active = (counts[some] > number).sum(axis=1).tolist()
        yield _Block(batch.times[rows] / unit, sign * batch.scores[rows], rows, active)
        done += some.size


class _Filter:
    """One block's run: forward over its scores, then back to one horizon ago."""

    def __init__(self, numbers: Numbers, reach: float, block: _Block) -> None:
        self.numbers, self.horizon, self.block = numbers, reach, block
        self.ahead = transition(numbers, np.asarray(reach))
        shape = block.times.shape
        self.known = Moments(*(np.zeros(shape) for _ in Moments._fields))
        self.gaps = Transition(*(np.empty(shape) for _ in Transition._fields))
        self.surprises = Surprise(*(np.empty(shape) for _ in Surprise._fields))

    def write(self, columns: dict[str, Floats]) -> None:
        """Fill in the block's rows."""
        self._forward()
        found = self._looking_ahead() | self._looking_back()
        for step, clients in enumerate(self.block.active):
            rows = self.block.rows[step, :clients]
            for name, column in columns.items():
                column[rows] = found[name][step, :clients]

    def score_at(self, until: Floats) -> tuple[Floats, Floats]:
        """Return mean and variance of the observed score at `until`, for each row of the block."""
        self._forward()
        later = moved(self.known, transition(self.numbers, np.maximum(until - self.block.times, 0.0)))
        return later.l + later.o, later.ll + 2 * later.lo + later.oo + np.square(self.numbers.score_sd)

    def _forward(self) -> None:
        times, scores, _, active = self.block
        state = at_start(self.numbers, (active[0],))
        for step, clients in enumerate(active):
            state = state.first(clients)
            if step:
                gap = transition(self.numbers, times[step, :clients] - times[step - 1, :clients])
                _keep(self.gaps, gap, step, clients)
                state = moved(state, gap)
            state, surprise, _ = heard(state, self.numbers, scores[step, :clients])
            _keep(self.known, state, step, clients)
            _keep(self.surprises, surprise, step, clients)

    def _looking_ahead(self) -> dict[str, Floats]:
        now, ahead = self.known, self.ahead
        later = moved(now, ahead)
        return {
            "mean_first": now.c,
            "mean_now": now.l,
            "mean_ahead": later.l,
            "var_first": now.cc,
            "var_now": now.ll,
            "var_ahead": later.ll,
            "cov_first_ahead": later.lc,
            "cov_now_ahead": now.ll + ahead.reach * now.lv,
            "mean_score_ahead": later.l + later.o,
            "var_score_ahead": later.ll + 2 * later.lo + later.oo + np.square(self.numbers.score_sd),
        }

    def _looking_back(self) -> dict[str, Floats]:
        """Return the moments of the level one horizon ago; at the first score where that was less long ago."""
        now, times = self.known, self.block.times
        mean, variance = now.c.copy(), now.cc.copy()
        covariance = now.lc + self.ahead.reach * now.vc
        asked = _Past.of(times, self.block.active, self.horizon)
        if asked.rows.size:
            level = self._smoothed(asked)
            mean.flat[asked.rows], variance.flat[asked.rows] = level.mean, level.variance
            covariance.flat[asked.rows] = level.with_l + self.ahead.reach * level.with_v
        return {"mean_back": mean, "var_back": variance, "cov_back_ahead": covariance}

    def _smoothed(self, asked: _Past) -> _Level:
        """Return what is known at each row asked about of the level at its moment, the scores since included."""
        width, times = self.block.times.shape[1], self.block.times.ravel()
        gaps = [part.ravel() for part in (self.gaps.reach, self.gaps.keep, self.gaps.pass_on)]
        surprises = [part.ravel() for part in self.surprises]
        place = asked.following
        before = place - width
        until = transition(self.numbers, asked.moment - times[before])
        level = _Level.of(Moments(*(part.ravel()[before] for part in self.known)), until)
        since = transition(self.numbers, times[place] - asked.moment)
        passed = [since.reach, since.keep, since.pass_on]
        for several in asked.remaining:
            place = place[:several]
            if level.heard_once:
                passed = [part[place] for part in gaps]
            level.hear(several, passed, [part[place] for part in surprises])
            place = place + width
        return level


class _Past(NamedTuple):
    """Rows that ask about a moment gone by (the block's flat places), those with the most scores since then first.

    moment: the time asked about; following: the place of the first score after it; remaining: of how many rows
    a first, second, ... later score is to be heard.
    """

    rows: Ints
    moment: Floats
    following: Ints
    remaining: list[int]

    @classmethod
    def of(cls, times: Floats, active: list[int], ago: float) -> _Past:
        """Return the rows later than one horizon, each asking about the moment one horizon before."""
        width = times.shape[1]
        following, client = np.zeros(width, dtype=np.int64), np.arange(width)
        rows, nexts = [], []
        for step, clients in enumerate(active):
            asking = client[:clients][times[step, :clients] > ago]
            moment, at = times[step, asking] - ago, following[asking]
            while (passed := times[at, asking] <= moment + _SOON).any():
                at = at + passed
            following[asking] = at
            rows.append(step * width + asking)
            nexts.append(at * width + asking)
        row, place = np.concatenate(rows), np.concatenate(nexts)
        since = (row - place) // width + 1
        order = np.argsort(-since, kind="stable")
        since = since[order]
        most = int(since.max(initial=0))
        remaining = np.searchsorted(-since, -np.arange(1, most + 1), side="right").tolist()
        row = row[order]
        return cls(row, times.ravel()[row] - ago, place[order], remaining)


class _Level:
    """What is known of a level gone by, and how it goes with the state now: columns, one value for each row asking."""

    def __init__(self, mean: Floats, variance: Floats, with_l: Floats, with_v: Floats, with_o: Floats) -> None:
        self.mean, self.variance = mean, variance
        self.with_l, self.with_v, self.with_o = with_l, with_v, with_o
        self.heard_once = False

    @classmethod
    def of(cls, known: Moments, until: Transition) -> _Level:
        """Return the level after the gap `until`, from what was known before it."""
        then = moved(known, until)
        return cls(then.l, then.ll, then.ll.copy(), then.lv, then.lo)

    def hear(self, several: int, passed: list[Floats], surprise: list[Floats]) -> None:
        """Let the first so many rows pass a gap, and hear the score that follows it."""
        reach, keep, pass_on = passed
        scaled, precision, gain_l, gain_v, gain_o = surprise
        with_l, with_v, with_o = (part[:several] for part in (self.with_l, self.with_v, self.with_o))
        with_l += reach * with_v
        with_v *= keep
        with_o *= pass_on
        own = with_l + with_o
        self.mean[:several] += own * scaled
        self.variance[:several] -= own * own * precision
        with_l -= own * gain_l
        with_v -= own * gain_v
        with_o -= own * gain_o
        self.heard_once = True


_Parts = Moments | Transition | Surprise


def _keep(kept: _Parts, found: _Parts, step: int, clients: int) -> None:
    for whole, part in zip(kept, found, strict=True):
        whole[step, :clients] = part
