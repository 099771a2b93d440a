"""kill −9 of the worker process while it hands a reminder over: nothing is sent twice, and a person hears of it.

The mail server of the test holds one of its answers back, and the process is killed while it waits for it: before the
claim, or between the claim and its end. Another process goes on, as in a running site.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.durability.test_kill import Trials, trials_on_postgresql, trials_on_sqlite, world
from tests.web.checkins import mail_server
from tests.web.checkins.mail_server import MailServer
from tests.web.site_process import PATIENCE_SECONDS, environment, wait_until

pytestmark = pytest.mark.durability

ANSWERS = 6
"""The server's answers: it greets before the claim, and five more come after it, the last to the message itself."""
WORKER = [sys.executable, "-m", "unstuck.web.operations.background_process"]


def worker(trials: Trials, surroundings: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start the worker process as the site does; it ends when this test does, or is killed."""
    return subprocess.Popen([*WORKER, str(os.getpid())], env=environment(trials.home, **surroundings))


def kill_in_the_middle(trials: Trials, surroundings: dict[str, str], server: MailServer) -> None:
    """Kill the process while it waits for one of the server's answers, from its greeting to "taken"."""
    server.hold_at = trials.chance.randrange(ANSWERS)
    server.reached.clear()
    server.go_on.clear()
    running = worker(trials, surroundings)
    wait_until(server.reached.is_set, "the worker process gets so far", running)
    os.kill(running.pid, signal.SIGKILL)
    running.wait(PATIENCE_SECONDS)
    server.go_on.set()


def try_reminders(trials: Trials) -> None:
    with mail_server.running() as server:
        surroundings = trials.surroundings | {
            "UNSTUCK_EMAIL_HOST": "127.0.0.1",
            "UNSTUCK_EMAIL_PORT": str(server.port),
        }
        world(trials.home, surroundings, "prepare_reminders", str(trials.count + 2))
        for _trial in range(trials.count):
            kill_in_the_middle(trials, surroundings, server)
        server.hold_at = -1
        stored = world(trials.home, surroundings, "report_reminders")
    states = stored["states"]
    assert isinstance(states, dict)
    arrived = Counter(recipient for recipient, _message in server.taken if recipient in states)
    assert [one for one, times in arrived.items() if times > 1] == [], "a reminder was sent twice"
    assert {one for one, state in states.items() if state == "sent"} <= set(arrived)
    assert {one for one in states if states[one] not in ("sent", "unsure")} == set(), "one was left lying"
    assert stored["told"] == sum(state == "unsure" for state in states.values())
    assert stored["record"] == []
    cut = sum(state == "unsure" for state in states.values())
    assert cut, "nobody was killed between the claim and its end: the trial means nothing"
    sys.stderr.write(
        f"kills {trials.count}, reminders {len(states)}, arrived {len(arrived)}, twice none, unsure {cut}\n"
    )


def test_reminders_on_sqlite(tmp_path: Path) -> None:
    try_reminders(trials_on_sqlite(tmp_path, 4))


def test_reminders_on_postgresql(tmp_path: Path) -> None:
    with trials_on_postgresql(tmp_path, 3) as trials:
        try_reminders(trials)
