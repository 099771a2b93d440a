"""The hierarchical method: all of a client's scores, and the slope that they and the population make likely.

Speer and Greenbaum 1995, Five methods for computing significant individual client change and improvement rates:
support for an individual growth curve approach. J Consult Clin Psychol 63:1044-1048. Empirical Bayes slopes:
Raudenbush and Bryk 2002, Hierarchical linear models, 2nd ed.; Laird and Ware 1982, Biometrics 38:963-974, eq. 3.2.

What is judged is the client's own slope. The R package clinicalsignificance judges the difference from the *average*
slope, so that somebody who improves more slowly than others counts as deteriorated; `Slopes.against_average` is
that number, for comparison.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unstuck.instruments.definition import Direction
from unstuck.progress.batch import Ints
from unstuck.progress.reliable_change import Flags, Floats, ReliableChange, categorised, critical_value, worse_sign

FEWEST_SCORES = 3
"""With fewer scores a client has no slope of their own (Speer and Greenbaum 1995)."""

Square = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class GrowthNorms:
    """A population's straight lines: mean intercept and slope, their covariance between clients, variance around."""

    fixed: tuple[float, float]
    random_covariance: Square
    residual_variance: float


@dataclass(frozen=True)
class Slopes:
    """Each client's slope, its conditional SD, both over the average slope and by itself; NaN for too few scores."""

    slope: Floats
    sd: Floats
    average: float

    @property
    def index(self) -> Floats:
        """Return the slope in units of its SD."""
        return self.slope / self.sd

    @property
    def against_average(self) -> Floats:
        """Return the difference from the average slope in units of its SD."""
        return (self.slope - self.average) / self.sd


def own_slopes(starts: Ints, x: Floats, y: Floats, norms: GrowthNorms) -> Slopes:
    """Return each client's slope given their scores and the population.

    starts: (clients + 1,) offsets of each client's rows; x: (rows,) time on the scale of the norms; y: (rows,) points.
    Written with the covariance, not its inverse, so that a population without a variance of slopes is no special case.
    """
    (b0, b1), ((g00, g01), (_, g11)), noise = norms.fixed, norms.random_covariance, norms.residual_variance
    residual = y - (b0 + b1 * x)
    columns = np.stack([np.ones_like(x), x, x * x, residual, x * residual]) / noise
    n, sx, sxx, sr, sxr = _sums(columns, starts)
    a00, a01 = 1 + g00 * n + g01 * sx, g00 * sx + g01 * sxx
    a10, a11 = g01 * n + g11 * sx, 1 + g01 * sx + g11 * sxx
    det = a00 * a11 - a01 * a10
    v01, v11 = (a11 * g01 - a01 * g11) / det, (a00 * g11 - a10 * g01) / det
    enough = np.diff(starts) >= FEWEST_SCORES
    slope = np.where(enough, b1 + v01 * sr + v11 * sxr, np.nan)
    return Slopes(slope, np.where(enough, np.sqrt(v11), np.nan), b1)


def hierarchical(
    change: Floats, slopes: Slopes, direction: Direction = "lower", confidence: float = 0.95
) -> ReliableChange:
    """Classify by the client's own slope in units of its SD; nobody with too few scores is called changed.

    change: (clients,) points from first to last score, only passed on.
    """
    gain, critical = -worse_sign(direction) * slopes.index, critical_value(confidence)
    better: Flags = gain > critical
    return categorised(change, slopes.index, better, gain < -critical)


def _sums(columns: Floats, starts: Ints) -> Floats:
    """Return each column's sum for each client, from that client's rows alone; 0 for a client without rows."""
    scored = np.diff(starts) > 0
    total = np.zeros((len(columns), scored.size))
    total[:, scored] = np.add.reduceat(columns, starts[:-1][scored], axis=1) if scored.any() else 0.0
    return total
