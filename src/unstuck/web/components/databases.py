"""Which database: the encrypted SQLite file, or PostgreSQL where UNSTUCK_DATABASE_URL names one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.db import connections

from unstuck.errors import BadInput
from unstuck.web.components.places import Places

BUSY_SECONDS = 20
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-16000;PRAGMA temp_store=MEMORY"
"""FULL syncs the write-ahead log before a commit is acknowledged: what was said to be saved survives a power cut."""


def database(places: Places, given: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return Django's settings of the database. Raises BadInput for an address that is not PostgreSQL's."""
    address = given.get("UNSTUCK_DATABASE_URL")
    return _postgres(address) if address else _sqlite(places, given)


def access_database(given: Mapping[str, str] = os.environ) -> dict[str, Any] | None:
    """Return the settings of the database role that writes the record of access, None where none is named."""
    address = given.get("UNSTUCK_ACCESS_URL")
    return _postgres(address, "UNSTUCK_ACCESS_URL") if address else None


IDLE = 4
KEPT: dict[str, dict[str, Any]] = {
    "sqlite": {"idle": IDLE, "must_exist": True},
    "postgresql": {"pool": {"min_size": 1, "max_size": 8, "timeout": BUSY_SECONDS}},
}
"""Connections that a process keeps: for SQLite by our own backend, where few are ever in use at once, because SQLite
does not wait; for PostgreSQL by psycopg's pool."""


PREPARED = {"server_side_binding": True, "prepare_threshold": 3}
"""A page asks 3 to 27 small questions, the same every time: from the third time on PostgreSQL has planned them."""


def keep_connections() -> None:
    """Keep connections open from one request to the next: one for each request took a quarter of a page's time.

    For processes that serve, before they open one; a command needs only one, and says at once where there is none.
    """
    for wrapper in connections.all():
        wrapper.settings_dict["OPTIONS"].update(KEPT.get(wrapper.vendor, {}))


def let_go_of_connections() -> None:
    """Close every connection of a process that ends: a pool that is left to its end says so in the log."""
    for wrapper in connections.all(initialized_only=True):
        wrapper.close()
        close_pool = getattr(wrapper, "close_pool", None)
        if close_pool is not None:
            close_pool()


def _sqlite(places: Places, given: Mapping[str, str]) -> dict[str, Any]:
    places.prepare()
    return {
        "ENGINE": "unstuck.web.components.encrypted_sqlite",
        "NAME": str(places.database),
        "OPTIONS": {
            "key": places.database_key(given),
            "timeout": BUSY_SECONDS,
            "transaction_mode": "IMMEDIATE",
            "init_command": SQLITE_PRAGMAS,
        },
    }


def _postgres(address: str, variable: str = "UNSTUCK_DATABASE_URL") -> dict[str, Any]:
    expected = f"{variable}: expected postgresql://USER:PASSWORD@HOST/NAME"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise BadInput(expected) from error
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise BadInput(expected)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(port or options.pop("port", "")),
        "OPTIONS": PREPARED | options,
        "CONN_MAX_AGE": 0,
    }
