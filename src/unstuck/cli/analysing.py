"""What `unstuck analyse` does: read, judge piece by piece, write."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.pool import Pool
from pathlib import Path

from unstuck.cli.answers import (
    render_json,
    render_rows,
    render_table,
    write_csv,
    write_json,
    write_parquet,
    write_table,
)
from unstuck.cli.output import text_output
from unstuck.cli.progress_bar import progress_bar
from unstuck.cli.reading import Source, open_source_of
from unstuck.cli.workers import rendered, workers_for
from unstuck.errors import BadInput
from unstuck.instruments import Instrument, load
from unstuck.progress.curve_files import load_curve
from unstuck.progress.freed_memory import keep_freed_memory
from unstuck.progress.measure import Norms
from unstuck.reporting.judge import Judge
from unstuck.reporting.scored import Scored, setting_for


@dataclass(frozen=True)
class Job:
    """What was asked for, as the command line had it."""

    source: Source
    instrument: str
    each_occasion: bool
    curve: Path | None
    norms: Norms
    format: str
    out: Path | None
    describe: bool = False


def run(job: Job) -> tuple[str, ...]:
    """Do the job; return what to say beside the answer."""
    instrument = load(job.instrument)
    own_curve = load_curve(job.curve) if job.curve else None
    if own_curve is not None and own_curve.instrument != instrument.id:
        raise BadInput(f"expected a curve for {instrument.id}, found one for {own_curve.instrument}", file=job.curve)
    if job.describe:
        return describe(job.source, instrument, job.out)
    keep_freed_memory()
    with (
        workers_for(job.source.file) as workers,
        open_source_of(job.source, instrument) as file,
        no_cycle_search(),
        progress_bar("Judging", file.clients) as tick,
    ):
        setting = setting_for(file, instrument, job.source.today, own_curve, job.norms)
        judge = Judge(setting, file.unit, job.each_occasion)
        write(job, Scored(file, judge, job.source.file.name, job.source.today), workers, tick)
        return file.notices


def describe(source: Source, instrument: Instrument, out: Path | None) -> tuple[str, ...]:
    """Write how the file is read, to be given back with `--mapping`."""
    with open_source_of(source, instrument) as file, text_output(out) as target:
        target.write(json.dumps(file.sheet.as_json(), ensure_ascii=False, indent=1) + "\n")
        return file.notices


@contextmanager
def no_cycle_search() -> Iterator[None]:
    """Let reference counts alone free the records: they hold no cycles, and looking for some costs a fifth."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def write(job: Job, scored: Scored, workers: Pool | None, tick: Callable[[int], None]) -> None:
    """Write the answer in the format asked for."""
    if job.format == "html":
        # Drawing needs libraries that take longer to load than most files take to judge.
        from unstuck.cli.reports import write_html

        write_html(scored, job.out, tick)
    elif job.format == "table":
        write_table(rendered(scored.judge, scored.rows(), render_table, workers, tick), job.out)
    elif job.format == "json":
        write_json(rendered(scored.judge, scored.rows(), render_json, workers, tick), job.out)
    else:
        write_flat = write_csv if job.format == "csv" else write_parquet
        write_flat(rendered(scored.judge, scored.rows(), render_rows, workers, tick), job.out)
