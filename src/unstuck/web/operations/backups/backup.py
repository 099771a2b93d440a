"""Taking a backup: a copy of one moment, checked against what was on record before it began, then given its name."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from sqlcipher3 import dbapi2

from unstuck import __version__
from unstuck.errors import TROUBLES, BadInput, DatabaseTrouble, trouble_of
from unstuck.web.accounts.sealed_fields import field_keys_in_use
from unstuck.web.audit.queries import heads, verify, without_entry
from unstuck.web.components.field_keys import name_of_key
from unstuck.web.operations.backups import manifest as manifests
from unstuck.web.operations.backups.access_copy import copy_access
from unstuck.web.operations.backups.manifest import ACCESS_FILE, ROWS_FILE, BackupManifest
from unstuck.web.operations.backups.postgres_copy import copy_rows
from unstuck.web.operations.backups.sqlite_copy import beside, bytes_of, check_pages, check_room, copy_into, on_disk

PREFIX = "unstuck-"
UNFINISHED = ".unfinished-"


def make_backup(folder: Path, key: str, now: datetime) -> tuple[Path, BackupManifest]:
    """Take a backup and check it; return where it is and what it says of itself. Others may read and write meanwhile.

    Raises BadInput where it cannot be taken or does not hold what it should; nothing of it is left then.
    """
    with _alone_in(folder):
        draft = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
        try:
            made = _made(draft, key, now)
            manifests.write(made, draft, key)
            place = _named(folder, now)
            draft.rename(place)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        on_disk(place)
        return place, made


def backups_in(folder: Path) -> list[tuple[Path, BackupManifest]]:
    """Return the backups in a folder, the newest first. Looks at what they say of themselves alone."""
    held = []
    for path in sorted(folder.glob(f"{PREFIX}*"), reverse=True):
        try:
            held.append((path, manifests.read(path)))
        except BadInput:
            continue
    return held


def keep_newest(folder: Path, key: str, most: int) -> int:
    """Remove all but the newest backups of this key; return how many. What is of another key is left alone."""
    own = [path for path, manifest in backups_in(folder) if manifest.key == name_of_key(key)]
    for path in own[most:]:
        shutil.rmtree(path)
    return len(own[most:])


def _made(draft: Path, key: str, now: datetime) -> BackupManifest:
    before = heads()
    on_sqlite = connection.vendor == "sqlite"
    tables, chains = _sqlite(draft, key, before) if on_sqlite else _postgres(draft, key, before)
    copy_access(draft / ACCESS_FILE, key)  # after the other: what that one binds of it must be in it
    return BackupManifest(
        made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        version=__version__,
        database=connection.vendor,
        key=name_of_key(key),
        files={path.name: [path.stat().st_size, manifests.digest_of(path)] for path in sorted(draft.iterdir())},
        tables=tables,
        chains=chains,
        field_keys=sorted(field_keys_in_use()),
        migrations=sorted(".".join(one) for one in MigrationRecorder(connection).applied_migrations()),
    )


def _sqlite(draft: Path, key: str, before: dict[str, list[object]]) -> tuple[dict[str, int], dict[str, list[object]]]:
    source: Path = settings.PLACES.database
    if not settings.PLACES.has_database:
        raise DatabaseTrouble("gone", "expected a database to back up, found none or an empty one", file=source)
    check_room(draft.parent, bytes_of(source) + bytes_of(settings.PLACES.access), "no backup was taken")
    copy = draft / source.name
    copy_into(source, key, copy)
    tables = check_pages(copy, key)
    with beside(copy) as using:
        return tables, _checked_chains(using, before)


def _postgres(draft: Path, key: str, before: dict[str, list[object]]) -> tuple[dict[str, int], dict[str, list[object]]]:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            tables = copy_rows(draft / ROWS_FILE, key)
            chains = _checked_chains("default", before)
    except dbapi2.Error as error:
        trouble = trouble_of(error) or "disk"
        raise DatabaseTrouble(trouble, f"{TROUBLES[trouble]}. No backup was taken", file=draft.parent) from error
    on_disk(draft / ROWS_FILE)
    check_pages(draft / ROWS_FILE, key)
    return tables, chains


def _checked_chains(using: str, before: dict[str, list[object]]) -> dict[str, list[object]]:
    """Return the heads of the chains in a copy. Raises BadInput where one is broken, or is behind what it was."""
    faults = [f"{chain.agency}: {chain.fault}" for chain in verify(using) if chain.fault]
    faults += [f"{agency}: what was saved before is not in the copy" for agency in without_entry(before, using)]
    if faults:
        raise BadInput(f"the backup: expected a record of changes that is whole, found {faults[0]}")
    return heads(using)


def _named(folder: Path, now: datetime) -> Path:
    name = f"{PREFIX}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    free = (folder / f"{name}{more}" for more in ("", *(f"-{number}" for number in range(2, 100))))
    return next(path for path in free if not path.exists())


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Make the folder, hold it for one backup at a time, and clear what was left by one that was killed."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / ".lock").open("a")
    except OSError as error:
        raise BadInput(
            f"expected a folder for backups that can be written to: {error.strerror}", file=folder
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BadInput("another backup is being taken into this folder just now", file=folder) from error
        for left in folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def key_for_backups() -> str:
    """Return the key of backups, which is the database's. On PostgreSQL, which has none, one is made the first time."""
    key: str = settings.PLACES.database_key()
    return key
