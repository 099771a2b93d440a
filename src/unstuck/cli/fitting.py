"""What `unstuck fit` does: read, sum up, fit, set the alarm threshold, write the curve."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from unstuck import __version__
from unstuck.cli.output import text_output
from unstuck.cli.progress_bar import progress_bar
from unstuck.cli.reading import Source, open_source_of
from unstuck.errors import BadInput
from unstuck.instruments import Instrument, load
from unstuck.population.analysis import Rows
from unstuck.population.calibration import BUDGETS, calibrate
from unstuck.population.engines.scores import ScoreFile
from unstuck.population.episodes import Episodes
from unstuck.population.fitting import CurveData, curve_id, fit_curve, with_wandering
from unstuck.population.growth_fit import NotConverged
from unstuck.population.recalibrating import FEWEST_CLIENTS, group_words, recalibrate
from unstuck.population.wandering_fit import LONG_DEVIATION
from unstuck.progress.batch import Clock
from unstuck.progress.curve import SMALLEST_COHORT, Curve, TimeUnit, to_json
from unstuck.progress.curve_files import shipped_curve
from unstuck.progress.freed_memory import keep_freed_memory

TIME_UNITS: dict[str, TimeUnit] = {
    "date": "week",
    "day": "week",
    "week": "week",
    "month": "month",
    "session": "session",
}
"""What a curve counts, for each unit that a file may count in."""


BUDGETS_IN_100 = {round(100 * share): share for share in BUDGETS}
"""The settings of the alerts, as the command line has them."""


@dataclass(frozen=True)
class FitJob:
    """What was asked for, as the command line had it."""

    source: Source
    instrument: str
    name: str
    seed: int
    out: Path
    budget: int = 7


def run(job: FitJob) -> tuple[str, ...]:
    """Do the job; return what to say beside the answer."""
    keep_freed_memory()
    instrument = load(job.instrument)
    with open_source_of(job.source, instrument) as file:
        if not file.rows:
            raise BadInput("expected scores to fit a curve to, found none", file=job.source.file)
        data, notices = gather(file, job.seed), list(file.notices)
    card = {
        "what": f"Fitted on {job.source.file.name}: the expected course by REML, random intercept and slope in "
        f"log(1 + {data.time_unit}s); how clients change course by the wandering slope.",
        "made_with": f"unstuck {__version__}, unstuck fit --seed {job.seed}",
        "made_on": job.source.today.isoformat(),
        "limits": "Learned on the same scores: how well it does on others is for later scores to show.",
    }
    identity = curve_id(instrument.id, job.name, job.source.today)
    try:
        curve = fit_curve(data, id=identity, instrument=instrument.id, card=card)
    except BadInput as problem:
        raise BadInput(problem.problem, file=job.source.file) from None
    except NotConverged:
        raise BadInput(
            "expected scores that let the growth model settle, found no maximum", file=job.source.file
        ) from None
    episodes = data.episodes()
    clock: Clock = "sessions" if data.time_unit == "session" else "days"
    shipped = shipped_curve(instrument.id, clock)
    curve = with_wandering(curve, episodes, instrument, shipped)
    curve = recalibrated(curve, episodes, instrument, shipped, job.seed)
    share = BUDGETS_IN_100[job.budget]
    curve = calibrate(curve, instrument, episodes, np.random.default_rng(job.seed), share)
    with text_output(job.out) as out:
        out.write(json.dumps(to_json(curve), indent=1, ensure_ascii=False) + "\n")
    return (*notices, *said_of(curve))


def gather(file: ScoreFile, seed: int) -> CurveData:
    """Return the sums of every client in the file, and a sample of them."""
    data = CurveData(TIME_UNITS[file.unit], seed)
    with progress_bar("Reading", file.clients) as tick:
        for piece in file.pieces(named=False):
            data.add(Rows(piece.clients, piece.starts, piece.times, piece.occasions, piece.scores))
            tick(len(piece.clients))
    return data


def recalibrated(curve: Curve, episodes: Episodes, instrument: Instrument, shipped: Curve | None, seed: int) -> Curve:
    """Return the curve with its chances and bands put right; as it is where the scores of a fold settle nothing."""
    try:
        return recalibrate(curve, episodes, instrument, shipped, np.random.default_rng([seed, 4]))
    except (BadInput, NotConverged):
        card = {"learned_on": "nothing: with a fifth of the clients left out the curve could not be fitted"}
        return replace(curve, card={**curve.card, "recalibration": card})


def said_of(curve: Curve) -> list[str]:
    """Return what a person should know of the curve at once."""
    sentences = [f"curve {curve.id}: {curve.cohort} clients, {curve.scores} scores, up to {curve.observed_until:g} "]
    sentences[0] += f"{curve.time_unit}s"
    if not curve.usable:
        sentences.append(f"fewer than {SMALLEST_COHORT} clients: `analyse` will not use this curve, and says so")
    if curve.tau is None:
        sentences.append("no alarm threshold: the instrument has no clinical cutoff or no reliable change")
    if curve.card.get("boundary"):
        sentences.append("no variance between clients' slopes was found: everybody is given the same slope")
    return [*sentences, *said_of_wandering(curve.card.get("wandering", {})), *said_of_recalibration(curve)]


def said_of_recalibration(curve: Curve) -> list[str]:
    """Return what a person should know of how chances and bands were put right."""
    known = curve.recalibration
    if known is None:
        return ["chances and bands are as the model has them: too few clients to put them right"] if curve.tau else []
    sentences = []
    if known.chances is None:
        sentences.append(
            f"chances are as the model has them: from {FEWEST_CLIENTS} clients on, with enough scores on both "
            "sides of the cutoff, they are put right by your own"
        )
    else:
        line = known.chances
        sentences.append(
            f"chances were put right by {line.scores} later scores of {line.clients} clients "
            f"(slope {line.slope.value:.2f}, intercept {line.intercept.value:+.2f})"
        )
    if known.bands:
        factors = ", ".join(f"{group_words(band.fewest, band.most)} {band.forecast.value:.2f}" for band in known.bands)
        sentences.append(f"bands were multiplied so that 8 in 10 later scores lie in them: {factors}")
    return sentences


def said_of_wandering(card: Mapping[str, Any]) -> list[str]:
    """Return what a person should know of how the wandering slope was learned."""
    if card.get("method") == "kept":
        return [
            f"{card['clients']} episodes are too few to learn how clients change course: kept from {card['from_curve']}"
        ]
    sentences = []
    if card.get("at_their_prior"):
        names = ", ".join(name.replace("_", " ") for name in card["at_their_prior"])
        sentences.append(f"the scores say hardly anything about {names}: what is usual was assumed")
    if card.get("passing_time_if_free", 0.0) > LONG_DEVIATION:
        sentences.append(
            f"ups and downs would outlast {LONG_DEVIATION:g} {card['time_unit']}s if the scores alone decided "
            f"({card['passing_time_if_free']:.1f}); they were held to about one, so that a plateau is not taken for one"
        )
    return sentences
