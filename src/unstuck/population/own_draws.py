"""Courses drawn from a population's ten numbers, at the attendance of real clients, with their truth beside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstuck.population.episodes import Episodes
from unstuck.progress.batch import Batch, Clock
from unstuck.progress.course import horizon_of
from unstuck.progress.measure import Measure
from unstuck.progress.wandering import Wandering, at_start, numbers_of, transition

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LONGEST_EPISODE = 16.0
"""Weeks (or sessions) of a drawn course: scores given later in the sampled attendance are left out."""


@dataclass(frozen=True)
class Drawn:
    """Drawn courses: the batch, and the latent score of each row one horizon back, now and one ahead.

    In the instrument's own direction; `back` is at the first score where that was less long ago.
    """

    batch: Batch
    back: Floats
    now: Floats
    ahead: Floats

    def at_first(self) -> Floats:
        """Return the latent score at each client's first score, for each row."""
        return self.now[self.batch.start]


@dataclass(frozen=True)
class Truth:
    """What is true of each row of drawn courses, and of which courses: see `truth_of`."""

    flat: Flags
    worse: Flags
    on_track: Flags


def attendance_of(episodes: Episodes, clock: Clock, courses: int, rng: np.random.Generator) -> Episodes:
    """Return the times of so many clients, chosen at random, cut at the longest episode; scores are left behind."""
    chosen = episodes.of(rng.integers(0, episodes.clients, courses))
    longest = LONGEST_EPISODE * (7.0 if clock == "days" else 1.0)
    kept = chosen.times <= longest
    counts = np.add.reduceat(kept.astype(np.int64), chosen.starts[:-1])
    ends = np.concatenate([[0], np.cumsum(counts)])
    return Episodes(ends, chosen.times[kept], np.zeros(int(kept.sum())))


def draw(wandering: Wandering, attendance: Episodes, clock: Clock, measure: Measure, rng: np.random.Generator) -> Drawn:
    """Return one course for each attendance, scores rounded and kept in the instrument's range."""
    unit = 7.0 if clock == "days" else 1.0
    counts = np.diff(attendance.starts)
    seen = np.arange(int(counts.max())) < counts[:, None]
    times = np.zeros(seen.shape)
    times[seen] = attendance.times / unit
    times = np.maximum.accumulate(times, axis=1)
    reach = horizon_of(clock) / unit
    population = wandering if measure.sign > 0 else wandering.mirrored()
    moments = _levels(population, np.stack([np.maximum(times - reach, 0.0), times, times + reach]), rng)
    lowest, highest = sorted((measure.sign * measure.minimum, measure.sign * measure.maximum))
    levels = np.clip(moments, lowest, highest)
    scores = np.clip(np.rint(levels[1] + _noise(population, times, rng)), lowest, highest)
    back, now, ahead, observed = (measure.sign * part[seen] for part in (*levels, scores))
    return Drawn(Batch(attendance.starts, attendance.times, observed, clock), back, now, ahead)


def truth_of(drawn: Drawn, measure: Measure, minimal: Floats) -> Truth:
    """Return which rows are truly flat or worse, and which courses are on track (STATISTICS: evaluation protocol).

    Flat: one horizon or more after the first score, still clinical one horizon on, and a gain below a minimal change
    both from now and from one horizon back until then. Worse: by a reliable change now, or by a minimal change one
    horizon on. On track: began clinical, level and score, and was at no score truly flat or worse.
    """
    batch, sign = drawn.batch, measure.sign
    cutoff = sign * (measure.cutoff or 0.0)
    back, now, ahead, first = (sign * part for part in (drawn.back, drawn.now, drawn.ahead, drawn.at_first()))
    late = batch.times >= horizon_of(batch.clock)
    flat = late & (ahead >= cutoff) & (now - ahead < minimal) & (back - ahead < minimal)
    worse = (now - first >= measure.reliable(now.size)) | (ahead - first >= minimal)
    firsts = batch.starts[:-1]
    began = (sign * batch.scores[firsts] >= cutoff) & (first[firsts] >= cutoff)
    return Truth(flat, worse, began & ~np.logical_or.reduceat(flat | worse, firsts))


def _levels(population: Wandering, times: Floats, rng: np.random.Generator) -> Floats:
    """Return latent levels at any times (kinds, clients, steps), drawn in order of time for each client."""
    p, clients = numbers_of(population), times.shape[1]
    wanted = np.moveaxis(times, 1, 0).reshape(clients, -1)
    order = np.argsort(wanted, axis=1, kind="stable")
    at = np.take_along_axis(wanted, order, axis=1)
    start = at_start(p, (1,))
    spread = np.array([[start.ll[0], start.lv[0]], [start.lv[0], start.vv[0]]])
    own = rng.standard_normal((clients, 2)) @ np.linalg.cholesky(spread + 1e-12 * np.eye(2)).T
    level, velocity = own[:, 0] + start.l[0], own[:, 1] + start.v[0]
    found, before = np.empty_like(at), np.zeros(clients)
    for step in range(at.shape[1]):
        t = transition(p, at[:, step] - before)
        push, turn = rng.standard_normal((2, clients))
        sd = np.sqrt(np.maximum(t.add_ll, 0.0))
        shared = np.divide(t.add_lv, sd, out=np.zeros_like(sd), where=sd > 0)
        level = level + t.reach * velocity + sd * push
        velocity = t.keep * velocity + shared * push + np.sqrt(np.maximum(t.add_vv - shared * shared, 0.0)) * turn
        before, found[:, step] = at[:, step], level
    back = np.empty_like(found)
    np.put_along_axis(back, order, found, axis=1)
    return np.moveaxis(back.reshape(clients, times.shape[0], times.shape[2]), 1, 0)


def _noise(population: Wandering, times: Floats, rng: np.random.Generator) -> Floats:
    """Return the passing deviation and the error of each score (clients, steps)."""
    deviation = population.passing_sd * rng.standard_normal(times.shape)
    carried = np.exp(-np.diff(times, axis=1) / population.passing_time)
    for step in range(1, times.shape[1]):
        held = carried[:, step - 1]
        deviation[:, step] = held * deviation[:, step - 1] + np.sqrt(1 - held * held) * deviation[:, step]
    return np.asarray(deviation + population.score_sd * rng.standard_normal(times.shape))
