"""The background process: there is one, it begins anew where it dies, it ends with the site, and it tidies up."""

from __future__ import annotations

import os
import signal
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests.prepared import installation
from tests.web.cast import NOW, Cast
from tests.web.directory.test_import import upload
from tests.web.site_process import PATIENCE_SECONDS, environment, serving, unstuck, wait_until
from unstuck.web.directory.actions import imports
from unstuck.web.directory.actions.imports import NewDirectory
from unstuck.web.directory.models import Import
from unstuck.web.operations import worker
from unstuck.web.operations.background import COMMAND, LOCK, only_one
from unstuck.web.operations.maintenance import run_maintenance


def test_only_one_holds_the_lock(tmp_path: Path) -> None:
    with only_one(tmp_path) as first, only_one(tmp_path) as second:
        assert first is not None
        assert second is None
    with only_one(tmp_path) as again:
        assert again is not None


def test_it_does_what_waits_then_rests_until_it_is_not_wanted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = imports.bring_in(cast.actor(cast.manager), NewDirectory("a.json", b'{"service": []}', "Town"), NOW)
    rests: list[float] = []
    monkeypatch.setattr("unstuck.web.operations.worker.time.sleep", rests.append)
    worker.work(lambda: len(rests) < 2, lambda: NOW)
    assert Import.objects.get(pk=made.pk).stage == "read"
    assert rests == [worker.LOOK_EVERY_SECONDS] * 2


def test_the_upkeep_comes_at_once_and_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    hours: list[float] = []
    kept: list[int] = []
    monkeypatch.setattr("unstuck.web.operations.worker.time.sleep", hours.append)
    monkeypatch.setattr(worker, "work_on_next", lambda _clock: False)
    monkeypatch.setattr(worker, "judge_next", lambda _clock: False)
    monkeypatch.setattr(worker, "run_maintenance", lambda _now: kept.append(len(hours)))
    monkeypatch.setattr(worker, "escalate_due", lambda _now: 0)
    monkeypatch.setattr(worker, "close_past_covers", lambda _now: 0)
    worker.work(lambda: len(hours) < 50, lambda: NOW + timedelta(hours=len(hours)))
    assert kept == [0, 24, 48]


def test_the_upkeep_empties_what_nobody_finished_and_old_sessions(cast: Cast) -> None:
    old = upload(cast)
    ended, going_on = SessionStore(), SessionStore()
    for store, days in ((ended, -1), (going_on, 1)):
        store.set_expiry(timezone.now() + timedelta(days=days))
        store.create()
    counts = run_maintenance(NOW + timedelta(days=2))
    assert (counts["files of scores emptied"], counts["directories emptied"]) == (0, 1)
    assert Import.objects.get(pk=old.pk).content is None
    assert list(Session.objects.values_list("session_key", flat=True)) == [going_on.session_key]


def process(home: Path, other_than: int = 0) -> int:
    """Wait for a background process that lives, and return its number."""
    wait_until(lambda: holder(home) not in (0, other_than) and lives(holder(home)), "a background process begins")
    return holder(home)


def holder(home: Path) -> int:
    """Return the number in the lock, 0 for none."""
    said = (home / LOCK).read_text().strip() if (home / LOCK).exists() else ""
    return int(said or 0)


def lives(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.sqlite_only
def test_the_site_starts_it_and_starts_it_again_and_it_ends_with_the_site(tmp_path: Path) -> None:
    home = installation(tmp_path / "home")
    done = unstuck(home, "upkeep", UNSTUCK_PLAIN_HTTP="1")
    assert done.returncode == 0
    assert done.stdout.rstrip().split("\t") == [
        "0 files of scores emptied",
        "0 directories emptied",
        "0 agencies in which what workers kept of themselves was wiped",
        "0 agencies in which notes apart from the record were closed or wiped",
        "0 agencies in which the log and notes of people who left were wiped",
        "0 questions from other agencies wiped",
        "0 last days told of",
        "0 clients judged with a new curve",
        "0 next steps brought up to date",
        "0 agencies with news from their own past",
    ]
    with serving(home, tmp_path / "log", workers=2, UNSTUCK_PLAIN_HTTP="1"):
        first = process(home)
        os.kill(first, signal.SIGKILL)
        second = process(home, other_than=first)
    wait_until(lambda: not lives(second), "the background process ends with the site")
    assert (tmp_path / "log").read_text() == ""


@pytest.mark.sqlite_only
def test_it_ends_at_once_where_its_starter_is_gone_before_it_runs(tmp_path: Path) -> None:
    installation(tmp_path)
    gone = subprocess.Popen(["true"])
    gone.wait()
    command = [*COMMAND, str(gone.pid)]
    done = subprocess.run(command, env=environment(tmp_path), check=False, timeout=PATIENCE_SECONDS)
    assert done.returncode == 0
