"""A burst of browsers that keep their connections is shared among the workers, as Linux's own tables show it."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.prepared import installation
from tests.web.site_process import Served, serving, wait_until

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


def held_by_each(site: Served, state: str) -> list[int]:
    return [sockets(pid, site.port, state) for pid in workers_of(site.process.pid)]


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="the tables of open sockets are Linux's")
def test_a_burst_of_browsers_is_shared_among_the_workers(tmp_path: Path) -> None:
    installation(tmp_path)
    with serving(tmp_path, tmp_path / "log", workers=2) as site, ExitStack() as burst:
        wait_until(lambda: held_by_each(site, LISTENS) == [1, 1], "both workers listen", site.process)
        for _ in range(BROWSERS):
            burst.enter_context(socket.create_connection(("127.0.0.1", site.port)))
        wait_until(lambda: sum(held_by_each(site, ESTABLISHED)) == BROWSERS, "every browser is taken", site.process)
        assert min(held_by_each(site, ESTABLISHED)) > 0
