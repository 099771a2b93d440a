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
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape
from pathlib import Path
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


def try_it(home: Path, trials: int, surroundings: dict[str, str], database: Path | None, chance: random.Random) -> None:
    made = world(home, surroundings, "prepare", str(CLIENTS))
    clients, cookie = made["clients"], str(made["cookie"])
    assert isinstance(clients, list)
    log, port, until = home / "log", free_port(), threading.Event()
    site = [start(home, log, port, 2, **surroundings)]
    wait_until_it_answers(site[0])
    people = [Saving(site, cookie, client, until) for client in clients]
    threads = [threading.Thread(target=one.run, daemon=True) for one in people]
    for thread in threads:
        thread.start()
    for trial in range(trials):
        wait_for_one_more(people)
        time.sleep(chance.uniform(SHORTEST, LONGEST))
        if trial % 10 == 9:
            kill_all(site[0])
            site[0] = start(home, log, port, 2, **surroundings)
            wait_until_it_answers(site[0])
        elif database is not None and trial % 5 == 4:
            kill(backends(database), chance)
            time.sleep(3 * LONGEST)
        else:
            kill(children(site[0].process.pid), chance)
    until.set()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    site[0].process.terminate()
    site[0].process.wait(PATIENCE_SECONDS)
    judge(people, world(home, surroundings, "report"), fewest=trials // 2)


def wait_for_one_more(people: list[Saving]) -> None:
    """Return when one more score has been answered by "saved": on a slow machine the next kill waits for that."""
    before = acknowledged(people)
    wait_until(lambda: acknowledged(people) > before, "somebody saves a score")


def acknowledged(people: list[Saving]) -> int:
    return sum(len(one.saved) for one in people)


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


@pytest.fixture
def chance() -> random.Random:
    seed = int(os.environ.get("UNSTUCK_KILL_SEED", "20261122"))
    return random.Random(seed)  # noqa: S311  (a moment to kill at, no secret)


def test_sqlite(tmp_path: Path, chance: random.Random) -> None:
    try_it(installation(tmp_path), 100, {"UNSTUCK_PLAIN_HTTP": "1"}, None, chance)


def test_postgresql(tmp_path: Path, chance: random.Random) -> None:
    try:
        with cluster(durable=True) as address:
            database = Path(address.partition("host=")[2]) / "log"
            surroundings = {"UNSTUCK_PLAIN_HTTP": "1", "UNSTUCK_DATABASE_URL": address}
            try_it(tmp_path, 30, surroundings, database, chance)
    except NotHere:
        pytest.skip("no PostgreSQL on this machine: `make database` installs it with root")
