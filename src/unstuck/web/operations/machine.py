"""How the machine and the work in the background stand: for whoever runs it, without a word about anybody."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.db.models import Min, QuerySet
from django.utils.timezone import localtime

from unstuck.errors import TROUBLES, BadInput, trouble_of
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.alerts.models import BudgetRound
from unstuck.web.audit.access.record import is_cut
from unstuck.web.audit.queries import heads
from unstuck.web.checkins.models import Reminder
from unstuck.web.checkins.workflow import WAITING as UNSENT
from unstuck.web.components import dates
from unstuck.web.directory.models import Import
from unstuck.web.directory.workflow import WAITING as UNREAD
from unstuck.web.operations import startup
from unstuck.web.operations.background import is_served
from unstuck.web.operations.backups.backup import backups_in
from unstuck.web.operations.backups.schedule import LATE

SOON = timedelta(days=14)
"""A certificate that ends so soon was not renewed: certbot does it 30 days before, other ways as early."""
LEAST_FREE = 1024**3
"""Bytes on the disk of the data: below, a day of work with its backup may not fit."""
BUSY = 2.0
"""Processes that want to run, for each core, over fifteen minutes: above, pages wait."""
WAITS_LONG, WAITS_A_DAY = timedelta(hours=1), timedelta(days=1)
"""Since when something waits for the background worker. A reminder may wait through the quiet hours."""


@dataclass(frozen=True)
class MachineFinding:
    """One thing that was looked at: how it is, and whether somebody should see to it."""

    about: str
    said: str
    is_fine: bool = True


def machine_findings(now: datetime) -> list[MachineFinding]:
    """Return how everything stands. A database that does not answer is one finding, and the others are still there."""
    found = [_load(), *_disks(), _certificate(now), _last_backup(now)]
    try:
        startup.load()
        return [MachineFinding("database", "it answers"), *_background(now), _access(now), *found]
    except Exception as fault:  # whatever it is: whoever looks must hear of it, and of the rest
        other = f"it cannot be asked ({type(fault).__name__})"
        said = str(fault) if isinstance(fault, BadInput) else TROUBLES.get(trouble_of(fault), other)
        return [MachineFinding("database", said, is_fine=False), *found]


def machine_alarm(actor: Actor | None) -> str:
    """Return what an administrator must pass on to whoever runs the machine; empty where all is well."""
    if actor is None or actor.role != Role.ADMINISTRATOR or settings.IS_DEMO:
        return ""
    ends = certificate_ends()
    if ends is not None and ends - dates.now() < SOON:
        day = f"{localtime(ends):%d %B}".lstrip("0")
        words = _("The certificate of this site's address ends on %(day)s. Tell whoever runs Unstuck at your agency.")
        return words % {"day": day}
    if _free(settings.PLACES.home) < LEAST_FREE:
        return _("The disk of this site is nearly full. Tell whoever runs Unstuck at your agency today.")
    if _access_is_lost(str(actor.agency_public_id), dates.now()):
        lost = _("Part of the record of who looked at clients is gone, or cannot be read. ")
        return lost + _("Tell whoever runs Unstuck at your agency today.")
    return ""


def _access_is_lost(agency: str, now: datetime) -> bool:
    try:
        return is_cut(agency, now)
    except Exception:  # whatever it is: the page that asks is shown, and says so
        return True


def _access(now: datetime) -> MachineFinding:
    if any(_access_is_lost(agency, now) for agency in heads()):
        return MachineFinding("record of access", "it lacks what it held: see `unstuck audit verify`", is_fine=False)
    return MachineFinding("record of access", "it holds what was bound")


def certificate_ends() -> datetime | None:
    """Return when the first of the certificates ends; None where no file is named, or it holds none."""
    if settings.CERTIFICATE is None:
        return None
    try:
        held = x509.load_pem_x509_certificates(settings.CERTIFICATE.read_bytes())
    except (OSError, ValueError):
        return None
    return min(one.not_valid_after_utc for one in held)


def _certificate(now: datetime) -> MachineFinding:
    ends = certificate_ends()
    if settings.CERTIFICATE is None:
        return MachineFinding("certificate", "not looked at: UNSTUCK_CERTIFICATE names no file")
    if ends is None:
        return MachineFinding("certificate", f"none can be read in {settings.CERTIFICATE}", is_fine=False)
    days = (ends - now) // timedelta(days=1)
    return MachineFinding("certificate", f"ends in {days} days" if days >= 0 else "has ended", ends - now >= SOON)


def _load() -> MachineFinding:
    latest = os.getloadavg()[2]
    cores = os.cpu_count() or 1
    return MachineFinding("load", f"{latest:.1f} on {cores} cores, over 15 minutes", latest <= BUSY * cores)


def _disks() -> Iterator[MachineFinding]:
    """Yield the disk of the data, and that of the backups where it is another one."""
    home, backups = settings.PLACES.home, settings.BACKUPS
    yield _disk("disk of the data", home)
    if backups.exists() and backups.stat().st_dev != home.stat().st_dev:
        yield _disk("disk of the backups", backups)


def _disk(about: str, folder: Path) -> MachineFinding:
    free = _free(folder)
    return MachineFinding(about, f"{free / 1024**3:.1f} GB free", free >= LEAST_FREE)


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _last_backup(now: datetime) -> MachineFinding:
    newest = next(iter(backups_in(settings.BACKUPS)), None)
    if newest is None:
        return MachineFinding("backup", f"none in {settings.BACKUPS}", is_fine=False)
    age = now - datetime.fromisoformat(newest[1].made_at)
    return MachineFinding("backup", f"the last one is {_spell(age)} old", age <= LATE * settings.BACKUP_EVERY)


def _background(now: datetime) -> Iterator[MachineFinding]:
    running = is_served(settings.PLACES.home)
    yield MachineFinding("background worker", "at work" if running else "none on this machine", running)
    directories = Import.objects.filter(stage__in=UNREAD)
    yield _queue("directories to read", directories, "stage_at", now, WAITS_LONG)
    yield _queue("judging anew", BudgetRound.objects.filter(stage=BudgetRound.WAITING), "stage_at", now, WAITS_LONG)
    yield _queue("reminders to send", Reminder.objects.filter(state=UNSENT), "made_at", now, WAITS_A_DAY)


def _queue(about: str, rows: QuerySet[Import] | QuerySet[BudgetRound] | QuerySet[Reminder], since: str, now: datetime,
           longest: timedelta) -> MachineFinding:  # fmt: skip
    count, first = rows.count(), rows.aggregate(first=Min(since))["first"]
    if first is None:
        return MachineFinding(about, "nothing waits")
    return MachineFinding(about, f"{count} waiting, the first for {_spell(now - first)}", now - first <= longest)


def _spell(age: timedelta) -> str:
    """Return an age in the largest unit that fits.

    >>> _spell(timedelta(minutes=5)), _spell(timedelta(hours=30)), _spell(timedelta(days=3))
    ('5 minutes', '30 hours', '3 days')
    """
    minutes = max(0, age // timedelta(minutes=1))
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // 1440} days"
