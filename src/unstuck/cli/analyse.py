"""`unstuck analyse`: session scores in, each client's state of progress out."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from unstuck.cli.options import InstrumentId, ScoreFileOptions, ScoreFilePath, reads_scores
from unstuck.cli.output import check_writable, notice
from unstuck.errors import BadInput


class Format(StrEnum):
    """How the answer is written."""

    table = "table"
    json = "json"
    csv = "csv"
    parquet = "parquet"
    html = "html"


class NormsChoice(StrEnum):
    """Where the size of a reliable change comes from."""

    shipped = "shipped"
    sample = "sample"


@reads_scores
def analyse(
    file: ScoreFilePath,
    instrument: InstrumentId,
    how: ScoreFileOptions,
    describe: Annotated[bool, typer.Option("--describe", help="Write how the file is read, for --mapping.")] = False,
    each_occasion: Annotated[bool, typer.Option(help="Judge every score, from what was known then.")] = False,
    curve: Annotated[Path | None, typer.Option(metavar="FILE", help="Your own curve, from `unstuck fit`.")] = None,
    norms: Annotated[NormsChoice, typer.Option(help="Published norms, or the file's own first scores.")] = (
        NormsChoice.shipped
    ),
    today: Annotated[str | None, typer.Option(metavar="DATE", help="Judge as of this day (YYYY-MM-DD).")] = None,
    format: Annotated[Format, typer.Option(help="The format of the answer.")] = Format.table,  # noqa: A002
    out: Annotated[Path | None, typer.Option(metavar="PATH", help="Write to a file: all of it, or nothing.")] = None,
) -> None:
    """Work out each client's state of progress, with the evidence.

    Columns go by their usual names, or by --columns. What a file leaves open is listed at once: a terminal asks, and
    --accept takes what is proposed.

    Example: unstuck analyse scores.csv --instrument PHQ-9 --columns client=id,score=total,date=day --format html
    --out report.html
    """
    from unstuck.cli import analysing
    from unstuck.cli.reading import source_of

    if format is Format.parquet and out is None:
        raise BadInput("--format parquet: expected --out PATH beside it")
    if out is not None:
        check_writable(out, *(path for path in (file, curve, how.mapping) if path))
    job = analysing.Job(
        source=source_of(file, how, parse_day(today)),
        instrument=instrument,
        each_occasion=each_occasion,
        curve=curve,
        norms=norms.value,
        format=format.value,
        out=out,
        describe=describe,
    )
    for text in analysing.run(job):
        notice(text)


def parse_day(text: str | None) -> date:
    """Return the day that `--today` names, the real one by default."""
    if text is None:
        return date.today()  # noqa: DTZ011  (a day on the wall calendar of whoever asks)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"--today: expected a date such as 2026-11-22, found '{text}'") from None
