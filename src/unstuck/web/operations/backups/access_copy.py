"""The record of access in a backup: the same encrypted file, whichever database it is kept in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.conf import settings

from unstuck.errors import BadInput
from unstuck.web.audit.access.rows import AccessRow
from unstuck.web.audit.access.sqlite_store import SqliteAccessStore
from unstuck.web.audit.access.stores import AccessStore, access_store, on_file
from unstuck.web.audit.access.verification import verify_access
from unstuck.web.components.encrypted_sqlite.base import opened_alone
from unstuck.web.operations.backups.sqlite_copy import check_pages, copy_into


def copy_access(target: Path, key: str) -> None:
    """Copy the record, as far as it has come, into a file, and check every seal of the copy."""
    store = access_store()
    if isinstance(store, SqliteAccessStore):
        if not store.path.exists():
            return
        copy_into(store.path, key, target)
    else:
        heads = store.heads()
        with closing(on_file(target, settings.PLACES)) as copy:
            copy.take_over(_up_to(store, heads), heads)
        _settle(target, key)
    check_pages(target, key)
    with closing(on_file(target, settings.PLACES)) as copy:
        faults = [check.fault for check in verify_access(copy, settings.PLACES.access_key(), {}) if check.fault]
    _settle(target, key)
    if faults:
        raise BadInput(f"the backup: expected a record of access that is whole, found {faults[0]}")


def _settle(path: Path, key: str) -> None:
    """Leave one file, with no log beside it: only then are its bytes what is noted of it."""
    with closing(opened_alone(path, key)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()


def _up_to(store: AccessStore, heads: list[tuple[str, int, str, str]]) -> Iterator[AccessRow]:
    for agency, length, _head, _mark in heads:
        for row in store.rows(agency):
            if row.number > length:
                break
            yield row


def put_access_back(copy: Path) -> bool:
    """Fill the record where it is empty or gone; tell whether that was done. One that is there is never turned back."""
    store = access_store()
    if not copy.exists() or store.agencies():
        return False
    with closing(opened_alone(copy, settings.PLACES.database_key(), read_only=True)) as source:
        held = SqliteAccessStore(copy, settings.PLACES.database_key(), settings.PLACES.access_key())
        heads = [tuple(row) for row in source.execute("SELECT agency, length, head, mark FROM head")]
    store.take_over(_up_to(held, heads), heads)
    return True
