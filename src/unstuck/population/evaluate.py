"""A whole evaluation: a file's clients in, every figure of the protocol out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from unstuck.errors import BadInput
from unstuck.instruments.definition import Instrument
from unstuck.language import gettext as _
from unstuck.population.calibration import usual_measure
from unstuck.population.drift import Moved, drift
from unstuck.population.episodes import Episodes
from unstuck.population.evaluation import FEWEST, CalibrationFigures, Forecasting, Judged, forecasting
from unstuck.population.fitting import CurveData, fit_curve, with_wandering
from unstuck.population.growth_fit import NotConverged
from unstuck.population.landmarks import CLINICAL
from unstuck.population.online_rules import FEWEST_EPISODES, Watching, watch_drawn_courses, watch_the_file
from unstuck.population.out_of_fold import FOLDS, Folds, folds_of, the_same_for_all
from unstuck.population.recalibrating import FEWEST_CLIENTS, errors_of
from unstuck.progress.batch import Clock
from unstuck.progress.curve import Curve
from unstuck.progress.measure import Measure

MOST_CLIENTS = 1_000
"""Of more, so many are drawn at random: the intervals are narrow enough, and the wait is not."""
WELL_CALIBRATED = 0.85, 1.15
WELL_COVERED = 0.77, 0.83
FORMAT = "unstuck-evaluation/1"


@dataclass(frozen=True)
class Evaluation:
    """What was found on a file.

    clients: in the file; used: those drawn. curve: the id of the curve that was given, None where each fold was fitted
    on the others. sentences: what it comes to, in words, with what could not be said. Figures as in `evaluation` and
    `online_rules`.
    """

    instrument: str
    clock: Clock
    clients: int
    used: int
    scores: int
    folds: int
    seed: int
    curve: str | None
    sentences: tuple[str, ...]
    forecasting: Forecasting | None
    on_the_file: Watching | None
    on_drawn_courses: Watching | None
    drift: Moved | None

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {"format": FORMAT, **asdict(self)}


def evaluate(
    data: CurveData, instrument: Instrument, *, seed: int, curve: Curve | None = None, shipped: Curve | None = None
) -> Evaluation:
    """Return the evaluation of the clients gathered in `data`.

    curve: judge this one, learned on other people, and say whether it has moved; None: fit one for each fold on the
    other folds. shipped: centres the priors of few clients where it is assumed. Raises BadInput where the instrument
    has no clinical cutoff, the curve does not fit, or the scores do not let a curve be fitted.
    """
    episodes = data.episodes()
    episodes = episodes.of(np.arange(min(episodes.clients, MOST_CLIENTS)))
    clock: Clock = "sessions" if data.time_unit == "session" else "days"
    sizes = (data.clients, episodes.clients, int(episodes.scores.size))
    compared = int((np.diff(episodes.starts) > 2).sum())
    if instrument.norm("cutoff") is None:
        raise BadInput(f"{instrument.id}: expected a questionnaire with a clinical cutoff, to say who got better")
    if curve is not None and (curve.time_unit == "session") != (clock == "sessions"):
        raise BadInput(f"expected scores by {curve.time_unit}, as the curve counts, found them by {data.time_unit}")
    identity = curve.id if curve else None
    if compared < FEWEST:
        text = _("{n} clients have three scores or more; with fewer than {fewest} nothing can be said.")
        few = text.format(n=compared, fewest=FEWEST)
        return Evaluation(instrument.id, clock, *sizes, FOLDS, seed, identity, (few,), None, None, None, None)
    used, folds, measure = _folds(data, episodes, clock, instrument, curve, shipped)
    rng = np.random.default_rng([seed, 9])
    judged = Judged.of(folds, measure, rng, given=curve is not None)
    found = forecasting(judged)
    watched = watch_the_file(folds, measure, judged.weights), watch_drawn_courses(used, folds, measure, rng)
    moved = drift(judged.put_right(errors_of(folds, measure)), episodes.clients, rng) if curve else None
    words = (*(moved.sentences if moved else ()), *in_words(sizes, found, watched[0]))
    return Evaluation(instrument.id, clock, *sizes, FOLDS, seed, identity, words, found, *watched, moved)


def _folds(
    data: CurveData,
    episodes: Episodes,
    clock: Clock,
    instrument: Instrument,
    given: Curve | None,
    shipped: Curve | None,
) -> tuple[Curve, Folds, Measure]:
    apart = shipped if shipped and shipped.kind == "assumed" else None
    try:
        fitted = fit_curve(data, id="evaluated", instrument=instrument.id, card={})
        spread = (fitted.random_covariance[0][0] + fitted.residual_variance) ** 0.5
        measure = usual_measure(instrument, spread)
        if given is not None:
            return given, the_same_for_all(episodes, clock, given), measure
        fitted = with_wandering(fitted, episodes, instrument, apart)
        return fitted, folds_of(episodes, clock, fitted, measure.sign, apart), measure
    except NotConverged:
        raise BadInput("expected scores that let the growth model settle, found no maximum") from None


def in_words(sizes: tuple[int, int, int], found: Forecasting, watched: Watching) -> list[str]:
    """Return what the figures come to, what could not be said included."""
    clients, used, _scores = sizes
    words = []
    if used < clients:
        words.append(_("{used:,} of {clients:,} clients, drawn at random.").format(used=used, clients=clients))
    words += [_chances_in_words(found.chances), *_bands_in_words(found), _against_latest(found)]
    if used < FEWEST_CLIENTS:
        text = _("With fewer than {n} clients chances are not put right: they are shown as the model has them.")
        words.append(text.format(n=FEWEST_CLIENTS))
    if not watched.rules:
        text = _(
            "Too few to say how stalls are found on this file: {good} episodes on track and {bad} that did not get "
            "better, where {fewest} of each are needed."
        )
        words.append(text.format(good=watched.on_track, bad=watched.others, fewest=FEWEST_EPISODES))
    return words


def _chances_in_words(chances: CalibrationFigures | None) -> str:
    if chances is None or chances.slope is None:
        return _("Too few scores of one kind to say whether chances come true.")
    slope, (low, high) = chances.slope, WELL_CALIBRATED
    figures = {"slope": slope.value, "lower": slope.lower95, "upper": slope.upper95}
    if slope.lower95 >= low and slope.upper95 <= high:
        text = _("Chances come true: calibration slope {slope:.2f} ({lower:.2f} to {upper:.2f}), where 1 is right.")
    elif slope.upper95 < low or slope.lower95 > high:
        text = _(
            "Chances do not come true: calibration slope {slope:.2f} ({lower:.2f} to {upper:.2f}), where 1 is right."
        )
    else:
        text = _(
            "Calibration slope {slope:.2f}, where 1 is right; the interval ({lower:.2f} to {upper:.2f}) is too wide "
            "to say that it lies between 0.85 and 1.15."
        )
    return text.format(**figures)


def _bands_in_words(found: Forecasting) -> list[str]:
    bands = [band for band in found.coverage if band.target == "soon" and band.level == 0.8]
    low, high = WELL_COVERED
    known = [band.put_right for band in bands if band.put_right is not None]
    if not known:
        return [_("Too few clients to say whether bands hold.")]
    shares = ", ".join(f"{band.value:.2f}" for band in known)
    inside = all(low <= band.value <= high for band in known)
    text = (
        _("Bands of 80 % held by number of scores: {shares}, all between 0.77 and 0.83.")
        if inside
        else _("Bands of 80 % held by number of scores: {shares}; not all between 0.77 and 0.83.")
    )
    unsure = [band for band in known if band.lower95 < low or band.upper95 > high]
    words = [text.format(shares=shares)]
    if unsure:
        words.append(_("The intervals of these shares are wider than that, so more clients could move them out or in."))
    return words


def _against_latest(found: Forecasting) -> str:
    pairs = []
    for figures in found.outcomes:
        areas = {one.rival: one.area for one in figures.rivals}
        own, latest = areas.get("own course"), areas.get("latest score")
        if figures.outcome == CLINICAL and own is not None and latest is not None:
            pairs.append(own.value - latest.value)
    if not pairs:
        return _("Too few clients to say who is told apart.")
    text = _(
        "Who will still be in the clinical range is told apart about as well by the latest score alone: "
        "the area under the curve differs by {low:+.3f} to {high:+.3f}."
    )
    if max(abs(pair) for pair in pairs) > NOTEWORTHY:
        text = _(
            "Beside the latest score alone, the area under the curve for who will still be in the clinical range "
            "differs by {low:+.3f} to {high:+.3f}."
        )
    return text.format(low=min(pairs), high=max(pairs))


NOTEWORTHY = 0.04
"""Differences up to this were seen when the method was chosen, either way (STATISTICS: honesty)."""
