"""How tests empty tables that the database itself refuses to empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.utils import CursorWrapper

TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


@contextmanager
def emptying_past_the_triggers() -> Iterator[None]:
    """Let Django's flush through, and nothing else: the triggers are back before the next test begins."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def lifted(operations: BaseDatabaseOperations, statements: Sequence[str]) -> None:
        with operations.connection.cursor() as cursor, without_triggers(cursor, operations.connection.vendor):
            flush(operations, statements)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(BaseDatabaseOperations, "execute_sql_flush", lifted)
        yield


@contextmanager
def without_triggers(cursor: CursorWrapper, vendor: str) -> Iterator[None]:
    """Take the triggers away, as somebody with the rights of the database's owner could."""
    if vendor == "postgresql":
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")
        return
    found: list[Any] = cursor.execute(TRIGGERS).fetchall()
    for name, _sql in found:
        cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    for _name, sql in found:
        cursor.execute(sql)
