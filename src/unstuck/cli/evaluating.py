"""What `unstuck evaluate` does: read, judge out of fold, write a page or JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from unstuck.cli.fitting import gather
from unstuck.cli.output import text_output
from unstuck.cli.reading import Source, open_source_of
from unstuck.errors import BadInput
from unstuck.instruments import Instrument, load
from unstuck.population.evaluate import Evaluation, evaluate
from unstuck.progress.batch import Clock
from unstuck.progress.curve import Curve
from unstuck.progress.curve_files import load_curve, shipped_curve


@dataclass(frozen=True)
class EvaluationJob:
    """What was asked for, as the command line had it."""

    source: Source
    instrument: str
    curve: Path | None
    seed: int
    as_json: bool
    out: Path | None


def run(job: EvaluationJob) -> tuple[str, ...]:
    """Do the job; return what to say beside the answer."""
    instrument = load(job.instrument)
    curve = _curve(job, instrument)
    with open_source_of(job.source, instrument) as file:
        if not file.rows:
            raise BadInput("expected scores to check forecasts on, found none", file=job.source.file)
        data, notices = gather(file, job.seed), tuple(file.notices)
    clock: Clock = "sessions" if data.time_unit == "session" else "days"
    try:
        shipped = shipped_curve(instrument.id, clock)
        found = evaluate(data, instrument, seed=job.seed, curve=curve, shipped=shipped)
    except BadInput as problem:
        raise BadInput(problem.problem, file=job.source.file) from None
    _write(job, found, instrument, notices)
    return (*notices, *found.sentences)


def _curve(job: EvaluationJob, instrument: Instrument) -> Curve | None:
    """Return the curve to judge; BadInput where it is not one for this questionnaire, or not one to use."""
    if job.curve is None:
        return None
    curve = load_curve(job.curve)
    if curve.instrument != instrument.id:
        raise BadInput(f"expected a curve for {instrument.id}, found one for {curve.instrument}", file=job.curve)
    if not curve.usable:
        raise BadInput("expected a curve that `analyse` would use, found one from too few clients", file=job.curve)
    return curve


def _write(job: EvaluationJob, found: Evaluation, instrument: Instrument, notices: tuple[str, ...]) -> None:
    if job.as_json:
        with text_output(job.out) as out:
            out.write(json.dumps(found.as_json(), indent=1, ensure_ascii=False, allow_nan=False) + "\n")
        return
    # Drawing needs libraries that take longer to load than JSON needs altogether.
    from unstuck.reporting.evaluation_page import EvaluatedFile, write_evaluation

    with text_output(job.out) as out:
        write_evaluation(out, found, EvaluatedFile(instrument, job.source.file.name, job.source.today, notices))
