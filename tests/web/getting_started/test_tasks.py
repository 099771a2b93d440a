"""What is left to set up at an agency, and what its administrator says is seen to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.test import Client as Browser

from tests.web.accounts.flows import token_on
from tests.web.cast import NOW, TODAY, Cast
from tests.web.safety.acts import name_and_confirm
from unstuck.web.accounts.models import Agency, Membership, Person
from unstuck.web.components.denied import Denied
from unstuck.web.getting_started.actions import BackupCare, note_backup, note_questionnaires
from unstuck.web.getting_started.models import Arrangement
from unstuck.web.getting_started.presenters import SetUpPage, tasks_page
from unstuck.web.getting_started.queries import Beginnings, beginnings_of
from unstuck.web.safety.actions.naming import DutyHours

AsPerson = Callable[[Person | None], Browser]
NOTHING = Beginnings(0, 0, 0, 0, [], False, 0, 9, 4, None, [], None, False)


def page_for(cast: Cast, today: date = TODAY) -> SetUpPage:
    return tasks_page(beginnings_of(cast.agency.pk, today))


def left(page: SetUpPage) -> list[str]:
    return [one.title for one in page.left]


def test_a_new_agency_has_everything_to_do_and_each_thing_a_click() -> None:
    page = tasks_page(NOTHING)
    assert [(one.title, one.route) for one in page.left] == [
        ("Teams", "accounts:team_add"),
        ("People", "accounts:person_add"),
        ("Who answers for concerns", "safety:responders"),
        ("Second factor", "accounts:second_factor_roles"),
        ("Questionnaires and help lines", "getting_started:questionnaires"),
        ("Directory of services", "directory:imports"),
        ("Backup", "getting_started:backup"),
    ]
    assert page.done == []
    assert [(one.title, one.route) for one in page.own] == [
        ("Programmes", "programmes:programmes"),
        ("Questions at the start", "intake:questions"),
        ("Your own word", "accounts:client_word"),
        ("Rooms in use", "rooms_in_use:rooms"),
    ]


def test_people_are_done_where_every_team_has_both_and_nobody_is_without_one() -> None:
    peopled = replace(NOTHING, workers=3, supervisors=1)
    assert "People" not in left(tasks_page(peopled))
    for trouble, words in (
        ({"without_team": 2}, "2 people work in no team."),
        ({"teams_unsupervised": ["North", "South"]}, "Without a supervisor: North, South."),
        ({"workers": 0}, "No worker yet."),
    ):
        (task,) = [one for one in tasks_page(replace(peopled, **trouble)).left if one.title == "People"]
        assert words in task.now


def test_what_is_there_is_counted_for_the_own_agency_alone(cast: Cast) -> None:
    assert left(page_for(cast)) == [
        "Who answers for concerns", "Second factor", "Questionnaires and help lines", "Directory of services", "Backup",
    ]  # fmt: skip
    administrator = cast.actor(cast.administrator)
    name_and_confirm(cast, cast.supervisor, DutyHours(1, 127, time(0), time(0)))
    Agency.objects.filter(pk=cast.agency.pk).update(second_factor_for=["supervisor"])
    note_questionnaires(administrator, now=NOW)
    note_backup(administrator, BackupCare("Council IT", TODAY), now=NOW, today=TODAY)
    assert left(page_for(cast)) == ["Directory of services"]
    assert len(tasks_page(beginnings_of(cast.other_agency.pk, TODAY)).left) == 5
    Membership.objects.filter(person=cast.other_supervisor).update(ended_at=NOW)
    assert "Without a supervisor: South." in page_for(cast).left[0].now


def test_a_copy_that_nobody_brought_back_for_half_a_year_is_asked_for_again(cast: Cast) -> None:
    administrator = cast.actor(cast.administrator)
    note_backup(administrator, BackupCare("Council IT", None), now=NOW, today=TODAY)
    (backup,) = [one for one in page_for(cast).left if one.title == "Backup"]
    assert "No copy has been brought back yet" in backup.now
    note_backup(administrator, BackupCare("Council IT", TODAY), now=NOW, today=TODAY)
    assert "Backup" not in left(page_for(cast, TODAY + timedelta(days=183)))
    assert "Backup" in left(page_for(cast, TODAY + timedelta(days=184)))


def test_a_trial_cannot_lie_ahead(cast: Cast) -> None:
    with pytest.raises(Denied) as denied:
        note_backup(cast.actor(cast.administrator), BackupCare("Us", TODAY + timedelta(days=1)), now=NOW, today=TODAY)
    assert denied.value.code == "day_to_come"
    assert not Arrangement.objects.exists()


def test_the_pages_note_what_is_seen_to(cast: Cast, as_person: AsPerson) -> None:
    desk = as_person(cast.administrator)
    assert desk.get("/").headers["Location"] == "/set-up/"
    for address, typed in (("questionnaires", {}), ("backup", {"who": "Council IT", "tried_on": "2026-11-01"})):
        once = token_on(desk.get(f"/set-up/{address}/"))
        assert desk.post(f"/set-up/{address}/", {**typed, "once": once}).headers["Location"] == "/set-up/"
    html = desk.get("/set-up/").content.decode()
    assert "Council IT looks after it. A copy was last brought back on 1 November 2026." in html
    assert 'value="Council IT"' in desk.get("/set-up/backup/").content.decode()
