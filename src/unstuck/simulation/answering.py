"""A course that answers: one client whose way on depends, stretch by stretch, on what is done.

The latent level moves in a straight line through each stretch of weeks; how far is up to the caller. The scores lie
around it as in a caseload: good and bad weeks that carry over, and the error of measurement. The same seed gives the
same weeks whatever is done, so that two ways through the same weeks differ by what was done alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unstuck.simulation.caseload import deviation
from unstuck.simulation.draws import draws
from unstuck.simulation.scale import Floats, Scale
from unstuck.simulation.truth import HORIZON_DAYS, Moment, true_outlooks

LUCK = (0.8, 1.2)
"""A stretch goes between so many times as well as the middle of chance (assumption)."""


@dataclass(frozen=True)
class Weeks:
    """The chance of some weeks: how lucky each stretch is, and by how many points each week's score is off the course.

    Positive is worse, as everywhere in a simulation.
    """

    luck: Floats
    off: Floats


def chance_of(seed: int, stretches: int, weeks: int, scale: Scale) -> Weeks:
    """Draw the chance of so many weeks from a seed."""
    drawn = next(draws(seed, 1, weeks))
    lowest, highest = LUCK
    luck = lowest + (highest - lowest) * drawn.personal[0, :stretches]
    return Weeks(luck, scale.residual_sd * drawn.error[0] + deviation(drawn.deviation, scale)[0])


def even_chance(stretches: int, weeks: int) -> Weeks:
    """Return the middle of chance: no luck either way, and scores on the course."""
    return Weeks(np.ones(stretches), np.zeros(weeks))


def level_of(scores: Sequence[int], scale: Scale) -> float:
    """Return the latent level that some scores of a level stretch speak for: their mean."""
    return float(scale.reported(np.array([np.mean(scores)]))[0])


def moved(level: float, reliable_changes: float, scale: Scale) -> float:
    """Return the level so many reliable changes worse (or, negative, better), within the scale."""
    return float(np.clip(level + reliable_changes * scale.reliable_change, scale.minimum, scale.maximum))


def scores_along(levels: Sequence[float], weeks_each: int, chance: Weeks, scale: Scale) -> tuple[int, ...]:
    """Return the scores of each week after the first of some levels, which are so many weeks apart."""
    apart = np.arange(len(levels)) * weeks_each
    week = np.arange(1, apart[-1] + 1)
    latent = np.interp(week, apart, np.array(levels))
    score = np.clip(np.rint(latent + chance.off[: len(week)]), scale.minimum, scale.maximum)
    return tuple(scale.reported(score).astype(int).tolist())


def true_outcome(before: float, after: float, scale: Scale) -> str:
    """Return what became of a level, by the definitions of a true outlook: non_clinical, gaining, flat or worse.

    >>> from unstuck.instruments import load
    >>> from unstuck.simulation.scale import scale_of
    >>> [true_outcome(18, after, scale_of(load("phq-9"))) for after in (8, 13, 14, 23)]
    ['non_clinical', 'gaining', 'flat', 'worse']
    """
    start, end = np.array([before]), np.array([after])
    moment = Moment(start, start, start, end, np.array([HORIZON_DAYS]), np.array([True]))
    return str(true_outlooks(moment, scale)[0])
