"""SQLite changes a column by making the table anew, without its triggers: they are back when `migrate` is through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import CheckConstraint, Q

from tests.web.emptying import without_triggers
from unstuck.web.audit.triggers import append_only_tables, unguarded_tables
from unstuck.web.components.models import AppendOnly

MODELS = [model for model in apps.get_models() if issubclass(model, AppendOnly)]
INSTALLED = {
    "sqlite": "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
}


def ask(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_the_tables_with_triggers_are_those_of_the_append_only_models() -> None:
    assert sorted(ask(INSTALLED[connection.vendor])) == append_only_tables()
    assert {"audit_entry", "caseload_state", "plans_said", "referrals_consent"} <= set(append_only_tables())


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite_only
def test_tables_that_are_made_anew_still_refuse_changes() -> None:
    for model in MODELS:
        constraint = CheckConstraint(condition=Q(pk__gte=0), name=f"{model._meta.db_table}_for_this_test")
        with connection.schema_editor() as editor:  # as AddConstraint and RemoveConstraint do in a migration
            editor.add_constraint(model, constraint)
            editor.remove_constraint(model, constraint)
    assert list(unguarded_tables(connection)) == append_only_tables(), "nothing was made anew: this test asks nothing"
    call_command("migrate", verbosity=0)
    with a_row_in_each(append_only_tables()):
        for table in append_only_tables():
            assert_refused(table)


@pytest.mark.django_db(transaction=True)
def test_triggers_that_somebody_took_away_come_back() -> None:
    drop = {
        "sqlite": "DROP TRIGGER audit_entry_no_delete",
        "postgresql": "DROP TRIGGER audit_entry_no_truncate ON audit_entry",
    }
    with connection.cursor() as cursor:
        cursor.execute(drop[connection.vendor])
    assert list(unguarded_tables(connection)) == ["audit_entry"]
    call_command("migrate", verbosity=0)
    assert list(unguarded_tables(connection)) == []
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="audit_entry is append-only"), transaction.atomic():
            ask("TRUNCATE audit_entry")


@contextmanager
def a_row_in_each(tables: Sequence[str]) -> Iterator[None]:
    """Put one row into each table, whatever it says: it is only there for the triggers to see."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        for table in tables:
            columns = [row[0] for row in cursor.execute("SELECT name FROM pragma_table_info(%s)", [table]).fetchall()]
            names, values = ", ".join(f'"{column}"' for column in columns), ", ".join("1" for _ in columns)
            cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({values})")  # noqa: S608  (the database's own names)
        yield
        with without_triggers(cursor, connection.vendor):
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
        cursor.execute("PRAGMA foreign_keys = ON")


def assert_refused(table: str) -> None:
    for change in (f"UPDATE {table} SET id = 2", f"DELETE FROM {table}"):  # noqa: S608
        with pytest.raises(DatabaseError, match=f"{table} is append-only"), transaction.atomic():
            ask(change)
