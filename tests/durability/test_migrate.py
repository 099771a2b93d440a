"""kill −9 while a database of the version before is brought up to date: the next start goes on, and nothing is lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.upgrade.before import PLAIN, fill, in_its_place, lost, tables
from tests.upgrade.test_database import ACCOUNTED_FOR
from tests.web.site_process import PATIENCE_SECONDS, environment, unstuck

pytestmark = pytest.mark.durability
SET_UP = "from unstuck.web.operations import startup; startup.set_up()"


def test_sqlite(tmp_path: Path, django_db_blocker: Any) -> None:
    """`UNSTUCK_MIGRATE_KILLS` says how often; each begins from the old database, and is killed three times at most."""
    chance = random.Random(int(os.environ.get("UNSTUCK_KILL_SEED", "20261129")))  # noqa: S311  (a moment, no secret)
    old = tmp_path / "old"
    with django_db_blocker.unblock(), in_its_place(old):
        fill(PLAIN)
        before = tables()
    (old / "keys/signing_key").write_text("ab" * 32)
    (old / "keys/signing_key").chmod(0o600)
    kills = 0
    for trial in range(int(os.environ.get("UNSTUCK_MIGRATE_KILLS", "1"))):
        home = Path(shutil.copytree(old, tmp_path / str(trial)))
        kills += sum(killed(home, chance.uniform(2, 12)) for _time in range(3))
        done = unstuck(home, "audit", "verify", UNSTUCK_PLAIN_HTTP="1")
        assert done.returncode == 0, done.stderr
        with django_db_blocker.unblock(), in_its_place(home):
            assert list(lost(before, tables(), ACCOUNTED_FOR)) == []
    assert kills, "nothing was ever killed on its way"
    sys.stderr.write(f"killed {kills} times while it was brought up to date: nothing lost\n")


def killed(home: Path, seconds: float) -> bool:
    """Bring the database up to date and kill that after a while; tell whether it was still on its way."""
    process = subprocess.Popen([sys.executable, "-c", SET_UP], env=environment(home, UNSTUCK_PLAIN_HTTP="1"))
    time.sleep(seconds)
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    return process.wait(PATIENCE_SECONDS) == -signal.SIGKILL
