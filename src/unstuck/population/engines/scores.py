"""Reading files of scores, larger than memory too: checked as a whole first, then handed out in pieces."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from unstuck.errors import BadInput
from unstuck.language import ngettext
from unstuck.population.engines import queries
from unstuck.population.engines.checks import Checked, Checks
from unstuck.population.engines.columns import (
    Columns,
    Unit,
    WideColumn,
    parse_columns,
    parse_missing,
    parse_unit,
    parse_wide,
)
from unstuck.population.engines.plain_tables import Wanted
from unstuck.population.engines.questions import OpenQuestions
from unstuck.population.engines.reading import Layout, Reading, lay_out
from unstuck.population.engines.sheet import Sheet
from unstuck.population.engines.sources import Source, check_readable, literal, literally, open_source
from unstuck.progress.curve import DAYS_IN

__all__ = [
    "Columns",
    "Piece",
    "Reading",
    "ScoreFile",
    "Unit",
    "WideColumn",
    "occasion_label",
    "open_scores",
    "parse_columns",
    "parse_missing",
    "parse_unit",
    "parse_wide",
]

MEMORY = "400MB"
"""What DuckDB may use before it spills to disk."""

MOST_ROUNDS = 6
"""How often a file is read again to find what hides behind open questions."""

LOOKED_AT = 2_000
"""How many rows are looked at for columns that say of which kind a row is."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Piece:
    """Some clients with all their scores, in order of first appearance in the file, then of time.

    clients: (c,) text, None where nobody asked. starts: (c + 1,) offsets into the rows; equal neighbours are a client
    without scores.
    times: (rows,) days since the client's own first score, or sessions where the file counts sessions.
    occasions: (rows,) the file's own time (dates: days since 1970-01-01). scores: (rows,) points. attributes: for
    each column asked for, (c,) texts, None where a client has none.
    """

    clients: NDArray[np.object_]
    starts: NDArray[np.int64]
    times: Floats
    occasions: Floats
    scores: Floats
    attributes: tuple[NDArray[np.object_], ...] = ()


@dataclass(frozen=True)
class _Loaded:
    """A checked file: its unit, what was counted, where its rows are, how many scores a row may hold."""

    unit: Unit
    checked: Checked
    source: Source
    width: int
    attributes: int
    layout: Layout
    scratch: Path


def open_scores(reading: Reading, *, memory: str = MEMORY, folder: Path | None = None) -> ScoreFile:
    """Read and check a whole file; BadInput names the first offending row. Use the result with `with`.

    `memory` is DuckDB's limit; what does not fit is kept in a temporary folder, inside `folder` where one is
    given, until the file is closed.
    """
    check_readable(reading.path)
    try:
        return _opened(reading, memory, folder)
    except OpenQuestions as first:
        raise _all_open(reading, first, memory, folder) from None


def _all_open(reading: Reading, first: OpenQuestions, memory: str, folder: Path | None) -> BadInput:
    """Return everything that is open: what hides behind the first questions is found by passing them over."""
    faults, proposals = {str(one): one for one in first.faults}, {one.text: one for one in first.proposals}
    settled = reading.settled
    for _round in range(MOST_ROUNDS):
        settled = settled.having(OpenQuestions((), tuple(proposals.values()), file=None).changes if proposals else {})
        try:
            _opened(replace(reading, settled=settled, provisional=True), memory, folder).close()
            break
        except OpenQuestions as more:
            before = len(faults), len(proposals)
            faults |= {str(one): one for one in more.faults}
            proposals |= {one.text: one for one in more.proposals}
            if (len(faults), len(proposals)) == before:
                break
        except BadInput as last:
            faults.setdefault(str(last), last)
            break
    if len(faults) == 1 and not proposals:
        return next(iter(faults.values()))
    return OpenQuestions(tuple(faults.values()), tuple(proposals.values()), file=reading.path)


def _opened(reading: Reading, memory: str, folder: Path | None) -> ScoreFile:
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="unstuck-", dir=folder)))
        engine = stack.enter_context(_engine(reading.path, scratch, memory))
        try:
            loaded = _load(engine, reading, scratch)
        except (duckdb.OutOfMemoryException, duckdb.IOException):
            problem = f"expected a file that {memory} of memory and the space for temporary files can hold"
            raise BadInput(f"{problem}, found a larger one", file=reading.path) from None
        return ScoreFile(engine, loaded, stack.pop_all(), reading)


def occasion_label(unit: Unit, value: float) -> str | float | int:
    """Return the file's own time for a number in `Piece.occasions`: an ISO date, or the number.

    >>> occasion_label("date", 20454.0), occasion_label("week", 3.0), occasion_label("month", 0.5)
    ('2026-01-01', 3, 0.5)
    """
    if unit == "date":
        return (date(1970, 1, 1) + timedelta(days=float(value))).isoformat()
    return int(value) if float(value).is_integer() else float(value)


class ScoreFile:
    """A checked file. `clients` counts those without scores too; `rows` counts scores, each once.

    `safety_answers` are those that a person must respond to; `notices` say so first.
    """

    def __init__(self, engine: duckdb.DuckDBPyConnection, loaded: _Loaded, held: ExitStack, reading: Reading) -> None:
        self._engine, self._held, self._loaded = engine, held, loaded
        self.unit, checked = loaded.unit, loaded.checked
        self._reading = reading
        self.clients, self.rows = checked.clients, checked.scores
        self.safety_answers, self.safety_notices = checked.safety_answers, checked.safety_notices
        self.other_notices = (*loaded.source.notices, *loaded.layout.notices, *checked.notices, *_notices(checked))
        self.notices = (*self.safety_notices, *self.other_notices)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the temporary folder; the file itself was never changed."""
        self._held.close()

    @property
    def scratch(self) -> Path:
        """Return the temporary folder: the only one that a connection may write to."""
        return self._loaded.scratch

    def connection(self) -> duckdb.DuckDBPyConnection:
        """Return a further connection to the tables `clients`, `scores` and `attributes`, for a thread of its own."""
        return self._engine.cursor()

    @property
    def sheet(self) -> Sheet:
        """Return how the file was read, to be kept and read so again."""
        reading, layout = self._reading, self._loaded.layout
        settled = reading.settled
        client = layout.headers[layout.client] if layout.client is not None else ""
        if reading.wide:
            return Sheet(client, layout.unit, wide=reading.wide, missing=reading.missing, settled=settled)
        slot = layout.slots[-1]
        if layout.items:
            settled = settled.having({"items": tuple(layout.headers[at] for at in layout.items)})
        time = "+".join(layout.headers[at] for at in layout.parts) or layout.name(slot.time or 0)
        score = "" if layout.items else layout.name(slot.score)
        baseline = layout.headers[layout.slots[0].score] if layout.baseline else ""
        return Sheet(client, layout.unit, score, time, baseline, missing=reading.missing, settled=settled)

    def pieces(self, clients_per_piece: int = 20_000, *, named: bool = True) -> Iterator[Piece]:
        """Yield all clients in pieces that fit into memory, as often as asked; the next one is fetched meanwhile.

        Where nobody asks who they are, `named` saves fetching that.
        """
        firsts = range(0, self.clients, clients_per_piece)
        with ThreadPoolExecutor(1) as ahead, self.connection() as engine:

            def fetched(first: int) -> Future[Piece]:
                end = min(first + clients_per_piece, self.clients)
                return ahead.submit(self._piece, first, end, engine, named)

            coming = deque(fetched(first) for first in firsts[:1])
            for following in firsts[1:]:
                coming.append(fetched(following))
                yield coming.popleft().result()
            yield from (last.result() for last in coming)

    def first_scores(self) -> tuple[Floats, Floats]:
        """Return each client's first occasion and first score, ordered by occasion."""
        found = self._columns(queries.FIRST_SCORES)
        return found["occasion"], found["score"]

    def row_numbers(self) -> NDArray[np.int64]:
        """Return for each score, in the order of all pieces together, the spreadsheet's row that it stands in."""
        found = self._columns(queries.SCORE_PLACES)
        records = found["place"][_first_of_each(found["number"], found["occasion"])] // self._loaded.width
        count = int(records.max()) + 1 if records.size else 0
        numbers = self._loaded.source.row_numbers(count)
        return numbers[np.asarray(records, dtype=np.int64)]

    def rows_of(
        self, first: int, end: int, engine: duckdb.DuckDBPyConnection
    ) -> tuple[NDArray[np.int32], Floats, Floats]:
        """Return number, occasion and score of the clients from `first` on: by client and time, each once."""
        found = engine.execute(queries.PIECE_SCORES, (first, end)).fetchnumpy()
        once = _first_of_each(found["number"], found["occasion"])
        return found["number"][once], found["occasion"][once], found["score"][once]

    def _piece(self, first: int, end: int, engine: duckdb.DuckDBPyConnection, named: bool) -> Piece:
        names = np.full(end - first, None, dtype=object)
        if named:
            names = engine.execute(queries.PIECE_CLIENTS, (first, end)).fetchnumpy()["client"]
        number, occasions, scores = self.rows_of(first, end, engine)
        starts = np.searchsorted(number, np.arange(first, end + 1)).astype(np.int64)
        attributes = self._attributes(first, end, engine)
        return Piece(names, starts, self._times(occasions, starts), occasions, scores, attributes)

    def _attributes(self, first: int, end: int, engine: duckdb.DuckDBPyConnection) -> tuple[NDArray[np.object_], ...]:
        names = [f"a{at}" for at in range(self._loaded.attributes)]
        if not names:
            return ()
        found = engine.execute(queries.PIECE_ATTRIBUTES.substitute(columns=", ".join(names)), (first, end)).fetchnumpy()
        return tuple(_texts(found[name]) for name in names)

    def _times(self, occasions: Floats, starts: NDArray[np.int64]) -> Floats:
        counts = np.diff(starts)
        began = np.repeat(occasions[starts[:-1][counts > 0]], counts[counts > 0])
        return (occasions - began) * DAYS_IN.get(self.unit, 1.0)

    def _columns(self, query: str) -> dict[str, Any]:
        return self._engine.execute(query).fetchnumpy()


def _first_of_each(number: NDArray[Any], occasions: Floats) -> NDArray[np.bool_]:
    """Return which of the sorted scores is the first of its client and time."""
    once = np.ones(number.size, dtype=bool)
    once[1:] = (np.diff(number) != 0) | (np.diff(occasions) != 0)
    return once


def _texts(column: Any) -> NDArray[np.object_]:
    """Return a column of texts with None where there is none."""
    texts: NDArray[np.object_] = np.ma.getdata(column).astype(object)
    texts[np.ma.getmaskarray(column)] = None
    return texts


def _engine(path: Path, scratch: Path, memory: str) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB that sees this file and the scratch folder, no other file and no network."""
    engine = duckdb.connect(
        config={
            "memory_limit": memory,
            "temp_directory": str(scratch),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
        }
    )
    engine.execute("SET TimeZone = 'UTC'")
    for setting, allowed in (("allowed_paths", path), ("allowed_directories", scratch)):
        names = f"{literal(str(allowed.absolute()))}, {literal(literally(allowed))}"
        engine.execute(f"SET {setting} = [{names}]")
    engine.execute("SET enable_external_access = false")
    engine.execute("SET lock_configuration = true")
    return engine


def _load(engine: duckdb.DuckDBPyConnection, reading: Reading, scratch: Path) -> _Loaded:
    settled = reading.settled
    wanted = Wanted(reading.named_columns, settled.sheet, settled.header_row)
    source = open_source(reading.path, engine, scratch, wanted)
    layout = lay_out(reading, source.headers, source.top(LOOKED_AT))
    source.load(engine, layout, reading.marks)
    checked = Checks(engine, reading, layout, source).run()
    if not checked.clients:
        problem = "expected at least one row with a client below the header, found none"
        raise BadInput(problem, file=reading.path)
    return _Loaded(layout.unit, checked, source, len(layout.slots), len(layout.attributes), layout, scratch)


def _notices(checked: Checked) -> tuple[str, ...]:
    repeats, without = checked.repeats, checked.without_score
    found = []
    if repeats:
        text, texts = "{n} repeated score was counted once", "{n} repeated scores were counted once"
        found.append(ngettext(text, texts, repeats).format(n=repeats))
    if without:
        found.append(ngettext("{n} client has no score", "{n} clients have no score", without).format(n=without))
    return tuple(found)
