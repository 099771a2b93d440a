"""The options that say what a score file holds, the same for every command that reads one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ScoreFilePath = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV, TSV or Parquet: one row per score, or --wide.")
]
InstrumentId = Annotated[str, typer.Option(metavar="ID", help="The questionnaire, such as PHQ-9, or a .toml file.")]
ColumnNames = Annotated[
    str | None,
    typer.Option(metavar="client=A,score=B,date=C", help="Columns; date=, day=, week=, month= or session="),
]
WideColumns = Annotated[
    str | None, typer.Option(metavar="COLUMN@TIME,…", help="One row per client, one column per occasion.")
]
WideUnit = Annotated[str | None, typer.Option(help="The unit of --wide: day, week, month or session.")]
MissingMarks = Annotated[list[str] | None, typer.Option(metavar="NA", help="How a missing value is written.")]
