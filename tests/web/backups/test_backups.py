"""A backup holds what was saved, says what is wrong with it, and goes back without losing what it replaces."""

from __future__ import annotations

import errno
import fcntl
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.prepared import installation
from tests.upgrade.before import in_its_place
from tests.web.cast import NOW
from unstuck.errors import BadInput, DatabaseTrouble, trouble_of
from unstuck.web.accounts.actions import add_team, found_agency
from unstuck.web.accounts.models import Agency, Team
from unstuck.web.audit.models import Entry
from unstuck.web.audit.queries import heads, verify
from unstuck.web.components import dates
from unstuck.web.components.places import Places
from unstuck.web.operations.background import LOCK
from unstuck.web.operations.backups import backup as backups
from unstuck.web.operations.backups import sqlite_copy
from unstuck.web.operations.backups.backup import backups_in, keep_newest, make_backup
from unstuck.web.operations.backups.checks import check_backup, check_keys
from unstuck.web.operations.backups.operator import restore_backup, take_backup

pytestmark = pytest.mark.sqlite_only
OTHER_KEY = "ab" * 32


@pytest.fixture
def places(tmp_path: Path, settings: Any, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Places]:
    """An installation with an agency and a team, in the place of the site's own."""
    home = installation(tmp_path / "home")
    settings.PLACES, settings.BACKUPS = Places(home), home / "backups"
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW)
    with django_db_blocker.unblock(), in_its_place(home):
        add_team(found_agency("Riverside", now=NOW), "North", by=None, now=NOW)
        yield settings.PLACES


def key(places: Places) -> str:
    return places.database_key({})


def restored(folder: Path, places: Places, **more: bool) -> Path | None:
    manifest, whole = check_backup(folder, places)
    assert whole
    return restore_backup(folder, manifest, **{"yes": True, **more})


def test_it_holds_what_was_saved_and_no_name_in_the_clear(places: Places) -> None:
    taken = take_backup(None)
    assert taken.manifest.tables["accounts_team"] == 1
    assert taken.manifest.entries == 2
    assert check_backup(taken.place, places) == (taken.manifest, True)
    for path in taken.place.iterdir():
        assert b"Riverside" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
    assert Entry.objects.latest("id").action == "backup.made"


def test_it_goes_back_and_keeps_what_it_replaces(places: Places) -> None:
    folder = take_backup(None).place
    add_team(Agency.objects.get(), "South", by=None, now=NOW)
    with pytest.raises(BadInput, match=r"--yes: expected, because 4 entries on record, 2 of them not in the backup"):
        restored(folder, places, yes=False)
    assert Team.objects.count() == 2
    kept = restored(folder, places)
    assert list(Team.objects.values_list("name", flat=True)) == ["North"]
    note = Entry.objects.latest("id")
    assert (note.action, note.details["entries_since"]) == ("backup.put_back", 2)
    assert [chain.fault for chain in verify()] == [""]
    assert kept is not None
    shutil.copytree(places.keys, kept / "keys")
    with in_its_place(kept):
        assert Team.objects.count() == 2, "what was saved since is not lost"


def test_it_goes_back_where_nothing_is(places: Places) -> None:
    folder = take_backup(None).place
    connection.close()
    places.database.unlink()
    for left in places.home.glob("unstuck.sqlite3-*"):
        left.unlink()
    assert restored(folder, places, yes=False) is None
    assert Team.objects.count() == 1


def damage(path: Path, place: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        file.write(b"damaged")


@pytest.mark.parametrize("place", [40, 4096 * 300])
def test_a_damaged_site_is_set_aside_once_it_is_stopped(places: Places, place: int) -> None:
    folder = take_backup(None).place
    connection.close()
    damage(places.database, place)
    with (places.home / LOCK).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(BadInput, match="expected the site to be stopped"):
            restored(folder, places)
    kept = restored(folder, places)
    assert kept is not None
    assert (kept / "unstuck.sqlite3").exists()
    assert Team.objects.count() == 1


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        (lambda folder: _cut(folder / "unstuck.sqlite3"), "the copy is not whole"),
        (lambda folder: (folder / "unstuck.sqlite3").unlink(), "found none: the copy is not whole"),
        (lambda folder: damage(folder / "unstuck.sqlite3", 500_000), "expected what was written into the backup"),
        (lambda folder: (folder / "backup.json").unlink(), "expected the folder of a backup"),
        (lambda folder: (folder / "backup.json").write_text("{}"), "expected what a backup says of itself"),
        (lambda folder: _rewrite(folder), "expected the seal of what the backup says of itself"),
    ],
)
def test_what_is_wrong_with_a_copy_is_said(places: Places, harm: Any, problem: str) -> None:
    folder = take_backup(None).place
    harm(folder)
    with pytest.raises(BadInput, match=problem):
        check_backup(folder, places)


def _cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(1_000_000)


def _rewrite(folder: Path) -> None:
    path = folder / "backup.json"
    whole = json.loads(path.read_text())
    whole["backup"]["chains"] = {}
    path.write_text(json.dumps(whole))


def test_a_backup_of_a_later_version_is_refused_before_anything_is_touched(places: Places) -> None:
    taken = take_backup(None)
    later = replace(taken.manifest, migrations=[*taken.manifest.migrations, "caseload.9999_later"], version="9.0")
    with pytest.raises(BadInput, match=r"found one of 9\.0, whose tables have changed since: caseload\.9999_later"):
        restore_backup(taken.place, later, yes=True)
    assert not (places.home / "replaced").exists()


def test_another_key_is_told_by_its_name(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = take_backup(None).place
    monkeypatch.setenv("UNSTUCK_DATABASE_KEY", OTHER_KEY)
    with pytest.raises(BadInput, match="expected the key under which this backup was made") as refused:
        check_backup(folder, places)
    assert key(places) not in str(refused.value)
    assert OTHER_KEY not in str(refused.value)


def test_without_a_key_it_is_said_what_can_be_done(places: Places, tmp_path: Path) -> None:
    taken, bare = take_backup(None), Places(tmp_path / "bare")
    assert check_backup(taken.place, bare) == (taken.manifest, False)
    with pytest.raises(BadInput, match="Without it a backup cannot be opened by anybody"):
        check_keys(taken.manifest, bare, new_signing_key=False)
    bare.prepare()
    shutil.copy2(places.keys / "database_key", bare.keys)
    with pytest.raises(BadInput, match="all links that clients and services hold will end"):
        check_keys(taken.manifest, bare, new_signing_key=False)
    assert not (bare.keys / "signing_key").exists(), "nothing was made on the way"


def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave 8 MB on the disk: less than the 16 that stay free beside what is written."""
    held = shutil._ntuple_diskusage(9, 9, 8 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: held)


@pytest.mark.parametrize("is_damaged", [False, True])
def test_a_restore_onto_a_full_disk_moves_nothing(
    places: Places, monkeypatch: pytest.MonkeyPatch, is_damaged: bool
) -> None:
    """The damaged database was set aside before it was found out, and half a copy filled what room there was."""
    folder = take_backup(None).place
    connection.close()
    if is_damaged:
        damage(places.database, 0)
    held = places.database.read_bytes()
    full_disk(monkeypatch)
    with pytest.raises(
        DatabaseTrouble, match=r"expected room for \d\d MB, found 8 MB free: nothing was changed"
    ) as said:
        restored(folder, places)
    assert trouble_of(said.value) == "full"
    assert places.database.read_bytes() == held
    assert not (places.home / "replaced").exists()


def test_a_damaged_database_stays_in_its_place_until_the_copy_is_whole(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = take_backup(None).place
    connection.close()
    damage(places.database, 0)
    held = places.database.read_bytes()

    def full(_path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sqlite_copy, "on_disk", full)
    with pytest.raises(OSError, match="No space left"):
        restored(folder, places)
    assert places.database.read_bytes() == held
    assert not [path for path in places.home.iterdir() if path.name.endswith("put-back")]


@pytest.mark.parametrize("said", ["[" * 100_000, '{"backup": {"files": [1]}, "seal": ""}', "files", "chains"])
def test_a_backup_that_says_nothing_that_can_be_understood_is_refused(places: Places, said: str) -> None:
    folder = take_backup(None).place
    path = folder / "backup.json"
    if said in ("files", "chains"):
        whole = json.loads(path.read_text())
        whole["backup"][said] = dict.fromkeys(whole["backup"][said], 1)
        said = json.dumps(whole)
    path.write_text(said)
    with pytest.raises(BadInput, match="expected what a backup says of itself"):
        check_backup(folder, places)
    assert backups_in(folder.parent) == [], "a page that lists them shows the others"


def test_a_full_disk_leaves_nothing_behind(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    full_disk(monkeypatch)
    with pytest.raises(DatabaseTrouble, match=r"expected room for \d\d MB, found 8 MB free") as refused:
        take_backup(None)
    assert trouble_of(refused.value) == "full"
    assert backups_in(places.home / "backups") == []
    assert [path.name for path in (places.home / "backups").iterdir()] == [".lock"]


def test_a_record_that_was_tampered_with_makes_no_backup(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what stands for a copy that lacks what was acknowledged: its record ends before the one it was taken of."""
    right = heads

    def further(*given: Any) -> dict[str, list[Any]]:
        return {agency: [length + 1, "0" * 64] for agency, (length, _head) in right(*given).items()}

    monkeypatch.setattr(backups, "heads", further)
    with pytest.raises(BadInput, match="what was saved before is not in the copy"):
        take_backup(None)


def test_what_one_that_was_killed_left_is_cleared_away(places: Places) -> None:
    folder = places.home / "backups"
    (folder / ".unfinished-abc").mkdir(parents=True)
    (folder / ".unfinished-abc/unstuck.sqlite3").write_bytes(b"half")
    assert backups_in(folder) == [], "what has no name yet is no backup"
    taken = take_backup(None)
    assert [path.name for path in folder.iterdir() if path.name != ".lock"] == [taken.place.name]


def test_old_ones_go_and_others_stay(places: Places) -> None:
    folder = places.home / "backups"
    for day in range(3):
        make_backup(folder, key(places), NOW + timedelta(days=day))
    (folder / "unstuck-notes").mkdir()
    assert keep_newest(folder, OTHER_KEY, 1) == 0
    assert keep_newest(folder, key(places), 2) == 1
    assert [path.name for path, _held in backups_in(folder)] == ["unstuck-20261124T120000Z", "unstuck-20261123T120000Z"]
    assert (folder / "unstuck-notes").exists()


def test_one_page_that_is_damaged_is_named_for_what_it_is(places: Places) -> None:
    connection.close()
    for place in range(40_960, places.database.stat().st_size, 4096):
        damage(places.database, place)
    with pytest.raises(DatabaseTrouble) as refused:
        take_backup(None)
    assert trouble_of(refused.value) == "damaged"
