"""Scores of many clients as columns; one client in a web request is a batch of one."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Clock = Literal["days", "sessions"]
LONGEST = 1_000_000.0
"""No care lasts so many days or sessions: such times are counted in another unit."""


@dataclass(frozen=True)
class Batch:
    """Rows sorted by client, then time.

    starts: (clients + 1,) offsets of each client's rows; equal neighbours are a client without scores.
    times: (rows,) days, or sessions, since the client's own first score, which is therefore at 0.
    scores: (rows,) points, as observed.
    """

    starts: Ints
    times: Floats
    scores: Floats
    clock: Clock = "days"

    def __post_init__(self) -> None:
        """Refuse columns that do not fit together; ValueError says which."""
        if self.times.shape != self.scores.shape or self.starts[-1] != self.times.size:
            raise ValueError("expected as many times as scores, and offsets that end with the last row")
        if not (np.isfinite(self.times).all() and np.isfinite(self.scores).all()):
            raise ValueError("expected finite times and scores")
        if self.times.size and self.times.max() > LONGEST:
            unit = "sessions" if self.clock == "sessions" else "days (whole days in nanoseconds: divide by 8.64e13)"
            raise ValueError(f"expected times of at most {LONGEST:,.0f} {unit}, found {self.times.max():.6g}")
        if np.any(np.diff(self.starts) < 0) or np.any(self.times[self._firsts] != 0):
            raise ValueError("expected rising offsets, and each client's first score at time 0")
        if np.any(np.diff(self.times)[self.client[1:] == self.client[:-1]] <= 0):
            raise ValueError("expected each client's scores in order of time, one for each occasion")

    @classmethod
    def of_one(cls, times: Sequence[float], scores: Sequence[float], clock: Clock = "days") -> Batch:
        """Return a batch of one client; `times` may start anywhere."""
        at = np.asarray(times, dtype=np.float64)
        return cls(
            np.array([0, at.size], dtype=np.int64),
            at - (at[0] if at.size else 0.0),
            np.asarray(scores, dtype=np.float64),
            clock,
        )

    @cached_property
    def _firsts(self) -> Ints:
        return self.starts[:-1][np.diff(self.starts) > 0]

    @cached_property
    def client(self) -> Ints:
        """Return each row's client, counted from 0."""
        return np.repeat(np.arange(self.starts.size - 1), np.diff(self.starts))

    @cached_property
    def start(self) -> Ints:
        """Return the row of the same client's first score, for each row."""
        return self.starts[self.client]

    @cached_property
    def number(self) -> Ints:
        """Return how many scores the client has up to and with each row: 1, 2, ..."""
        return np.arange(self.times.size) - self.start + 1

    @cached_property
    def first(self) -> Floats:
        """Return the client's first score, for each row."""
        return self.scores[self.start]

    @cached_property
    def latest_rows(self) -> Ints:
        """Return the last row of each client, -1 for a client without scores."""
        return np.where(np.diff(self.starts) > 0, self.starts[1:] - 1, -1)

    @cached_property
    def _by_number(self) -> list[Ints]:
        """Return the rows of every client's second score, third score, and so on."""
        order = np.argsort(self.number, kind="stable")
        ends = np.cumsum(np.bincount(self.number)[1:]) if self.number.size else np.array([], dtype=np.int64)
        return [order[start:end] for start, end in itertools.pairwise(ends.tolist())]

    def running_sum(self, values: Floats) -> Floats:
        """Return the sum of `values` over the client's rows up to and with each row.

        Added client by client, score after score: one sum over all rows would leave each client a rounding error
        that depends on who else is in the batch.
        """
        total = np.array(values, dtype=np.float64)
        for rows in self._by_number:
            total[rows] += total[rows - 1]
        return total
