"""Servers and databases are killed while scores are saved: nothing confirmed is lost, nothing stands half."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.durability.installation import BEGIN
from tests.durability.poster import Poster
from tests.web.site_process import Served, environment, free_port, start, wait_until_it_answers
from tests.with_postgres import Cluster, NotHere, cluster

ROOT = Path(__file__).parents[2]
TRIALS, PARTS, EVERY_MASTER = 100, 4, 5
POSTGRES_TRIALS = 10
FORGETFUL = "-c fsync=on -c full_page_writes=on"

pytestmark = pytest.mark.durability


@dataclass
class Installation:
    """A home with four clients, and somebody who can look into its database."""

    home: Path
    more: dict[str, str]
    checker: subprocess.Popen[str]
    known: dict[str, Any]

    def faults(self, saved: list[Any]) -> list[str]:
        """Return what is wrong in the database, given what was confirmed."""
        assert self.checker.stdin
        assert self.checker.stdout
        self.checker.stdin.write(json.dumps(saved) + "\n")
        self.checker.stdin.flush()
        found: list[str] = json.loads(self.checker.stdout.readline())
        return found


@contextmanager
def installed(home: Path, **more: str) -> Iterator[Installation]:
    checker = subprocess.Popen(
        [sys.executable, "-c", BEGIN],
        cwd=ROOT,
        env=environment(home, UNSTUCK_PLAIN_HTTP="1", **more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert checker.stdin
    assert checker.stdout
    try:
        yield Installation(home, more, checker, json.loads(checker.stdout.readline()))
    finally:
        checker.stdin.close()
        checker.wait(30)
        checker.stdout.close()


def _children(pid: int) -> list[int]:
    """Return the processes that this one started, from the lists of the kernel."""
    lists = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(word) for word in lists.split()]


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _kill_everything(site: Served) -> None:
    """The master first, so that it starts nobody anew; then whoever served."""
    workers = _children(site.process.pid)
    site.process.kill()
    site.process.wait()
    for worker in workers:
        _kill(worker)


class Trials:
    """Posters that never cease, and a site under them that is killed again and again."""

    def __init__(self, found: Installation, seed: int) -> None:
        self.found, self.chance = found, random.Random(seed)  # noqa: S311  (moments, not secrets)
        self.site = self._started(free_port())
        began = date.fromisoformat(found.known["began"])
        self.posters = [Poster(self.site, found.known["session"], one, began) for one in found.known["clients"]]

    def _started(self, port: int) -> Served:
        site = start(self.found.home, self.found.home / "log", port, **self.found.more)
        wait_until_it_answers(site)
        return site

    def run(self, count: int, crash: Callable[[int, Served], None]) -> None:
        """Crash at random moments, so many times; look into the database after each, and once at the end."""
        for poster in self.posters:
            poster.start()
        try:
            for trial in range(count):
                self._wait_for_somebody_to_be_served()
                time.sleep(self.chance.random() * 0.15)
                crash(trial, self.site)
                assert self.found.faults(self._saved()) == [], f"after crash {trial + 1}"
                if self.site.process.poll() is not None:
                    self.site = self._started(self.site.port)
                    for poster in self.posters:
                        poster.site = self.site
            self._finish()
        finally:
            for poster in self.posters:
                poster.asked_to_stop.set()
            _kill_everything(self.site)
        assert self.found.faults(self._saved()) == []
        assert [poster.unexpected for poster in self.posters] == [[]] * len(self.posters)
        assert len(self._saved()) >= count

    def _saved(self) -> list[Any]:
        return [one for poster in self.posters for one in list(poster.saved)]

    def _wait_for_somebody_to_be_served(self) -> None:
        before, ends = len(self._saved()), time.monotonic() + 60
        while len(self._saved()) == before:
            assert time.monotonic() < ends, (self.found.home / "log").read_text()[-2000:]
            time.sleep(0.005)

    def _finish(self) -> None:
        """Let everybody send what is still open: also forms whose first sending was cut off count once."""
        for poster in self.posters:
            poster.asked_to_stop.set()
        for poster in self.posters:
            poster.join(60)
            assert not poster.is_alive()


def _server_dies(trial: int, site: Served) -> None:
    """Every fifth time the whole of gunicorn, else the process that serves."""
    if trial % EVERY_MASTER == 0:
        _kill_everything(site)
    else:
        for worker in _children(site.process.pid):
            _kill(worker)


@pytest.mark.parametrize("part", range(PARTS))
def test_the_server_is_killed_while_scores_are_saved(tmp_path: Path, part: int) -> None:
    with installed(tmp_path / "home") as found:
        Trials(found, seed=part).run(TRIALS // PARTS, _server_dies)


def test_postgresql_crashes_while_scores_are_saved(tmp_path: Path) -> None:
    """In turns: a backend is killed, so that the server recovers; the server stops at once; gunicorn is killed."""
    try:
        with cluster(FORGETFUL) as base, installed(tmp_path / "home", UNSTUCK_DATABASE_URL=base.address) as found:
            Trials(found, seed=PARTS).run(POSTGRES_TRIALS, lambda trial, site: _database_dies(base, trial, site))
    except NotHere:
        pytest.skip("not installed: PostgreSQL's server (Debian: postgresql)")


def _database_dies(base: Cluster, trial: int, site: Served) -> None:
    if trial % 3 == 0:
        _kill_a_backend(base)
    elif trial % 3 == 1:
        base.stop()
        base.start()
    else:
        _server_dies(trial, site)


def _kill_a_backend(base: Cluster) -> None:
    """PostgreSQL shuts every connection then and recovers; wait until it lets somebody in again."""
    master = int((base.folder / "data/postmaster.pid").read_text().splitlines()[0])
    named = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in _children(master)}
    backends = [pid for pid, name in named.items() if b"unstuck" in name.split(b"\0")[0].split(b":")[-1]]
    for pid in backends[:1]:
        _kill(pid)
    ends = time.monotonic() + 30
    asked = [str(base.programs / "psql"), "-h", str(base.folder), "-U", "unstuck", "-c", "SELECT 1", "unstuck"]
    while subprocess.run(asked, capture_output=True, check=False).returncode:
        assert time.monotonic() < ends
        time.sleep(0.05)
