"""kill −9 while scores are saved: nothing acknowledged is lost, no state without its score, no score without its state.

People save scores by the real form of a real site, without pause. Again and again one of its processes is killed at a
random moment: a worker, now and then the master with all its workers, on PostgreSQL also a backend of the database
in the middle of its work. What was answered by "saved" (a redirect) must be there at the end.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode

import pytest

from tests.prepared import installation
from tests.web.site_process import (
    PATIENCE_SECONDS,
    Served,
    environment,
    free_port,
    start,
    wait_until,
    wait_until_it_answers,
)
from tests.with_postgres import NotHere, cluster

pytestmark = pytest.mark.durability

CLIENTS = 4
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
INPUT = re.compile(r'<input type="hidden" name="(once|version|csrfmiddlewaretoken)" value="([^"]*)"')
SHORTEST, LONGEST = 0.3, 1.1
"""Seconds between two kills; after one of the database, which then has to recover, four times as long."""


def world(home: Path, surroundings: dict[str, str], *words: str) -> dict[str, object]:
    command = [sys.executable, "-m", "tests.durability.worlds", *words]
    answer = subprocess.run(
        command,
        env=environment(home, **surroundings),
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_SECONDS,
    )
    found: dict[str, object] = json.loads(answer.stdout)
    return found


@dataclass
class Saving:
    """Somebody who saves one score after the other about one client. `saved`: those that were acknowledged."""

    site: list[Served]
    cookie: str
    client: str
    until: threading.Event
    saved: dict[str, float] = field(default_factory=dict)
    tried: int = 0

    @property
    def acknowledged(self) -> int:
        return len(self.saved)

    def run(self) -> None:
        day = date(2020, 1, 2)
        while not self.until.is_set():
            total = float(10 + self.tried % 8)
            self.tried += 1
            try:
                if self._save(day, total):
                    self.saved[day.isoformat()] = total
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)  # the site is away just now
            day += timedelta(days=1)

    def _save(self, day: date, total: float) -> bool:
        address, headers = f"/clients/{self.client}/scores/add/", {"Cookie": self.cookie}
        status, page, answered = self.site[0].ask("GET", address, headers=headers)
        if status != 200:
            return False
        fields = {name: unescape(value) for name, value in INPUT.findall(page[page.rindex("<form") :])}
        csrf = answered.get("Set-Cookie", "").partition(";")[0]
        typed = {**fields, "instrument": "PHQ-9", "total": total, "on": day.isoformat()}
        headers |= {**FORM, "Cookie": f"{self.cookie}; {csrf}"}
        status, _page, _answered = self.site[0].ask("POST", address, urlencode(typed).encode(), headers)
        return status == 302


def children(pid: int) -> list[int]:
    """Return the processes that a process started."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def backends(log: Path) -> list[int]:
    """Return PostgreSQL's processes that serve the site just now."""
    own = (log.parent / "data/postmaster.pid").read_text().split()[0]
    found = []
    for pid in children(int(own)):
        title = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        if "unstuck" in title:
            found.append(pid)
    return found


def kill(victims: list[int], chance: random.Random) -> None:
    if victims:
        os.kill(chance.choice(victims), signal.SIGKILL)


def kill_all(site: Served) -> None:
    """Kill the master first, so that it cannot mourn, then its workers."""
    workers = children(site.process.pid)
    for pid in (site.process.pid, *workers):
        os.kill(pid, signal.SIGKILL)
    site.process.wait(PATIENCE_SECONDS)


class Busy(Protocol):
    """Somebody who sends one form after the other until they are told to stop."""

    @property
    def acknowledged(self) -> int:
        """How much was answered by "saved" so far."""

    def run(self) -> None:
        """Go on until told to stop."""


@dataclass
class Trials:
    """How often something is killed, and what stands around it. `database`: PostgreSQL's log, or None for SQLite."""

    home: Path
    count: int
    surroundings: dict[str, str]
    database: Path | None
    chance: random.Random


def kill_while(
    trials: Trials, make_people: Callable[[list[Served], threading.Event], Sequence[Busy]]
) -> Sequence[Busy]:
    """Let people work and kill processes under them; return them once all is quiet and the site is shut down."""
    home, surroundings, chance = trials.home, trials.surroundings, trials.chance
    log, port, until = home / "log", free_port(), threading.Event()
    site = [start(home, log, port, 2, **surroundings)]
    wait_until_it_answers(site[0])
    people = make_people(site, until)
    threads = [threading.Thread(target=one.run, daemon=True) for one in people]
    for thread in threads:
        thread.start()
    for trial in range(trials.count):
        wait_for_one_more(people)
        time.sleep(chance.uniform(SHORTEST, LONGEST))
        if trial % 10 == 9:
            kill_all(site[0])
            site[0] = start(home, log, port, 2, **surroundings)
            wait_until_it_answers(site[0])
        elif trials.database is not None and trial % 5 == 4:
            kill(backends(trials.database), chance)
            time.sleep(3 * LONGEST)
        else:
            kill(children(site[0].process.pid), chance)
    until.set()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    site[0].process.terminate()
    site[0].process.wait(PATIENCE_SECONDS)
    return people


def try_it(trials: Trials) -> None:
    made = world(trials.home, trials.surroundings, "prepare", str(CLIENTS))
    clients, cookie = made["clients"], str(made["cookie"])
    assert isinstance(clients, list)
    people: list[Saving] = []

    def make(site: list[Served], until: threading.Event) -> list[Saving]:
        people.extend(Saving(site, cookie, client, until) for client in clients)
        return people

    kill_while(trials, make)
    judge(people, world(trials.home, trials.surroundings, "report"), fewest=trials.count // 2)


def wait_for_one_more(people: Sequence[Busy]) -> None:
    """Return when one more score has been answered by "saved": on a slow machine the next kill waits for that."""
    before = acknowledged(people)
    wait_until(lambda: acknowledged(people) > before, "somebody saves a score")


def acknowledged(people: Sequence[Busy]) -> int:
    return sum(one.acknowledged for one in people)


def judge(people: list[Saving], found: dict[str, object], fewest: int) -> None:
    rows = found.pop("scores")
    assert isinstance(rows, list)
    stored = {(client, day): total for client, day, total in rows}
    confirmed = {(one.client, day): total for one in people for day, total in one.saved.items()}
    assert {key: total for key, total in confirmed.items() if stored.get(key) != total} == {}
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert len(stored) == len(rows), "a score was stored twice"
    assert len(confirmed) >= fewest, "too little was saved for the trial to mean anything"
    sys.stderr.write(f"acknowledged {len(confirmed)}, stored {len(stored)}, lost none\n")


def trials_on_sqlite(home: Path, usual: int) -> Trials:
    """Return so many trials on SQLite, or as many as UNSTUCK_KILL_TRIALS says."""
    return Trials(installation(home), _count(usual), {"UNSTUCK_PLAIN_HTTP": "1"}, None, _chance())


@contextmanager
def trials_on_postgresql(home: Path, usual: int) -> Iterator[Trials]:
    """Yield so many trials on a PostgreSQL of their own, or as many as UNSTUCK_KILL_TRIALS says."""
    try:
        with cluster(durable=True) as address:
            database = Path(address.partition("host=")[2]) / "log"
            surroundings = {"UNSTUCK_PLAIN_HTTP": "1", "UNSTUCK_DATABASE_URL": address}
            yield Trials(home, _count(usual), surroundings, database, _chance())
    except NotHere:
        pytest.skip("no PostgreSQL on this machine: `make database` installs it with root")


def _count(usual: int) -> int:
    return int(os.environ.get("UNSTUCK_KILL_TRIALS", usual))


def _chance() -> random.Random:
    seed = int(os.environ.get("UNSTUCK_KILL_SEED", "20261122"))
    return random.Random(seed)  # noqa: S311  (a moment to kill at, no secret)


def test_sqlite(tmp_path: Path) -> None:
    try_it(trials_on_sqlite(tmp_path, 30))


def test_postgresql(tmp_path: Path) -> None:
    with trials_on_postgresql(tmp_path, 20) as trials:
        try_it(trials)
