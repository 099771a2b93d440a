"""Backups by themselves, what an administrator reads about them, and what everybody reads when the database fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client as Browser
from django.urls import reverse

from tests.web.cast import NOW, Cast
from unstuck.errors import TROUBLES, DatabaseTrouble
from unstuck.web.accounts.models import Person
from unstuck.web.accounts.views import people
from unstuck.web.audit.queries import entries_of
from unstuck.web.components import dates
from unstuck.web.config.errors import CAUSES
from unstuck.web.operations.actions.backups import note_backup, note_failed_backup
from unstuck.web.operations.backups import schedule
from unstuck.web.operations.backups.schedule import backup_alarm, next_backup

Browsers = Callable[[Person | None], Browser]


def alarm(cast: Cast, monkeypatch: pytest.MonkeyPatch, hours: float, person: Person | None = None) -> str:
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(hours=hours))
    return backup_alarm(cast.actor(person or cast.administrator))


def test_an_administrator_is_told_when_the_last_good_one_is_old(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    agency = {str(cast.agency.public_id): None}
    assert alarm(cast, monkeypatch, 47) == ""
    assert alarm(cast, monkeypatch, 49).startswith("There is no backup of this site yet.")
    note_backup(agency, 5, NOW + timedelta(hours=50))
    assert alarm(cast, monkeypatch, 51) == ""
    assert alarm(cast, monkeypatch, 99).startswith("The last good backup is of 24 November, 14:00.")
    assert alarm(cast, monkeypatch, 99, cast.worker) == ""
    note_failed_backup(agency, "full", NOW + timedelta(hours=60))
    assert "there was no room for it. The last good one is of 24 November" in alarm(cast, monkeypatch, 61)


def test_it_stands_on_an_administrators_pages_alone(
    cast: Cast, as_person: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(hours=50))
    held = "There is no backup of this site yet."
    assert held in as_person(cast.administrator).get(reverse("accounts:people")).content.decode()
    assert held not in as_person(cast.worker).get(reverse("home:caseload")).content.decode()


def test_a_backup_is_taken_when_it_is_due(cast: Cast, settings: Any, tmp_path: Path, monkeypatch: Any) -> None:
    settings.BACKUPS, settings.TAKES_BACKUPS = tmp_path, True
    taken: list[bool] = [True, False]
    monkeypatch.setattr(schedule, "scheduled_backup", lambda _now: taken.pop(0))
    assert next_backup(NOW) == NOW + timedelta(days=1)
    assert next_backup(NOW) == NOW + timedelta(hours=1), "after a failure it is tried again soon"
    assert taken == []
    settings.TAKES_BACKUPS = False
    assert next_backup(NOW) > NOW


def test_a_failure_is_on_record_and_in_the_log(cast: Cast, settings: Any, monkeypatch: Any, caplog: Any) -> None:
    def full(*_given: object) -> None:
        raise DatabaseTrouble("full", "no room")

    monkeypatch.setattr(schedule, "make_backup", full)
    assert not schedule.scheduled_backup(NOW)
    latest = entries_of(cast.agency.public_id)[0]
    assert (latest.action, latest.details) == ("backup.failed", {"trouble": "full"})
    assert TROUBLES["full"] in caplog.text


@pytest.mark.parametrize(("code", "trouble"), [(13, "full"), (8, "read_only"), (11, "damaged"), (5, "locked")])
def test_a_page_says_what_befell_the_database(
    cast: Cast, as_person: Browsers, monkeypatch: pytest.MonkeyPatch, code: int, trouble: str
) -> None:
    class FromSqlite(Exception):
        sqlite_errorcode = code

    def fails(*_given: object, **_named: object) -> None:
        raise OperationalError from FromSqlite()

    monkeypatch.setattr(people, "render", fails)
    browser = as_person(cast.administrator)
    browser.raise_request_exception = False
    answer = browser.get(reverse("accounts:people"))
    assert answer.status_code == 503
    assert CAUSES[trouble].replace("'", "&#39;") in answer.content.decode()
    assert "on our side" not in answer.content.decode()


def test_every_trouble_has_its_words() -> None:
    assert set(CAUSES) == set(TROUBLES)
