"""`unstuck population`: the same questions asked of everybody in a registry."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unstuck.cli.analyse import parse_day
from unstuck.cli.fit import Engine
from unstuck.cli.flat_rows import TableFormat, check_format
from unstuck.cli.options import MissingMarks, SheetOptions, reads_scores
from unstuck.cli.output import check_writable, notice

app = typer.Typer(help="A whole registry: everybody's state, and outcomes by group.", no_args_is_help=True)

RegistryFile = Annotated[Path, typer.Argument(metavar="FILE", help="Parquet, CSV or TSV: one row per score.")]
RegistryColumnNames = Annotated[
    str | None,
    typer.Option(metavar="client=A,score=B,date=C", help="Columns; also day=, week=, month= or session=."),
]
OneInstrument = Annotated[str | None, typer.Option(metavar="ID", help="The questionnaire, where all rows are of one.")]
InstrumentColumn = Annotated[str | None, typer.Option(metavar="COLUMN", help="A column that names it on each row.")]
GroupColumns = Annotated[
    str | None,
    typer.Option(metavar="agency=A,team=B,…", help="Columns; agency=, team=, programme=, quarter=."),
]
OwnCurve = Annotated[Path | None, typer.Option(metavar="FILE", help="Your own curve, from `unstuck fit`.")]
WhichEngine = Annotated[Engine, typer.Option(help="DuckDB on this machine, or Spark (needs the extra 'cluster').")]
Today = Annotated[str | None, typer.Option(metavar="DATE", help="Refuse dates after this day.")]


@app.command("states")
@reads_scores
def states(
    file: RegistryFile,
    out: Annotated[Path, typer.Option(metavar="PATH", help="The answer, .parquet or .csv: all of it, or nothing.")],
    how: SheetOptions,
    instrument: OneInstrument = None,
    instrument_column: InstrumentColumn = None,
    columns: RegistryColumnNames = None,
    by: GroupColumns = None,
    missing: MissingMarks = None,
    curve: OwnCurve = None,
    engine: WhichEngine = Engine.duckdb,
    today: Today = None,
) -> None:
    """Work out everybody's latest state. Stopped or killed, the same command goes on where it was.

    Example: unstuck population states scores.parquet --instrument PHQ-9 --out states.parquet
    """
    from unstuck.cli import populating
    from unstuck.cli.opened_registry import PopulationJob
    from unstuck.cli.reading import Source, settled_by

    check_writable(out, file)
    layout = columns, None, None, tuple(missing or ())
    source = Source(file, *layout, parse_day(today), settled_by(how), how.accept, how.mapping)
    job = PopulationJob(source, instrument, instrument_column, by, curve, engine)
    for text in populating.write_states(job, out):
        notice(text)


@app.command("outcomes")
@reads_scores
def outcomes(
    file: RegistryFile,
    how: SheetOptions,
    instrument: OneInstrument = None,
    instrument_column: InstrumentColumn = None,
    columns: RegistryColumnNames = None,
    by: GroupColumns = None,
    missing: MissingMarks = None,
    curve: OwnCurve = None,
    engine: WhichEngine = Engine.duckdb,
    today: Today = None,
    format: Annotated[TableFormat, typer.Option(help="The format of the answer.")] = TableFormat.table,  # noqa: A002
    out: Annotated[Path | None, typer.Option(metavar="PATH", help="Write to a file: all of it, or nothing.")] = None,
) -> None:
    """Count outcomes by agency, team, programme, quarter and instrument, with small numbers hidden.

    Example: unstuck population outcomes scores.parquet --instrument PHQ-9 --by agency=agency,team=team
    """
    from unstuck.cli import populating
    from unstuck.cli.opened_registry import PopulationJob
    from unstuck.cli.reading import Source, settled_by

    check_format(format, out)
    if out is not None:
        check_writable(out, file)
    layout = columns, None, None, tuple(missing or ())
    source = Source(file, *layout, parse_day(today), settled_by(how), how.accept, how.mapping)
    job = PopulationJob(source, instrument, instrument_column, by, curve, engine)
    for text in populating.write_outcomes(job, format, out):
        notice(text)
