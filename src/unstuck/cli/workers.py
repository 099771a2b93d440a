"""Judging a large file in more than one process; a small one stays in this one."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.pool import AsyncResult, Pool
from pathlib import Path
from typing import TypeVar

from unstuck.interop.analysis import Record
from unstuck.population.analysis import Rows
from unstuck.reporting.judge import Judge

LARGE_FILE = 2_000_000
"""Bytes from which starting a second process costs less than it saves."""
MOST_WORKERS = 4
AHEAD = 2
"""Pieces that wait for each worker; more would only fill memory."""

Answer = TypeVar("Answer")
Render = Callable[[Iterable[Record]], Answer]


@contextmanager
def workers_for(file: Path) -> Iterator[Pool | None]:
    """Yield worker processes for a large file; None for a small one or a single core.

    They begin before the file is opened: DuckDB's threads must not be there yet when a process is forked.
    """
    cores = min(os.cpu_count() or 1, MOST_WORKERS)
    if cores < 2 or not file.is_file() or file.stat().st_size < LARGE_FILE:
        yield None
        return
    with get_context("fork" if sys.platform == "linux" else "spawn").Pool(cores, initializer=_ready) as pool:
        yield pool


def rendered(
    judge: Judge, pieces: Iterable[Rows], render: Render[Answer], workers: Pool | None, tick: Callable[[int], None]
) -> Iterator[Answer]:
    """Yield what `render` makes of each piece's records, in the file's order."""
    if workers is None:
        for rows in pieces:
            yield _rendered(judge, rows, render)
            tick(len(rows.clients))
        return
    waiting: deque[tuple[int, AsyncResult[Answer]]] = deque()
    for rows in pieces:
        waiting.append((len(rows.clients), workers.apply_async(_rendered, (judge, rows, render))))
        if len(waiting) > AHEAD * MOST_WORKERS:
            yield _next(waiting, tick)
    while waiting:
        yield _next(waiting, tick)


def _next(waiting: deque[tuple[int, AsyncResult[Answer]]], tick: Callable[[int], None]) -> Answer:
    clients, result = waiting.popleft()
    answer = result.get()
    tick(clients)
    return answer


def _rendered(judge: Judge, rows: Rows, render: Render[Answer]) -> Answer:
    return render(judge.records(judge.analyse(rows)))


def _ready() -> None:
    """Leave stopping to the parent; the records hold no cycles, so reference counts alone free them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
