"""`unstuck evaluate`: how good the forecasts are on an agency's own clients."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unstuck.cli.analyse import parse_day
from unstuck.cli.options import InstrumentId, ScoreFileOptions, ScoreFilePath, reads_scores
from unstuck.cli.output import check_writable, notice


@reads_scores
def evaluate(
    file: ScoreFilePath,
    instrument: InstrumentId,
    how: ScoreFileOptions,
    curve: Annotated[
        Path | None, typer.Option(metavar="CURVE.json", help="Judge this curve on newer scores: has it moved?")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="For the draws: the same seed gives the same figures.")] = 1,
    today: Annotated[str | None, typer.Option(metavar="DATE", help="Refuse dates after this day.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the figures as JSON instead of a page.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="PATH", help="Write to a file: all of it, or nothing.")] = None,
) -> None:
    """Check the forecasts on your own clients, beside what simple rules reach.

    Clients are split, and each is judged by what was learned on the others. With --curve that curve is judged as it
    is, and the first sentence says whether its chances and bands still fit.

    Example: unstuck evaluate scores.csv --instrument PHQ-9 --columns client=id,score=total,date=day --out check.html
    """
    from unstuck.cli import evaluating
    from unstuck.cli.reading import source_of

    if out is not None:
        check_writable(out, *(path for path in (file, curve, how.mapping) if path))
    job = evaluating.EvaluationJob(source_of(file, how, parse_day(today)), instrument, curve, seed, as_json, out)
    for text in evaluating.run(job):
        notice(text)
