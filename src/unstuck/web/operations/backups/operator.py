"""What `unstuck backup` and `unstuck restore` do, once the settings are there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from unstuck.errors import BadInput
from unstuck.web.components import dates
from unstuck.web.operations.actions.backups import note_backup
from unstuck.web.operations.backups.backup import key_for_backups, make_backup
from unstuck.web.operations.backups.manifest import BackupManifest
from unstuck.web.operations.backups.restore import lost_by, present, put_back


@dataclass(frozen=True)
class BackupTaken:
    """A backup, where it is, and where a key for it was made if there was none."""

    place: Path
    manifest: BackupManifest
    new_key: Path | None


def take_backup(to: Path | None) -> BackupTaken:
    """Take a backup into a folder, else into that of the settings, and note it on the record."""
    had_key = settings.PLACES.knows("database_key")
    place, made = make_backup(to.absolute() if to else settings.BACKUPS, key_for_backups(), dates.now())
    note_backup(made.chains, made.rows, dates.now())
    return BackupTaken(place, made, None if had_key else settings.PLACES.keys / "database_key")


def restore_backup(folder: Path, manifest: BackupManifest, *, yes: bool) -> Path | None:
    """Put a checked backup back; return where what it replaced is kept. Raises BadInput where that needs a yes."""
    now_there = present(manifest)
    if now_there.state != "none" and not yes:
        entries = sum(int(str(length)) for length, _head in now_there.chains.values())
        there = "a database that cannot be read" if now_there.state == "unreadable" else f"{entries} entries on record"
        problem = f"--yes: expected, because {there}, {lost_by(manifest, now_there)} of them not in the backup, would "
        raise BadInput(problem + "be replaced. They are kept in a folder of their own. Nothing was changed")
    return put_back(folder, manifest, now_there, dates.now())
