"""Opening a registry for `unstuck population`: which engine, which columns, how each instrument is judged."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from unstuck.cli.fit import Engine
from unstuck.cli.progress_bar import progress_bar
from unstuck.cli.reading import Source
from unstuck.cli.registry_reading import (
    CLIENT,
    SCORE,
    TIME,
    headers_of,
    is_looked_at,
    read_as_any_other,
    write_plainly,
)
from unstuck.errors import BadInput
from unstuck.instruments import load
from unstuck.population.analysis import as_days
from unstuck.population.engines.checked_registry import MOST_AT_ONCE, CheckedRegistry
from unstuck.population.engines.columns import FURTHEST, UNITS, Columns, Unit, named_parts, parse_missing
from unstuck.population.engines.duckdb_registry import DuckdbRegistry, put_together
from unstuck.population.engines.reading import Reading
from unstuck.population.engines.registry import (
    Registry,
    RegistryEngine,
    Work,
    distinct_instruments,
    judge_registry,
    work_for,
)
from unstuck.population.engines.registry_queries import RegistryColumns
from unstuck.population.engines.scores import ScoreFile, open_scores
from unstuck.population.engines.sources import check_readable
from unstuck.population.state_columns import Judgement
from unstuck.progress.batch import Clock
from unstuck.progress.curve import Curve
from unstuck.progress.curve_files import load_curve, shipped_curve
from unstuck.progress.freed_memory import keep_freed_memory
from unstuck.progress.measure import measure_of

UNIT: Mapping[str, Unit] = {unit: unit for unit in UNITS}
GROUPS = ("agency", "team", "programme", "quarter")
EARLIEST = as_days(date(1900, 1, 1))


@dataclass(frozen=True)
class PopulationJob:
    """What was asked for, as the command line had it."""

    source: Source
    instrument: str | None
    instrument_column: str | None
    by: str | None
    curve: Path | None
    engine: Engine


@dataclass(frozen=True)
class OpenRegistry:
    """The engine, what to read, the folder of the run, and what to say of how the file was read.

    checked: the file where it was read and checked as a whole, and is judged from there.
    """

    engine: RegistryEngine
    registry: Registry
    work: Work
    notices: tuple[str, ...]
    checked: CheckedRegistry | None

    def judge(self) -> None:
        """Judge everybody into the folder of the run."""
        with ExitStack() as stack:

            def started(parts: int) -> Callable[[int], None]:
                return stack.enter_context(progress_bar("Judging", parts))

            if self.checked is None:
                judge_registry(self.engine, self.registry, self.work, started)
            else:
                self.checked.judge(self.work, started)
                self.checked.file.close()

    def put_together(self, target: Path, form: str) -> int:
        """Write everybody's states as one file; return how many there are."""
        columns = self.registry.columns
        return put_together(self.work, tuple(columns.attributes), columns.unit, target, form)


@contextmanager
def opened(job: PopulationJob, out: Path) -> Iterator[OpenRegistry]:
    """Yield a registry that was opened.

    BadInput names the file, and its row where one cell is at fault; nothing is left of such a run.
    """
    keep_freed_memory()
    check_readable(job.source.file)
    with ExitStack() as stack:
        scratch = out.resolve().parent / f".{out.name}.unstuck-scratch"
        scratch.mkdir(mode=0o700, exist_ok=True)
        stack.callback(shutil.rmtree, scratch, ignore_errors=True)
        engine = _engine(job, scratch)
        stack.callback(engine.close)
        file = None
        if is_looked_at(job.source, job.instrument_column, engine):
            file = stack.enter_context(_read(job, engine, scratch))
            registry, checked = read_registry(job, file, engine, scratch)
        else:
            registry, checked = registry_of(job, engine), None
        work = work_for(registry, out)
        try:
            yield OpenRegistry(engine, registry, work, file.notices if file else (), checked)
        except BadInput as problem:
            shutil.rmtree(work.folder, ignore_errors=True)
            raise (problem if checked else fault_in_row(registry, problem)) from None


def fault_in_row(registry: Registry, problem: BadInput) -> BadInput:
    """Return the same refusal with the row that it is about, by reading the file as `analyse` does.

    The queries only count; a person needs the row. A registry of many instruments is refused by the column alone.
    """
    columns, found = registry.columns, problem
    if columns.instrument is None and registry.path.is_file():
        (measure,) = (one.measure for one in registry.judgements.values())
        reading = Reading(
            path=registry.path,
            columns=Columns(columns.client, columns.score, UNIT[columns.unit], columns.time),
            missing=registry.missing,
            today=date(1970, 1, 1) + timedelta(days=registry.latest) if columns.unit == "date" else None,
            minimum=measure.minimum,
            maximum=measure.maximum,
            score_name=measure.instrument,
            attributes=tuple(columns.attributes.values()),
        )
        try:
            open_scores(reading).close()
        except BadInput as in_row:
            return in_row
    return found if found.file else BadInput(found.problem, file=registry.path, column=found.column)


def _read(job: PopulationJob, engine: RegistryEngine, scratch: Path) -> ScoreFile:
    """Read a file as every other command reads it."""
    (instrument,) = _named_instrument(job)
    return read_as_any_other(job.source, instrument, tuple(_groups_in(job, engine).values()), scratch)


def read_registry(
    job: PopulationJob, file: ScoreFile, engine: RegistryEngine, scratch: Path
) -> tuple[Registry, CheckedRegistry | None]:
    """Return what to judge of a file that was read; to a cluster it is handed as a plain table."""
    (instrument,) = _named_instrument(job)
    groups = _groups_in(job, engine)
    held = {name: f"g{at}" for at, name in enumerate(groups)}
    columns = RegistryColumns(CLIENT, SCORE, file.unit, TIME, None, held)
    if job.engine is Engine.duckdb:
        read_as = repr((file.sheet, groups, MOST_AT_ONCE))
        registry = replace(_registry(job, job.source.file, [instrument], columns, ()), read_as=read_as)
        return registry, CheckedRegistry(file, instrument, registry.judgements[instrument], tuple(groups))
    target = scratch / "scores.parquet"
    write_plainly(file, job.source, len(groups), target)
    return _registry(job, target, [instrument], columns, ()), None


def _groups_in(job: PopulationJob, engine: RegistryEngine) -> dict[str, str]:
    return named_groups(job, headers_of(job.source, engine))


def registry_of(job: PopulationJob, engine: RegistryEngine) -> Registry:
    """Return a file as it stands, and how each instrument is judged."""
    columns = registry_columns(job, list(engine.types(job.source.file)))
    return _registry(
        job, job.source.file, _instruments(job, engine, columns), columns, parse_missing(job.source.missing)
    )


def _registry(
    job: PopulationJob, file: Path, instruments: Sequence[str], columns: RegistryColumns, missing: tuple[str, ...]
) -> Registry:
    clock: Clock = "sessions" if columns.unit == "session" else "days"
    own = load_curve(job.curve) if job.curve else None
    days = columns.unit == "date"
    today = as_days(job.source.today) if days else None
    judgements = {name: _judgement(name, own, clock, columns.unit, today) for name in instruments}
    if own is not None and own.instrument not in {load(name).id for name in judgements}:
        raise BadInput(f"expected a curve for {', '.join(judgements)}, found one for {own.instrument}", file=job.curve)
    earliest = EARLIEST if days else (0.0 if columns.unit == "session" else -FURTHEST)
    latest = FURTHEST if today is None else today
    return Registry(file, columns, judgements, missing, earliest, latest)


def registry_columns(job: PopulationJob, headers: Sequence[str]) -> RegistryColumns:
    """Return the columns, by name or by their usual names; BadInput for names that cannot be."""
    named = named_parts(job.source.columns or "", "--columns", ("client", "score", *UNITS))
    usual = {header.strip().casefold(): header for header in reversed(headers)}
    units = [unit for unit in UNITS if unit in named] or [unit for unit in UNITS if unit in usual]
    if len(units) != 1:
        found = " and ".join(units) or f"none in {', '.join(headers[:20])}"
        raise BadInput(f"--columns: expected one column for time, date= or {'=, '.join(UNITS[1:])}=, found {found}")
    groups = named_groups(job, headers)
    return RegistryColumns(
        client=named.get("client") or usual.get("client", "client"),
        score=named.get("score") or usual.get("score", "score"),
        unit=units[0],
        time=named.get(units[0]) or usual[units[0]],
        instrument=job.instrument_column,
        attributes=groups,
    )


def named_groups(job: PopulationJob, headers: Sequence[str]) -> dict[str, str]:
    """Return the columns of the groups, by name or by their usual names."""
    if job.by is not None:
        return named_parts(job.by, "--by", GROUPS)
    usual = {header.strip().casefold(): header for header in reversed(headers)}
    return {name: usual[name] for name in GROUPS if name in usual}


def _named_instrument(job: PopulationJob) -> list[str]:
    if (job.instrument is None) == (job.instrument_column is None):
        raise BadInput("expected --instrument ID, or --instrument-column COLUMN, one of the two")
    return [job.instrument] if job.instrument is not None else []


def _instruments(job: PopulationJob, engine: RegistryEngine, columns: RegistryColumns) -> list[str]:
    if named := _named_instrument(job):
        return named
    assert columns.instrument is not None  # noqa: S101  (one of the two is given)
    return distinct_instruments(engine, job.source.file, columns.instrument)


def _judgement(name: str, own: Curve | None, clock: Clock, unit: str, today: float | None) -> Judgement:
    instrument = load(name)
    curve = own if own is not None and own.instrument == instrument.id else shipped_curve(instrument.id, clock)
    return Judgement(measure_of(instrument), curve, unit, today)


def _engine(job: PopulationJob, scratch: Path) -> RegistryEngine:
    if job.engine is Engine.duckdb:
        return DuckdbRegistry(scratch)
    try:
        from unstuck.population.engines.spark_registry import SparkRegistry
    except ImportError:
        raise BadInput(
            "--engine spark: expected the extra 'cluster' (pip install 'unstuck[cluster]') and Java"
        ) from None
    return SparkRegistry(scratch)
