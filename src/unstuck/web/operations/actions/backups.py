"""Backups on the record of each agency: taken, failed, put back. That is where an alarm reads how old one is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from unstuck.web.audit.actions import SYSTEM, audited

SUBJECT = "backup"


def note_backup(agencies: Mapping[str, Any], rows: int, now: datetime) -> None:
    """Put on record that a backup was taken and checked."""
    for agency in agencies:
        with audited("backup.made", agency=agency, actor=SYSTEM, now=now) as write:
            write.about(SUBJECT, "", rows=rows)


def note_failed_backup(agencies: Mapping[str, Any], trouble: str, now: datetime) -> None:
    """Put on record that no backup could be taken, with the name of what befell it, empty for something else."""
    for agency in agencies:
        with audited("backup.failed", agency=agency, actor=SYSTEM, now=now) as write:
            write.about(SUBJECT, "", trouble=trouble)


def note_restored(agency: str, made_at: str, later: int, now: datetime) -> None:
    """Put on record that a backup was put back, and how many entries of the time since it are not here any more."""
    with audited("backup.put_back", agency=agency, actor=SYSTEM, now=now) as write:
        write.about(SUBJECT, "", made_at=made_at, entries_since=later)
