"""Starting the worker process: there is one for each installation, and a new one whenever it is missing.

It holds a lock as long as it lives. The processes that serve look whether the lock is held, and start another one where
it is not; it ends by itself once the process that started it has ended. What it does stands in `worker`.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

LOCK = "background.lock"
START_AFTER_SECONDS = 3.0
"""A process that serves answers its first pages before it starts a worker process, and checks again as often."""
COMMAND = [sys.executable, "-m", "unstuck.web.operations.background_process"]


@contextmanager
def only_one(folder: Path) -> Iterator[TextIO | None]:
    """Yield the file of the lock where nobody held it, else None. It is held until the end of the body."""
    with (folder / LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield None
            return
        yield file


def keep_one_running(folder: Path, stop: threading.Event) -> None:
    """Start a worker process whenever there is none. Runs alongside the pages in each process that serves."""
    started: list[subprocess.Popen[bytes]] = []
    while not stop.wait(START_AFTER_SECONDS):
        started = [one for one in started if one.poll() is None]
        if not started and _is_missing(folder):
            started.append(_start())


def is_served(folder: Path) -> bool:
    """Tell whether the site is being served: a worker process is there within seconds, and ends with it."""
    return not _is_missing(folder)


def _is_missing(folder: Path) -> bool:
    with only_one(folder) as lock:
        return lock is not None


def _start() -> subprocess.Popen[bytes]:
    """Start one in a group of its own: whoever stops the site at the keyboard lets it finish what it has in hand.

    It is told who starts it: a starter that ends at once is not there any more to be asked for.
    """
    command = [*COMMAND, str(os.getpid())]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603  (our own module)
