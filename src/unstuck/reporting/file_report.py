"""A report made by the library: a file of scores in, one self-contained HTML page out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TextIO

from unstuck.instruments import load
from unstuck.population.engines.columns import Columns
from unstuck.population.engines.reading import Reading
from unstuck.population.engines.scores import open_scores
from unstuck.progress.curve import Curve
from unstuck.progress.measure import Norms
from unstuck.reporting.gathering import cohort_of, gather
from unstuck.reporting.judge import Judge
from unstuck.reporting.report import write_report
from unstuck.reporting.scored import Scored, setting_for


@dataclass(frozen=True)
class ReportRequest:
    """What to report on.

    `path` is a file with one row for each score; `columns` say where it has its client, time and total, where their
    names are not the usual ones. `today` is the day as of which clients are judged. `curve` and `norms` as in
    `unstuck analyse`: without a curve, the one that ships with the instrument.
    """

    path: Path
    instrument: str
    today: date
    columns: Columns = field(default_factory=Columns)
    curve: Curve | None = None
    norms: Norms = "shipped"


def report_on_file(request: ReportRequest, out: TextIO) -> None:
    """Write the report on a file of scores.

    Raises BadInput, which names the file, row and column, where the file cannot be used; nothing is written then.
    """
    instrument = load(request.instrument)
    reading = Reading(
        path=request.path,
        columns=request.columns,
        today=request.today,
        minimum=instrument.minimum,
        maximum=instrument.maximum,
        score_name=instrument.id,
    )
    with open_scores(reading) as file:
        setting = setting_for(file, instrument, request.today, request.curve, request.norms)
        scored = Scored(file, Judge(setting, file.unit, False), request.path.name, request.today)
        gathered = gather(scored, lambda done: None)
        cohort = cohort_of(scored, gathered)
        write_report(out, cohort, gathered.ordered(), most_charts=gathered.most_charts)
