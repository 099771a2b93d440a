"""The SQLite files of an installation: copied while others write, checked, and put back while others read.

VACUUM INTO reads one state of the file, with everything that was committed when it began, and holds nobody up. SQLite's
own backup goes the other way: it writes all pages in one transaction, so whoever reads sees the old state or the new.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connections
from sqlcipher3 import dbapi2

from unstuck.errors import TROUBLES, DatabaseTrouble, trouble_of
from unstuck.web.components.encrypted_sqlite.base import opened_alone

COPY = "backup"
"""The name under which a copy is opened beside the site's own database."""
SPARE_BYTES = 16 << 20
"""What stays free on a disk beside what is written to it here, so that the site can go on saving."""
PAGES_AT_ONCE = 1
"""What was there is kept after so many: before the last page is written, however small the file is."""


def copy_into(source: Path, key: str, target: Path) -> None:
    """Copy a file as it is now, encrypted under the same key, and make sure that the disk has it.

    Raises DatabaseTrouble where that cannot be done.
    """
    try:
        with closing(opened_alone(source, key)) as connection:
            connection.execute("VACUUM INTO ?", [str(target)])
    except dbapi2.Error as error:
        trouble = trouble_of(error) or "disk"
        raise DatabaseTrouble(trouble, TROUBLES[trouble], file=source) from error
    target.chmod(0o600)
    on_disk(target)


def bytes_of(live: Path) -> int:
    """Return how much a file of the database holds, with what stands in the log beside it."""
    return sum(path.stat().st_size for path in (live, live.with_name(f"{live.name}-wal")) if path.exists())


def check_room(folder: Path, needed: int, otherwise: str) -> None:
    """Raise DatabaseTrouble where a disk has no room for so many bytes; `otherwise` says what was not done."""
    needed, free = needed + SPARE_BYTES, shutil.disk_usage(folder).free
    if free < needed:
        problem = f"expected room for {-(-needed >> 20)} MB, found {free >> 20} MB free: {otherwise}. Make room"
        raise DatabaseTrouble("full", problem, file=folder)


def on_disk(path: Path) -> None:
    """Return once the disk has a file, and the name it stands under."""
    for place in (path, path.parent):
        held = os.open(place, os.O_RDONLY)
        try:
            os.fsync(held)
        finally:
            os.close(held)


def check_pages(path: Path, key: str) -> dict[str, int]:
    """Return the tables of a copy with their numbers of rows. Raises DatabaseTrouble for a bad page, index or link."""
    try:
        with closing(opened_alone(path, key, read_only=True)) as connection:
            faults = _values(connection, "PRAGMA cipher_integrity_check")
            faults += [one for one in _values(connection, "PRAGMA integrity_check") if one != "ok"]
            faults += _values(connection, "PRAGMA foreign_key_check")
            if not faults:
                return _counts(connection)
    except dbapi2.DatabaseError as error:
        raise DatabaseTrouble("damaged", f"expected a whole copy under this key, found: {error}", file=path) from error
    raise DatabaseTrouble("damaged", f"expected a whole copy, found {len(faults)} faults: {faults[0]}", file=path)


def _values(connection: Any, asked: str) -> list[Any]:
    return [row[0] for row in connection.execute(asked).fetchall()]


def _counts(connection: Any) -> dict[str, int]:
    names = _values(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {
        name: _values(connection, f'SELECT count(*) FROM "{name}"')[0]  # noqa: S608  (names of the file's own tables)
        for name in sorted(names)
    }


@contextmanager
def beside(path: Path) -> Iterator[str]:
    """Let models read a copy, which is not written to, under the name that is yielded."""
    own = connections["default"].settings_dict
    options = {**own["OPTIONS"], "uri": True, "init_command": "PRAGMA query_only = ON", "must_exist": False, "idle": 0}
    name = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    connections.settings[COPY] = {**own, "NAME": name, "OPTIONS": options}
    try:
        yield COPY
    finally:
        connections[COPY].close()
        del connections[COPY]
        del connections.settings[COPY]


def put_into(live: Path, copy: Path, key: str, kept: Path) -> None:
    """Replace what a live file holds by a copy, in one transaction, and keep what it held in the file `kept`.

    Raises DatabaseTrouble, and changes nothing, where that cannot be done.

    From the first page on nobody else can write; only then is kept what was there, so that nothing which anybody was
    told is saved is missing from both.
    """
    keep = _once(lambda: copy_into(live, key, kept))
    with closing(opened_alone(copy, key, read_only=True)) as source, closing(opened_alone(live, key)) as target:
        try:
            target.execute("PRAGMA synchronous = FULL")
            source.backup(target, pages=PAGES_AT_ONCE, progress=keep)
        except (dbapi2.Error, MemoryError) as error:  # SQLCipher's answer to a page it cannot read, while it writes
            trouble = "damaged" if isinstance(error, MemoryError) else trouble_of(error) or "disk"
            raise DatabaseTrouble(trouble, f"{TROUBLES[trouble]}. It was not replaced", file=live) from error


def _once(act: Callable[[], None]) -> Callable[..., None]:
    """Return what acts when it is called for the first time, with whatever it is given."""
    calls: list[bool] = []

    def called(*_given: object) -> None:
        if not calls:
            calls.append(True)
            act()

    return called


def drafted(live: Path, copy: Path) -> Path:
    """Return a copy beside the place that it is meant for, on the disk: what is there was not touched yet."""
    draft = live.with_name(f".{live.name}-put-back")
    try:
        draft.write_bytes(b"")
        draft.chmod(0o600)
        with copy.open("rb") as source, draft.open("wb") as target:
            while chunk := source.read(1 << 20):
                target.write(chunk)
        on_disk(draft)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def put_in_place(live: Path, draft: Path) -> None:
    """Put what was drafted where no file is."""
    draft.replace(live)
    on_disk(live)


def set_aside(live: Path, folder: Path) -> None:
    """Move a file, and the log beside it, which belongs to it and to nothing else, into a folder."""
    for path in (live, live.with_name(f"{live.name}-wal"), live.with_name(f"{live.name}-shm")):
        if path.exists():
            path.rename(folder / path.name)
