"""Backups by themselves, once a day unless the settings say otherwise, and the alarm where the last good one is old."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.timezone import localtime

from unstuck.errors import TROUBLES, BadInput, trouble_of
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.audit.models import Entry
from unstuck.web.audit.queries import entries_of, heads
from unstuck.web.components import dates
from unstuck.web.operations.actions.backups import SUBJECT, note_backup, note_failed_backup
from unstuck.web.operations.backups.backup import backups_in, keep_newest, key_for_backups, make_backup

AGAIN_AFTER = timedelta(hours=1)
"""After a backup that failed."""
LATE = 2
"""An alarm is raised when the last good backup is older than so many of the times between two."""

ENOUGH = 100
"""So many of the latest entries about backups are looked at: failures of four days, one an hour."""

_log = logging.getLogger(__name__)


def next_backup(now: datetime) -> datetime:
    """Take a backup where one is due, and return when to look again."""
    if not settings.TAKES_BACKUPS:
        return now + settings.BACKUP_EVERY
    try:
        due = _due(now)
    except Exception as fault:  # the folder or the database cannot be read
        _log.error("no backup was taken: %s", TROUBLES.get(trouble_of(fault), type(fault).__name__))
        return now + AGAIN_AFTER
    if due > now:
        return max(due, now + AGAIN_AFTER)
    return now + (settings.BACKUP_EVERY if scheduled_backup(now) else AGAIN_AFTER)


def _due(now: datetime) -> datetime:
    """Return when the next one is due: at once where agencies are there and none was ever taken."""
    newest = next(iter(backups_in(settings.BACKUPS)), None)
    if newest:
        return datetime.fromisoformat(newest[1].made_at) + settings.BACKUP_EVERY
    return now if heads() else now + AGAIN_AFTER


def scheduled_backup(now: datetime) -> bool:
    """Take a backup into the folder of the settings and note it on record; tell whether it succeeded."""
    try:
        key = key_for_backups()
        _place, made = make_backup(settings.BACKUPS, key, now)
        note_backup(made.chains, made.rows, now)
        keep_newest(settings.BACKUPS, key, settings.BACKUPS_KEPT)
    except Exception as fault:  # whatever it is: concerns that wait must be passed on all the same
        _note_failure(fault, now)
        return False
    return True


def _note_failure(fault: Exception, now: datetime) -> None:
    trouble = trouble_of(fault)
    _log.error("no backup was taken: %s", TROUBLES.get(trouble) or (str(fault) if isinstance(fault, BadInput) else ""))
    try:
        note_failed_backup(heads(), trouble, now)
    except Exception as second:
        _log.error("nor could that be put on record: %s", TROUBLES.get(trouble_of(second), type(second).__name__))


def backup_alarm(actor: Actor | None) -> str:
    """Return what an administrator must know about backups, empty where the last good one is recent."""
    if actor is None or actor.role != Role.ADMINISTRATOR or settings.IS_DEMO:
        return ""
    noted = list(entries_of(actor.agency_public_id).filter(Q(subject=SUBJECT) | Q(number=1))[:ENOUGH])
    last = next((entry for entry in noted if entry.action == "backup.made"), None)
    if last is None:
        return _never(noted)
    if dates.now() - last.at > LATE * settings.BACKUP_EVERY:
        return _("The last good backup is of %(day)s. Tell whoever runs Unstuck at your agency today.") % _on(last.at)
    failed = next((entry for entry in noted if entry.action == "backup.failed"), None)
    return _failed(failed, last) if failed and failed.number > last.number else ""


def _never(noted: list[Entry]) -> str:
    """Return an alarm for a site that has been there for a while and has no good backup."""
    is_young = bool(noted) and dates.now() - noted[-1].at <= LATE * settings.BACKUP_EVERY
    if not noted or (is_young and noted[-1].number == 1):
        return ""
    return _("There is no backup of this site yet. Tell whoever runs Unstuck at your agency today.")


def _failed(failed: Entry, last: Entry) -> str:
    words = {
        "full": _("The last backup failed: there was no room for it."),
        "read_only": _("The last backup failed: its folder cannot be written to."),
        "damaged": _("The last backup failed: a part of the site's data is damaged."),
    }
    why = words.get(failed.details.get("trouble", ""), _("The last backup failed."))
    good = _("The last good one is of %(day)s. Tell whoever runs Unstuck at your agency.") % _on(last.at)
    return f"{why} {good}"


def _on(moment: datetime) -> dict[str, str]:
    return {"day": f"{localtime(moment):%d %B, %H:%M}".lstrip("0")}
