"""`unstuck fit`: a population curve from an agency's own session scores."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from unstuck.cli.analyse import parse_day
from unstuck.cli.options import InstrumentId, ScoreFileOptions, ScoreFilePath, reads_scores
from unstuck.cli.output import check_writable, notice
from unstuck.errors import BadInput


class Engine(StrEnum):
    """Where the rows are counted."""

    duckdb = "duckdb"
    spark = "spark"


@reads_scores
def fit(
    file: ScoreFilePath,
    instrument: InstrumentId,
    out: Annotated[
        Path, typer.Option(metavar="CURVE.json", help="The file for the curve: all of it is written, or nothing.")
    ],
    how: ScoreFileOptions,
    engine: Annotated[Engine, typer.Option(help="DuckDB on this machine; Spark is not in this version.")] = (
        Engine.duckdb
    ),
    budget: Annotated[
        int, typer.Option(metavar="3|5|7|10|15", help="Of 100 clients on track, for how many an alert is allowed.")
    ] = 7,
    name: Annotated[str, typer.Option(help="Whose scores these are; part of the curve's name.")] = "own",
    seed: Annotated[int, typer.Option(help="For the simulated clients on whom the alarm threshold is set.")] = 1,
    today: Annotated[str | None, typer.Option(metavar="DATE", help="Refuse dates after this day.")] = None,
) -> None:
    """Fit a curve to your own clients' scores, for `analyse --curve`.

    Example: unstuck fit scores.csv --instrument PHQ-9 --columns client=id,score=total,date=day --out phq9.json
    """
    from unstuck.cli import fitting
    from unstuck.cli.reading import source_of

    if engine is Engine.spark:
        raise BadInput("--engine: expected duckdb, found spark, which is not in this version")
    if budget not in fitting.BUDGETS_IN_100:
        raise BadInput(f"--budget: expected {', '.join(map(str, fitting.BUDGETS_IN_100))}, found {budget}")
    check_writable(out, file)
    job = fitting.FitJob(source_of(file, how, parse_day(today)), instrument, name, seed, out, budget)
    for text in fitting.run(job):
        notice(text)
