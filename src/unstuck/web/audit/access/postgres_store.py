"""The record of access on PostgreSQL: a connection of its own, and a role of its own where the operator made one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple
from typing import Any

from unstuck.web.audit.access.rows import COLUMNS, AccessEvent, AccessRow, mark_of, row_after

_TABLES = """
CREATE TABLE IF NOT EXISTS access_record (
  agency text NOT NULL, number bigint NOT NULL, at text NOT NULL, actor text NOT NULL, role text NOT NULL,
  act text NOT NULL, route text NOT NULL, client text NOT NULL, place text NOT NULL, status integer NOT NULL,
  before text NOT NULL, seal text NOT NULL, PRIMARY KEY (agency, number));
CREATE INDEX IF NOT EXISTS access_record_client ON access_record (agency, client, number);
CREATE TABLE IF NOT EXISTS access_record_head (
  agency text PRIMARY KEY, length bigint NOT NULL, head text NOT NULL, mark text NOT NULL);
CREATE OR REPLACE FUNCTION access_record_refuse() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'access_record is append-only'; END $$;
CREATE OR REPLACE TRIGGER access_record_no_change BEFORE UPDATE OR DELETE ON access_record
  FOR EACH ROW EXECUTE FUNCTION access_record_refuse();
CREATE OR REPLACE TRIGGER access_record_no_truncate BEFORE TRUNCATE ON access_record
  FOR EACH STATEMENT EXECUTE FUNCTION access_record_refuse();
"""
_THERE = "SELECT to_regclass('access_record_head') IS NOT NULL"
_ADD = f"INSERT INTO access_record ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM access_record"  # noqa: S608  (own names)
_HEADS = "SELECT agency, length, head, mark FROM access_record_head"
_MOVE = (
    "INSERT INTO access_record_head VALUES (%s, %s, %s, %s) ON CONFLICT (agency) DO UPDATE SET "
    "length = excluded.length, head = excluded.head, mark = excluded.mark"
)


class PostgresAccessStore:
    """One connection for each process, used by one request at a time. `connect` is psycopg's, `given` goes to it."""

    def __init__(self, connect: Callable[..., Any], given: Mapping[str, Any], seal_key: str) -> None:
        self._connect, self._given, self._seal_key = connect, dict(given), seal_key
        self._lock = threading.Lock()
        self._connection: Any = None

    def append(self, event: AccessEvent) -> AccessRow:
        """Add one event. The server has it on its disk when this returns."""
        with self._transaction() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(hashtext('access_record'), hashtext(%s))", [event.agency])
            asked = "SELECT length, head FROM access_record_head WHERE agency = %s"
            length, head = connection.execute(asked, [event.agency]).fetchone() or (0, "")
            row = row_after(event, length, head, self._seal_key)
            connection.execute(_ADD, astuple(row))
            mark = mark_of(row.agency, row.number, row.seal, self._seal_key)
            connection.execute(_MOVE, [row.agency, row.number, row.seal, mark])
        return row

    def take_over(self, rows: Iterable[AccessRow], heads: Iterable[tuple[str, int, str, str]]) -> None:
        """Fill an empty record with rows that were sealed elsewhere, as from a backup."""
        with self._transaction() as connection, connection.cursor() as cursor:
            cursor.executemany(_ADD, [astuple(row) for row in rows])
            cursor.executemany(_MOVE, list(heads))

    def rows(self, agency: str, after: int = 0) -> Generator[AccessRow, None, None]:
        """Yield an agency's rows in their order, a few thousand at a time."""
        asked = f"{_SELECT} WHERE agency = %s AND number > %s ORDER BY number LIMIT 5000"
        while part := self._fetched(asked, [agency, after]):
            yield from (AccessRow(*row) for row in part)
            after = part[-1][1]

    def about(self, agency: str, client: str, most: int) -> list[AccessRow]:
        """Return the latest rows about one client, newest first."""
        asked = f"{_SELECT} WHERE agency = %s AND client = %s ORDER BY number DESC LIMIT %s"
        return [AccessRow(*row) for row in self._fetched(asked, [agency, client, most])]

    def heads(self) -> list[tuple[str, int, str, str]]:
        """Return agency, length, head and mark of each chain, as the tables have them."""
        return [tuple(row) for row in self._fetched(_HEADS, [])]

    def agencies(self) -> list[str]:
        """Return every agency of which there is a row or a head."""
        asked = "SELECT agency FROM access_record_head UNION SELECT agency FROM access_record ORDER BY agency"
        return [agency for (agency,) in self._fetched(asked, [])]

    def is_there(self) -> bool:
        """Tell that there is: a database that is gone answers nobody."""
        return True

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _fetched(self, asked: str, values: list[Any]) -> list[Any]:
        with self._transaction() as connection:
            held: list[Any] = connection.execute(asked, values).fetchall()
            return held

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        with self._lock:
            connection = self._open()
            try:
                with connection.transaction():
                    yield connection
            except BaseException:
                if connection.broken or connection.closed:
                    self._connection = None
                raise

    def _open(self) -> Any:
        if self._connection is None or self._connection.closed:
            connection = self._connect(**self._given, autocommit=True)
            if not connection.execute(_THERE).fetchone()[0]:
                connection.execute(_TABLES)
            self._connection = connection
        return self._connection
