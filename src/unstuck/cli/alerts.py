"""`unstuck alerts`: what a setting of the alerts means, before it is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unstuck.cli.analyse import parse_day
from unstuck.cli.flat_rows import TableFormat, check_format
from unstuck.cli.options import InstrumentId, ScoreFileOptions, ScoreFilePath, reads_scores
from unstuck.cli.output import check_writable, notice

app = typer.Typer(help="What a setting of the alerts means, and who may not come back.", no_args_is_help=True)


@app.command("preview")
@reads_scores
def preview(
    file: ScoreFilePath,
    instrument: InstrumentId,
    how: ScoreFileOptions,
    curve: Annotated[Path | None, typer.Option(metavar="FILE", help="Your own curve, from `unstuck fit`.")] = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many workers these clients have.")
    ] = None,
    today: Annotated[str | None, typer.Option(metavar="DATE", help="Refuse dates after this day.")] = None,
    format: Annotated[TableFormat, typer.Option(help="The format of the answer.")] = TableFormat.table,  # noqa: A002
    out: Annotated[Path | None, typer.Option(metavar="PATH", help="Write to a file: all of it, or nothing.")] = None,
) -> None:
    """Show what each setting of the alerts would have led to, on your own past or, if that is short, on made-up people.

    A setting is chosen with `unstuck fit --budget`, and in the site by a manager or an administrator.

    Example: unstuck alerts preview scores.csv --instrument PHQ-9 --workers 24
    """
    from unstuck.cli import previewing
    from unstuck.cli.reading import source_of

    check_format(format, out)
    if out is not None:
        check_writable(out, *(path for path in (file, curve, how.mapping) if path))
    job = previewing.PreviewJob(source_of(file, how, parse_day(today)), instrument, curve, workers, format, out)
    for text in previewing.run(job):
        notice(text)


@app.command("coming-back")
@reads_scores
def coming_back(
    file: ScoreFilePath,
    instrument: InstrumentId,
    how: ScoreFileOptions,
    today: Annotated[str | None, typer.Option(metavar="DATE", help="As of this day (YYYY-MM-DD).")] = None,
    format: Annotated[TableFormat, typer.Option(help="The format of the answer.")] = TableFormat.table,  # noqa: A002
    out: Annotated[Path | None, typer.Option(metavar="PATH", help="Write to a file: all of it, or nothing.")] = None,
) -> None:
    """Say who may not come back within four weeks, from when the file's own clients came; nothing about progress.

    A file does not say who had finished: they count as not coming back.

    Example: unstuck alerts coming-back scores.csv --instrument PHQ-9
    """
    from unstuck.cli import staying
    from unstuck.cli.reading import source_of

    check_format(format, out)
    if out is not None:
        check_writable(out, *(path for path in (file, how.mapping) if path))
    for text in staying.run(staying.StayingJob(source_of(file, how, parse_day(today)), instrument, format, out)):
        notice(text)
