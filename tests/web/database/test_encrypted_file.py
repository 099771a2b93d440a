"""The SQLite file: unreadable without its key, as safe as it says, and never given a second key."""

from __future__ import annotations

import shutil
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import gevent
import pytest
from django.db import OperationalError, connection, connections, transaction
from sqlcipher3 import dbapi2

from tests.prepared import installation, tables
from tests.web.cast import make_cast
from tests.web.site_process import unstuck
from unstuck.errors import BadInput
from unstuck.web.audit.models import Chain
from unstuck.web.components.databases import BUSY_SECONDS, IDLE, KEPT, database
from unstuck.web.components.encrypted_sqlite import base
from unstuck.web.components.encrypted_sqlite.base import DatabaseWrapper, close_idle
from unstuck.web.components.places import Places

OTHER_KEY = "ab" * 32
ROUNDS = 40


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation as `unstuck` makes it, with nobody in it."""
    return installation(tmp_path_factory.mktemp("installed") / "home")


@pytest.fixture
def copy(home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(home, tmp_path / "home"))


def test_folders_and_files_are_their_owners_alone(home: Path) -> None:
    modes = {path.relative_to(home).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in home.rglob("*")}
    assert modes == {
        "keys": 0o700,
        "keys/access_key": 0o600,
        "keys/database_key": 0o600,
        "keys/field_key": 0o600,
        "keys/signing_key": 0o600,
        "unstuck.sqlite3": 0o600,
    }
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


@pytest.mark.parametrize("command", [["audit", "verify"], ["serve", "--port", "18999"]])
def test_another_key_is_refused_in_one_line(copy: Path, command: list[str]) -> None:
    found = unstuck(copy, *command, UNSTUCK_DATABASE_KEY=OTHER_KEY)
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.splitlines() == [
        f"unstuck: {copy}/unstuck.sqlite3: expected a database of this key, found another key's or a damaged file. "
        "Nothing was changed"
    ]
    assert unstuck(copy, "upkeep").returncode == 0, "the right key still opens it"


def test_the_demo_refuses_another_key_too(tmp_path: Path) -> None:
    installation(tmp_path / "demo")
    found = unstuck(tmp_path, "demo", "--no-browser", "--port", "18998", UNSTUCK_DATABASE_KEY=OTHER_KEY)
    assert (found.returncode, len(found.stderr.splitlines())) == (2, 1)
    assert "demo/unstuck.sqlite3: expected a database of this key" in found.stderr


def test_a_lost_key_is_asked_for_and_no_new_one_is_made(copy: Path) -> None:
    (copy / "keys/database_key").unlink()
    before = (copy / "unstuck.sqlite3").read_bytes()
    found = unstuck(copy, "audit", "verify")
    assert (found.returncode, len(found.stderr.splitlines())) == (2, 1)
    assert "keys/database_key: expected the key of the database" in found.stderr
    assert not (copy / "keys/database_key").exists()
    assert (copy / "unstuck.sqlite3").read_bytes() == before


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32, "ab" * 33])
def test_a_damaged_key_file_is_named_and_its_content_is_not(copy: Path, content: str) -> None:
    (copy / "keys/database_key").write_text(content)
    with pytest.raises(BadInput, match="database_key: expected a secret of 64 hexadecimal digits") as refused:
        Places(copy).database_key({})
    assert not content or content not in str(refused.value).replace(str(copy), "")
    assert (copy / "keys/database_key").read_text() == content


def test_a_key_may_come_from_the_environment_and_is_then_not_written(tmp_path: Path) -> None:
    """The database is there already, under that key: making all tables once more would show nothing else."""
    tables(tmp_path / "unstuck.sqlite3", OTHER_KEY)
    others = {"UNSTUCK_SIGNING_KEY": "cd" * 32, "UNSTUCK_ACCESS_KEY": "ef" * 32, "UNSTUCK_FIELD_KEY": "12" * 32}
    found = unstuck(tmp_path, "upkeep", UNSTUCK_DATABASE_KEY=OTHER_KEY, **others)
    assert (found.returncode, found.stderr) == (0, "")
    assert list((tmp_path / "keys").iterdir()) == []
    without = unstuck(tmp_path, "upkeep", **others)
    assert without.returncode != 0, "under another key it cannot be read"


def test_many_processes_at_the_first_start_agree_on_one_key(tmp_path: Path) -> None:
    found: list[str] = []
    places = Places(tmp_path / "home")
    threads = [threading.Thread(target=lambda: found.append(places.secret("database_key", {}))) for _ in range(16)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(found) == 16
    assert len(set(found)) == 1
    assert [path.name for path in places.keys.iterdir()] == ["database_key"], "no draft is left behind"


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_no_file_holds_a_name_in_the_clear() -> None:
    """With the write-ahead log still beside the file: nothing was checkpointed on purpose."""
    make_cast()
    folder = Path(connection.settings_dict["NAME"]).parent
    files = [path for path in folder.rglob("*") if path.suffix != ".pyc"]  # site_process keeps our compiled code there
    assert any(path.name.endswith("-wal") and path.stat().st_size for path in files)
    for path in filter(Path.is_file, files):
        content = path.read_bytes()
        for secret in (b"Cleo Brook", b"Hanna Field", b"wanda@example", b"No real change", b"SQLite format 3"):
            assert secret not in content, path.name


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_what_keeps_committed_writes_is_in_force() -> None:
    def asked(pragma: str) -> Any:
        with connection.cursor() as cursor:
            return cursor.execute(f"PRAGMA {pragma}").fetchone()[0]

    assert asked("journal_mode") == "wal"
    assert asked("synchronous") == 2, "FULL"
    assert asked("busy_timeout") == 5, "SQLite itself waits no longer: our cursor does, and lets others on"
    with connection.cursor() as cursor:
        assert cursor.cursor.patience == BUSY_SECONDS
    assert asked("foreign_keys") == 1
    assert connection.transaction_mode == "IMMEDIATE"  # type: ignore[attr-defined]  # SQLite's own
    assert dbapi2.sqlite_version_info >= (3, 51, 3), "older ones can lose commits: sqlite.org/wal.html, section 11"
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA cipher_version").fetchone()[0]


def test_the_settings_of_the_site_are_those_of_the_tests(tmp_path: Path) -> None:
    made = database(Places(tmp_path), {"UNSTUCK_DATABASE_KEY": OTHER_KEY})
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert made["OPTIONS"]["timeout"] == BUSY_SECONDS


@pytest.fixture
def opened(copy: Path, django_db_blocker: Any) -> Iterator[DatabaseWrapper]:
    """A connection of its own to the copy, and none left idle before or after."""
    with django_db_blocker.unblock():
        close_idle()
        made = database(Places(copy), {})
        made["OPTIONS"] |= KEPT["sqlite"]
        yield DatabaseWrapper(connection.settings_dict | made, "copy")
        close_idle()


@pytest.mark.sqlite_only
def test_a_connection_at_rest_serves_the_next_request(opened: DatabaseWrapper) -> None:
    opened.ensure_connection()
    first = opened.connection
    opened.close()
    opened.ensure_connection()
    assert opened.connection is first
    opened.close()


@pytest.mark.sqlite_only
def test_a_connection_within_a_transaction_is_closed_and_its_work_undone(opened: DatabaseWrapper) -> None:
    with opened.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("INSERT INTO audit_chain (agency, length, head) VALUES ('lost', 0, '')")
    first = opened.connection
    opened.close()
    with pytest.raises(dbapi2.ProgrammingError):
        first.execute("SELECT 1")
    with opened.cursor() as cursor:
        assert opened.connection is not first
        assert cursor.execute("SELECT count(*) FROM audit_chain").fetchone() == (0,)
    opened.close()


@pytest.mark.sqlite_only
def test_an_idle_connection_is_not_used_for_a_file_that_took_the_place(
    opened: DatabaseWrapper, home: Path, copy: Path
) -> None:
    """As after a backup is put back: the old file is open, but nobody may write into it."""
    opened.ensure_connection()
    first = opened.connection
    opened.close()
    shutil.copy(home / "unstuck.sqlite3", copy / "restored")
    (copy / "restored").rename(copy / "unstuck.sqlite3")
    opened.ensure_connection()
    assert opened.connection is not first
    opened.close()


@pytest.fixture
def cooperative(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting as in a worker process of gunicorn, where gevent has taken the place of `time.sleep`."""
    monkeypatch.setattr(base, "sleep", gevent.sleep)


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("cooperative")
def test_one_writer_who_waits_stops_no_reader(opened: DatabaseWrapper) -> None:
    """SQLite's own waiting is in C: readers of the same process waited as long as the writer."""
    holder, waiter, reader = opened.copy(), opened.copy(), opened.copy()
    holder.cursor().execute("BEGIN IMMEDIATE")
    waiting = gevent.spawn(lambda: waiter.cursor().execute("BEGIN IMMEDIATE"))
    gevent.sleep(0.05)
    slowest = 0.0
    for _read in range(50):
        began = monotonic()
        reader.cursor().execute("SELECT count(*) FROM audit_chain").fetchone()
        slowest = max(slowest, monotonic() - began)
        gevent.sleep(0.002)
    assert slowest < 0.2
    assert not waiting.ready()
    holder.cursor().execute("ROLLBACK")
    waiting.get(timeout=5)
    waiter.cursor().execute("ROLLBACK")
    for one in (holder, waiter, reader):
        one.close()


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("cooperative")
def test_a_writer_waits_for_as_long_as_the_settings_say(opened: DatabaseWrapper) -> None:
    holder, waiter = opened.copy(), opened.copy()
    waiter.settings_dict = waiter.settings_dict | {"OPTIONS": waiter.settings_dict["OPTIONS"] | {"timeout": 0.2}}
    holder.cursor().execute("BEGIN IMMEDIATE")
    began = monotonic()
    with pytest.raises(OperationalError, match="locked"):
        waiter.cursor().execute("BEGIN IMMEDIATE")
    assert 0.2 <= monotonic() - began < 5
    holder.cursor().execute("ROLLBACK")
    for one in (holder, waiter):
        one.close()


@pytest.mark.sqlite_only
def test_no_more_connections_stay_open_than_are_asked_for(opened: DatabaseWrapper) -> None:
    many = [opened.copy() for _ in range(IDLE + 1)]
    for one in many:
        one.ensure_connection()
    kept = [one.connection for one in many]
    for one in many:
        one.close()
    with pytest.raises(dbapi2.ProgrammingError):
        kept[-1].execute("SELECT 1")
    for still in kept[:-1]:
        still.execute("SELECT 1")


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_neither_lose_nor_fail() -> None:
    """On both databases: each of two connections counts up a row that it reads first."""
    Chain.objects.create(agency="counted")
    faults: list[BaseException] = []

    def count() -> None:
        try:
            for _ in range(ROUNDS):
                with transaction.atomic():
                    found = Chain.objects.select_for_update().get(agency="counted")
                    found.length += 1
                    found.save()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=count) for _ in range(2)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert faults == []
    assert Chain.objects.get(agency="counted").length == 2 * ROUNDS
