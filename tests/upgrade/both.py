"""Two databases that went through the same migrations go through the next ones side by side.

Most of an upgrade goes into what Django makes of the models between one operation and the next, which is the same for
both databases. So each operation is done in the one and at once in the other, each within its own transaction.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.transaction import atomic


@contextmanager
def instead(wrapper: Any) -> Iterator[None]:
    """Let models read and write this database."""
    own = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = wrapper
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = own


class Twice:
    """An operation that is also done in a second database."""

    def __init__(self, operation: Any, editor: Any) -> None:
        self._operation, self._editor = operation, editor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._operation, name)

    def database_forwards(self, app: str, editor: Any, before: Any, after: Any) -> None:
        """Do it in the first, then in the second."""
        self._operation.database_forwards(app, editor, before, after)
        by_itself = self._operation.atomic and not self._editor.atomic_migration  # as in Migration.apply
        with instead(self._editor.connection), atomic() if by_itself else nullcontext():
            self._operation.database_forwards(app, self._editor, before, after)


@contextmanager
def _editor(second: Any, **options: bool) -> Iterator[Any]:
    """Open what changes its tables. Its transaction is begun and ended in its place, as Django asks for it by alias."""
    with instead(second):
        editor = second.schema_editor(**options).__enter__()
    try:
        yield editor
    except BaseException:
        with instead(second):
            editor.__exit__(*sys.exc_info())
        raise
    with instead(second):
        editor.__exit__(None, None, None)


@contextmanager
def as_well(second: Any) -> Iterator[None]:
    """Let every migration that is applied be applied to the second database too, and be noted there."""
    alone = MigrationExecutor.apply_migration

    def both(executor: Any, state: Any, migration: Any, **options: Any) -> Any:
        operations = migration.operations
        with _editor(second, atomic=migration.atomic) as editor:
            migration.operations = [Twice(operation, editor) for operation in operations]
            try:
                after = alone(executor, state, migration, **options)
            finally:
                migration.operations = operations
        with instead(second):
            MigrationRecorder(second).record_applied(migration.app_label, migration.name)
        return after

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(MigrationExecutor, "apply_migration", both)
        yield
