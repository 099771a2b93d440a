"""A client's own course: what is known of the error-free score at four moments, and of the score to come.

Everything downstream reads `Course`. The wandering slope and the growth model both give one; how they get there
differs, what it holds does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unstuck.progress.batch import Batch, Clock

Floats = NDArray[np.float64]

HORIZON_DAYS = 28.0
HORIZON_SESSIONS = 4.0


@dataclass(frozen=True)
class Course:
    """Joint normal moments of the latent score for each row, in points (squared), worse is higher.

    `first`: at the first score; `back`: one horizon ago, or at the first score where that was less long ago;
    `now`; `ahead`: one horizon on. `score_ahead` is the observed score at the horizon, with its error and whatever
    passing deviation is left by then.
    """

    mean_first: Floats
    mean_back: Floats
    mean_now: Floats
    mean_ahead: Floats
    var_first: Floats
    var_back: Floats
    var_now: Floats
    var_ahead: Floats
    cov_first_ahead: Floats
    cov_back_ahead: Floats
    cov_now_ahead: Floats
    mean_score_ahead: Floats
    var_score_ahead: Floats

    def at(self, rows: NDArray[Any] | slice) -> Course:
        """Return the moments of some rows only (indices, flags or a slice)."""
        return Course(**{name: column[rows] for name, column in vars(self).items()})


def horizon_of(clock: Clock) -> float:
    """Return how far ahead and back the questions look, in the clock's own unit: 28 days or 4 sessions."""
    return HORIZON_DAYS if clock == "days" else HORIZON_SESSIONS


def horizon(batch: Batch) -> float:
    """Return how far the questions look, in the batch's own clock."""
    return horizon_of(batch.clock)
