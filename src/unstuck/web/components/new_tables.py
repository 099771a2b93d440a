"""All tables of a new database, straight from the models.

Going through every migration made each table several times over and took a new installation twenty seconds. A test
holds the outcome against a database that did go through them (tests/upgrade/test_new_tables.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration, RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps

ACCESS_TABLES = frozenset({"access_record", "access_record_head"})
"""Tables that no model describes: the record of access makes its own, in whichever role writes it."""


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Whether there is no table yet, or only the list of migrations, with none on it."""
    tables = set(connection.introspection.table_names()) - ACCESS_TABLES
    return (
        tables <= {MigrationRecorder.Migration._meta.db_table}
        and not MigrationRecorder(connection).applied_migrations()
    )


def make_all(connection: BaseDatabaseWrapper) -> None:
    """Make every table in one transaction, and record all migrations as applied.

    What no model describes comes from the migrations that say of themselves `beyond_models = True`. The triggers of
    append-only tables are put in at the end of every `migrate` (`audit.triggers`).
    """
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    history = MigrationLoader(connection).disk_migrations
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for step in _beyond_models(history.values()):
            step.code(cast(StateApps, apps), editor)
        for app, name in history:
            recorder.record_applied(app, name)


def _beyond_models(migrations: Iterable[Migration]) -> Iterator[RunPython]:
    for migration in migrations:
        if getattr(migration, "beyond_models", False):
            yield from (step for step in migration.operations if isinstance(step, RunPython))
