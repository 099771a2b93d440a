"""Sealing what stands in columns of texts: in the clear, from before they were sealed, or under a key of before.

In short transactions, a few rows at a time, so that it can be stopped anywhere and run once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from unstuck.web.audit.triggers import lifted
from unstuck.web.components.field_keys import KeyRing
from unstuck.web.components.sealed_texts import sealed_columns
from unstuck.web.components.seals_of_fields import MARK, SealBroken, SealedPlace, key_of, opened, sealed

AT_ONCE = 200


@dataclass(frozen=True)
class Resealed:
    """How many texts were sealed anew, and where those stand that do not open; they are left as they are."""

    texts: int = 0
    broken: tuple[SealedPlace, ...] = ()

    def __add__(self, other: Resealed) -> Resealed:
        return Resealed(self.texts + other.texts, self.broken + other.broken)


def reseal_all(ring: KeyRing, using: str = "default") -> Resealed:
    """Bring every sealed column under the key that seals now."""
    found = Resealed()
    for model, columns in sealed_columns().items():
        found += reseal(model._meta.db_table, columns, ring, using=using)
    return found


def reseal(
    table: str, columns: Sequence[str], ring: KeyRing, *, also_plain: bool = False, using: str = "default"
) -> Resealed:
    """Bring these columns under the key that seals now. `also_plain`: what is in the clear too, for migrations alone:

    anywhere else a text in the clear was put there past the program, and sealing it would make it look genuine.
    """
    found, last = Resealed(), 0
    while True:
        with transaction.atomic(using):
            connection = connections[using]
            rows = _due(connection, table, columns, ring, last)
            if not rows:
                return found
            last = rows[-1][0]
            found += _sealed_rows(connection, table, columns, rows, ring, also_plain=also_plain)


def keys_in_use(tables: Iterable[tuple[str, Sequence[str]]], using: str = "default") -> Iterator[str]:
    """Yield the names of the keys under which the first text of each column is sealed, and the last."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, columns in tables:
            if table not in present:
                continue
            for column in columns:
                for order in ("ASC", "DESC"):
                    first = f'SELECT "{column}" FROM "{table}" WHERE "{column}" <> %s ORDER BY id {order} LIMIT 1'  # noqa: S608
                    cursor.execute(first, [""])
                    row = cursor.fetchone()
                    if row and (name := key_of(str(row[0]))):
                        yield name


def _due(
    connection: BaseDatabaseWrapper, table: str, columns: Sequence[str], ring: KeyRing, last: int
) -> list[tuple[int, ...]]:
    """Return the next rows with a text that is not under the key that seals now: number, then the columns."""
    named = ", ".join(f'"{column}"' for column in columns)
    due = " OR ".join(f'("{column}" <> %s AND "{column}" NOT LIKE %s)' for column in columns)
    wanted = f'SELECT id, {named} FROM "{table}" WHERE id > %s AND ({due}) ORDER BY id LIMIT {AT_ONCE}'  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(wanted, [last, *["", f"{MARK}{ring.current}:%"] * len(columns)])
        return list(cursor.fetchall())


def _sealed_rows(
    connection: BaseDatabaseWrapper,
    table: str,
    columns: Sequence[str],
    rows: Sequence[tuple[int, ...]],
    ring: KeyRing,
    *,
    also_plain: bool,
) -> Resealed:
    texts, broken = 0, []
    with lifted(connection, [table]), connection.cursor() as cursor:
        for number, *stored in rows:
            for column, one in zip(columns, map(str, stored), strict=True):
                place = SealedPlace(table, column, number)
                if not one or key_of(one) == ring.current:
                    continue
                try:
                    text = one if also_plain and not key_of(one) else opened(one, place, ring)
                except SealBroken:
                    broken.append(place)
                    continue
                change = f'UPDATE "{table}" SET "{column}" = %s WHERE id = %s'  # noqa: S608  (names of our own tables)
                cursor.execute(change, [sealed(text, place, ring), number])
                texts += 1
    return Resealed(texts, tuple(broken))
