"""A new database gets its tables at once, without the whole history: both ways lead to the same ones."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tests.prepared import installation
from tests.upgrade.before import in_its_place, rows, upgraded


def schema() -> list[tuple[object, ...]]:
    """Return every column, key, check, index and trigger, however the statement that made the table orders them."""
    made = rows(
        "SELECT type, tbl_name, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    )
    return sorted(
        (row["type"], row["tbl_name"], row["name"], part)
        for row in made
        for part in (parts(str(row["sql"])) if row["type"] == "table" else [" ".join(str(row["sql"]).split())])
    )


def parts(statement: str) -> list[str]:
    """Return what stands between the outer brackets of a statement, at each comma that is in no others."""
    inner, depth, found = statement[statement.index("(") + 1 : statement.rindex(")")], 0, [""]
    for character in inner:
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            found.append("")
        else:
            found[-1] += character
    return [" ".join(part.split()) for part in found]


def test_a_new_database_has_the_tables_of_one_that_went_through_every_change(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock():
        with upgraded(tmp_path_factory.mktemp("before")):
            step_by_step, applied = schema(), rows("SELECT app, name FROM django_migrations ORDER BY app, name")
        with in_its_place(installation(tmp_path_factory.mktemp("new"))):
            at_once = schema()
            assert rows("SELECT app, name FROM django_migrations ORDER BY app, name") == applied
            call_command("migrate", check_unapplied=True, verbosity=0)
            assert rows("SELECT count(*) AS entries FROM audit_entry") == [{"entries": 0}]
    assert len(at_once) > 1000
    assert at_once == step_by_step


def test_parts_are_told_apart() -> None:
    assert parts('CREATE TABLE "a" ("b" text, CHECK ("b" IN (1, 2)),  "c"\nint)') == [
        '"b" text',
        'CHECK ("b" IN (1, 2))',
        '"c" int',
    ]


@pytest.mark.django_db
def test_a_database_with_tables_goes_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unstuck.web.components.management.commands.migrate.make_all", pytest.fail)
    call_command("migrate", verbosity=0, interactive=False)
    assert "accounts_person" in connection.introspection.table_names()
