"""The worker process: it passes on concerns that nobody took on in time, closes covers that are over, sends reminders
of check-ins, judges everybody in care again after the setting of their alerts changed, imports waiting directories,
takes backups, and runs maintenance once a day.

The queue is the rows of the work itself: docs/adr/0030-background-work.md.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from unstuck.errors import TROUBLES, trouble_of
from unstuck.web.alerts.actions.judging import judge_next
from unstuck.web.checkins.actions.outbox import send_next
from unstuck.web.components import dates
from unstuck.web.directory.actions.working import work_on_next
from unstuck.web.operations.actions.access import seal_access
from unstuck.web.operations.background import START_AFTER_SECONDS, only_one
from unstuck.web.operations.backups.schedule import next_backup
from unstuck.web.operations.maintenance import run_maintenance
from unstuck.web.safety.actions.escalating import escalate_due
from unstuck.web.transfers.actions.cover import close_past_covers

_log = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 0.5
UPKEEP_EVERY = timedelta(days=1)
CONCERNS_EVERY = timedelta(seconds=10)
"""How often concerns that nobody took on in time are looked for."""
REMINDERS_EVERY = timedelta(minutes=1)
"""How often reminders that are due are looked for; one message is sent between two looks at concerns."""
SEALS_EVERY = timedelta(hours=1)
"""How often the record of access is bound into the record of changes, where anything was added to it, and covers that
are over are noted as such: whoever stood in lost sight of the clients with the last day."""
ONE_PER_DATABASE = 0x756E737475636B
"""The number of PostgreSQL's lock: "unstuck" in hexadecimal. Several machines may serve one database."""


def work_while_wanted(starter: int) -> None:
    """Be the worker process while the process that started this one is alive and there is no other."""

    def is_wanted() -> bool:
        return os.getppid() == starter

    with only_one(settings.PLACES.home) as lock:
        if lock is None:
            return
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        if _has_the_database(is_wanted):
            work(is_wanted, dates.now)


def work(is_wanted: Callable[[], bool], clock: Callable[[], datetime]) -> None:
    """Do waiting work for as long as it is wanted; run maintenance at the start and then once a day.

    Concerns come first: nothing else is begun while one waits to be passed on.
    """
    due = concerns_due = reminders_due = backup_due = seal_due = clock()
    while is_wanted():
        if clock() >= concerns_due:
            escalate_due(clock())
            close_past_covers(clock())
            concerns_due = clock() + CONCERNS_EVERY
        if clock() >= reminders_due and not send_next(clock()):
            reminders_due = clock() + REMINDERS_EVERY
        if clock() >= seal_due:
            _each_by_itself(clock(), seal_access, close_past_covers)
            seal_due = clock() + SEALS_EVERY
        if clock() >= backup_due:
            backup_due = next_backup(clock())
        if clock() >= due:
            run_maintenance(clock())
            due = clock() + UPKEEP_EVERY
        elif not (judge_next(clock) or work_on_next(clock)):
            time.sleep(LOOK_EVERY_SECONDS)


def _each_by_itself(now: datetime, *jobs: Callable[[datetime], object]) -> None:
    """Do what is due each hour; a fault in one is for the log, and for the next time."""
    for job in jobs:
        try:
            job(now)
        except Exception as fault:
            _log.error("%s was not done: %s", job.__name__, TROUBLES.get(trouble_of(fault), type(fault).__name__))


def _has_the_database(is_wanted: Callable[[], bool]) -> bool:
    """Wait until no other machine works on this database. The lock ends with the connection, and so this process."""
    while is_wanted():
        if connection.vendor != "postgresql" or _locked():
            return True
        time.sleep(START_AFTER_SECONDS)
    return False


def _locked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_PER_DATABASE])
        return bool(cursor.fetchone()[0])
