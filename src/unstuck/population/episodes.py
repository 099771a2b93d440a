"""A sample of a file's clients with all their scores: what the wandering slope is learned from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstuck.progress.batch import Batch, Clock

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_CLIENTS = 2000
MOST_ROWS = 40_000
"""More clients or scores than this add time and hardly anything else (STATISTICS: fitting)."""


@dataclass(frozen=True)
class Episodes:
    """Some clients' scores, row after row: starts (clients + 1,), times in days or sessions, scores in points."""

    starts: Ints
    times: Floats
    scores: Floats

    @property
    def clients(self) -> int:
        """Return how many clients there are."""
        return self.starts.size - 1

    def batch(self, clock: Clock) -> Batch:
        """Return the scores as the kernel takes them."""
        return Batch(self.starts, self.times, self.scores, clock)

    def of(self, clients: Ints) -> Episodes:
        """Return some of the clients, in the order given; one may come up more than once."""
        counts = np.diff(self.starts)[clients]
        ends = np.concatenate([[0], np.cumsum(counts)])
        rows = np.arange(ends[-1]) + np.repeat(self.starts[clients] - ends[:-1], counts)
        return Episodes(ends, self.times[rows], self.scores[rows])


NOBODY = Episodes(np.zeros(1, dtype=np.int64), np.empty(0), np.empty(0))


def together(first: Episodes, second: Episodes) -> Episodes:
    """Return the clients of both."""
    return Episodes(
        np.concatenate([first.starts, first.starts[-1] + second.starts[1:]]),
        np.concatenate([first.times, second.times]),
        np.concatenate([first.scores, second.scores]),
    )


class Sample:
    """A random sample of clients who come piece by piece: those with the lowest of their random numbers."""

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._episodes, self._lots = NOBODY, np.empty(0)

    def add(self, starts: Ints, times: Floats, scores: Floats) -> None:
        """Consider some more clients; those without scores are passed over."""
        scored = np.flatnonzero(np.diff(starts) > 0)
        lots = np.concatenate([self._lots, self._rng.random(scored.size)])
        kept = np.argsort(lots, kind="stable")[:MOST_CLIENTS]
        known, fresh = self._lots.size, kept >= self._lots.size
        more = Episodes(starts, times, scores).of(scored[kept[fresh] - known])
        place = kept.copy()
        place[fresh] = known + np.arange(more.clients)
        self._episodes, self._lots = together(self._episodes, more).of(place), lots[kept]

    def episodes(self) -> Episodes:
        """Return the sample, in random order."""
        fit = int(np.searchsorted(self._episodes.starts[1:], MOST_ROWS, side="right"))
        return self._episodes.of(np.arange(min(max(fit, 1), self._episodes.clients)))
