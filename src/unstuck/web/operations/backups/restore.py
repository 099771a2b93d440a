"""Putting a backup back: looked at first, never without a yes, and what it replaces is kept."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader

from unstuck import __version__
from unstuck.errors import BadInput, DatabaseTrouble
from unstuck.web.audit.queries import heads, verify, without_entry
from unstuck.web.components.encrypted_sqlite.base import close_idle
from unstuck.web.components.new_tables import is_empty
from unstuck.web.components.places import Places
from unstuck.web.operations.actions.backups import note_restored
from unstuck.web.operations.background import is_served
from unstuck.web.operations.backups.access_copy import put_access_back
from unstuck.web.operations.backups.manifest import ACCESS_FILE, ROWS_FILE, BackupManifest
from unstuck.web.operations.backups.postgres_copy import put_rows_back
from unstuck.web.operations.backups.sqlite_copy import bytes_of, check_room, drafted, put_in_place, put_into, set_aside

KEPT = "replaced"
"""The folder in which what a backup replaces is kept, in a folder for each time."""


@dataclass(frozen=True)
class Present:
    """What is in the place of the backup now. `state`: "none", "whole", or "unreadable"."""

    state: str
    chains: dict[str, list[object]]


def present(manifest: BackupManifest) -> Present:
    """Return what a restore would replace. Raises BadInput where this is the other kind of database."""
    if manifest.database != connection.vendor:
        problem = f"expected a backup of {connection.vendor}, found one of {manifest.database}"
        raise BadInput(f"{problem}: a backup goes back into the kind of database it came from")
    try:
        if connection.vendor == "sqlite" and not settings.PLACES.has_database:
            return Present("none", {})
        return Present("none", {}) if is_empty(connection) else Present("whole", heads())
    except (DatabaseTrouble, DatabaseError):
        return Present("unreadable", {})


def lost_by(manifest: BackupManifest, now_there: Present) -> int:
    """Return how many entries of the present record are not in the backup."""
    kept = {agency: int(length) for agency, (length, _head) in manifest.chains.items()}
    return sum(max(0, int(str(length)) - kept.get(agency, 0)) for agency, (length, _h) in now_there.chains.items())


def put_back(folder: Path, manifest: BackupManifest, now_there: Present, now: datetime) -> Path | None:
    """Put a checked backup back, and note it on the record; return where what it replaced is kept, None for nothing."""
    kept = None
    _check_version(manifest)
    if connection.vendor == "sqlite":
        kept = _into_sqlite(folder, manifest, now_there, now)
    else:
        _into_postgres(folder, manifest, now_there)
    put_access_back(folder / ACCESS_FILE)
    settings.PLACES.unfinished.unlink(missing_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    faults = [f"{chain.agency}: {chain.fault}" for chain in verify() if chain.fault]
    faults += [f"{agency}: its record is not all there" for agency in without_entry(manifest.chains)]
    if faults:
        raise BadInput(f"put back, but the record of changes does not fit: {faults[0]}")
    for agency, (length, _head) in manifest.chains.items():
        later = int(str(now_there.chains.get(agency, [0])[0])) - int(length)
        note_restored(agency, manifest.made_at, max(0, later), now)
    return kept


def _into_sqlite(folder: Path, manifest: BackupManifest, now_there: Present, now: datetime) -> Path | None:
    places: Places = settings.PLACES
    live, copy, key = places.database, folder / places.database.name, places.database_key()
    connections.close_all()
    close_idle()
    if now_there.state == "whole":
        check_room(places.home, bytes_of(live) + 2 * bytes_of(copy), "nothing was changed")
        if kept := _replaced(live, copy, key, _kept(places.home, now)):
            return kept
    if is_served(places.home):
        problem = (
            "expected the site to be stopped: it holds the damaged or missing database open. Stop it, then restore"
        )
        raise BadInput(problem, file=live)
    check_room(places.home, bytes_of(copy), "nothing was changed")
    draft = drafted(live, copy)
    kept = _kept(places.home, now)
    set_aside(live, kept)
    put_in_place(live, draft)
    if any(kept.iterdir()):
        return kept
    kept.rmdir()
    return None


def _check_version(manifest: BackupManifest) -> None:
    """Raise BadInput where a backup went through migrations that this version does not know."""
    known = {".".join(one) for one in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        problem = f"expected a backup of version {__version__} or an earlier one, found one of {manifest.version}, "
        raise BadInput(f"{problem}whose tables have changed since: {unknown[0]}. Install that version, then restore")


def _replaced(live: Path, copy: Path, key: str, kept: Path) -> Path | None:
    """Replace the database while it is in use; None where it is damaged, so that it cannot be kept by reading it.

    Beside what is kept there is, for a while, a log of all that is replaced.
    """
    try:
        put_into(live, copy, key, kept / live.name)
    except DatabaseTrouble as trouble:
        shutil.rmtree(kept)
        if trouble.trouble != "damaged":
            raise
        return None
    return kept


def _into_postgres(folder: Path, manifest: BackupManifest, now_there: Present) -> None:
    if now_there.state != "none":
        problem = "UNSTUCK_DATABASE_URL: expected an empty database to restore into, found one that is in use. Make "
        problem += "one (createdb), name it in UNSTUCK_DATABASE_URL, and restore: what is in this one is left alone"
        raise BadInput(problem)
    put_rows_back(folder / ROWS_FILE, settings.PLACES.database_key(), manifest.migrations)


def _kept(home: Path, now: datetime) -> Path:
    (home / KEPT).mkdir(mode=0o700, exist_ok=True)
    name = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-"
    return Path(tempfile.mkdtemp(prefix=name, dir=home / KEPT))
