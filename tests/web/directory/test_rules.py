"""Who reads a directory and brings one in, and when a file may be applied: on both sides of each rule."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.web.cast import NOW, Cast
from tests.web.directory.test_import import applied, upload
from tests.web.directory.town import RENT, known
from tests.web.refusals import refusal, who_finds, who_may
from unstuck.web.components.denied import Denied
from unstuck.web.directory import permissions as rights
from unstuck.web.directory import policies
from unstuck.web.directory.models import Import

HERE = {"Wanda", "Wim", "Wilma", "Sunita", "Stan", "Mirjam", "Aron"}
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def test_services_are_read_by_everybody_of_the_agency_and_files_by_who_brings_them_in(cast: Cast) -> None:
    done = applied(cast, upload(cast))
    assert who_finds(cast, rights.services_for, known(cast, RENT)) == HERE
    assert who_finds(cast, rights.imports_for, done) == {"Mirjam", "Aron"}
    assert not rights.services_for(None).exists()
    assert not rights.imports_for(None).exists()
    assert who_may(cast, rights.check_may_import) == {"Mirjam", "Aron", "Alma"}


def test_somebody_in_no_role_reads_nothing(cast: Cast) -> None:
    applied(cast, upload(cast))
    nobody = type("Nobody", (), {"role": "", "agency_id": cast.agency.pk})()
    assert not rights.services_for(nobody).exists()
    assert not rights.imports_for(nobody).exists()


def test_a_list_of_files_does_not_read_them(cast: Cast) -> None:
    upload(cast)
    row = rights.imports_for(cast.actor(cast.manager)).get()
    assert "content" in row.get_deferred_fields()


def test_who_has_a_client_has_somebody_to_refer(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert who_may(cast, rights.has_somebody_to_refer) == {"Wanda", "Otto"}
    monkeypatch.setattr(rights, "REFERS", [])
    assert who_may(cast, rights.has_somebody_to_refer) == set()


@pytest.mark.parametrize(
    ("stage", "at", "expected"),
    [
        ("read", NOW, ""),
        ("read", NOW - DAY, ""),
        ("read", NOW - DAY - MINUTE, "import_closed"),
        ("uploaded", NOW, "import_unread"),
        ("confirmed", NOW, "import_confirmed"),
        ("applied", NOW, "import_confirmed"),
        ("discarded", NOW, "import_closed"),
        ("failed", NOW, "import_closed"),
    ],
)
def test_a_file_waits_for_a_day_to_be_applied_or_discarded(stage: str, at: datetime, expected: str) -> None:
    assert refusal(policies.check_open, Import(stage=stage, stage_at=at), NOW) == expected


def one(cast: Cast, source: str = "Directory", **more: Any) -> Import:
    usual = {"agency": cast.agency, "at": NOW, "file_name": "a.json", "sha256": "0" * 64, "stage_at": NOW}
    return Import.objects.create(**{**usual, "source": source, "stage": "read", "content": b"{}", **more})


def confirmed(cast: Cast, **more: Any) -> Import:
    return one(cast, **{"stage": "confirmed", "confirmed_by": cast.manager, **more})


def test_a_file_without_errors_is_applied_unless_another_of_its_name_is_on_its_way(cast: Cast) -> None:
    mine = one(cast)
    assert refusal(policies.check_may_apply, mine) == ""
    confirmed(cast, source="Other")
    confirmed(cast, agency=cast.other_agency)
    one(cast)
    assert refusal(policies.check_may_apply, mine) == "", "another name, another agency, or not confirmed"
    confirmed(cast)
    assert refusal(policies.check_may_apply, mine) == "import_other"
    assert refusal(policies.check_may_apply, Import(errors=1)) == "directory_errors"


def test_a_file_that_is_being_applied_is_not_in_its_own_way(cast: Cast) -> None:
    assert refusal(policies.check_may_apply, confirmed(cast)) == ""


def test_a_file_that_was_compared_before_another_came_in_is_stale(cast: Cast) -> None:
    mine = one(cast)
    assert refusal(policies.check_current, mine) == ""
    one(cast, stage="applied", content=None)
    assert refusal(policies.check_current, mine) == "import_stale"
    assert refusal(policies.check_may_apply, mine) == "import_stale"
    mine.compared_after = 1
    assert refusal(policies.check_current, mine) == ""


@pytest.mark.parametrize(
    ("gone", "same", "agreed", "expected"),
    [
        (0, 4, "", ""),
        (1, 3, "", ""),
        (2, 2, "", "directory_loss"),
        (2, 2, "Town", "directory_loss"),
        (2, 2, " Town   guide ", ""),
    ],
)
def test_half_of_a_directory_goes_only_by_its_name(gone: int, same: int, agreed: str, expected: str) -> None:
    counts = {"gone": gone, "changed": 0, "same": same}
    assert refusal(policies.check_loss, counts, "Town guide", agreed) == expected


def test_a_loss_is_said_with_its_numbers() -> None:
    with pytest.raises(Denied, match=r"^2 of the 4 services of “Town guide” would be gone\. If that is meant, confirm"):
        policies.check_loss({"gone": 2, "same": 2}, "Town guide", "")
