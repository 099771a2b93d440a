"""What clients would have raised at each setting of the alerts: counted on scores that are there, nothing forecast."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from unstuck.population.analysis import Rows, Setting, analyse
from unstuck.progress.status import FEWEST_SCORES_FOR_STALL

Floats = NDArray[np.float64]

WINDOW_WEEKS = 12
"""The weeks over which alerts are averaged: the last ones of the file, when most of its clients are under way."""
FEWEST_CLIENTS = 20
"""Clients with enough scores for a stall, below whom a past says too little (our own default)."""


@dataclass(frozen=True)
class WeeklyAlerts:
    """What one threshold would have led to: alerts a week, the busiest week, and how many clients were ever called."""

    tau: float
    per_week: float
    busiest: int
    ever: int


@dataclass
class AlertCounts:
    """Alerts of many clients at several thresholds, gathered piece by piece. Occasions are days since 1970-01-01."""

    setting: Setting
    taus: tuple[float, ...]
    clients: int = 0
    followed: int = 0
    first: float = np.inf
    last: float = -np.inf
    _days: dict[float, list[Floats]] = field(default_factory=dict)
    _ever: dict[float, int] = field(default_factory=dict)

    def add(self, rows: Rows) -> None:
        """Count the alerts of some clients; those without a score count for nothing."""
        counts = np.diff(rows.starts)
        self.clients += int((counts > 0).sum())
        self.followed += int((counts >= FEWEST_SCORES_FOR_STALL).sum())
        if rows.scores.size == 0:
            return
        self.first, self.last = min(self.first, rows.occasions.min()), max(self.last, rows.occasions.max())
        for tau in dict.fromkeys(self.taus):
            self._count(rows, tau)

    def _count(self, rows: Rows, tau: float) -> None:
        curve = self.setting.curve
        tuned = replace(self.setting, curve=replace(curve, tau=tau) if curve else None)
        piece = analyse(rows, tuned)
        raised = np.flatnonzero(piece.found.alert)
        self._days.setdefault(tau, []).append(rows.occasions[raised])
        self._ever[tau] = self._ever.get(tau, 0) + int(np.unique(piece.batch.client[raised]).size)

    @property
    def weeks(self) -> float:
        """Return the weeks from the first score to the last."""
        return max(float(self.last - self.first) / 7, 0.0) if self.clients else 0.0

    @property
    def long_enough(self) -> bool:
        """True where this past says something: enough clients with enough scores, over a whole window."""
        return self.followed >= FEWEST_CLIENTS and self.weeks >= WINDOW_WEEKS

    def at(self, tau: float) -> WeeklyAlerts:
        """Return what one of the thresholds would have led to in the last weeks, and over the whole past."""
        days = np.concatenate([np.empty(0), *self._days.get(tau, [])])
        ago = ((self.last - days) // 7).astype(np.int64)
        weekly = np.bincount(ago[ago < WINDOW_WEEKS], minlength=WINDOW_WEEKS)
        return WeeklyAlerts(tau, float(weekly.sum()) / WINDOW_WEEKS, int(weekly.max()), self._ever.get(tau, 0))
