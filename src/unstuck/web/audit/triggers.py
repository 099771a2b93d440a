"""Triggers by which the database itself refuses to change rows that are only ever added, on both databases.

A migration installs them with `append_only`. Each `migrate` ends by putting back those that are missing, on every table
of an `AppendOnly` model: where SQLite changes a column or a constraint, Django copies the rows into a new table and
drops the old one, with its triggers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.apps import AppConfig, apps
from django.apps.registry import Apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from unstuck.web.components.models import AppendOnly


class TriggerStep(RunPython):
    """A migration step that reads no model. Before any other RunPython, Django makes all models of that day anew, which
    took a third of an upgrade."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Do it with the models as they stand."""
        self.code(from_state.apps, schema_editor)


def append_only(table: str) -> RunPython:
    """Return a migration step after which rows of `table` can be added and read, not changed or removed."""

    return TriggerStep(partial(_install, table), partial(_remove, table))


def changeable(table: str) -> RunPython:
    """Return a migration step after which rows of `table` can be changed, until `append_only` ends that."""
    return TriggerStep(partial(_remove, table), partial(_install, table))


def _install(table: str, apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in (*_UNDO[editor.connection.vendor], *_SQL[editor.connection.vendor]):
        editor.execute(statement.format(table=table))


def _remove(table: str, apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _UNDO[editor.connection.vendor]:
        editor.execute(statement.format(table=table))


def append_only_tables() -> list[str]:
    """Return the tables of all models that say of themselves that they are append-only."""
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly))


def unguarded_tables(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Yield the append-only tables, of those that exist, from which a trigger is missing."""
    vendor, tables = connection.vendor, set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(_INSTALLED[vendor])
        installed = {(table, trigger) for table, trigger in cursor.fetchall()}
    for table in append_only_tables():
        if table in tables and not {(table, f"{table}_{name}") for name in _NAMES[vendor]} <= installed:
            yield table


@contextmanager
def lifted(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> Iterator[None]:
    """Let rows of these tables be changed or removed in the body, inside the transaction that the caller began.

    For what must reach rows that are only ever added: a new key for what is sealed in them, and deleting everything
    about one client. Whatever fails in the body undoes this too. Others never see a table without its triggers.
    """
    vendor = connection.vendor
    with connection.cursor() as cursor:
        cursor.execute(_INSTALLED[vendor])
        guarded = sorted({table for table, _name in cursor.fetchall()} & set(tables) & set(append_only_tables()))
        for statement in (one.format(table=table) for table in guarded for one in _UNDO[vendor]):
            cursor.execute(statement)
        yield
        if vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in (one.format(table=table) for table in guarded for one in _SQL[vendor]):
            cursor.execute(statement)


@receiver(post_migrate, sender=apps.get_app_config("audit"))
def restore_triggers(sender: AppConfig, using: str, **options: Any) -> None:
    """Put back the triggers that are missing."""
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        for table in unguarded_tables(connection):
            for statement in (*_UNDO[connection.vendor], *_SQL[connection.vendor]):
                cursor.execute(statement.format(table=table))


_NAMES = {"sqlite": ("no_update", "no_delete"), "postgresql": ("no_change", "no_truncate")}

_INSTALLED = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE NOT tgisinternal AND tgenabled <> 'D' AND pg_table_is_visible(pg_class.oid)",
}

_SQL = {
    "sqlite": [
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    ],
}

_UNDO = {
    "sqlite": ["DROP TRIGGER IF EXISTS {table}_no_update", "DROP TRIGGER IF EXISTS {table}_no_delete"],
    "postgresql": [
        "DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
        "DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        "DROP FUNCTION IF EXISTS {table}_refuse()",
    ],
}
