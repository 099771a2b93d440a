"""What `unstuck population` does: judge everybody, roll up, write."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from unstuck.cli.flat_rows import TableFormat
from unstuck.cli.opened_registry import GROUPS, PopulationJob, opened
from unstuck.cli.outcome_tables import write_cells
from unstuck.cli.output import whole_file
from unstuck.errors import BadInput
from unstuck.population.disclosure import MOST_AUDITED
from unstuck.population.engines.registry import (
    Registry,
    RegistryEngine,
    banded,
    by_quarter,
    roll_up,
)
from unstuck.population.rollups import (
    ALL,
    MEASURES,
    MOST_TIED,
    Cell,
    Group,
    GroupTable,
    Stratum,
    all_at_once,
    all_tied,
    cells,
)

FORMS = {".parquet": "parquet", ".csv": "csv"}


def write_states(job: PopulationJob, out: Path) -> tuple[str, ...]:
    """Write everybody's latest state; return what to say beside it."""
    form = FORMS.get(out.suffix.lower())
    if form is None:
        raise BadInput(f"--out: expected a name that ends in {' or '.join(FORMS)}", file=out)
    with opened(job, out) as found:
        found.judge()
        with whole_file(out) as target:
            people = found.put_together(target, form)
    shutil.rmtree(found.work.folder)
    return (*found.notices, f"wrote the states of {people:,} clients to {out}")


def write_outcomes(job: PopulationJob, form: TableFormat, out: Path | None) -> tuple[str, ...]:
    """Write the outcomes of every group; return what to say beside them."""
    beside = out if out is not None else _beside(job.source.file)
    with opened(job, beside) as read:
        read.judge()
        states = read.work.folder / "states.parquet"
        read.put_together(states, "parquet")
        found, said = rolled_up(read.engine, states, read.registry)
    if not found:
        problem = "expected clients with two scores of a measure that has a reliable change, found none"
        raise BadInput(problem, file=job.source.file)
    write_cells(found, form, out)
    shutil.rmtree(read.work.folder)
    return (*read.notices, *said)


def _said_of_large(instrument: str, table: GroupTable, quarters: Mapping[str, GroupTable]) -> list[str]:
    """Return what is said of a file too large to look for everything that follows from its numbers."""
    if not all_tied(table, quarters):
        return [
            f"{instrument}: more than {MOST_TIED:,} numbers, so quarters, and teams with their programmes, were not "
            "held against each other: a small number may follow from several of them. Ask for fewer groups with --by, "
            "or of part of the file, before you publish them"
        ]
    if not all_at_once(table, quarters):
        return [
            f"{instrument}: more than {MOST_AUDITED:,} numbers, so what follows from several sums only when they are "
            "put together (linear programming) was not looked for. Do not publish these figures beside those of single "
            "quarters; or ask for fewer groups with --by, or of part of the file"
        ]
    return []


def _beside(file: Path) -> Path:
    """Return where an answer that goes to standard output has its folder: beside the file that is read."""
    if file.is_file() and not os.access(file.resolve().parent, os.W_OK):
        raise BadInput("expected --out PATH in a folder that may be written to, because this one may not", file=file)
    return file.with_name(f"{file.stem}-outcomes")


def rolled_up(engine: RegistryEngine, states: Path, registry: Registry) -> tuple[list[Cell], list[str]]:
    """Return every number that may be shown, and what to say of those of which not everything was looked for."""
    table = engine.states(states)
    kinds = [name for name in GROUPS if name in registry.columns.attributes]
    if registry.columns.unit == "date" and "quarter" not in kinds:
        table, kinds = by_quarter(table), [*kinds, "quarter"]
    whole = _tables(engine, table, [name for name in kinds if name != "quarter"])
    parts = _tables_by_quarter(engine, table, kinds, whole) if "quarter" in kinds else {}
    strata = _strata(engine, table, kinds) if whole else {}
    found: list[Cell] = []
    said: list[str] = []
    for (name,), mine in whole.items():
        quarters = parts.get(name, {})
        alone: dict[Group, Mapping[str, int]] = {
            ("quarter", quarter): one.groups[(ALL,)] for quarter, one in quarters.items()
        }
        everything = GroupTable({**mine.groups, **alone}, mine.both)
        found += cells(name, everything, strata.get(name, ()), quarters)
        said += _said_of_large(name, everything, quarters)
    return found, said


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


def _group(kind: str, names: Sequence[object]) -> Group:
    return (kind, *(_name(name) for name in names))


def _name(name: object) -> str:
    return "(none)" if name is None else str(name)


def _counts(row: Sequence[int]) -> dict[str, int]:
    return dict(zip(MEASURES, map(int, row), strict=True))
