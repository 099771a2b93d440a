"""The options that say what a score file holds, the same for every command that reads one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ScoreFilePath = Annotated[
    Path, typer.Argument(metavar="FILE", help="A spreadsheet, CSV, TSV or Parquet: one row per score, or --wide.")
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

SheetName = Annotated[str, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")]
HeaderRow = Annotated[int, typer.Option("--header-row", min=0, help="The row with the names of the columns.")]
DateOrderName = Annotated[
    str, typer.Option("--date-order", metavar="ORDER", help="dmy or mdy, for dates such as 3/8/2026.")
]
WhereColumns = Annotated[
    list[str] | None, typer.Option("--where", metavar="COLUMN=VALUE", help="Only these rows; COLUMN=* for all of them.")
]
AlikeNames = Annotated[str, typer.Option("--alike", metavar="HOW", help="Names that look alike: together or apart.")]
EpisodesWanted = Annotated[
    str, typer.Option("--episodes", metavar="WHICH", help="Where a new episode began: latest or all.")
]
Sure = Annotated[
    list[str] | None, typer.Option("--sure", metavar="CODE", help="A doubt that you looked at, by its code.")
]
Accept = Annotated[bool, typer.Option("--accept", help="Say yes to everything that is proposed.")]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="How the file is read, as --describe wrote it.")
]
