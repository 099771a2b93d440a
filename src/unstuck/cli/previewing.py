"""What `unstuck alerts preview` does: read, count at every setting, write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from unstuck.cli.flat_rows import FlatRow, TableFormat, write_aligned, write_flat
from unstuck.cli.output import text_output
from unstuck.cli.progress_bar import progress_bar
from unstuck.cli.reading import Source, open_source_of
from unstuck.errors import BadInput
from unstuck.instruments import Instrument, load
from unstuck.language import gettext as _
from unstuck.population.analysis import Rows
from unstuck.population.calibration import NOMINAL
from unstuck.population.engines.scores import ScoreFile
from unstuck.progress.curve_files import load_curve
from unstuck.reporting.alert_preview import AlertPreview, SettingOutcome, alerts_a_week, basis, budget_words
from unstuck.reporting.alert_preview import preview as previewed
from unstuck.reporting.scored import setting_for
from unstuck.reporting.words import number, percent

TYPES = {
    **dict.fromkeys(("instrument", "curve", "counted_on"), "VARCHAR"),
    **dict.fromkeys(("clients", "busiest_week"), "BIGINT"),
    **dict.fromkeys(("budget", "tau", "alerts_a_week", "ever", "on_track_ever", "flat_ever"), "DOUBLE"),
    "current": "BOOLEAN",
}


@dataclass(frozen=True)
class PreviewJob:
    """What was asked for, as the command line had it."""

    source: Source
    instrument: str
    curve: Path | None
    workers: int | None
    format: TableFormat
    out: Path | None


def run(job: PreviewJob) -> tuple[str, ...]:
    """Do the job; return what to say beside the answer."""
    instrument = load(job.instrument)
    with open_source_of(job.source, instrument) as file:
        found, notices = _counted(job, file, instrument), tuple(file.notices)
    if job.format is TableFormat.table:
        _write_page(found, job)
    else:
        write_flat([_row(found, one) for one in found.settings], TYPES, job.format, job.out)
    return notices


def _counted(job: PreviewJob, file: ScoreFile, instrument: Instrument) -> AlertPreview:
    if file.unit != "date":
        problem = f"expected dates, because alerts are counted by the week; found a column of {file.unit}s"
        raise BadInput(problem, file=job.source.file)
    own = load_curve(job.curve) if job.curve else None
    if own is not None and own.instrument != instrument.id:
        raise BadInput(f"expected a curve for {instrument.id}, found one for {own.instrument}", file=job.curve)
    setting = setting_for(file, instrument, job.source.today, own)
    curve = setting.curve
    share = next((one.share for one in curve.budgets if one.tau == curve.tau), None) if curve else None
    with progress_bar("Counting", file.clients) as tick:
        return previewed(_pieces(file, tick), setting, current=share or NOMINAL)


def _pieces(file: ScoreFile, tick: Callable[[int], None]) -> Iterator[Rows]:
    for piece in file.pieces():
        yield Rows(piece.clients, piece.starts, piece.times, piece.occasions, piece.scores)
        tick(len(piece.clients))


def _row(found: AlertPreview, one: SettingOutcome) -> FlatRow:
    return {
        "instrument": found.instrument,
        "curve": found.curve,
        "counted_on": "own" if found.own else "simulated",
        "clients": found.clients,
        "budget": one.share,
        "tau": one.tau,
        "alerts_a_week": round(one.per_week, 2),
        "busiest_week": one.busiest,
        "ever": round(one.ever, 4),
        "on_track_ever": one.on_track_ever,
        "flat_ever": one.flat_ever,
        "current": one.current,
    }


def _write_page(found: AlertPreview, job: PreviewJob) -> None:
    headings = [
        _("Alerts allowed, of those on track"),
        _("Alerts a week"),
        _("Busiest week"),
        _("Clients who ever had one"),
        _("Of those on track"),
        _("Of those truly flat"),
        "",
    ]
    rows = [
        [
            budget_words(one.share),
            number(one.per_week),
            number(one.busiest, 0),
            percent(one.ever),
            percent(one.on_track_ever),
            percent(one.flat_ever),
            _("set now") if one.current else "",
        ]
        for one in found.settings
    ]
    with text_output(job.out) as file:
        current = next(one for one in found.settings if one.current)
        file.write(f"{found.instrument}: {alerts_a_week(current, job.workers)}\n\n")
        write_aligned(file, headings, rows)
        curve = _("The curve: %(id)s.") % {"id": found.curve}
        file.write("\n" + "\n".join([*basis(found), curve]) + "\n")
