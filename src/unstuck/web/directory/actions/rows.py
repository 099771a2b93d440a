"""Many rows written at once. They are made ready before the transaction that writes them, which is short then:

SQLite lets one transaction write at a time, so whoever saves something meanwhile waits for its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar, cast

from django.db import connection, models

BATCH = 500
Item = TypeVar("Item")
Ready = tuple[Any, ...]
"""The values of a row as the database takes them."""


class BulkTable:
    """Some columns of a table, in their order."""

    def __init__(self, model: type[models.Model], *names: str) -> None:
        self._table = model._meta.db_table
        self._fields = [cast("models.Field[Any, Any]", model._meta.get_field(name)) for name in names]

    def ready(self, values: Sequence[Any]) -> Ready:
        """Return values as the database takes them."""
        return tuple(
            field.get_db_prep_save(value, connection) for field, value in zip(self._fields, values, strict=True)
        )

    def insert(self, rows: Iterable[Ready]) -> None:
        """Write new rows."""
        columns = ", ".join(f'"{field.column}"' for field in self._fields)
        if connection.vendor == "postgresql":
            self._copy(f'COPY "{self._table}" ({columns}) FROM STDIN', rows)
        else:
            places = ", ".join(["%s"] * len(self._fields))
            self._each(f'INSERT INTO "{self._table}" ({columns}) VALUES ({places})', rows)  # noqa: S608  (our own names)

    def _copy(self, statement: str, rows: Iterable[Ready]) -> None:
        """Send rows in PostgreSQL's own way for many: one statement for each took as long as everything else."""
        with connection.cursor() as cursor, cast(Any, cursor).copy(statement) as copying:
            for row in rows:
                copying.write_row(row)

    def update(self, rows: Iterable[Ready]) -> None:
        """Write rows that are there: in each, the values and at last the id."""
        columns = ", ".join(f'"{field.column}" = %s' for field in self._fields)
        self._each(f'UPDATE "{self._table}" SET {columns} WHERE id = %s', rows)  # noqa: S608  (our own names)

    def _each(self, statement: str, rows: Iterable[Ready]) -> None:
        with connection.cursor() as cursor:
            for batch in batches(rows, 10 * BATCH):
                cursor.executemany(statement, batch)


def batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """Yield the items in lists of at most this length."""
    running = iter(items)
    while batch := list(islice(running, size)):
        yield batch


def remove_rows(model: type[models.Model], pks: Sequence[int], field: str = "pk") -> None:
    """Remove rows that nothing points to, without asking for what might."""
    for part in batches(pks):
        chosen = model._default_manager.filter(**{f"{field}__in": part})
        chosen._raw_delete(chosen.db)
