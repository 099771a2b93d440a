"""`unstuck evaluate`: how good the forecasts are on an agency's own clients."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unstuck.cli.analyse import parse_day
from unstuck.cli.options import (
    Accept,
    AlikeNames,
    ColumnNames,
    DateOrderName,
    EpisodesWanted,
    HeaderRow,
    InstrumentId,
    MappingFile,
    MissingMarks,
    ScoreFilePath,
    SheetName,
    Sure,
    WhereColumns,
    WideColumns,
    WideUnit,
)
from unstuck.cli.output import check_writable, notice


def evaluate(
    file: ScoreFilePath,
    instrument: InstrumentId,
    columns: ColumnNames = None,
    wide: WideColumns = None,
    unit: WideUnit = None,
    missing: MissingMarks = None,
    sheet: SheetName = "",
    header_row: HeaderRow = 0,
    date_order: DateOrderName = "",
    where: WhereColumns = None,
    alike: AlikeNames = "",
    episodes: EpisodesWanted = "",
    sure: Sure = None,
    mapping: MappingFile = None,
    accept: Accept = False,
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
    from unstuck.cli.reading import settled_by

    if out is not None:
        check_writable(out, *(path for path in (file, curve, mapping) if path))
    said = {"sheet": sheet, "header_row": header_row, "date_order": date_order, "alike": alike, "episodes": episodes}
    job = evaluating.EvaluationJob(
        file=file,
        instrument=instrument,
        columns=columns,
        wide=wide,
        unit=unit,
        missing=tuple(missing or ()),
        settled=settled_by(said, where or (), sure or ()),
        accept=accept,
        mapping=mapping,
        curve=curve,
        seed=seed,
        today=parse_day(today),
        as_json=as_json,
        out=out,
    )
    for text in evaluating.run(job):
        notice(text)
