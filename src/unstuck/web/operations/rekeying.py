"""A new key for the encrypted files. Every step can be repeated: whoever is interrupted runs it once more.

The files are copied, the copies are given the new key and checked, and only then take the place of the old ones. The
new key waits under a name of its own until every file has it; the old one is kept under its name, because backups that
were taken before open with it alone.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2

from unstuck.errors import BadInput
from unstuck.web.components.encrypted_sqlite.base import KEY, opened_alone
from unstuck.web.components.field_keys import name_of_key
from unstuck.web.components.places import NEXT_KEY, Places
from unstuck.web.operations.background import only_one
from unstuck.web.operations.backups.sqlite_copy import check_pages, copy_into, on_disk

GIVEN_KEY = "UNSTUCK_NEW_DATABASE_KEY"


def rekey(places: Places, given: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """Give every encrypted file a new key; return the names of the old key and of the new one.

    Raises BadInput where the site is being served, where there is nothing to give a key to, and where a file opens with
    neither key. Nothing is lost at whatever moment this is stopped.
    """
    if given.get("UNSTUCK_DATABASE_URL"):
        raise BadInput("expected the encrypted SQLite file, found PostgreSQL, which this key does not guard")
    if not places.has_database:
        raise BadInput("expected a database to give a new key to, found none", file=places.database)
    with only_one(places.home) as lock:
        if lock is None:
            raise BadInput("expected the site to be stopped: it holds the files open under the old key")
        old = places.secret("database_key", given)
        new = _next_key(places, given)
        for path in (places.database, places.access):
            if path.exists():
                _rekey_file(path, old, new)
        if not given.get("UNSTUCK_DATABASE_KEY"):
            _change_over(places, old)
    return name_of_key(old), name_of_key(new)


def files_are_on_their_way(places: Places, given: Mapping[str, str] = os.environ) -> bool:
    """Tell whether an earlier try was interrupted while the files were given their new key: the fields have theirs."""
    if not given.get("UNSTUCK_DATABASE_KEY"):
        return (places.keys / NEXT_KEY).exists()
    new = given.get(GIVEN_KEY, "").strip().lower()
    files = [path for path in (places.database, places.access) if path.exists()]
    return bool(KEY.fullmatch(new)) and any(opens(path, new) for path in files)


def _next_key(places: Places, given: Mapping[str, str]) -> str:
    """Return the key that is to be: the one on its way since an interrupted try, else a new one."""
    if given.get("UNSTUCK_DATABASE_KEY"):
        new = given.get(GIVEN_KEY, "").strip().lower()
        if not KEY.fullmatch(new):
            problem = f"{GIVEN_KEY}: expected the new key, 64 hexadecimal digits, because the present one comes from "
            raise BadInput(problem + "the environment too; afterwards it takes the place of UNSTUCK_DATABASE_KEY")
        return new
    return places.secret(NEXT_KEY, {})


def _rekey_file(path: Path, old: str, new: str) -> None:
    if opens(path, new):
        return
    if not opens(path, old):
        raise BadInput("expected a file that opens with the old key or the new one, found neither", file=path)
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        counts = _copied_under(path, draft, old, new)
        if check_pages(draft, new) != counts:
            raise BadInput(
                "expected as many rows in the copy as in the file, found others. Nothing was changed", file=path
            )
        on_disk(draft)
        _close_log(path, old)
        draft.replace(path)
        on_disk(path)
    finally:
        draft.unlink(missing_ok=True)


def _copied_under(path: Path, draft: Path, old: str, new: str) -> dict[str, int]:
    copy_into(path, old, draft)
    counts = check_pages(draft, old)
    with closing(opened_alone(draft, old)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute(f"PRAGMA rekey = \"x'{new}'\"")
    return counts


def opens(path: Path, key: str) -> bool:
    """Tell whether a file opens with a key."""
    with closing(opened_alone(path, key)) as connection:
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except dbapi2.OperationalError:
            raise
        except dbapi2.DatabaseError:
            return False
    return True


def _close_log(path: Path, key: str) -> None:
    """Write what is in the log beside a file into it: a log of the old key must not be left beside the new file."""
    with closing(opened_alone(path, key)) as connection:
        busy, _pages, _done = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    if busy or mode != "delete":
        raise BadInput("expected that nobody else has the file open; found somebody. Nothing was changed", file=path)


def _change_over(places: Places, old: str) -> None:
    """Keep the old key under its name, and put the new one in its place, in one step."""
    present = places.keys / "database_key"
    kept = places.keys / f"database_key-{name_of_key(old)}"
    if not kept.exists():
        os.link(present, kept)
    (places.keys / NEXT_KEY).replace(present)
    on_disk(present)
