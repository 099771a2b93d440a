"""Reading a file for `unstuck population` as every other command reads it, before an engine counts its rows.

A file of one questionnaire that is not too large is read whole, with every look and question of `analyse`, and judged
from there; to a cluster it is handed as a plain table. Larger files, and those whose rows name their questionnaire, the
engine reads as they stand.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unstuck.cli.reading import Source, open_source_of
from unstuck.errors import BadInput
from unstuck.instruments import load
from unstuck.population.engines.first_rows import first_rows
from unstuck.population.engines.plain_tables import Wanted
from unstuck.population.engines.registry import RegistryEngine
from unstuck.population.engines.registry_queries import COUNT_ROWS
from unstuck.population.engines.scores import ScoreFile
from unstuck.population.engines.tables import write_table

LOOKED_BYTES, LOOKED_ROWS = 200_000_000, 10_000_000
"""Larger files are not read twice (our own default: text of that size has some eight million scores; Parquet packs more
into it, so that its rows are counted)."""
CLIENT, SCORE, TIME = "client", "score", "occasion"


def is_looked_at(source: Source, instrument_column: str | None, engine: RegistryEngine) -> bool:
    """Return whether the file goes through the common reader; BadInput where options ask for it and it cannot."""
    large = source.file.stat().st_size > LOOKED_BYTES or _rows(source.file, engine) > LOOKED_ROWS
    if not large and instrument_column is None:
        return True
    if source.asks_for_reading:
        what = (
            f"a file of at most {LOOKED_BYTES // 1_000_000} MB and {LOOKED_ROWS:,} rows" if large else "--instrument ID"
        )
        raise BadInput(f"expected {what} beside --where, --accept, --mapping and other options of reading")
    return False


def _rows(path: Path, engine: RegistryEngine) -> int:
    """Return how many rows a Parquet file says that it has; 0 for others, and for those that cannot have many."""
    with path.open("rb") as file:
        if path.stat().st_size < LOOKED_ROWS or file.read(4) != b"PAR1":
            return 0
    engine.types(path)  # BadInput for a damaged one
    ((rows,),) = engine.rows(COUNT_ROWS.substitute(source=engine.source(path)))
    return int(rows)


def headers_of(source: Source, engine: RegistryEngine) -> list[str]:
    """Return the names of the columns, of a workbook and other tables that no engine reads, too."""
    with source.file.open("rb") as file:
        if file.read(4) == b"PAR1":
            return list(engine.types(source.file))
    wanted = Wanted(sheet=source.settled.sheet, header_row=source.settled.header_row)
    return list(first_rows(source.file, 1, wanted).headers)


def read_as_any_other(source: Source, instrument: str, groups: Sequence[str], folder: Path) -> ScoreFile:
    """Read and check the file; what is temporary is kept in `folder`."""
    file = open_source_of(source, load(instrument), tuple(groups), folder)
    if not file.rows:
        file.close()
        raise BadInput("expected at least one score, found none", file=source.file)
    return file


def write_plainly(file: ScoreFile, source: Source, groups: int, target: Path) -> None:
    """Write a file's scores to `target`, a Parquet file with the columns client, score, occasion, g0, g1 …

    The same file and options give the same bytes and time stamp, so that a run that was stopped goes on.
    """
    write_table(target, _columns(file, groups), ".parquet")
    when = source.file.stat().st_mtime_ns
    os.utime(target, ns=(when, when))


def _columns(file: ScoreFile, groups: int) -> dict[str, NDArray[Any]]:
    clients, scores, occasions = [], [], []
    values: list[list[NDArray[Any]]] = [[] for _group in range(groups)]
    for piece in file.pieces():
        counts = np.diff(piece.starts)
        clients.append(np.repeat(piece.clients, counts))
        scores.append(piece.scores)
        occasions.append(piece.occasions)
        for at, attribute in enumerate(piece.attributes):
            values[at].append(np.repeat(attribute, counts))
    when = np.concatenate(occasions)
    days = when.astype(np.int64).astype("datetime64[D]") if file.unit == "date" else when
    named = {f"g{at}": np.concatenate(one) for at, one in enumerate(values)}
    return {CLIENT: np.concatenate(clients), SCORE: np.concatenate(scores), TIME: days, **named}
