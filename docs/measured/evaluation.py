"""The evaluation protocol on four public data sets: python -m docs.measured.evaluation [DATA SET ...].

The figures are quoted in docs/explanation/evaluation.md. The data sets may not be passed on; they are read from
../shared/data beside the checkout. Nothing of a shipped curve goes into it: each fold is fitted on the others.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from unstuck.cli.fitting import gather
from unstuck.instruments import Instrument, load
from unstuck.population.engines.reading import Reading
from unstuck.population.engines.scores import open_scores, parse_columns, parse_missing, parse_wide
from unstuck.population.evaluate import Evaluation, evaluate
from unstuck.progress.recalibration import Estimate

DATA, TODAY, SEED = Path(__file__).parents[2].parent / "shared/data", date(2026, 11, 29), 1


def main(names: list[str]) -> None:
    """Print a row for each data set, and the areas under the curve below."""
    sys.stdout.write(HEAD)
    found = {name: DATA_SETS[name]() for name in names or DATA_SETS}
    for name, one in found.items():
        sys.stdout.write("\n".join(rows(name, one)) + "\n")
    sys.stdout.write("\n| | score | clients | latest score | plain growth | own course |\n|---|---|---|---|---|---|\n")
    for name, one in found.items():
        sys.stdout.write("\n".join(areas(name, one)) + "\n")
    for name, one in found.items():
        for rule in one.on_the_file.rules if one.on_the_file else ():
            sys.stdout.write(f"{name}, watching: {rule.rule} finds {full(rule.found)}\n")


HEAD = (
    "| | clients | slope as fitted | slope as shown | 80 % bands as fitted | as shown | as shown, at the last score |\n"
    "|---|---|---|---|---|---|---|\n"
)


def rows(name: str, found: Evaluation) -> Iterator[str]:
    """Yield the line on chances and bands."""
    if found.forecasting is None or found.forecasting.chances is None:
        yield f"| {name} | {found.clients} | too few | | | | |"
        return
    chances = found.forecasting.chances
    known = [band for band in found.forecasting.coverage if band.level == 0.8 and band.put_right is not None]
    groups = [band for band in known if band.target == "soon"]
    at_end = ", ".join(f"{band.fewest}: {value(band.put_right)}" for band in known if band.target == "end")
    fitted = ", ".join(f"{band.fewest}: {value(band.fitted)}" for band in groups)
    shown = ", ".join(f"{band.fewest}: {value(band.put_right)}" for band in groups)
    slopes = f"{full(chances.fitted_slope)} | {full(chances.slope)}"
    yield f"| {name} | {found.clients} | {slopes} | {fitted} | {shown} | {at_end} |"


def areas(name: str, found: Evaluation) -> Iterator[str]:
    """Yield the areas under the curve for who is still clinical at the last score."""
    for figures in found.forecasting.outcomes if found.forecasting else ():
        if figures.outcome == "clinical_at_end" and figures.rivals:
            area = {one.rival: one.area for one in figures.rivals}
            cells = " | ".join(full(area[rival]) for rival in ("latest score", "plain growth", "own course"))
            yield f"| {name} | {figures.scores} | {figures.clients} | {cells} |"


def value(estimate: Estimate | None) -> str:
    """Return a figure to two places."""
    return "–" if estimate is None else f"{estimate.value:.2f}"


def full(estimate: Estimate | None) -> str:
    """Return a figure with its interval."""
    return "–" if estimate is None else f"{estimate.value:.2f} ({estimate.lower95:.2f} to {estimate.upper95:.2f})"


def trial() -> Evaluation:
    """Evaluate on the antidepressant trial (HAMD-17)."""
    columns = parse_columns("client=PATIENT,score=HAMDTL17,day=RELDAYS,baseline=BASVAL")
    path = DATA / "rbmi_antidepressant_hamd17.csv"
    return _evaluated(load("HAMD-17"), path=path, columns=columns)


def beat_the_blues() -> Evaluation:
    """Evaluate on the trial of Beat the Blues (BDI-II)."""
    wide = parse_wide("bdi.pre@0,bdi.2m@2,bdi.3m@3,bdi.5m@5,bdi.8m@8")
    missing = parse_missing(("NA",))
    return _evaluated(load("BDI-II"), path=DATA / "btheb.csv", wide=wide, unit="month", missing=missing)


def schizophrenia() -> Evaluation:
    """Evaluate on the NIMH trial (IMPS item 79, 1 to 7; clinical from 4, as its reference points have it)."""
    columns = parse_columns("client=id,score=imps79,week=Week")
    return _evaluated(_scale("IMPS-79", 1, 7, 4, 2), path=DATA / "nimh_schizophrenia.csv", columns=columns)


def imipramine() -> Evaluation:
    """Evaluate on Reisby's patients (change of the Hamilton score; no cutoff is published: 8 points better)."""
    columns = parse_columns("client=subject,score=depr_score,week=week")
    path = DATA / "reisby_imipramine_change.csv"
    return _evaluated(_scale("HAMD-change", -40, 20, -8, 7), path=path, columns=columns)


def _scale(name: str, minimum: float, maximum: float, cutoff: float, reliable: float) -> Instrument:
    """Return a scale that no definition ships for; its figures are for this measurement alone."""
    like = load("HAMD-17")
    norm = next(norm for norm in like.norms if norm.name == "cutoff")
    norms = (replace(norm, value=cutoff), replace(norm, name="reliable_change", kind="convention", value=reliable))
    return replace(like, id=name, name=name, minimum=minimum, maximum=maximum, norms=norms)


def _evaluated(instrument: Instrument, **how: Any) -> Evaluation:
    reading = Reading(
        **how, today=TODAY, minimum=instrument.minimum, maximum=instrument.maximum, score_name=instrument.id
    )
    with open_scores(reading) as file:
        return evaluate(gather(file, SEED), instrument, seed=SEED)


DATA_SETS: dict[str, Callable[[], Evaluation]] = {
    "trial": trial,
    "Beat the Blues": beat_the_blues,
    "NIMH": schizophrenia,
    "Reisby": imipramine,
}

if __name__ == "__main__":
    main(sys.argv[1:])
