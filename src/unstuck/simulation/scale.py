"""What a simulation needs to know of a questionnaire, with every figure as a parameter."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from unstuck.errors import BadInput
from unstuck.instruments import Instrument
from unstuck.progress.measure import measure_of

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
        """Refuse a scale on which the stories do not fit: BadInput."""
        if not self.above_cutoff(-ROOM_BELOW) >= self.minimum <= self.above_cutoff(ROOM_ABOVE) <= self.maximum:
            raise BadInput(f"expected {self.instrument} to have room for 2.8 reliable changes above its cutoff")
        if not 0 < self.minimal_change <= self.reliable_change:
            raise BadInput(f"expected {self.instrument} to have a minimal change up to its reliable change")
        if min(self.intake_sd, self.residual_sd) <= 0:
            raise BadInput(f"expected {self.instrument} to have standard deviations above 0")

    def above_cutoff(self, reliable_changes: float) -> float:
        """Return the level so many reliable changes worse (or, negative, better) than the cutoff."""
        return self.cutoff + reliable_changes * self.reliable_change

    def intake_between(self, lowest: float, highest: float, share: Floats) -> Floats:
        """Return first levels within two bounds: the quantiles `share` of the intake distribution between them.

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


NEEDED = ("cutoff", "mean_clinical", "sd_clinical", "reliability")


def scale_of(instrument: Instrument) -> Scale:
    """Return the scale of an instrument with its shipped norms, each the one that `progress` uses by default.

    A minimal change that is a share of the first score is taken at the mean first score. Raises BadInput where a
    norm is missing that the stories need, or where they do not fit between the scale's ends.
    """
    norms = _norms(instrument)
    measure = measure_of(instrument)
    mirrored = instrument.direction == "higher"
    both_ends = instrument.minimum + instrument.maximum
    cutoff, mean = norms["cutoff"], norms["mean_clinical"]
    return Scale(
        instrument=instrument.id,
        minimum=instrument.minimum,
        maximum=instrument.maximum,
        cutoff=both_ends - cutoff if mirrored else cutoff,
        reliable_change=float(measure.reliable(1)[0]),
        minimal_change=float(measure.minimal(np.array([mean]))[0]),
        intake_mean=both_ends - mean if mirrored else mean,
        intake_sd=norms["sd_clinical"],
        residual_sd=measurement_error(norms["sd_clinical"], norms["reliability"]),
        mirrored=mirrored,
    )


def _norms(instrument: Instrument) -> dict[str, float]:
    found = {name: instrument.norm(name) for name in NEEDED}
    missing = ", ".join(name for name, norm in found.items() if norm is None)
    if missing:
        raise BadInput(f"expected an instrument whose definition has {missing} to simulate from, found {instrument.id}")
    return {name: norm.value for name, norm in found.items() if norm}
