"""What `unstuck alerts coming-back` does: read, learn from when clients came, say who may stay away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from unstuck.cli.flat_rows import FlatRow, TableFormat, write_aligned, write_flat
from unstuck.cli.output import text_output
from unstuck.cli.reading import Source, open_source_of
from unstuck.errors import BadInput
from unstuck.instruments import load
from unstuck.language import gettext as _
from unstuck.population.analysis import as_days
from unstuck.population.coming_back import ComingBackModel, learn
from unstuck.population.engines.reading import shown
from unstuck.population.engines.scores import ScoreFile, occasion_label
from unstuck.reporting.staying_in_touch import StayingInTouch, basis, staying_in_touch
from unstuck.reporting.words import percent

TYPES = {
    **dict.fromkeys(("client", "last_heard"), "VARCHAR"),
    **dict.fromkeys(("chance", "lower95", "upper95"), "DOUBLE"),
    "reasons": "VARCHAR",
}


@dataclass(frozen=True)
class StayingJob:
    """What was asked for, as the command line had it."""

    source: Source
    instrument: str
    format: TableFormat
    out: Path | None


@dataclass(frozen=True)
class _Series:
    client: str
    days: Sequence[float]


def run(job: StayingJob) -> tuple[str, ...]:
    """Do the job; return what to say beside the answer."""
    today = as_days(job.source.today)
    with open_source_of(job.source, load(job.instrument)) as file:
        if file.unit != "date":
            problem = f"expected dates, to tell who has not come for how long; found a column of {file.unit}s"
            raise BadInput(problem, file=job.source.file)
        series, notices = list(_series(file)), tuple(file.notices)
    starts = np.cumsum([0, *(len(one.days) for one in series)]).astype(np.int64)
    days = np.concatenate([np.empty(0), *(one.days for one in series)])
    model = learn(starts, days, np.full(len(series), today))
    rows = sorted((_row(one, model, today) for one in series), key=lambda row: -(row["chance"] or 0.0))
    _write(rows, model, job)
    return notices


def _series(file: ScoreFile) -> Iterator[_Series]:
    for piece in file.pieces():
        for place, (first, end) in enumerate(zip(piece.starts[:-1].tolist(), piece.starts[1:].tolist(), strict=True)):
            if end > first:
                yield _Series(piece.clients[place], np.unique(np.floor(piece.occasions[first:end])).tolist())


def _row(one: _Series, model: ComingBackModel | None, today: float) -> FlatRow:
    found = model.chance(one.days, today) if model else None
    return {
        "client": one.client,
        "last_heard": str(occasion_label("date", one.days[-1])),
        "chance": round(found.value, 4) if found else None,
        "lower95": round(found.lower, 4) if found else None,
        "upper95": round(found.upper, 4) if found else None,
        "reasons": " ".join(staying_in_touch(one.days, today, model).reasons),
    }


def _write(rows: Sequence[FlatRow], model: ComingBackModel | None, job: StayingJob) -> None:
    if job.format is not TableFormat.table:
        write_flat(rows, TYPES, job.format, job.out)
        return
    headings = [_("Client"), _("Last heard"), _("Not back in four weeks"), _("Why")]
    cells = [[shown(row["client"]), row["last_heard"], _chance(row), row["reasons"]] for row in rows]
    without: StayingInTouch = staying_in_touch([0.0], 0.0, None)
    with text_output(job.out) as file:
        write_aligned(file, headings, cells)
        file.write("\n" + "\n".join(basis(model) if model else without.basis) + "\n")


def _chance(row: FlatRow) -> str:
    if row["chance"] is None:
        return "–"
    return f"{percent(row['chance'])} ({percent(row['lower95'])} to {percent(row['upper95'])})"
