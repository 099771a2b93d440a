"""A burst of browsers that keep their connections is shared among the workers, as Linux's own tables show it."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.web.site_process import ANSWER_SECONDS, serving, unstuck

BROWSERS = 32
"""Shared by chance, one of two workers gets all of them once in 2 ** 31 runs; taken by whoever wakes first, always
nearly all."""
LISTENS, ESTABLISHED = "0A", "01"


def workers_of(master: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def sockets(pid: int, port: int, state: str) -> int:
    """Return how many TCP sockets of a process are in a state, at a port of this machine."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    there = {f"socket:[{row[9]}]" for row in rows if row[1].endswith(f":{port:04X}") and row[3] == state}
    return sum(str(one.readlink()) in there for one in Path(f"/proc/{pid}/fd").iterdir() if one.is_symlink())


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="the tables of open sockets are Linux's")
def test_a_burst_of_browsers_is_shared_among_the_workers(tmp_path: Path) -> None:
    assert unstuck(tmp_path, "audit", "verify").returncode == 0
    with serving(tmp_path, tmp_path / "log", workers=2) as site, ExitStack() as burst:
        ends = time.monotonic() + ANSWER_SECONDS
        while [sockets(pid, site.port, LISTENS) for pid in workers_of(site.process.pid)] != [1, 1]:
            assert time.monotonic() < ends
            time.sleep(0.05)
        for _ in range(BROWSERS):
            burst.enter_context(socket.create_connection(("127.0.0.1", site.port)))
        while sum(held := [sockets(pid, site.port, ESTABLISHED) for pid in workers_of(site.process.pid)]) < BROWSERS:
            assert time.monotonic() < ends
            time.sleep(0.05)
        assert min(held) > 0, held
