"""A column whose texts are sealed before they reach the database, on SQLite as on PostgreSQL.

A model with such columns begins with `models.SealedRow`: a text is bound to its row, so the row gets its number before
it is stored. The database sees an ordinary text column, and migrations with it. A sealed column cannot be searched,
sorted or compared: only "is it empty" can be asked of it, and anything else is refused as the query is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from unstuck.language import gettext as _
from unstuck.web.components.seals_of_fields import SealBroken, SealedPlace, opened, sealed


class StoredText:
    """A text as it came from the database, still sealed. Never shown: the row opens it."""

    def __init__(self, stored: str) -> None:
        self.stored = stored

    def __repr__(self) -> str:
        """Say what it is, not what it holds."""
        return "<sealed>"


class ClosedText(str):
    """What stands on a page in the place of a text that does not open."""

    __slots__ = ()


def closed_text() -> ClosedText:
    """Return the sentence for a text that does not open."""
    return ClosedText(
        _("[This text cannot be opened: what is stored is not what was saved here, or its key is missing. ")
        + _("Tell whoever looks after this site; the log says which row.]")
    )


class _OpensItself:
    """Opens a text when somebody reads it from its row, and keeps it open from then on."""

    def __init__(self, field: SealedTextField) -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: Any = None) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        held = row.__dict__[name]
        if not isinstance(held, StoredText):
            return held
        try:
            row.__dict__[name] = opened(held.stored, self.field.place(row))
        except SealBroken:
            return closed_text()  # what is stored stays as it is, and is stored again as it was
        return row.__dict__[name]

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class SealedTextField(models.TextField):  # type: ignore[type-arg]  # generic to mypy alone
    """A text that stands sealed in the database."""

    descriptor_class = _OpensItself

    def place(self, row: models.Model) -> SealedPlace:
        """Return what a text of this column is bound to."""
        if row.pk is None:
            raise TypeError(f"{row._meta.label}: expected a row with its number: its model must be a SealedRow")
        return SealedPlace(self.model._meta.db_table, str(self.column), row.pk)

    def deconstruct(self) -> Any:
        """Return an ordinary text column: to the database, and to migrations, it is one."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> StoredText | str | None:
        """Return it closed: which row it belongs to is known only to the row."""
        return StoredText(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seal what the row holds; what was never opened is stored as it was."""
        held = model_instance.__dict__[self.attname]
        if isinstance(held, ClosedText):
            raise TypeError(f"{self.model._meta.label}.{self.attname}: expected a text, found one that does not open")
        if not held or isinstance(held, StoredText):
            return held
        return StoredText(sealed(str(held), self.place(model_instance)))

    def get_prep_value(self, value: Any) -> Any:
        """Let through what is sealed, and an empty text; refuse to look for anything else."""
        if isinstance(value, StoredText):
            return value.stored
        if not value:
            return value
        raise self._refusal()

    def get_lookup(self, lookup_name: str) -> Any:
        """Return how to ask whether it is empty; there is nothing else to ask of it."""
        if lookup_name not in ("exact", "isnull"):
            raise self._refusal()
        return super().get_lookup(lookup_name)

    def _refusal(self) -> TypeError:
        return TypeError(f"{self.model._meta.label}.{self.attname} is sealed: it cannot be searched or set in bulk")


class SealedRows(models.QuerySet[Any]):
    """Rows that get their numbers before they are stored."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **named: Any) -> list[Any]:
        """Number those that have no number yet, then store them."""
        rows = list(objs)
        new = [row for row in rows if row.pk is None]
        for row, number in zip(new, next_numbers(self.model, connections[self.db], len(new)), strict=True):
            row.pk = number
        return super().bulk_create(rows, *args, **named)


def sealed_columns() -> dict[type[models.Model], list[str]]:
    """Return every model with sealed texts, and which columns they are."""
    found = {
        model: [str(field.column) for field in model._meta.local_fields if isinstance(field, SealedTextField)]
        for model in apps.get_models()
    }
    return {model: columns for model, columns in found.items() if columns}


def next_numbers(model: type[models.Model], connection: BaseDatabaseWrapper, count: int) -> list[int]:
    """Return numbers for new rows. On SQLite whoever writes holds the only lock, so nobody else draws the same ones."""
    if not count:
        return []
    table, key = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            draw = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(draw, [table, key, count])
            return [int(number) for (number,) in cursor.fetchall()]
        cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [table])
        drawn = cursor.fetchone()[0]
        cursor.execute(f'SELECT max("{key}") FROM "{table}"')  # noqa: S608  (names of our own tables)
        last = max(int(drawn or 0), int(cursor.fetchone()[0] or 0))
    return list(range(last + 1, last + count + 1))
