"""The options that say what a score file holds, the same for every command that reads one."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

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


@dataclass(frozen=True)
class SheetOptions:
    """How the rows of any file are found: what every command that reads scores can be told."""

    sheet: SheetName = ""
    header_row: HeaderRow = 0
    date_order: DateOrderName = ""
    where: WhereColumns = None
    alike: AlikeNames = ""
    episodes: EpisodesWanted = ""
    sure: Sure = None
    mapping: MappingFile = None
    accept: Accept = False


@dataclass(frozen=True)
class ScoreFileOptions(SheetOptions):
    """The same with the columns of a file of one agency, long or wide."""

    columns: ColumnNames = None
    wide: WideColumns = None
    unit: WideUnit = None
    missing: MissingMarks = None


Command = Callable[..., None]


def reads_scores(command: Command) -> Command:
    """Give a command, in place of its parameter `how`, the options of the class by which that is annotated.

    So no refusal names an option that the refusing command lacks.
    """
    own = inspect.signature(command, eval_str=True).parameters
    options: type[SheetOptions] = own["how"].annotation
    hints = get_type_hints(options, include_extras=True)
    given = [one.replace(annotation=hints[one.name]) for one in _in_order(options)]

    @wraps(command)
    def with_options(**values: Any) -> None:
        how = options(**{one.name: values.pop(one.name) for one in given})
        command(**values, how=how)

    before = [one for one in own.values() if one.default is one.empty and one.name != "how"]
    after = [one for one in own.values() if one.default is not one.empty]
    parameters = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (*before, *given, *after)]
    with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # as inspect reads it
    with_options.__annotations__ = {one.name: one.annotation for one in parameters}
    return with_options


def _in_order(options: type[SheetOptions]) -> list[inspect.Parameter]:
    """Return the options of a class, those of its own before those that every file has."""
    every = list(inspect.signature(SheetOptions).parameters)
    return sorted(inspect.signature(options).parameters.values(), key=lambda one: one.name in every)
