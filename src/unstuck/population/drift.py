"""Whether a curve still fits newer scores: its chances and its bands, in plain words.

Three questions, each answered with a 99 % interval, since three are asked at once: do chances differ from what comes
(slope), are they too low or too high throughout (intercept), do 8 in 10 later scores lie in their band. Clients are
drawn again as a whole. A curve has moved where an interval leaves out what it should be by more than matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unstuck.language import gettext as _
from unstuck.population.accuracy import share
from unstuck.population.recalibrating import BAND, Errors
from unstuck.population.resampling import draws, lines, offsets
from unstuck.progress.growth import Z80
from unstuck.progress.recalibration import logit

Floats = NDArray[np.float64]

FEWEST = 50
"""Clients with a newer score below whom nothing is said."""
FEWEST_OUTCOMES = 20
DRAWS = 1000
SURE = 0.99
SLOPE_MATTERS = 0.85, 1.15
SHARE_MATTERS = 0.75, 0.85
"""Within these a chance or a band is right enough (STATISTICS: shown by)."""


@dataclass(frozen=True)
class Moved:
    """What newer scores say of a curve. verdict: "fits", "moved", or "unknown" where they are too few.

    said, seen: the mean chance of a clinical score, and the share that was. slope, intercept, within: with 99 %
    intervals as (value, lower, upper), None where they cannot be had.
    """

    verdict: Literal["fits", "moved", "unknown"]
    clients: int
    scores: int
    said: float | None
    seen: float | None
    slope: tuple[float, float, float] | None
    intercept: tuple[float, float, float] | None
    within: tuple[float, float, float] | None
    sentences: tuple[str, ...]


def drift(errors: Errors, clients: int, rng: np.random.Generator) -> Moved:
    """Return whether the curve still fits; `errors` as the curve would have shown them (put right, where it is)."""
    several = int(np.unique(errors.client).size)
    if several < FEWEST:
        text = _(
            "Too few to say whether the curve still fits: {n} clients with a later score, where {fewest} are needed."
        )
        few = text.format(n=several, fewest=FEWEST)
        return Moved("unknown", several, errors.clinical.size, None, None, None, None, None, (few,))
    weights = draws(clients, DRAWS, rng)
    within = _interval(share(errors.within(Z80), weights[:, errors.client]))
    slope = intercept = None
    if min(errors.clinical.sum(), (~errors.clinical).sum()) >= FEWEST_OUTCOMES:
        x, happened = logit(errors.chance), errors.clinical.astype(np.float64)
        slope = _interval(lines(x, happened, errors.client, weights)[1])
        intercept = _interval(offsets(x, happened, errors.client, weights))
    said, seen = float(errors.chance.mean()), float(errors.clinical.mean())
    sentences = tuple(_sentences(slope, intercept, within, said, seen))
    moved = bool(sentences)
    if not moved:
        text = _("The curve still fits: where it said {said:.0f} in 100, {seen:.0f} in 100 were, and its bands held.")
        sentences = (text.format(said=100 * said, seen=100 * seen),)
    return Moved(
        "moved" if moved else "fits", several, errors.clinical.size, said, seen, slope, intercept, within, sentences
    )


def _sentences(
    slope: tuple[float, float, float] | None,
    intercept: tuple[float, float, float] | None,
    within: tuple[float, float, float] | None,
    said: float,
    seen: float,
) -> list[str]:
    found = []
    more = _("Scores are clinical more often than the curve says: it said {said:.0f} in 100, {seen:.0f} in 100 were.")
    less = _("Scores are clinical less often than the curve says: it said {said:.0f} in 100, {seen:.0f} in 100 were.")
    if intercept is not None and (intercept[1] > 0 or intercept[2] < 0):
        found.append((more if intercept[0] > 0 else less).format(said=100 * said, seen=100 * seen))
    if slope is not None and (slope[2] < SLOPE_MATTERS[0] or slope[1] > SLOPE_MATTERS[1]):
        found.append(
            _("High chances are too high and low ones too low.")
            if slope[0] < 1
            else _("High chances are not high enough, and low ones not low enough.")
        )
    if within is not None and (within[2] < SHARE_MATTERS[0] or within[1] > SHARE_MATTERS[1]):
        text = (
            _("The bands are too narrow: {share:.0f} in 100 later scores lay in them, where 80 should.")
            if within[0] < BAND
            else _("The bands are too wide: {share:.0f} in 100 later scores lay in them, where 80 would do.")
        )
        found.append(text.format(share=100 * within[0]))
    if found:
        found.append(_("Fit the curve again on your newer scores with `unstuck fit`."))
    return found


def _interval(values: Floats) -> tuple[float, float, float] | None:
    value, rest = float(values[0]), values[1:][np.isfinite(values[1:])]
    if not np.isfinite(value) or rest.size < 0.9 * (values.size - 1):
        return None
    lower, upper = np.quantile(rest, ((1 - SURE) / 2, (1 + SURE) / 2))
    return value, min(float(lower), value), max(float(upper), value)
