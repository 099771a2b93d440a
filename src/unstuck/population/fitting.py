"""From a file's clients to a population curve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unstuck.instruments.definition import Instrument
from unstuck.population.analysis import Rows
from unstuck.population.episodes import Episodes, Sample
from unstuck.population.growth_fit import GrowthFit, GrowthSums, fit_sums
from unstuck.population.wandering_fit import FEWEST_EPISODES, WanderingFit, fit_wandering
from unstuck.progress.batch import Clock
from unstuck.progress.curve import DAYS_IN, Curve, TimeUnit

Floats = NDArray[np.float64]


class CurveData:
    """What a fit needs of a file: sums for each client and a sample of clients, gathered piece by piece."""

    def __init__(self, time_unit: TimeUnit, seed: int = 0) -> None:
        self._sample = Sample(seed)
        self.time_unit = time_unit
        self.longest = 0.0
        self._moments: list[Floats] = []
        self._origin: float | None = None

    def add(self, rows: Rows) -> None:
        """Add some clients; those without a score count for nothing."""
        if rows.scores.size == 0:
            return
        if self._origin is None:
            self._origin = float(np.mean(rows.scores))
        times = rows.times / (1.0 if self.time_unit == "session" else DAYS_IN[self.time_unit])
        self.longest = max(self.longest, float(times.max()))
        self._sample.add(rows.starts, rows.times, rows.scores)
        x, y = np.log1p(times), rows.scores - self._origin
        firsts = rows.starts[:-1][np.diff(rows.starts) > 0]
        counts = np.diff(firsts, append=x.size).astype(np.float64)
        columns = (x, y, x * x, x * y, y * y)
        self._moments.append(np.array([counts, *(np.add.reduceat(column, firsts) for column in columns)]))

    def sums(self) -> GrowthSums:
        """Return the sums of all clients added so far."""
        count, x, y, xx, xy, yy = np.concatenate([np.empty((6, 0)), *self._moments], axis=1)
        return GrowthSums.of_moments(
            np.arange(count.size), count=count, x=x, xx=xx, y=y, xy=xy, yy=yy, y_origin=self._origin or 0.0
        )

    @property
    def clients(self) -> int:
        """Return how many clients with a score were added."""
        return sum(moments.shape[1] for moments in self._moments)

    def episodes(self) -> Episodes:
        """Return the sample of clients from whom the wandering slope is learned."""
        return self._sample.episodes()


def fit_curve(data: CurveData, *, id: str, instrument: str, card: Mapping[str, Any]) -> Curve:  # noqa: A002
    """Fit the expected course by REML and return the curve; `with_wandering` and `calibrate` complete it.

    Raises BadInput where the scores do not determine the model, NotConverged where no maximum was reached.
    """
    fit = fit_sums(data.sums(), method="REML", effects=False)
    return Curve(
        id=id,
        instrument=instrument,
        kind="fitted",
        time_unit=data.time_unit,
        fixed=(float(fit.fixed[0]), float(fit.fixed[1])),
        fixed_covariance=_square(fit.fixed_covariance),
        random_covariance=_square(fit.random_covariance),
        residual_variance=fit.residual_variance,
        cohort=fit.n_clients,
        scores=fit.n_scores,
        observed_until=data.longest,
        method=fit.method,
        loglik=fit.loglik,
        tau=None,
        alerts={},
        card={**card, "boundary": fit.boundary},
    )


def with_wandering(curve: Curve, episodes: Episodes, instrument: Instrument, shipped: Curve | None) -> Curve:
    """Return the curve with its wandering slope, learned from the episodes, and the card that says what it rests on.

    Fewer than 60 episodes say too little: the shipped curve's numbers are kept, where there is one that counts time
    the same way. Up to 300 the priors are centred on them.
    """
    same = shipped is not None and (shipped.time_unit == "session") == (curve.time_unit == "session")
    known = (shipped.id, shipped.wandering) if shipped and same and shipped.wandering else None
    if known and episodes.clients < FEWEST_EPISODES:
        kept = {"method": "kept", "clients": episodes.clients, "from_curve": known[0]}
        return replace(curve, wandering=known[1], card={**curve.card, "wandering": kept})
    clock: Clock = "sessions" if curve.time_unit == "session" else "days"
    sign = 1.0 if instrument.direction == "lower" else -1.0
    fit = fit_wandering(episodes, clock, sign, known)
    return replace(curve, wandering=fit.wandering, card={**curve.card, "wandering": _learned(fit, clock)})


def _learned(fit: WanderingFit, clock: Clock) -> dict[str, Any]:
    return {
        "method": "MAP",
        "clients": fit.clients,
        "scores": fit.scores,
        "priors_centred_on": fit.centred_on,
        "at_their_prior": list(fit.at_prior),
        "passing_time_if_free": round(fit.free_passing_time, 2),
        "time_unit": "session" if clock == "sessions" else "week",
        "settled": fit.arrived,
    }


def curve_id(instrument: str, source: str, made_on: date) -> str:
    """Return a name for a curve: instrument, where it came from, when."""
    return f"{instrument}-{source}-{made_on.isoformat()}".lower().replace(" ", "-")


def _square(matrix: Floats) -> tuple[tuple[float, float], tuple[float, float]]:
    (a, b), (c, d) = matrix.tolist()
    return (a, b), (c, d)


__all__ = ["CurveData", "GrowthFit", "curve_id", "fit_curve", "with_wandering"]
