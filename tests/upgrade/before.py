"""A small database as the version before made it, opened as this site's own, and what its tables hold.

`before.sql` was written by the code of that version, through its own actions: two agencies with the cast of the other
tests, and five clients. Cleo (R-1) has consultations in the room (closed; declined and withdrawn; answered) and by hand
(answered and acted on; entered in error; never answered), referrals (accepted, declined, a draft) and a number of
open ones that was typed, facts of each kind, a goal, and a review that was decided on. Ray (R-2): an unanswered
question, an open referral, a score in error. Tess (R-3): a draft. Una (R-4): a consultation and a referral, and the
work has ended. Hanna (H-1) is another agency's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.utils import ConnectionHandler

from tests.prepared import copied
from tests.upgrade.both import as_well, instead
from unstuck.web.components.databases import database
from unstuck.web.components.places import places

PLAIN, MORE = "before.sql", "before_more.sql"
"""A database of the version before, and one in which people did everything that it allowed."""

Tables = Mapping[str, Mapping[object, Mapping[str, object]]]
"""Table -> primary key -> column -> value."""

DJANGOS_OWN = ("sqlite_", "django_content_type", "auth_permission", "directory_text_")


@contextmanager
def opened(home: Path) -> Iterator[None]:
    """Put the database of the version before in the place of the site's own; models then read and write it."""
    with in_its_place(home):
        fill(PLAIN)
        yield


@contextmanager
def upgraded(home: Path, which: str = PLAIN) -> Iterator[None]:
    """The same, brought up to date: that takes half a minute, so both are upgraded once in a run and copied."""
    with in_its_place(copied("upgraded", _upgrade, home) / which):
        yield


def _upgrade(homes: Path) -> None:
    with in_its_place(homes / MORE) as more:
        fill(PLAIN, MORE)
        with in_its_place(homes / PLAIN):
            fill(PLAIN)
            with as_well(more):
                call_command("migrate", verbosity=0, interactive=False)
        call_command("migrate", verbosity=0, interactive=False)


def fill(*files: str) -> None:
    """Write a database of the version before, from these scripts, into the one that stands in place of the site's."""
    script = "".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in files)
    raw = connection.connection
    raw.executescript(f"PRAGMA foreign_keys = OFF; BEGIN; {script} COMMIT; PRAGMA foreign_keys = ON")


@contextmanager
def in_its_place(home: Path) -> Iterator[Any]:
    """Let models read and write the database of this home, which is yielded."""
    surroundings = {"UNSTUCK_HOME": str(home)}
    wrapper: Any = ConnectionHandler({DEFAULT_DB_ALIAS: database(places(surroundings), surroundings)})[DEFAULT_DB_ALIAS]
    with instead(wrapper):
        try:
            wrapper.ensure_connection()
            yield wrapper
        finally:
            wrapper.close()


def tables() -> Tables:
    """Return every row of every table, but for those that Django fills from the code."""
    names = [row["name"] for row in rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {name: _by_key(name) for name in map(str, names) if not name.startswith(DJANGOS_OWN)}


def _by_key(table: str) -> dict[object, dict[str, object]]:
    columns = rows(f"SELECT name FROM pragma_table_info('{table}') ORDER BY pk DESC")  # noqa: S608  (its own names)
    return {row[str(columns[0]["name"])]: row for row in rows(f'SELECT * FROM "{table}"')}  # noqa: S608


def rows(sql: str) -> list[dict[str, object]]:
    """Return what a query answers, each row by the names of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def lost(before: Tables, after: Tables, accounted_for: Mapping[str, str]) -> Iterator[str]:
    """Yield each row and value of `before` that is not in `after` and not accounted for."""
    for table, kept in before.items():
        if table in accounted_for:
            continue
        for key, row in kept.items():
            now = after.get(table, {}).get(key)
            if now is None:
                yield f"{table} {key}: the row is gone"
                continue
            yield from (
                f"{table} {key}: {column} was {value!r}, is {now.get(column)!r}"
                for column, value in row.items()
                if now.get(column) != value and f"{table}.{column}" not in accounted_for
            )
