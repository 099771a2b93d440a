"""Keys that are missing or open to others, and data that is gone, are errors: nothing new takes their place unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest

from unstuck.errors import BadInput, DatabaseTrouble
from unstuck.web.components.encrypted_sqlite.base import DatabaseWrapper
from unstuck.web.components.places import Places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Keys and a database as after a first start."""
    made = Places(tmp_path)
    made.database_key({})
    made.signing_key({})
    made.database.write_bytes(b"held")
    made.unfinished.unlink()
    return made


def test_a_missing_signing_key_is_never_made_again(places: Places) -> None:
    (places.keys / "signing_key").unlink()
    with pytest.raises(BadInput, match="expected the signing key of this installation, found none"):
        places.signing_key({})
    assert not (places.keys / "signing_key").exists()
    assert places.signing_key({"UNSTUCK_SIGNING_KEY": "ab" * 32}) == "ab" * 32


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602])
def test_a_key_that_others_may_read_is_refused(places: Places, mode: int) -> None:
    (places.keys / "signing_key").chmod(mode)
    with pytest.raises(BadInput, match="chmod 600"):
        places.signing_key({})


@pytest.mark.parametrize("empty", [False, True])
def test_a_database_that_is_gone_or_empty_is_an_error_with_the_way_out(places: Places, empty: bool) -> None:
    places.check_database_is_there()
    places.database.unlink()
    if empty:
        places.database.touch()
    with pytest.raises(DatabaseTrouble, match="unstuck restore FOLDER") as refused:
        places.check_database_is_there()
    assert refused.value.trouble == "gone"


def test_a_first_start_may_go_on_after_it_was_interrupted(tmp_path: Path) -> None:
    made = Places(tmp_path)
    made.database_key({})
    made.check_database_is_there()


def test_keys_from_the_environment_start_nothing_new_by_themselves(tmp_path: Path) -> None:
    made, given = Places(tmp_path), {"UNSTUCK_DATABASE_KEY": "ab" * 32, "UNSTUCK_SIGNING_KEY": "cd" * 32}
    made.database_key(given)
    made.signing_key(given)
    with pytest.raises(DatabaseTrouble, match="For a new site with nobody in it: unstuck agency add"):
        made.check_database_is_there()


@pytest.mark.sqlite_only
def test_a_site_that_serves_makes_no_new_file_where_its_own_is_gone(tmp_path: Path) -> None:
    from django.db import connection

    options = {**connection.settings_dict["OPTIONS"], "must_exist": True, "idle": 1}
    wrapper = DatabaseWrapper({**connection.settings_dict, "NAME": str(tmp_path / "gone"), "OPTIONS": options}, "gone")
    with pytest.raises(DatabaseTrouble):
        wrapper.get_new_connection(wrapper.get_connection_params())
    assert not (tmp_path / "gone").exists()
