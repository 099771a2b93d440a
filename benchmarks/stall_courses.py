"""Made-up episodes with a known course, by four generators of different make, for trying stall detection.

PHQ-9's figures: cutoff 10, reliable change 6, minimal change 5, horizon 4 weeks, up to 16 weeks. Each generator gives
scores (nan where none), weeks, and the level now, one horizon on and one back, all (clients, scores), with the kind of
course and the week at which its flat spell or loss begins.

`stories`: the product's own. `proto`: gains in log time, plateaus after weeks 4 to 7. `rough`: four shapes of gain,
heavy-tailed noise, gaps of 4 to 21 days, a third drop out. `switching`: different in kind: nine items that are each
answered on their own around a level that changes direction by chance (a Markov chain of gaining, flat and losing
spells), fortnightly or weekly, so that noise shrinks near the floor and nobody has a story.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unstuck.instruments import load
from unstuck.simulation.courses import courses
from unstuck.simulation.scale import scale_of
from unstuck.simulation.stories import STORIES

Floats = NDArray[np.float64]
Level = Callable[[Floats], Floats]

HORIZON, CUTOFF, RELIABLE, MINIMAL, WEEKS = 4.0, 10.0, 6.0, 5.0, 16
NEVER, PLATEAU, WORSE, OTHER = "never improves", "plateau", "deteriorates", "other"


@dataclass(frozen=True)
class MadeUp:
    """Episodes of one generator; every array (clients, scores) but kind and onset (clients,)."""

    weeks: Floats
    scores: Floats
    now: Floats
    ahead: Floats
    back: Floats
    kind: NDArray[Any]
    onset: Floats

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Return where there is a score."""
        return ~np.isnan(self.scores)


def truth(made: MadeUp) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return where an episode is truly flat, where truly worse, and which episodes are on track."""
    first, seen = made.now[:, :1], made.seen
    began = (made.scores[:, 0] >= CUTOFF) & (first[:, 0] >= CUTOFF)
    flat = (made.weeks >= HORIZON) & (first >= CUTOFF) & (made.ahead >= CUTOFF) & seen
    flat &= (made.now - made.ahead < MINIMAL) & (made.back - made.ahead < MINIMAL)
    worse = ((made.now - first >= RELIABLE) | (made.ahead - first >= MINIMAL)) & seen
    return flat, worse, began & ~(flat | worse).any(axis=1)


def stories(clients: int, seed: int) -> MadeUp:
    """Return episodes of the product's stories with 16 planned weeks each: 12 % missed, 10 % moved by 1 to 3 days."""
    rng = np.random.default_rng(seed)
    left_out = ("just_started", "early_dropout", "below_cutoff", "disengaged")
    kept = [place for place, story in enumerate(STORIES) if story.code not in left_out]
    shares = np.array([STORIES[place].places for place in kept], dtype=np.float64)
    which = rng.choice(kept, clients, p=shares / shares.sum())
    scale = scale_of(load("PHQ-9"))
    drawn = courses(which, rng.random((clients, 6)), scale)
    weeks = np.tile(np.arange(WEEKS, dtype=np.float64), (clients, 1))
    weeks[:, 1:] += (rng.random((clients, WEEKS - 1)) < 0.1) * rng.integers(1, 4, (clients, WEEKS - 1)) / 7
    noise = _noise(rng, weeks, scale.residual_sd, 0.25 * scale.intake_sd, 0.6)
    code = np.array([STORIES[place].code for place in which], dtype=object)
    names = {"long_stall": NEVER, "stay_well": NEVER, "plateau": PLATEAU, "deterioration": WORSE}
    kind = np.array([names.get(one, OTHER) if one != "stay_well" else OTHER for one in code], dtype=object)
    onset = np.select([kind == PLATEAU, kind == WORSE, kind == NEVER], [drawn.ends, drawn.begins, 0.0], np.nan)

    def level(at: Floats) -> Floats:
        return np.stack([drawn.level(at[:, place]) for place in range(at.shape[1])], axis=1)

    made = _made(weeks, level, noise, kind, onset)
    missed = rng.random((clients, WEEKS)) > 0.88
    missed[:, 0] = False
    made.scores[missed] = np.nan
    return made


def proto(clients: int, seed: int) -> MadeUp:
    """Return gains in log time: six in ten on track, plateaus after weeks 4 to 7, carried-over noise."""
    rng = np.random.default_rng(seed)
    kind = rng.choice(4, clients, p=[0.6, 0.15, 0.15, 0.1])
    start = np.clip(rng.normal(16, 4, clients), 10.5, 26)
    whole = np.log1p(WEEKS - 1)
    steady = np.maximum(rng.normal(0.55, 0.15, clients), 0.25) * start / whole * 1.1
    none = rng.normal(0, 0.4, clients)
    early = np.maximum(rng.normal(0.5, 0.12, clients), 0.25) * start / whole * 1.1
    stops, turns, loss = rng.integers(4, 8, clients), rng.integers(0, 6, clients), rng.uniform(0.35, 0.8, clients)
    lift = np.maximum(0, 11.5 - (start - early * np.log1p(stops)))
    onset = np.select([kind == 1, kind == 2, kind == 3], [0.0, stops, turns], np.nan)

    def level(at: Floats) -> Floats:
        b, gained = start[:, None], np.log1p(at)
        ways = [
            b - steady[:, None] * gained,
            b + none[:, None] * gained,
            b - early[:, None] * np.log1p(np.minimum(at, stops[:, None])) + lift[:, None],
            b
            - 0.15 * b * np.minimum(gained, np.log1p(turns)[:, None])
            + np.maximum(at - turns[:, None], 0) * loss[:, None],
        ]
        return np.select([(kind == way)[:, None] for way in range(4)], ways)

    weeks = np.tile(np.arange(WEEKS, dtype=np.float64), (clients, 1))
    noise = _noise(rng, weeks, 1.5, 1.5, 0.6)
    return _made(weeks, level, noise, np.array([OTHER, NEVER, PLATEAU, WORSE], dtype=object)[kind], onset)


def rough(clients: int, seed: int) -> MadeUp:
    """Return four shapes of gain, slow drift, heavy tails, irregular gaps and drop-out."""
    rng = np.random.default_rng(seed)
    kind = rng.choice(5, clients, p=[0.5, 0.08, 0.17, 0.15, 0.1])
    start = np.clip(rng.normal(16, 4.2, clients), 10.5, 26)
    gain = np.clip(rng.normal(0.6, 0.15, clients), 0.35, 0.95) * start
    gain = np.maximum(gain, start - rng.uniform(3, 9.5, clients))
    shape, fast = rng.integers(0, 4, clients), rng.uniform(2.5, 6, clients)
    takes, step = rng.uniform(6, 13, clients), rng.uniform(1, 5, clients)
    late, stops = rng.uniform(5, 9, clients), rng.uniform(3, 8, clients)
    turns, loss = rng.uniform(0, 7, clients), rng.uniform(0.3, 0.9, clients)
    drift = rng.normal(0, 0.07, clients)
    onset = np.select([kind == 2, kind == 3, kind == 4], [0.0, stops, turns], np.nan)

    def done(at: Floats) -> Floats:
        at = np.maximum(at, 0)
        straight = np.minimum(at / takes[:, None], 1)
        forms = [
            1 - np.exp(-at / fast[:, None]),
            straight,
            np.log1p(at) / np.log(12),
            0.25 * straight + 0.75 / (1 + np.exp(-(at - step[:, None]) * 3)),
        ]
        return np.select([(shape == form)[:, None] for form in range(4)], forms)

    some = np.minimum(gain, np.maximum(start - 11.5, 0) / np.maximum(done(stops[:, None])[:, 0], 0.05))

    def level(at: Floats) -> Floats:
        b, past = start[:, None], np.maximum(at - stops[:, None], 0)
        ways = [
            b - gain[:, None] * done(at),
            b - gain[:, None] * np.minimum(1.15 * done((at - late[:, None]) * 1.6), 1.1),
            b + drift[:, None] * at,
            b - some[:, None] * done(np.minimum(at, stops[:, None])) + drift[:, None] * past,
            b - 0.1 * b * np.minimum(at, turns[:, None]) / 7 + np.maximum(at - turns[:, None], 0) * loss[:, None],
        ]
        return np.clip(np.select([(kind == way)[:, None] for way in range(5)], ways), 0, 27)

    usual = 7 + rng.integers(-2, 3, (clients, WEEKS - 1))
    gaps = np.where(rng.random((clients, WEEKS - 1)) < 0.75, usual, rng.integers(4, 22, (clients, WEEKS - 1))) / 7
    weeks = np.concatenate([np.zeros((clients, 1)), np.cumsum(gaps, axis=1)], axis=1)
    noise = _noise(rng, weeks, 1.6, 1.8, 0.7, tails=4)
    names = np.array([OTHER, OTHER, NEVER, PLATEAU, WORSE], dtype=object)
    made = _made(weeks, level, noise, names[kind], onset)
    made.scores[:, 0] = np.clip(made.scores[:, 0] + rng.integers(0, 3, clients), 0, 27)
    last = np.where(rng.random(clients) < 0.33, rng.integers(4, 12, clients), WEEKS)
    made.scores[(np.arange(WEEKS) >= last[:, None]) | (weeks > 16)] = np.nan
    return made


def switching(clients: int, seed: int) -> MadeUp:
    """Return levels that change direction by chance, and nine items answered around them, each 0 to 3."""
    rng = np.random.default_rng(seed)
    start = np.clip(rng.normal(16, 4, clients), 8, 25)
    pace = np.stack([rng.gamma(4, 0.3, clients), np.zeros(clients), -rng.gamma(4, 0.12, clients)])
    way = rng.choice(3, clients, p=[0.65, 0.28, 0.07])
    chain = np.array([[0.92, 0.075, 0.005], [0.06, 0.93, 0.01], [0.05, 0.1, 0.85]])
    grid = np.empty((clients, 2 * WEEKS + 6))
    grid[:, 0], directions = start, np.empty((clients, 2 * WEEKS + 6), dtype=np.int64)
    directions[:, 0] = way
    for week in range(1, grid.shape[1]):
        grid[:, week] = np.clip(grid[:, week - 1] - pace[way, np.arange(clients)], 2.0, 25.0)
        way = (rng.random(clients)[:, None] > np.cumsum(chain[way], axis=1)).sum(axis=1)
        directions[:, week] = way

    def level(at: Floats) -> Floats:
        whole = np.floor(at).astype(np.int64)
        low, high = (np.take_along_axis(grid, whole + more, axis=1) for more in (0, 1))
        between: Floats = low + (at - whole) * (high - low)
        return between

    every = np.where(rng.random(clients) < 0.3, 2.0, 1.0)[:, None]
    weeks: Floats = every * np.arange(WEEKS, dtype=np.float64)
    swing = _noise(rng, weeks, 0.0, 0.35, 0.5)
    chance = 1 / (1 + np.exp(-(np.log(level(weeks) / (27 - level(weeks))) + swing)))
    scores = rng.binomial(3, np.repeat(chance[:, :, None], 9, axis=2)).sum(axis=2).astype(np.float64)
    scores[weeks > 16] = np.nan
    stalls = (grid[:, 8] < start - 5) & (directions[:, 8:16] == 1).all(axis=1)
    kind = np.where(stalls, PLATEAU, np.where((directions[:, :14] == 1).all(axis=1), NEVER, OTHER)).astype(object)
    kind[(directions[:, 4:12] == 2).all(axis=1)] = WORSE
    onset = np.select([kind == NEVER, kind == PLATEAU, kind == WORSE], [0.0, _since_flat(directions), 4.0], np.nan)
    return MadeUp(
        weeks, scores, level(weeks), level(weeks + HORIZON), level(np.maximum(weeks - HORIZON, 0)), kind, onset
    )


def _since_flat(directions: NDArray[np.int64]) -> Floats:
    """Return the week from which on the direction at week 8 has been the same."""
    same = directions[:, 8::-1] == directions[:, 8:9]
    return 8.0 - (np.where(same.all(axis=1), 9, same.argmin(axis=1)) - 1)


GENERATORS: dict[str, Callable[[int, int], MadeUp]] = {
    "stories": stories,
    "proto": proto,
    "rough": rough,
    "switching": switching,
}


def _noise(
    rng: np.random.Generator, weeks: Floats, error: float, passing: float, kept: float, tails: int | None = None
) -> Floats:
    """Return error and a passing deviation whose correlation is `kept` a week; heavy tails with so few degrees."""

    def draw(shape: tuple[int, ...]) -> Floats:
        if tails is None:
            return rng.standard_normal(shape)
        heavy: Floats = rng.standard_t(tails, shape) / np.sqrt(tails / (tails - 2))
        return heavy

    deviation = passing * draw(weeks.shape)
    for step in range(1, weeks.shape[1]):
        held = kept ** np.maximum(weeks[:, step] - weeks[:, step - 1], 1e-6)
        deviation[:, step] = held * deviation[:, step - 1] + np.sqrt(1 - held * held) * deviation[:, step]
    return deviation + error * draw(weeks.shape)


def _made(weeks: Floats, level: Level, noise: Floats, kind: NDArray[Any], onset: Floats) -> MadeUp:
    now = level(weeks)
    scores = np.clip(np.rint(now + noise), 0, 27)
    return MadeUp(weeks, scores, now, level(weeks + HORIZON), level(np.maximum(weeks - HORIZON, 0)), kind, onset)
