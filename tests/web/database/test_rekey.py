"""A new key for the files: the old one opens nothing any more, nothing is lost, and it can be interrupted anywhere."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from unstuck.errors import BadInput
from unstuck.web.components.encrypted_sqlite.base import opened_alone
from unstuck.web.components.field_keys import name_of_key
from unstuck.web.components.places import NEXT_KEY, Places
from unstuck.web.operations import rekeying
from unstuck.web.operations.background import only_one
from unstuck.web.operations.rekeying import opens, rekey

ROWS = 500


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Two encrypted files, one with a log beside it, and their key."""
    made = Places(tmp_path)
    key = made.database_key({})
    for path in (made.database, made.access):
        with closing(opened_alone(path, key, new=True)) as file:
            file.execute("PRAGMA journal_mode = WAL").fetchone()
            file.execute("CREATE TABLE held (words TEXT)")
            file.executemany("INSERT INTO held VALUES (?)", [("x" * 100,)] * ROWS)
    return made


def rows(path: Path, key: str) -> int:
    with closing(opened_alone(path, key)) as file:
        return int(file.execute("SELECT count(*) FROM held").fetchone()[0])


def test_the_new_key_opens_both_and_the_old_one_neither(places: Places) -> None:
    old = places.database_key({})
    assert rekey(places, {}) == (name_of_key(old), name_of_key(places.database_key({})))
    new = places.database_key({})
    assert new != old
    for path in (places.database, places.access):
        assert rows(path, new) == ROWS
        assert not opens(path, old)
    kept = places.keys / f"database_key-{name_of_key(old)}"
    assert kept.read_text() == old
    assert sorted(path.name for path in places.home.iterdir() if path.name.endswith(("-wal", "-shm"))) == []


@pytest.mark.parametrize("step", ["copy_into", "check_pages", "on_disk", "_close_log", "_change_over"])
@pytest.mark.parametrize("file", [0, 1])
def test_interrupted_at_any_step_it_goes_on(
    places: Places, step: str, file: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, right, calls = places.database_key({}), getattr(rekeying, step), []

    def interrupted(*given: object) -> object:
        calls.append(step)
        if len(calls) == file + 1:
            raise KeyboardInterrupt
        return right(*given)

    with monkeypatch.context() as patched:
        patched.setattr(rekeying, step, interrupted)
        try:
            rekey(places, {})
        except KeyboardInterrupt:
            with pytest.raises(BadInput, match="run `unstuck rekey` once more"):
                places.database_key({})
            rekey(places, {})
    new = places.database_key({})
    assert new != old
    assert [rows(path, new) for path in (places.database, places.access)] == [ROWS, ROWS]
    assert not (places.keys / NEXT_KEY).exists()


def test_a_site_that_is_served_is_left_alone(places: Places) -> None:
    with only_one(places.home), pytest.raises(BadInput, match="expected the site to be stopped"):
        rekey(places, {})


def test_a_key_from_the_environment_needs_the_new_one_there(places: Places) -> None:
    old, new = places.database_key({}), "ef" * 32
    with pytest.raises(BadInput, match="UNSTUCK_NEW_DATABASE_KEY"):
        rekey(places, {"UNSTUCK_DATABASE_KEY": old})
    rekey(places, {"UNSTUCK_DATABASE_KEY": old, "UNSTUCK_NEW_DATABASE_KEY": new})
    assert rows(places.database, new) == ROWS
    assert not (places.keys / NEXT_KEY).exists()
