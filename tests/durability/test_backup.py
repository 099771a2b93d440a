"""Backups while scores are saved, put back while scores are saved: nothing that was acknowledged is missing.

Each drill: people save without pause; a backup is taken; they go on; it is put back over the live site; they go on
again. Then it is counted what was acknowledged before the backup began (must be in the backup, and on the site), before
it was put back (must be in what is kept of the time before), and afterwards (must be on the site).
`UNSTUCK_BACKUP_DRILLS=100` says how many; the suite makes one on each database.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.durability.test_kill import Saving, world
from tests.prepared import installation
from tests.web.site_process import (
    PATIENCE_SECONDS,
    Served,
    free_port,
    start,
    unstuck,
    wait_until,
    wait_until_it_answers,
)
from tests.with_postgres import NotHere, cluster

pytestmark = pytest.mark.durability

CLIENTS = 4
Scores = dict[tuple[str, str], float]


@dataclass
class Drill:
    """People who save scores at a site; `until` ends it."""

    site: Served
    people: list[Saving]
    until: threading.Event
    threads: list[threading.Thread]

    def acknowledged(self) -> Scores:
        return {(one.client, day): total for one in self.people for day, total in dict(one.saved).items()}

    def more(self, wanted: int) -> None:
        """Return when so many more scores were acknowledged."""
        before = len(self.acknowledged())
        wait_until(lambda: len(self.acknowledged()) >= before + wanted, "scores are saved", self.site.process)

    def stop(self) -> None:
        self.until.set()
        for thread in self.threads:
            thread.join(PATIENCE_SECONDS)
        self.site.process.terminate()
        self.site.process.wait(PATIENCE_SECONDS)


def begun(home: Path, surroundings: dict[str, str]) -> Drill:
    made: Any = world(home, surroundings, "prepare", str(CLIENTS))
    until = threading.Event()
    site = start(home, home.parent / "log", free_port(), 2, **surroundings)
    wait_until_it_answers(site)
    people = [Saving([site], made["cookie"], client, until) for client in made["clients"]]
    threads = [threading.Thread(target=one.run, daemon=True) for one in people]
    for thread in threads:
        thread.start()
    return Drill(site, people, until, threads)


def stored(home: Path, surroundings: dict[str, str]) -> Scores:
    """Return the scores of an installation; raises AssertionError where anything in it does not fit together."""
    report: Any = world(home, surroundings, "report")
    scores = {(client, day): total for client, day, total in report.pop("scores")}
    assert {name: faults for name, faults in report.items() if faults} == {}
    return scores


def missing(acknowledged: Scores, held: Scores) -> Scores:
    return {key: total for key, total in acknowledged.items() if held.get(key) != total}


def with_database(home: Path, folder: Path, database: Path) -> Path:
    """Return a home with the same keys and this database."""
    shutil.copytree(home / "keys", folder / "keys")
    shutil.copy(database, folder / "unstuck.sqlite3")
    return folder


def backed_up(home: Path, surroundings: dict[str, str]) -> CompletedProcess[str]:
    """Take a backup; where the site is just taking its own, wait for that."""
    while True:
        taken = unstuck(home, "backup", **surroundings)
        if "another backup is being taken" not in taken.stderr:
            assert taken.returncode == 0, taken.stderr
            return taken
        time.sleep(1)


def drill_on_sqlite(folder: Path) -> tuple[int, int, int]:
    home, plain = installation(folder / "home"), {"UNSTUCK_PLAIN_HTTP": "1"}
    drill = begun(home, plain)
    drill.more(20)
    before_backup = drill.acknowledged()
    taken = backed_up(home, plain)
    backup = Path(taken.stdout.partition("\t")[0])
    drill.more(20)
    before_restore = drill.acknowledged()
    restored = unstuck(home, "restore", str(backup), "--yes", **plain)
    assert restored.returncode == 0, restored.stderr
    at_restore = drill.acknowledged()
    drill.more(20)
    drill.stop()
    afterwards = {key: total for key, total in drill.acknowledged().items() if key not in at_restore}
    (kept,) = (home / "replaced").glob("*/unstuck.sqlite3")
    in_kept = stored(with_database(home, folder / "kept", kept), plain)
    in_backup = stored(with_database(home, folder / "copy", backup / "unstuck.sqlite3"), plain)
    on_site = stored(home, plain)
    assert missing(before_backup, in_backup) == {}, "the backup lacks what was acknowledged before it began"
    assert missing(in_backup, on_site) == {}, "the site lacks what the backup held"
    assert missing(before_restore, in_kept) == {}, "what was there before was not kept whole"
    assert missing(at_restore, in_kept | on_site) == {}, "something is neither kept nor on the site"
    assert missing(afterwards, on_site) == {}, "the site lost what was saved after the restore"
    return len(before_backup), len(before_restore), len(afterwards)


def drill_on_postgresql(folder: Path) -> tuple[int, int]:
    """The backup goes into an empty database beside the first; the keys are the same."""
    with cluster(durable=True) as address, cluster() as other:
        here = {"UNSTUCK_PLAIN_HTTP": "1", "UNSTUCK_DATABASE_URL": address}
        home = folder / "home"
        drill = begun(home, here)
        drill.more(40)
        before_backup = drill.acknowledged()
        taken = backed_up(home, here)
        drill.more(10)
        drill.stop()
        backup = taken.stdout.partition("\t")[0]
        refused = unstuck(home, "restore", backup, "--yes", **here)
        assert (refused.returncode, "expected an empty database" in refused.stderr) == (2, True)
        there = here | {"UNSTUCK_DATABASE_URL": other}
        restored = unstuck(home, "restore", backup, **there)
        assert restored.returncode == 0, restored.stderr
        assert missing(before_backup, stored(home, there)) == {}, "the backup lacks what was acknowledged before it"
        assert missing(drill.acknowledged(), stored(home, here)) == {}, "the site lost what it acknowledged"
        return len(before_backup), len(drill.acknowledged())


def drills(tmp_path: Path, one: Callable[[Path], tuple[int, ...]]) -> list[int]:
    """Make as many drills as are asked for, each in a folder of its own, and return the sums of their counts."""
    counts = []
    for number in range(int(os.environ.get("UNSTUCK_BACKUP_DRILLS", "1"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        counts.append(one(folder))
        shutil.rmtree(folder)
    return [len(counts), *(sum(column) for column in zip(*counts, strict=True))]


def test_sqlite(tmp_path: Path) -> None:
    number, before, at_restore, afterwards = drills(tmp_path, drill_on_sqlite)
    sys.stderr.write(
        f"{number} drills: {before} scores acknowledged before a backup, {at_restore} before it was put back, "
        f"{afterwards} afterwards: none missing\n"
    )


def test_postgresql(tmp_path: Path) -> None:
    try:
        number, before, at_the_end = drills(tmp_path, drill_on_postgresql)
    except NotHere:
        pytest.skip("no PostgreSQL on this machine: `make database` installs it with root")
    sys.stderr.write(
        f"{number} drills: {before} scores acknowledged before a backup, {at_the_end} when saving ended: none missing\n"
    )
