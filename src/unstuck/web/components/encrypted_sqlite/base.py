"""Django's own SQLite backend with `sqlcipher3` in the place of the standard library's `sqlite3`.

Why: the file is encrypted at rest, and Debian 12 links SQLite 3.40.1, whose write-ahead log can lose committed
writes when two connections reset it (fixed in 3.51.3: sqlite.org/wal.html, section 11). Everything else is Django's.
"""

from __future__ import annotations

import atexit
import datetime
import decimal
import os
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from django.db.backends.sqlite3 import base as plain
from django.db.backends.sqlite3._functions import register as register_functions
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2

from unstuck.errors import BadInput, DatabaseTrouble

KEY = re.compile(r"[0-9a-f]{64}")
"""A raw 256-bit key: no passphrase, so opening a connection costs no key derivation."""

ALWAYS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA legacy_alter_table = OFF",
    "PRAGMA recursive_triggers = ON",  # else INSERT OR REPLACE removes rows past the triggers that refuse it
)

OPEN_SECONDS = 20.0
IN_C_MILLISECONDS, PAUSE_SECONDS = 5, 0.01
"""How long SQLite itself waits for a lock, and how long others have before it is asked again."""

_IDLE: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
"""Open connections that nobody uses, by `_place`: at most OPTIONS["idle"] of each."""


@atexit.register
def close_idle() -> None:
    """Close what is idle; the last connection to a file empties its write-ahead log."""
    for idle in _IDLE.values():
        while idle:
            idle.pop().close()


dbapi2.register_converter("bool", b"1".__eq__)
for _name, _parse in (
    ("date", parse_date),
    ("time", parse_time),
    ("datetime", parse_datetime),
    ("timestamp", parse_datetime),
):
    dbapi2.register_converter(_name, plain.decoder(_parse))
dbapi2.register_adapter(decimal.Decimal, str)
dbapi2.register_adapter(datetime.date, plain.adapt_date)
dbapi2.register_adapter(datetime.datetime, plain.adapt_datetime)


def opened_alone(path: Path, key: str, *, read_only: bool = False, new: bool = False) -> Any:
    """Return a connection of one's own to an encrypted file, without Django: for backups and what is put back.

    One to read from changes nothing about the file, nor looks for a log beside it: it is for files nobody writes to.
    """
    mode = "mode=ro&immutable=1" if read_only else "mode=rwc" if new else "mode=rw"
    address = f"{path.absolute().as_uri()}?{mode}"
    connection = dbapi2.connect(address, uri=True, isolation_level=None, timeout=OPEN_SECONDS)
    connection.execute("PRAGMA cipher_log_level = NONE").close()
    connection.execute(f"PRAGMA key = \"x'{key}'\"")
    return connection


class Cursor(dbapi2.Cursor):
    """Django's placeholders for SQLCipher's cursor: `%s` and `%(name)s` become `?` and `:name`."""

    convert_query = plain.SQLiteCursorWrapper.convert_query
    patience = 0.0
    """Seconds for which a statement waits for the lock of a writer."""

    def execute(self, query: str, params: Any = None) -> Any:
        """Run one statement."""
        if params is None:
            return self._in_turn(super().execute, query)
        names = list(params) if isinstance(params, dict) else None
        return self._in_turn(super().execute, self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Any) -> Any:
        """Run one statement for each row of parameters."""
        return self._in_turn(super().executemany, self.convert_query(query), list(param_list))

    def _in_turn(self, run: Callable[..., Any], *given: Any) -> Any:
        """Run a statement, again and again while another writer has the lock, and let others go on in between.

        SQLite would wait in C, where no other request of the process gets a turn: one waiting writer stopped every
        reader. Inside a transaction nothing is waited for: it has the lock, or must begin again.
        """
        until = monotonic() + self.patience
        while True:
            try:
                return run(*given)
            except dbapi2.OperationalError as error:
                if not _is_busy(error) or self.connection.in_transaction or monotonic() >= until:
                    raise
            sleep(PAUSE_SECONDS)


def _is_busy(error: Exception) -> bool:
    return bool(int(getattr(error, "sqlite_errorcode", 0)) & 0xFF == dbapi2.SQLITE_BUSY)


class DatabaseWrapper(plain.DatabaseWrapper):
    """A connection to an encrypted file; OPTIONS["key"] is its raw key in hexadecimal.

    Django closes the connection of each request. Here up to OPTIONS["idle"] of them stay open for a later request:
    opening one, and decrypting the same pages again, took a third of the time of a page.
    """

    Database = dbapi2
    init_commands: list[str]

    def get_connection_params(self) -> dict[str, Any]:
        """Return what Django passes to `connect`, with the key taken out."""
        parameters: dict[str, Any] = super().get_connection_params()
        self._key = str(parameters.pop("key", ""))
        self._most_idle = int(parameters.pop("idle", 0))
        self._must_exist = bool(parameters.pop("must_exist", False))
        self._patience = float(parameters.get("timeout", 0))
        if not KEY.fullmatch(self._key):
            raise BadInput("the database key: expected 64 hexadecimal digits")
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return an idle connection, else open the file, give the key before anything else, and set the pragmas.

        Raises DatabaseTrouble for a wrong key, and in a process that serves for a file that is gone.
        """
        try:
            return _IDLE[self._place()].pop()
        except (FileNotFoundError, IndexError):
            return self._opened(conn_params)

    def _place(self) -> tuple[Any, ...]:
        """Tell connections apart: never one of another process, of another key, or to a file that was replaced."""
        file = Path(self.settings_dict["NAME"]).stat()
        return os.getpid(), file.st_dev, file.st_ino, self._key

    def _opened(self, conn_params: dict[str, Any]) -> Any:
        file = Path(self.settings_dict["NAME"])
        if self._must_exist and not (file.exists() and file.stat().st_size):
            raise DatabaseTrouble("gone", "expected the database, found none or an empty one", file=file)
        connection = dbapi2.connect(**conn_params)
        try:
            self._unlock(connection)
            register_functions(connection)
            for command in (*ALWAYS, *self.init_commands):
                if command.strip():
                    connection.execute(command.strip())
            connection.execute(f"PRAGMA busy_timeout = {IN_C_MILLISECONDS}")  # from here on the cursor waits
        except BaseException:
            connection.close()
            raise
        return connection

    def _close(self) -> None:
        """Keep a connection that is at rest for the next request; close it where there are enough, or it is not."""
        at_rest = self.connection is not None and not self.connection.in_transaction and not self.errors_occurred
        try:
            idle = _IDLE[self._place()] if at_rest else []
        except FileNotFoundError:
            at_rest = False
        if at_rest and len(idle) < self._most_idle:
            idle.append(self.connection)
        else:
            super()._close()  # type: ignore[misc]  # django-stubs leave it out

    def _unlock(self, connection: Any) -> None:
        """Give the key and read a first page with it. SQLCipher's own log, on standard error, is switched off."""
        connection.execute("PRAGMA cipher_log_level = NONE").close()
        connection.execute(f"PRAGMA key = \"x'{self._key}'\"")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").close()
        except dbapi2.OperationalError:
            raise  # Busy, or not to be opened: nothing about the key.
        except dbapi2.DatabaseError as error:
            problem = "expected a database of this key, found another key's or a damaged file. Nothing was changed"
            raise DatabaseTrouble("damaged", problem, file=self.settings_dict["NAME"]) from error

    def create_cursor(self, name: str | None = None) -> Cursor:
        """Return a cursor that understands Django's placeholders."""
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        cursor.patience = self._patience
        return cursor
