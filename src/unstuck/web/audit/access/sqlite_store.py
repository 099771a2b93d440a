"""The record of access in an encrypted SQLite file of its own: no write of the site waits for it, nor it for them."""

from __future__ import annotations

import os
import threading
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import astuple
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

from sqlcipher3 import dbapi2

from unstuck.errors import DatabaseTrouble
from unstuck.web.audit.access.rows import COLUMNS, AccessEvent, AccessRow, mark_of, row_after
from unstuck.web.components.encrypted_sqlite.base import PAUSE_SECONDS, opened_alone

PATIENCE_SECONDS = 20.0
_TABLES = """
CREATE TABLE IF NOT EXISTS access (
  agency TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL,
  act TEXT NOT NULL, route TEXT NOT NULL, client TEXT NOT NULL, place TEXT NOT NULL, status INTEGER NOT NULL,
  before TEXT NOT NULL, seal TEXT NOT NULL, PRIMARY KEY (agency, number));
CREATE INDEX IF NOT EXISTS access_client ON access (agency, client, number);
CREATE TABLE IF NOT EXISTS head (
  agency TEXT PRIMARY KEY, length INTEGER NOT NULL, head TEXT NOT NULL, mark TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS access_no_update BEFORE UPDATE ON access
  BEGIN SELECT RAISE(ABORT, 'access is append-only'); END;
CREATE TRIGGER IF NOT EXISTS access_no_delete BEFORE DELETE ON access
  BEGIN SELECT RAISE(ABORT, 'access is append-only'); END;
"""
_ADD = f"INSERT INTO access ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608  (own names)
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM access"  # noqa: S608  (own names)


class SqliteAccessStore:
    """One file, one connection for each process, used by one request at a time."""

    def __init__(self, path: Path, file_key: str, seal_key: str) -> None:
        self.path, self._file_key, self._seal_key = path, file_key, seal_key
        self._lock = threading.Lock()
        self._connection: Any = None

    def append(self, event: AccessEvent) -> AccessRow:
        """Add one event. It is on the disk when this returns."""
        with self._writing() as connection:
            asked = "SELECT length, head FROM head WHERE agency = ?"
            length, head = connection.execute(asked, [event.agency]).fetchone() or (0, "")
            row = row_after(event, length, head, self._seal_key)
            connection.execute(_ADD, astuple(row))
            mark = mark_of(row.agency, row.number, row.seal, self._seal_key)
            moved = "INSERT INTO head VALUES (?, ?, ?, ?) ON CONFLICT (agency) DO UPDATE SET "
            moved += "length = excluded.length, head = excluded.head, mark = excluded.mark"
            connection.execute(moved, [row.agency, row.number, row.seal, mark])
        return row

    def take_over(self, rows: Iterable[AccessRow], heads: Iterable[tuple[str, int, str, str]]) -> None:
        """Fill an empty record with rows that were sealed elsewhere, as from a backup."""
        with self._writing() as connection:
            connection.executemany(_ADD, (astuple(row) for row in rows))
            connection.executemany("INSERT INTO head VALUES (?, ?, ?, ?)", list(heads))

    def rows(self, agency: str, after: int = 0) -> Generator[AccessRow, None, None]:
        """Yield an agency's rows in their order."""
        asked = f"{_SELECT} WHERE agency = ? AND number > ? ORDER BY number"
        with self._reading() as connection:
            yield from (AccessRow(*row) for row in connection.execute(asked, [agency, after]))

    def about(self, agency: str, client: str, most: int) -> list[AccessRow]:
        """Return the latest rows about one client, newest first."""
        asked = f"{_SELECT} WHERE agency = ? AND client = ? ORDER BY number DESC LIMIT ?"
        with self._reading() as connection:
            return [AccessRow(*row) for row in connection.execute(asked, [agency, client, most])]

    def heads(self) -> list[tuple[str, int, str, str]]:
        """Return agency, length, head and mark of each chain, as the file has them."""
        with self._reading() as connection:
            return [tuple(row) for row in connection.execute("SELECT agency, length, head, mark FROM head")]

    def agencies(self) -> list[str]:
        """Return every agency of which there is a row or a head."""
        asked = "SELECT agency FROM head UNION SELECT agency FROM access ORDER BY agency"
        with self._reading() as connection:
            return [agency for (agency,) in connection.execute(asked)]

    def is_there(self) -> bool:
        """Tell whether there is a file, without making one."""
        return self.path.exists()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        with self._lock:
            connection = self._open()
            _begin(connection)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        """Yield a connection of its own: whoever reads a long record keeps nobody from writing."""
        self._make()
        with closing(opened_alone(self.path, self._file_key)) as connection:
            yield connection

    def _open(self) -> Any:
        """Return the connection of this process, made anew where the file was replaced by another."""
        if self._connection is not None and not self.path.exists():
            self._connection.close()
            self._connection = None
        if self._connection is None:
            self._make()
            connection = opened_alone(self.path, self._file_key)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA busy_timeout = 5")
            self._connection = connection
        return self._connection

    def _make(self) -> None:
        """Make the file where there is none: it gets its name once its tables are in it, whoever is killed.

        Raises DatabaseTrouble for an empty one: it was never one of ours, so something happened to it.
        """
        if self.path.exists():
            if not self.path.stat().st_size:
                problem = "expected the record of access, found an empty file. Put its file back, or move this one "
                problem += "away and put the last good backup back: unstuck restore FOLDER. Nothing was made"
                raise DatabaseTrouble("gone", problem, file=self.path)
            return
        draft = self.path.with_name(f".{self.path.name}-{uuid4().hex}")
        try:
            with closing(opened_alone(draft, self._file_key, new=True)) as connection:
                connection.execute("PRAGMA journal_mode = WAL").close()
                connection.executescript(_TABLES)
            draft.chmod(0o600)
            with suppress(FileExistsError):  # another process was as quick: its file is as good
                os.link(draft, self.path)
        finally:
            draft.unlink(missing_ok=True)


def _begin(connection: Any) -> None:
    """Take the lock of the file; others of this process go on while it is waited for."""
    until = monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except dbapi2.OperationalError as error:
            if int(getattr(error, "sqlite_errorcode", 0)) & 0xFF != dbapi2.SQLITE_BUSY or monotonic() >= until:
                raise
            sleep(PAUSE_SECONDS)
        else:
            return
