"""Which store the record of access of this installation is in: a file of its own, or tables of their own.

Knows no rows of the site, so that a process may name it before the site is set up.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import connection

from unstuck.errors import BadInput
from unstuck.web.audit.access.postgres_store import PostgresAccessStore
from unstuck.web.audit.access.rows import AccessEvent, AccessRow
from unstuck.web.audit.access.sqlite_store import SqliteAccessStore
from unstuck.web.components.places import Places


class AccessStore(Protocol):
    """Where the record is kept: a file of its own, or tables of their own."""

    def append(self, event: AccessEvent) -> AccessRow:
        """Add one event, durably."""

    def take_over(self, rows: Any, heads: Any) -> None:
        """Fill an empty record."""

    def rows(self, agency: str, after: int = 0) -> Generator[AccessRow, None, None]:
        """Yield rows in their order."""

    def about(self, agency: str, client: str, most: int) -> list[AccessRow]:
        """Return the latest rows about a client."""

    def heads(self) -> list[tuple[str, int, str, str]]:
        """Return agency, length, head and mark of each chain."""

    def agencies(self) -> list[str]:
        """Return every agency in it."""

    def is_there(self) -> bool:
        """Tell whether anything holds it, without making it."""

    def close(self) -> None:
        """Let go of what it holds open."""


_OPEN: dict[tuple[Any, ...], AccessStore] = {}


def access_store() -> AccessStore:
    """Return the store of this installation, opened once in each process."""
    places: Places = settings.PLACES
    given = settings.ACCESS_DATABASE or (connection.settings_dict if connection.vendor == "postgresql" else None)
    place = (places.access, *((given["NAME"], given["HOST"], given["USER"]) if given else ()))
    if place not in _OPEN:
        _OPEN[place] = _postgres(given, places) if given else on_file(places.access, places)
    return _OPEN[place]


def close_access_stores() -> None:
    """Let go of every store of this process."""
    while _OPEN:
        _OPEN.popitem()[1].close()


def on_file(path: Path, places: Places) -> SqliteAccessStore:
    """Return the store in a file: the installation's own, or the copy of it in a backup."""
    return SqliteAccessStore(path, places.database_key(), places.access_key())


def _postgres(given: Mapping[str, Any], places: Places) -> PostgresAccessStore:
    try:
        connect = import_module("psycopg").connect
    except ImportError as error:
        raise BadInput("UNSTUCK_ACCESS_URL: expected Unstuck's extra `postgres` to be installed") from error
    options = {name: value for name, value in given["OPTIONS"].items() if name in _CONNECTS}
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    parameters = {ours: given[theirs] for ours, theirs in named.items() if given[theirs]}
    return PostgresAccessStore(connect, parameters | options, places.access_key())


_CONNECTS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name")
