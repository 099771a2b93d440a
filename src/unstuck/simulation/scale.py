"""What a simulation needs to know of a questionnaire, with every figure as a parameter."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from unstuck.errors import BadInput

Floats = NDArray[np.float64]

ROOM_ABOVE, ROOM_BELOW = 2.8, 0.5
"""How many reliable changes must fit between the cutoff and either end, so that every story can be told."""


@dataclass(frozen=True)
class Scale:
    """A questionnaire's total as the stories see it: higher is worse, in the instrument's own points.

    `cutoff` is the first clinical total, `reliable_change` and `minimal_change` are distances in points,
    the intake figures describe observed first scores, `residual_sd` is the measurement error of one
    score. Where the questionnaire itself runs the other way (`mirrored`), totals are turned round at the
    edge: see `reported`.
    """

    instrument: str
    minimum: float
    maximum: float
    cutoff: float
    reliable_change: float
    minimal_change: float
    intake_mean: float
    intake_sd: float
    residual_sd: float
    mirrored: bool = False

    def __post_init__(self) -> None:
        """Refuse a scale on which the stories do not fit (a ValueError)."""
        if not self.above_cutoff(-ROOM_BELOW) >= self.minimum <= self.above_cutoff(ROOM_ABOVE) <= self.maximum:
            raise ValueError("expected room for 0.5 reliable changes below the cutoff and for 2.8 above it")
        if not 0 < self.minimal_change <= self.reliable_change:
            raise ValueError("expected a minimal change above 0 and no larger than the reliable change")
        if min(self.intake_sd, self.residual_sd) <= 0:
            raise ValueError("expected standard deviations above 0")

    def above_cutoff(self, reliable_changes: float) -> float:
        """Return the level so many reliable changes worse (or, negative, better) than the cutoff."""
        return self.cutoff + reliable_changes * self.reliable_change

    def intake_between(self, lowest: float, highest: float, share: Floats) -> Floats:
        """Return first levels within two bounds: the quantiles `share` of the intake distribution cut to
        them.

        The intake distribution is normal with the published mean and SD.
        """
        grid = np.linspace(lowest, highest, 257)
        intake = NormalDist(self.intake_mean, self.intake_sd)
        below = np.array([intake.cdf(level) for level in grid.tolist()])
        return np.interp(share, (below - below[0]) / (below[-1] - below[0]), grid)

    def reported(self, level: Floats) -> Floats:
        """Return levels as the questionnaire itself counts them."""
        return self.minimum + self.maximum - level if self.mirrored else level


def measurement_error(intake_sd: float, reliability: float) -> float:
    """Return the standard error of measurement, SD * sqrt(1 - reliability).

    Jacobson and Truax 1991, J Consult Clin Psychol 59:12-19, p. 14. It rests on the clients' spread and
    on the kind of reliability that is given.

    >>> round(measurement_error(6.01, 0.89), 2)
    1.99
    """
    return intake_sd * sqrt(1 - reliability)


PHQ_9 = Scale(
    instrument="PHQ-9",
    minimum=0,
    maximum=27,
    cutoff=10,
    reliable_change=6,
    minimal_change=5,
    intake_mean=13.77,
    intake_sd=6.01,
    residual_sd=measurement_error(6.01, 0.89),
)
"""PHQ-9: caseness and reliable change as in the NHS Talking Therapies manual; minimal change of 5
points; intake from NHS England's 2024-25 outcome data (OGL v3); internal consistency .89 (Kroenke 2001)."""

GAD_7 = Scale(
    instrument="GAD-7",
    minimum=0,
    maximum=21,
    cutoff=8,
    reliable_change=4,
    minimal_change=4,
    intake_mean=12.66,
    intake_sd=5.17,
    residual_sd=measurement_error(5.17, 0.92),
)
"""GAD-7: caseness and reliable change as in the NHS Talking Therapies manual, which stands in for a
minimal change; intake from NHS England's 2024-25 outcome data (OGL v3); internal consistency .92
(Spitzer 2006)."""

SCALES = (PHQ_9, GAD_7)


def scale_for(instrument: str) -> Scale:
    """Return the scale of a questionnaire by its id ("PHQ-9" or "phq9"); BadInput where it is unknown."""
    for scale in SCALES:
        if _plain(scale.instrument) == _plain(instrument):
            return scale
    known = ", ".join(scale.instrument for scale in SCALES)
    raise BadInput(f"expected an instrument with intake figures to simulate from ({known}), found '{instrument}'")


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
