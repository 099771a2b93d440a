"""The database itself refuses to change what was recorded, whoever asks and however."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from tests.web.cast import Cast
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import State

TABLES = {"audit_entry": ("actor", Entry), "caseload_state": ("code", State)}


def _raw(sql: str) -> Callable[[], object]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return run


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_changed_or_removed(cast: Cast, table: str) -> None:
    column, model = TABLES[table]
    before = list(model._default_manager.order_by("pk").values())
    one = model._default_manager.earliest("pk")
    attempts: dict[str, Callable[[], object]] = {
        "save": lambda: one.save(),
        "delete": lambda: one.delete(),
        "update": lambda: model._default_manager.update(**{column: "x"}),
        "bulk_update": lambda: model._default_manager.bulk_update([one], [column]),
        "delete all": lambda: model._default_manager.all().delete(),
        "UPDATE": _raw(f"UPDATE {table} SET {column} = 'x'"),  # noqa: S608  (names from this file)
        "DELETE": _raw(f"DELETE FROM {table}"),  # noqa: S608
    }
    if connection.vendor == "postgresql":
        attempts["TRUNCATE"] = _raw(f"TRUNCATE {table} CASCADE")
    else:
        values = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = {one.pk}"  # noqa: S608
        attempts["REPLACE"] = _raw(values)
    for name, attempt in attempts.items():
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
        assert list(model._default_manager.order_by("pk").values()) == before, name
