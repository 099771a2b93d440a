"""What `unstuck population` does: choose an engine, judge everybody, roll up, write."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from unstuck.cli.fit import Engine
from unstuck.cli.flat_rows import TableFormat
from unstuck.cli.outcome_tables import write_cells
from unstuck.cli.output import whole_file
from unstuck.cli.progress_bar import progress_bar
from unstuck.cli.reading import Source
from unstuck.cli.registry_reading import CLIENT, SCORE, TIME, headers_of, is_looked_at, read_as_any_other
from unstuck.errors import BadInput
from unstuck.instruments import load
from unstuck.population.analysis import as_days
from unstuck.population.engines.columns import FURTHEST, UNITS, Columns, Unit, named_parts, parse_missing
from unstuck.population.engines.duckdb_registry import DuckdbRegistry, put_together
from unstuck.population.engines.reading import Reading
from unstuck.population.engines.registry import (
    Registry,
    RegistryEngine,
    Work,
    banded,
    by_quarter,
    distinct_instruments,
    judge_registry,
    roll_up,
    work_for,
)
from unstuck.population.engines.registry_queries import RegistryColumns
from unstuck.population.engines.scores import open_scores
from unstuck.population.engines.sources import check_readable
from unstuck.population.rollups import ALL, MEASURES, MOST_TIED, Cell, Group, GroupTable, Stratum, all_tied, cells
from unstuck.population.state_columns import Judgement
from unstuck.progress.batch import Clock
from unstuck.progress.curve import Curve
from unstuck.progress.curve_files import load_curve, shipped_curve
from unstuck.progress.measure import measure_of

UNIT: Mapping[str, Unit] = {unit: unit for unit in UNITS}
GROUPS = ("agency", "team", "programme", "quarter")
EARLIEST = as_days(date(1900, 1, 1))
FORMS = {".parquet": "parquet", ".csv": "csv"}


@dataclass(frozen=True)
class PopulationJob:
    """What was asked for, as the command line had it."""

    source: Source
    instrument: str | None
    instrument_column: str | None
    by: str | None
    curve: Path | None
    engine: Engine


def write_states(job: PopulationJob, out: Path) -> tuple[str, ...]:
    """Write everybody's latest state; return what to say beside it."""
    form = FORMS.get(out.suffix.lower())
    if form is None:
        raise BadInput(f"--out: expected a name that ends in {' or '.join(FORMS)}", file=out)
    with opened(job, out) as (engine, registry, work, notices):
        _judge(engine, registry, work)
        with whole_file(out) as target:
            people = put_together(work, tuple(registry.columns.attributes), registry.columns.unit, target, form)
    shutil.rmtree(work.folder)
    return (*notices, f"wrote the states of {people:,} clients to {out}")


def write_outcomes(job: PopulationJob, form: TableFormat, out: Path | None) -> tuple[str, ...]:
    """Write the outcomes of every group; return what to say beside them."""
    beside = out if out is not None else _beside(job.source.file)
    with opened(job, beside) as (engine, registry, work, notices):
        _judge(engine, registry, work)
        states = work.folder / "states.parquet"
        put_together(work, tuple(registry.columns.attributes), registry.columns.unit, states, "parquet")
        found, loose = rolled_up(engine, states, registry)
    if not found:
        problem = "expected clients with two scores of a measure that has a reliable change, found none"
        raise BadInput(problem, file=job.source.file)
    write_cells(found, form, out)
    shutil.rmtree(work.folder)
    return (*notices, *map(_said_of_loose, loose))


def _said_of_loose(instrument: str) -> str:
    return (
        f"{instrument}: more than {MOST_TIED:,} numbers, so quarters, and teams with their programmes, were not held "
        "against each other: a small number may follow from several of them. Ask for fewer groups with --by, or of "
        "part of the file, before you publish them"
    )


def _beside(file: Path) -> Path:
    """Return where an answer that goes to standard output has its folder: beside the file that is read."""
    if file.is_file() and not os.access(file.resolve().parent, os.W_OK):
        raise BadInput("expected --out PATH in a folder that may be written to, because this one may not", file=file)
    return file.with_name(f"{file.stem}-outcomes")


def rolled_up(engine: RegistryEngine, states: Path, registry: Registry) -> tuple[list[Cell], list[str]]:
    """Return every number that may be shown, and the instruments of which not all was held against each other."""
    table = engine.states(states)
    kinds = [name for name in GROUPS if name in registry.columns.attributes]
    if registry.columns.unit == "date" and "quarter" not in kinds:
        table, kinds = by_quarter(table), [*kinds, "quarter"]
    whole = _tables(engine, table, [name for name in kinds if name != "quarter"])
    parts = _tables_by_quarter(engine, table, kinds, whole) if "quarter" in kinds else {}
    strata = _strata(engine, table, kinds) if whole else {}
    found: list[Cell] = []
    loose: list[str] = []
    for (name,), mine in whole.items():
        quarters = parts.get(name, {})
        alone: dict[Group, Mapping[str, int]] = {
            ("quarter", quarter): one.groups[(ALL,)] for quarter, one in quarters.items()
        }
        everything = GroupTable({**mine.groups, **alone}, mine.both)
        found += cells(name, everything, strata.get(name, ()), quarters)
        loose += [] if all_tied(everything, quarters) else [name]
    return found, loose


def _tables(
    engine: RegistryEngine, table: str, kinds: Sequence[str], within: Sequence[str] = ()
) -> dict[tuple[str, ...], GroupTable]:
    """Return the counts by group, for each instrument, and for each value of the columns `within`."""
    groups: dict[tuple[str, ...], dict[Group, Mapping[str, int]]] = defaultdict(dict)
    both: dict[tuple[str, ...], dict[tuple[Group, Group], Mapping[str, int]]] = defaultdict(dict)
    for row in _rows(engine, table, within, []):
        groups[row.of][(ALL,)] = row.counts
    for kind in kinds:
        for row in _rows(engine, table, within, _keys(kind, kinds)):
            groups[row.of][_group(kind, row.names)] = row.counts
    place = "team" if "team" in kinds else "agency"
    if {place, "programme"} <= {*kinds}:
        for row in _rows(engine, table, within, [*_keys(place, kinds), "programme"]):
            both[row.of][_group(place, row.names[:-1]), _group("programme", row.names[-1:])] = row.counts
    return {of: GroupTable(found, both[of]) for of, found in groups.items()}


@dataclass(frozen=True)
class RollUpRow:
    """One row of a roll-up. of: the instrument, and what it is within."""

    of: tuple[str, ...]
    names: Sequence[object]
    counts: Mapping[str, int]


def _rows(engine: RegistryEngine, table: str, within: Sequence[str], keys: Sequence[str]) -> Iterator[RollUpRow]:
    counted = len(MEASURES)
    for instrument, *row in roll_up(engine, table, [*within, *keys]):
        of = (str(instrument), *map(_name, row[: len(within)]))
        yield RollUpRow(of, row[len(within) : -counted], _counts(row[-counted:]))


def _tables_by_quarter(
    engine: RegistryEngine, table: str, kinds: Sequence[str], whole: Mapping[tuple[str, ...], GroupTable]
) -> dict[str, dict[str, GroupTable]]:
    """Return each quarter's own table by instrument; a group that is in the file is in every quarter."""
    found: dict[str, dict[str, GroupTable]] = defaultdict(dict)
    inner = [kind for kind in kinds if kind != "quarter"]
    for (instrument, quarter), part in _tables(engine, table, inner, ["quarter"]).items():
        nobody = {group: dict.fromkeys(MEASURES, 0) for group in whole[instrument,].groups}
        found[instrument][quarter] = GroupTable({**nobody, **part.groups}, part.both)
    return found


def _strata(engine: RegistryEngine, table: str, kinds: Sequence[str]) -> dict[str, list[Stratum]]:
    strata: dict[str, list[Stratum]] = defaultdict(list)
    with_bands = banded(engine, table)
    for kind in kinds:
        keys = _keys(kind, kinds)
        for instrument, *row in roll_up(engine, with_bands, [*keys, "band"]):
            group, band = _group(kind, row[: len(keys)]), str(row[len(keys)])
            strata[str(instrument)].append(Stratum(group, band, _counts(row[len(keys) + 1 :])))
    return strata


def _keys(kind: str, kinds: Sequence[str]) -> list[str]:
    return ["agency", "team"] if kind == "team" and "agency" in kinds else [kind]


@contextmanager
def opened(job: PopulationJob, out: Path) -> Iterator[tuple[RegistryEngine, Registry, Work, tuple[str, ...]]]:
    """Yield the engine, what to read, the folder of the run, and what to say of how the file was read.

    BadInput names the file, and its row where one cell is at fault; nothing is left of such a run.
    """
    check_readable(job.source.file)
    with ExitStack() as stack:
        scratch = out.resolve().parent / f".{out.name}.unstuck-scratch"
        scratch.mkdir(mode=0o700, exist_ok=True)
        stack.callback(shutil.rmtree, scratch, ignore_errors=True)
        engine = _engine(job, scratch)
        stack.callback(engine.close)
        if is_looked_at(job.source, job.instrument_column, engine):
            registry, notices = read_registry(job, engine, scratch)
        else:
            registry, notices = registry_of(job, engine), ()
        work = work_for(registry, out)
        try:
            yield engine, registry, work, notices
        except BadInput as problem:
            shutil.rmtree(work.folder, ignore_errors=True)
            raise fault_in_row(registry, problem) from None


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


def read_registry(job: PopulationJob, engine: RegistryEngine, scratch: Path) -> tuple[Registry, tuple[str, ...]]:
    """Return a file that was read as every other command reads it, and what to say of that."""
    (instrument,) = _named_instrument(job)
    target, groups = scratch / "scores.parquet", named_groups(job, headers_of(job.source, engine))
    file = read_as_any_other(job.source, instrument, tuple(groups.values()), target)
    held = {name: f"g{at}" for at, name in enumerate(groups)}
    columns = RegistryColumns(CLIENT, SCORE, file.unit, TIME, None, held)
    return _registry(job, target, [instrument], columns, ()), file.notices


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


def _judge(engine: RegistryEngine, registry: Registry, work: Work) -> None:
    with ExitStack() as stack:

        def started(buckets: int) -> Callable[[int], None]:
            return stack.enter_context(progress_bar("Judging", buckets))

        judge_registry(engine, registry, work, started)


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


def _group(kind: str, names: Sequence[object]) -> Group:
    return (kind, *(_name(name) for name in names))


def _name(name: object) -> str:
    return "(none)" if name is None else str(name)


def _counts(row: Sequence[int]) -> dict[str, int]:
    return dict(zip(MEASURES, map(int, row), strict=True))
