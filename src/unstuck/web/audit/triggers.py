"""Triggers by which the database itself refuses to change rows that are only ever added, on both databases."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython


def append_only(table: str) -> RunPython:
    """Return a migration step after which rows of `table` can be added and read, not changed or removed."""

    def install(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _SQL[editor.connection.vendor]:
            editor.execute(statement.format(table=table))

    def remove(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _UNDO[editor.connection.vendor]:
            editor.execute(statement.format(table=table))

    return RunPython(install, remove)


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
    "sqlite": ["DROP TRIGGER {table}_no_update", "DROP TRIGGER {table}_no_delete"],
    "postgresql": [
        "DROP TRIGGER {table}_no_change ON {table}",
        "DROP TRIGGER {table}_no_truncate ON {table}",
        "DROP FUNCTION {table}_refuse()",
    ],
}
