"""`unstuck alerts`: what a setting of the alerts means, before it is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unstuck.cli.analyse import parse_day
from unstuck.cli.flat_rows import TableFormat, check_format
from unstuck.cli.options import (
    Accept,
    ColumnNames,
    InstrumentId,
    MappingFile,
    MissingMarks,
    ScoreFilePath,
    WideColumns,
    WideUnit,
)
from unstuck.cli.output import check_writable, notice

app = typer.Typer(help="What a setting of the alerts means, and who may not come back.", no_args_is_help=True)


@app.command("preview")
def preview(
    file: ScoreFilePath,
    instrument: InstrumentId,
    columns: ColumnNames = None,
    wide: WideColumns = None,
    unit: WideUnit = None,
    missing: MissingMarks = None,
    mapping: MappingFile = None,
    accept: Accept = False,
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

    check_format(format, out)
    if out is not None:
        check_writable(out, *(path for path in (file, curve, mapping) if path))
    job = previewing.PreviewJob(
        file,
        instrument,
        columns,
        wide,
        unit,
        tuple(missing or ()),
        mapping,
        accept,
        curve,
        workers,
        parse_day(today),
        format,
        out,
    )
    for text in previewing.run(job):
        notice(text)


@app.command("coming-back")
def coming_back(
    file: ScoreFilePath,
    instrument: InstrumentId,
    columns: ColumnNames = None,
    wide: WideColumns = None,
    unit: WideUnit = None,
    missing: MissingMarks = None,
    mapping: MappingFile = None,
    accept: Accept = False,
    today: Annotated[str | None, typer.Option(metavar="DATE", help="As of this day (YYYY-MM-DD).")] = None,
    format: Annotated[TableFormat, typer.Option(help="The format of the answer.")] = TableFormat.table,  # noqa: A002
    out: Annotated[Path | None, typer.Option(metavar="PATH", help="Write to a file: all of it, or nothing.")] = None,
) -> None:
    """Say who may not come back within four weeks, from when the file's own clients came; nothing about progress.

    A file does not say who had finished: they count as not coming back.

    Example: unstuck alerts coming-back scores.csv --instrument PHQ-9
    """
    from unstuck.cli import staying
    from unstuck.cli.reading import Source

    check_format(format, out)
    if out is not None:
        check_writable(out, *(path for path in (file, mapping) if path))
    source = Source(file, columns, wide, unit, tuple(missing or ()), parse_day(today), accept=accept, mapping=mapping)
    for text in staying.run(staying.StayingJob(source, instrument, format, out)):
        notice(text)
