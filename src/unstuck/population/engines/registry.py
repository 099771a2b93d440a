"""A file of a whole country: laid out in buckets once, judged bucket by bucket, put together; resumable after a kill.

What is done stands in a folder beside the answer. Whoever runs the same command again goes on from there, and gets
the same bytes; a changed file, option or version begins anew. The folder is removed when the answer is written.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from unstuck import __version__
from unstuck.errors import BadInput
from unstuck.population.case_mix import fifths
from unstuck.population.engines.dialects import Dialect
from unstuck.population.engines.registry_queries import (
    BANDS,
    COUNT_ROWS,
    FIRST_SCORES,
    GROUPS,
    INSTRUMENTS,
    ROLL_UP,
    Ranges,
    RegistryColumns,
    RegistryQueries,
    Typed,
    bucket_digits,
)
from unstuck.population.engines.sources import check_readable
from unstuck.population.state_columns import COLUMNS, Judgement
from unstuck.progress.curve import to_json

Tick = Callable[[int], None]
SAMPLED = 1 << 16
"""Bytes at either end of a file that tell it from another of the same size and time."""


@dataclass(frozen=True)
class Registry:
    """What to read and how each instrument is judged, by the name that the file gives it."""

    path: Path
    columns: RegistryColumns
    judgements: Mapping[str, Judgement]
    missing: tuple[str, ...]
    earliest: float
    latest: float
    read_as: str = ""
    """How the file was read, where it was checked as a whole before."""


@dataclass(frozen=True)
class Work:
    """The folder of one run: `laid_out` for scores in buckets, `judged` for what was found, one file a bucket."""

    folder: Path

    @property
    def laid_out(self) -> Path:
        """Where the scores lie, in folders named bucket=…"""
        return self.folder / "scores"

    @property
    def judged(self) -> Path:
        """Where each bucket's answer lies."""
        return self.folder / "judged"

    def answer(self, bucket: str) -> Path:
        """Return the file for one bucket's answer."""
        return self.judged / f"{bucket}.parquet"

    def open(self) -> None:
        """Make the folders, for nobody else to read: they hold scores."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.judged.mkdir(exist_ok=True)

    def lay_out(self, write: Callable[[Path], None]) -> None:
        """Have the scores written, whole or not at all; nothing where that was done before."""
        if self.laid_out.is_dir():
            return
        half = self.folder / "scores.half"
        shutil.rmtree(half, ignore_errors=True)
        write(half)
        half.replace(self.laid_out)

    def buckets(self) -> list[str]:
        """Return the names of all buckets that hold scores."""
        return sorted(path.name.removeprefix("bucket=") for path in self.laid_out.glob("bucket=*"))

    def missing(self) -> list[str]:
        """Return the buckets that are still to be judged."""
        return [bucket for bucket in self.buckets() if not self.answer(bucket).is_file()]


class RegistryEngine(Protocol):
    """What an engine does: run a query on the file, lay the scores out, judge buckets, run a query on the answer."""

    def source(self, path: Path) -> str:
        """Return the file as a table that a query may name. BadInput where it cannot be read."""
        ...

    def types(self, path: Path) -> dict[str, Typed]:
        """Return the file's column names, and what each holds."""
        ...

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return a query's answer."""
        ...

    def states(self, path: Path) -> str:
        """Return a judged file as a table that a query may name."""
        ...

    def write_buckets(self, query: str, folder: Path) -> None:
        """Write a query's answer as Parquet, in folders by its column `bucket`."""
        ...

    def close(self) -> None:
        """End the engine."""
        ...

    def judge(self, work: Work, judgements: Mapping[str, Judgement], attributes: Sequence[str]) -> Iterator[str]:
        """Judge the buckets that are missing and yield each when its answer is written, whole or not at all."""
        ...

    @property
    def queries_for(self) -> Dialect:
        """The dialect of its SQL."""
        ...


def work_for(registry: Registry, out: Path) -> Work:
    """Return the folder for this file, these options and this version, beside the answer."""
    check_readable(registry.path)
    told = hashlib.sha256(json.dumps(_described(registry), sort_keys=True, default=str).encode())
    told.update(_ends(registry.path))
    return Work(out.resolve().parent / f".{out.name}.unstuck-{told.hexdigest()[:16]}")


def judge_registry(engine: RegistryEngine, registry: Registry, work: Work, started: Callable[[int], Tick]) -> int:
    """Judge everybody in the file, into the work folder; return how many buckets there are.

    `started` is told how many, and returns what counts them.
    """
    source = engine.source(registry.path)
    _check_headers(engine, registry)
    work.open()
    work.lay_out(lambda folder: _lay_out(engine, registry, source, folder))
    buckets, missing = work.buckets(), work.missing()
    tick = started(len(buckets))
    tick(len(buckets) - len(missing))
    for _bucket in engine.judge(work, registry.judgements, tuple(registry.columns.attributes)):
        tick(1)
    return len(buckets)


def distinct_instruments(engine: RegistryEngine, path: Path, column: str) -> list[str]:
    """Return the names of instruments in a column, in order; empty cells name none."""
    if column not in engine.types(path):
        raise BadInput("expected a column of this name", file=path, row=1, column=column)
    text = engine.queries_for.text(column)
    found = engine.rows(INSTRUMENTS.substitute(source=engine.source(path), name=text))
    return [str(name) for (name,) in found if name]


def roll_up(engine: RegistryEngine, states: str, keys: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return instrument, `keys` and the seven counts of everybody with two scores, by group (see queries.ROLL_UP)."""
    quoted = ", ".join(engine.queries_for.quote(key) for key in keys) if keys else "'all' AS kind"
    query = ROLL_UP.substitute(states=states, keys=quoted, by=", ".join(["instrument", *_quoted(engine, keys)]))
    return engine.rows(query)


def banded(engine: RegistryEngine, states: str) -> str:
    """Return the judged clients with the band of their first score: fifths of each instrument's clients."""
    by_instrument: dict[str, list[tuple[float, int]]] = {}
    for instrument, first, clients in engine.rows(FIRST_SCORES.substitute(states=states)):
        by_instrument.setdefault(str(instrument), []).append((float(first), int(clients)))
    cases = ["CASE"]
    for instrument, found in by_instrument.items():
        values, counts = np.array(found).T
        edges, name = fifths(values, counts), engine.queries_for.literal(instrument)
        cases += [f"WHEN instrument = {name} AND first < {edge!r} THEN {at}" for at, edge in enumerate(edges)]
    band = " ".join([*cases, "ELSE 9 END"]) if len(cases) > 1 else "0"
    return BANDS.substitute(states=states, band=band)


def by_quarter(states: str) -> str:
    """Return the judged clients with the quarter of their last score."""
    return GROUPS.substitute(states=states)


def _quoted(engine: RegistryEngine, keys: Sequence[str]) -> list[str]:
    return [engine.queries_for.quote(key) for key in keys]


def _lay_out(engine: RegistryEngine, registry: Registry, source: str, folder: Path) -> None:
    ((rows,),) = engine.rows(COUNT_ROWS.substitute(source=source))
    queries = RegistryQueries(
        engine.queries_for,
        registry.columns,
        Ranges(
            {name: judged.measure.minimum for name, judged in registry.judgements.items()},
            {name: judged.measure.maximum for name, judged in registry.judgements.items()},
        ),
        registry.missing,
        registry.earliest,
        registry.latest,
        bucket_digits(int(rows)),
        engine.types(registry.path),
    )
    _check_cells(registry, engine.rows(queries.faults(source)))
    engine.write_buckets(queries.laid_out(source), folder)


def _check_headers(engine: RegistryEngine, registry: Registry) -> None:
    found, columns = list(engine.types(registry.path)), registry.columns
    wanted = [columns.client, columns.score, columns.time, *columns.attributes.values()]
    wanted += [columns.instrument] if columns.instrument else []
    for name in wanted:
        if name not in found:
            shown = ", ".join(found[:20])
            raise BadInput(f"expected a column of this name, found {shown}", file=registry.path, row=1, column=name)


def _check_cells(registry: Registry, answer: list[tuple[Any, ...]]) -> None:
    """Raise BadInput for cells that cannot be used: which column, how many, what was expected."""
    ((rows, client, instrument, score, occasion),) = answer
    if not rows:
        raise BadInput("expected at least one row below the header, found none", file=registry.path)
    columns = registry.columns
    ranges = {(judged.measure.minimum, judged.measure.maximum) for judged in registry.judgements.values()}
    span = " or ".join(f"{low:g} to {high:g}" for low, high in sorted(ranges))
    when = "a date such as 2026-03-31, not in the future" if columns.unit == "date" else f"a {columns.unit} as a number"
    for count, column, expected in (
        (client, columns.client, "a client beside every score"),
        (instrument, columns.instrument, f"one of {', '.join(registry.judgements)}"),
        (score, columns.score, f"numbers from {span}"),
        (occasion, columns.time, when),
    ):
        if count:
            cells = f"{count:,} {'cell' if count == 1 else 'cells'}"
            raise BadInput(
                f"expected {expected}, found {cells} that cannot be read so", file=registry.path, column=column
            )


def _described(registry: Registry) -> dict[str, Any]:
    stat = registry.path.stat()
    judged = {
        name: [vars(one.measure), to_json(one.curve) if one.curve else None, one.unit, one.today]
        for name, one in registry.judgements.items()
    }
    return {
        "version": __version__,
        "size": stat.st_size,
        "changed": stat.st_mtime_ns,
        "columns": vars(registry.columns),
        "judged": judged,
        "holds": COLUMNS,
        "missing": registry.missing,
        "dates": [registry.earliest, registry.latest],
        "read_as": registry.read_as,
    }


def _ends(path: Path) -> bytes:
    with path.open("rb") as file:
        head = file.read(SAMPLED)
        file.seek(max(path.stat().st_size - SAMPLED, 0))
        return head + file.read(SAMPLED)
