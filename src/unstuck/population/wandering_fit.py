"""Learning the ten numbers of the wandering slope: the most likely ones, given weak priors (MAP).

The likelihood is the filter's own: each score as it was foreseen from the earlier ones. The priors' centres and
widths stand in units of the first scores' SD over 6; only that of the passing deviation's time is firm, because a
deviation that outlasts a week or two is part of how the client is doing, and left free it swallows the very
plateaus that are looked for (docs/explanation/states.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unstuck.population.episodes import Episodes
from unstuck.population.quasi_newton import curvature, minimum, positive_inverse
from unstuck.progress.batch import Clock
from unstuck.progress.wandering import (
    Numbers,
    Spread,
    Wandering,
    at_start,
    each_its_own,
    heard,
    moved,
    transition,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEWEST_EPISODES = 60
"""With fewer episodes the shipped numbers are kept."""
ENOUGH_EPISODES = 300
"""Below this the priors are centred on the shipped numbers, where there are some."""
SCOUTS = 300
"""Clients on whom the search begins; all are used from where they lead."""
BOUND = 4.0
"""No number leaves this many widths of its prior."""
AT_PRIOR = 0.8
"""What the scores leave of a prior's width; above this they hardly said anything on that number."""
LONG_DEVIATION = 3.0
"""Weeks (or sessions). A passing deviation that would outlast this, left free, is worth a warning."""

NAMES = tuple(Wandering.__dataclass_fields__)
_AS_LOG = tuple(name not in ("mean_start", "mean_change", "correlation") for name in NAMES)
_TIME = NAMES.index("passing_time")
_CLIENTS_AT_ONCE, _CLIENTS_SUMMED = 1024, 256
"""Clients worked on at once, and whose log-likelihoods are added up first: the digits of a sum depend on its order."""


@dataclass(frozen=True)
class Prior:
    """Centre and width of each working number: points for means, logs for sizes, Fisher's z for the correlation."""

    centre: Floats
    width: Floats

    def numbers(self, at: Floats) -> Numbers:
        """Return the ten numbers at standardised points (n, 10), as columns."""
        working = (self.centre + self.width * at).T[:, :, None]
        return Numbers(
            *(
                np.exp(row) if as_log else np.tanh(row) if name == "correlation" else row
                for row, name, as_log in zip(working, NAMES, _AS_LOG, strict=True)
            )
        )


@dataclass(frozen=True)
class WanderingFit:
    """The ten numbers in the instrument's own direction, and what is known of them.

    clients, scores: those used. at_prior: numbers on which the scores hardly said anything. centred_on: "defaults"
    or the id of the curve whose numbers the priors were centred on. free_passing_time: what the deviation's time
    would be without its firm prior.
    """

    wandering: Wandering
    clients: int
    scores: int
    loglik: float
    at_prior: tuple[str, ...]
    centred_on: str
    free_passing_time: float
    arrived: bool


def fit_wandering(
    episodes: Episodes, clock: Clock, sign: float, shipped: tuple[str, Wandering] | None = None
) -> WanderingFit:
    """Return the most likely numbers; `shipped` centres the priors where there are few episodes.

    `sign` is -1 where higher is better. At least one episode is needed; fewer than FEWEST_EPISODES are worth little.
    """
    turned = Episodes(episodes.starts, episodes.times / (7.0 if clock == "days" else 1.0), sign * episodes.scores)
    firsts = turned.scores[turned.starts[:-1]]
    few = shipped is not None and episodes.clients < ENOUGH_EPISODES
    own = prior_of(firsts)
    prior = centred(own, shipped[1] if sign > 0 else shipped[1].mirrored()) if few and shipped else own
    scouts = turned.of(np.arange(min(SCOUTS, turned.clients)))
    objective, scouting = _Objective(prior, turned), _Objective(prior, scouts)
    first = minimum(scouting, np.zeros(len(NAMES)), BOUND)
    share = scouts.clients / turned.clients
    found = minimum(objective, first.at, BOUND, share * positive_inverse(curvature(scouting, first.at)))
    numbers = _wandering(prior, found.at)
    return WanderingFit(
        wandering=numbers if sign > 0 else numbers.mirrored(),
        clients=turned.clients,
        scores=turned.scores.size,
        loglik=-found.value + 0.5 * float(found.at @ found.at),
        at_prior=_at_prior(curvature(objective, found.at)),
        centred_on=shipped[0] if few and shipped else "defaults",
        free_passing_time=_free_passing_time(prior, scouts, found.at),
        arrived=found.arrived,
    )


def fit_near(
    episodes: Episodes, clock: Clock, sign: float, near: Wandering, shipped: Wandering | None = None
) -> Wandering:
    """Return the most likely numbers of some more or fewer clients than those from whom `near` was learned.

    The priors are those of `fit_wandering`; only the search begins where it is likely to end.
    """
    turned = Episodes(episodes.starts, episodes.times / (7.0 if clock == "days" else 1.0), sign * episodes.scores)
    own = prior_of(turned.scores[turned.starts[:-1]])
    few = shipped is not None and episodes.clients < ENOUGH_EPISODES
    prior = centred(own, shipped if sign > 0 else shipped.mirrored()) if few and shipped else own
    working = centred(prior, near if sign > 0 else near.mirrored()).centre
    start = np.clip((working - prior.centre) / prior.width, -BOUND, BOUND)
    scouts = turned.of(np.arange(min(SCOUTS, turned.clients)))
    inverse = positive_inverse(curvature(_Objective(prior, scouts), start)) * (scouts.clients / turned.clients)
    found = _wandering(prior, minimum(_Objective(prior, turned), start, BOUND, inverse).at)
    return found if sign > 0 else found.mirrored()


def prior_of(firsts: Floats) -> Prior:
    """Return the default priors, from the first scores (worse is higher)."""
    spread = float(np.std(firsts)) or 1.0
    unit = spread / 6
    log = np.log
    start = (firsts.mean(), log(0.8 * spread), -5 * unit, log(3 * unit))
    sizes = (log(2 * unit), log(1.5 * unit))
    return Prior(
        np.array([*start, 0.0, *sizes, 0.0, log(0.15), log(0.3 * unit)]),
        np.array([10 * unit, 1.0, 10 * unit, 1.0, 1.0, 1.0, 1.0, 0.15, 1.0, 1.0]),
    )


def centred(prior: Prior, on: Wandering) -> Prior:
    """Return the priors with the same widths, around another curve's numbers."""
    values = np.array([getattr(on, name) for name in NAMES])
    logs = np.array(_AS_LOG)
    working = np.where(logs, np.log(np.where(logs, values, 1.0)), values)
    working[NAMES.index("correlation")] = np.arctanh(on.correlation)
    return Prior(working, prior.width)


def log_likelihoods(numbers: Numbers, episodes: Episodes) -> Floats:
    """Return the log-likelihood of the episodes for each set of numbers (columns of shape (n, 1))."""
    total: Floats = sum((some for block in _blocks(episodes) for some in _of_block(numbers, block)), np.zeros(1))
    return total


class _Path(NamedTuple):
    """How the clients came to a score: `of` leads from one column for each different path to one for each client.

    gaps: the last gap of each path; before: the path that it goes on from, at the score before.
    """

    gaps: Floats
    before: Ints | slice
    of: Spread


class _Block(NamedTuple):
    """Scores (steps, clients) of some clients, how many have a further one, and the paths to each but the first."""

    scores: Floats
    active: list[int]
    paths: list[_Path]


def _blocks(episodes: Episodes) -> Iterator[_Block]:
    """Yield the clients in blocks, those with the most scores first."""
    counts = np.diff(episodes.starts)
    order = np.argsort(-counts, kind="stable")
    for done in range(0, order.size, _CLIENTS_AT_ONCE):
        some = order[done : done + _CLIENTS_AT_ONCE]
        number = np.arange(int(counts[some[0]]))[:, None]
        rows = np.minimum(episodes.starts[some] + number, episodes.scores.size - 1)
        active = (counts[some] > number).sum(axis=1).tolist()
        yield _Block(episodes.scores[rows], active, list(_paths(np.diff(episodes.times[rows], axis=0), active[1:])))


def _paths(gaps: Floats, active: Sequence[int]) -> Iterator[_Path]:
    """Yield how the clients came to each score from the second on; where hardly any share a path, each has their own.

    Sessions are mostly a week or two apart, so that many clients have the same gaps behind them.
    """
    path: Ints | None = np.zeros(gaps.shape[1], dtype=np.int64)
    for row, clients in zip(gaps, active, strict=True):
        if path is None:
            yield _Path(row[:clients], slice(clients), each_its_own)
            continue
        before, (sizes, size) = path[:clients], np.unique(row[:clients], return_inverse=True)
        longer, path = np.unique(before * sizes.size + size, return_inverse=True)
        if 2 * longer.size > clients:
            yield _Path(row[:clients], before, each_its_own)
            path = None
        else:
            yield _Path(sizes[longer % sizes.size], longer // sizes.size, _spread_over(path))


def _spread_over(path: Ints) -> Spread:
    def spread(column: Floats) -> Floats:
        return column.take(path, axis=-1)

    return spread


def _of_block(numbers: Numbers, block: _Block) -> Floats:
    """Return the log-likelihoods of so many clients at a time: (parts, sets)."""
    sets, parts = np.shape(numbers.mean_start)[0], -(-block.active[0] // _CLIENTS_SUMMED)
    total = np.zeros((parts, sets))
    state, _, loglik = heard(at_start(numbers, (sets, 1)), numbers, block.scores[0])
    _add(loglik, total)
    for scores, clients, (gaps, before, of) in zip(block.scores[1:], block.active[1:], block.paths, strict=True):
        state = moved(state.on_paths(clients, before), transition(numbers, gaps), of)
        state, _, loglik = heard(state, numbers, scores[:clients], of)
        _add(loglik, total)
    return total


def _add(loglik: Floats, total: Floats) -> None:
    for first, some in zip(range(0, loglik.shape[-1], _CLIENTS_SUMMED), total, strict=False):
        some += loglik[:, first : first + _CLIENTS_SUMMED].sum(axis=-1)


class _Objective:
    """The negative log posterior at standardised points (n, 10), but for a constant."""

    def __init__(self, prior: Prior, episodes: Episodes) -> None:
        self.prior, self.blocks = prior, list(_blocks(episodes))

    def __call__(self, at: Floats) -> Floats:
        """Return the value at each point, infinity where there is none."""
        numbers = self.prior.numbers(at)
        total = 0.5 * (at * at).sum(axis=1)
        for block in self.blocks:
            for some in _of_block(numbers, block):
                total -= some
        return np.where(np.isfinite(total), total, np.inf)


def _wandering(prior: Prior, at: Floats) -> Wandering:
    return Wandering(*(float(np.asarray(part).item()) for part in prior.numbers(at[None])))


def _at_prior(curved: Floats) -> tuple[str, ...]:
    """Return the numbers whose posterior is nearly as wide as their prior; the firm one is never counted."""
    left = np.sqrt(np.diag(positive_inverse(curved)))
    return tuple(name for name, width in zip(NAMES, left, strict=True) if width > AT_PRIOR and name != "passing_time")


def _free_passing_time(prior: Prior, episodes: Episodes, start: Floats) -> float:
    """Return the passing deviation's time under a prior that lets the scores decide (two weeks, a factor of two)."""
    centre, width, at = prior.centre.copy(), prior.width.copy(), start.copy()
    centre[_TIME], width[_TIME] = np.log(2.0), 0.7
    at[_TIME] = (prior.centre[_TIME] + prior.width[_TIME] * start[_TIME] - centre[_TIME]) / width[_TIME]
    loose = _Objective(Prior(centre, width), episodes)
    found = minimum(loose, at, BOUND, positive_inverse(curvature(loose, at)))
    return _wandering(loose.prior, found.at).passing_time
