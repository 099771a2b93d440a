"""The record of access: any change of any column, any row removed, and a cut end are found, without the site."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from tests.web.cast import NOW
from unstuck.errors import DatabaseTrouble, trouble_of
from unstuck.web.audit.access import rows
from unstuck.web.audit.access.rows import COLUMNS, AccessEvent
from unstuck.web.audit.access.sqlite_store import SqliteAccessStore
from unstuck.web.audit.access.verification import verify_access
from unstuck.web.components.encrypted_sqlite.base import opened_alone

FILE_KEY, SEAL_KEY = "ab" * 32, "cd" * 32
ROWS = 6


def event(number: int, agency: str = "riverside") -> AccessEvent:
    at = NOW + timedelta(seconds=number)
    return AccessEvent(agency, at, f"person-{number}", "worker", rows.READ, "home:client", "cleo", "192.0.2.1", 200)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteAccessStore]:
    store = SqliteAccessStore(tmp_path_factory.mktemp("access") / "access.sqlite3", FILE_KEY, SEAL_KEY)
    for number in range(ROWS):
        store.append(event(number))
        store.append(event(number, "hillside"))
    yield store
    store.close()


def test_the_site_itself_waits_until_the_disk_has_it(tmp_path: Path) -> None:
    """The other tests do not: conftest.py."""
    store = SqliteAccessStore(tmp_path / "access.sqlite3", FILE_KEY, SEAL_KEY)
    opens: Any = SqliteAccessStore._open
    assert opens.__wrapped__(store).execute("PRAGMA synchronous").fetchone() == (2,), "FULL"
    store.close()


@pytest.mark.parametrize("asked", ["append", "heads"])
def test_an_empty_file_is_no_record(tmp_path: Path, asked: str) -> None:
    """`audit verify` called it a fault of ours."""
    path = tmp_path / "access.sqlite3"
    path.touch()
    store = SqliteAccessStore(path, FILE_KEY, SEAL_KEY)
    with pytest.raises(DatabaseTrouble, match="expected the record of access, found an empty file") as said:
        store.append(event(1)) if asked == "append" else store.heads()
    assert trouble_of(said.value) == "gone"
    assert path.stat().st_size == 0, "what is there is left as it is"


class Undone:
    """Changes past the triggers, as somebody with the file and its key could make them; undone at the end."""

    def __init__(self, store: SqliteAccessStore) -> None:
        self.connection: Any = opened_alone(store.path, FILE_KEY)

    def __enter__(self) -> Any:
        self.saved = {name: self.connection.execute(f"SELECT * FROM {name}").fetchall() for name in ("access", "head")}
        self.connection.execute("DROP TRIGGER IF EXISTS access_no_update")
        self.connection.execute("DROP TRIGGER IF EXISTS access_no_delete")
        return self.connection

    def __exit__(self, *_fault: object) -> None:
        for name, held in self.saved.items():
            self.connection.execute(f"DELETE FROM {name}")
            self.connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(held[0]))})", held)
        self.connection.close()


def faults(store: SqliteAccessStore, anchors: dict[str, dict[int, str]] | None = None) -> list[str]:
    return [check.fault for check in verify_access(store, SEAL_KEY, anchors or {}) if check.fault]


def test_what_nobody_touched_is_intact(kept: SqliteAccessStore) -> None:
    assert faults(kept) == []
    assert [(check.agency, check.rows) for check in verify_access(kept, SEAL_KEY, {})] == [
        ("hillside", ROWS),
        ("riverside", ROWS),
    ]


def test_the_file_itself_refuses(kept: SqliteAccessStore) -> None:
    connection = opened_alone(kept.path, FILE_KEY)
    for statement in ("UPDATE access SET actor = 'x'", "DELETE FROM access"):
        with pytest.raises(Exception, match="append-only"):
            connection.execute(statement)
    connection.close()


@given(st.sampled_from(COLUMNS), st.integers(1, ROWS), st.text("abc019", min_size=1, max_size=5))
def test_a_changed_column_of_any_row_is_found(kept: SqliteAccessStore, column: str, row: int, value: str) -> None:
    with Undone(kept) as connection:
        asked = f"SELECT {column} FROM access WHERE agency = 'riverside' AND number = ?"
        before = connection.execute(asked, [row]).fetchone()[0]
        new = before + 7 if isinstance(before, int) else value
        if new == before:
            return
        connection.execute(f"UPDATE access SET {column} = ? WHERE agency = 'riverside' AND number = ?", [new, row])
        assert faults(kept)


@given(st.integers(1, ROWS))
def test_a_removed_row_is_found(kept: SqliteAccessStore, row: int) -> None:
    with Undone(kept) as connection:
        connection.execute("DELETE FROM access WHERE agency = 'riverside' AND number = ?", [row])
        assert faults(kept)


@given(st.integers(0, ROWS - 1))
def test_a_cut_end_is_found_by_its_head_and_by_what_was_noted(kept: SqliteAccessStore, left: int) -> None:
    noted = {"riverside": {ROWS: next(row.seal for row in kept.rows("riverside", ROWS - 1))}}
    assert faults(kept, noted) == []
    with Undone(kept) as connection:
        cut = "DELETE FROM access WHERE agency = 'riverside' AND number > ?"
        connection.execute(cut, [left])
        assert any("the end of the record is missing" in fault for fault in faults(kept))
        _turn_back(connection, left)
        assert faults(kept) != [], "a head that was turned back has no mark that fits"
        connection.execute("DELETE FROM head WHERE agency = 'riverside'")
        connection.execute("DELETE FROM access WHERE agency = 'riverside'")
        assert any("as was noted elsewhere, found 0" in fault for fault in faults(kept, noted))


def _turn_back(connection: Any, left: int) -> None:
    last = "SELECT seal FROM access WHERE agency = 'riverside' AND number = ?"
    (seal,) = connection.execute(last, [left]).fetchone() or ("",)
    connection.execute("UPDATE head SET length = ?, head = ? WHERE agency = 'riverside'", [left, seal])


def test_a_whole_chain_written_anew_without_the_key_is_found(kept: SqliteAccessStore, tmp_path: Path) -> None:
    forged = SqliteAccessStore(tmp_path / "access.sqlite3", FILE_KEY, "ef" * 32)
    for number in range(3):
        forged.append(event(number))
    assert faults(forged) == ["row 1: expected the seal of its own content, found another: it was changed"]
    forged.close()


def test_two_processes_that_write_at_once_make_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "access.sqlite3"
    first, second = (SqliteAccessStore(path, FILE_KEY, SEAL_KEY) for _ in range(2))
    for number in range(4):
        (first, second)[number % 2].append(event(number))
    assert faults(first) == []
    assert [row.actor for row in first.rows("riverside")] == [f"person-{number}" for number in range(4)]
    first.close()
    second.close()


def test_a_file_has_its_name_only_once_its_tables_are_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was killed while it was made leaves nothing that the next one would take for a record."""
    path = tmp_path / "access.sqlite3"
    with monkeypatch.context() as broken:
        broken.setattr("unstuck.web.audit.access.sqlite_store._TABLES", "CREATE nonsense;")
        with pytest.raises(dbapi2.OperationalError):
            SqliteAccessStore(path, FILE_KEY, SEAL_KEY).heads()
    assert list(tmp_path.iterdir()) == []
    stores = [SqliteAccessStore(path, FILE_KEY, SEAL_KEY) for _ in range(4)]
    with ThreadPoolExecutor(4) as together:
        assert list(together.map(SqliteAccessStore.heads, stores)) == [[]] * 4
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
