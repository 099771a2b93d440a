"""The rows of a PostgreSQL database, in an encrypted file: read in one transaction, so that all are of one moment.

Written in the text form of COPY, which gives back exactly what was there. No program beside Unstuck is needed; neither
`pg_dump`, which may be missing, nor the rights of the server's owner.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from unstuck.web.audit.triggers import append_only_tables
from unstuck.web.components.encrypted_sqlite.base import opened_alone
from unstuck.web.components.new_tables import ACCESS_TABLES

PIECE_BYTES = 4 << 20


def copy_rows(target: Path, key: str) -> dict[str, int]:
    """Write every row into a new file; return the tables with their numbers of rows. Runs in a transaction."""
    counts = {}
    with closing(opened_alone(target, key, new=True)) as file:
        file.execute("CREATE TABLE held (name TEXT, columns TEXT, number INTEGER, lines BLOB)")
        file.execute("BEGIN")
        for table in sorted(set(connection.introspection.table_names()) - ACCESS_TABLES):
            counts[table] = _copy_table(table, file)
        file.execute("COMMIT")
    target.chmod(0o600)
    return counts


def _copy_table(table: str, file: Any) -> int:
    columns = _columns(table)
    rows = 0
    for number, piece in enumerate(_pieces(f'COPY "{table}" ({columns}) TO STDOUT')):
        rows += piece.count(b"\n")  # a line break within a value is written as \n, two characters
        file.execute("INSERT INTO held VALUES (?, ?, ?, ?)", [table, columns, number, piece])
    return rows


def _columns(table: str) -> str:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return ", ".join(f'"{column.name}"' for column in found)


def _pieces(statement: str) -> Iterator[bytes]:
    held = bytearray()
    with connection.cursor() as cursor, cursor.copy(statement) as rows:
        for row in rows:
            held += row
            if len(held) >= PIECE_BYTES:
                yield bytes(held)
                held.clear()
    if held:
        yield bytes(held)


def put_rows_back(source: Path, key: str, migrations: list[str]) -> None:
    """Fill an empty database: tables as the backup's version had them, its rows, then what is new since."""
    _make_tables([(app, name) for app, _dot, name in (one.partition(".") for one in migrations)])
    with (
        closing(opened_alone(source, key, read_only=True)) as file,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        _empty(cursor)
        for name, columns in file.execute("SELECT DISTINCT name, columns FROM held").fetchall():
            pieces = file.execute("SELECT lines FROM held WHERE name = ? ORDER BY number", [name])
            with cursor.copy(f'COPY "{name}" ({columns}) FROM STDIN') as rows:
                for (piece,) in pieces:
                    rows.write(piece)
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
    call_command("migrate", verbosity=0, interactive=False)


def _models() -> list[Any]:
    there = set(connection.introspection.table_names())
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in there]


def _make_tables(applied: list[tuple[str, str | None]]) -> None:
    """Make the tables at once where the backup is of this very version, else step by step as far as it had come."""
    executor = MigrationExecutor(connection)
    if set(applied) == set(executor.loader.graph.nodes):
        call_command("migrate", verbosity=0, interactive=False)
    else:
        executor.migrate(applied)


def _empty(cursor: Any) -> None:
    """Remove the few rows that making the tables put in; nothing append-only is among them."""
    for table in set(connection.introspection.table_names()) - ACCESS_TABLES - set(append_only_tables()):
        cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608  (names of our own tables)
