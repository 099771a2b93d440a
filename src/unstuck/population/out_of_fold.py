"""Curves fitted without the clients they are tried on, so that nobody's later scores judge what was learned from them.

Clients, never scores, are split into folds (STATISTICS: evaluation protocol).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from unstuck.population.analysis import Rows
from unstuck.population.episodes import Episodes
from unstuck.population.fitting import CurveData, fit_curve
from unstuck.population.wandering_fit import fit_near
from unstuck.progress.batch import Batch, Clock
from unstuck.progress.curve import Curve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Flags = NDArray[np.bool_]
Columns = Callable[[Batch, Curve, Flags], Mapping[str, Floats]]

FOLDS = 5


@dataclass(frozen=True)
class Folds:
    """Each client's fold, and for each fold the curve of everybody else."""

    episodes: Episodes
    clock: Clock
    fold: Ints
    curves: tuple[Curve, ...]

    def each(self, columns: Columns) -> dict[str, Floats]:
        """Return columns for all rows, each client's worked out with the curve of the other folds.

        `columns` is given one fold's batch, that curve, and which rows of the whole they are.
        """
        rows_of = np.repeat(self.fold, np.diff(self.episodes.starts))
        whole: dict[str, Floats] = {}
        for number, curve in enumerate(self.curves):
            held = self.episodes.of(np.flatnonzero(self.fold == number))
            if held.clients == 0:
                continue
            rows = rows_of == number
            for name, column in columns(held.batch(self.clock), curve, rows).items():
                whole.setdefault(name, np.full(rows.size, np.nan))[rows] = column
        return whole


def fold_of(clients: int, folds: int = FOLDS) -> Ints:
    """Return the folds of clients that stand in random order: as even as can be."""
    return np.arange(clients) % folds


def folds_of(episodes: Episodes, clock: Clock, curve: Curve, sign: float, shipped: Curve | None = None) -> Folds:
    """Return the folds of these clients, fitted anew each as `curve` was on all of them.

    `shipped` centres the priors where they are few. Raises BadInput and NotConverged as `fit_curve` does.
    """
    fold = fold_of(episodes.clients)
    rest = [episodes.of(np.flatnonzero(fold != number)) for number in range(FOLDS)]
    return Folds(episodes, clock, fold, tuple(_again(part, clock, curve, sign, shipped) for part in rest))


def the_same_for_all(episodes: Episodes, clock: Clock, curve: Curve) -> Folds:
    """Return folds in which one curve, learned on other people, judges everybody."""
    return Folds(episodes, clock, fold_of(episodes.clients), (curve,) * FOLDS)


def _again(rest: Episodes, clock: Clock, curve: Curve, sign: float, shipped: Curve | None) -> Curve:
    data = CurveData(curve.time_unit)
    nobody = np.full(rest.clients, "", dtype=object)
    data.add(Rows(nobody, rest.starts, rest.times, rest.times, rest.scores))
    fitted = fit_curve(data, id=curve.id, instrument=curve.instrument, card={})
    kept = curve.card.get("wandering", {}).get("method") == "kept"
    if curve.wandering is None or kept:
        return replace(fitted, wandering=curve.wandering)
    centre = shipped.wandering if shipped else None
    return replace(fitted, wandering=fit_near(rest, clock, sign, curve.wandering, centre))
