"""An import that waits: who may confirm it, what a dead background process leaves, and what the person is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client as Browser
from django.urls import reverse

from tests.web.cast import NOW, Cast
from tests.web.directory.test_import import applied, looked_at, rows, upload, work
from tests.web.directory.town import as_json, bring, town
from unstuck.web.accounts.form_recovery import TOKEN
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.components.denied import Denied
from unstuck.web.directory.actions import imports, loading, working
from unstuck.web.directory.actions.imports import NewDirectory
from unstuck.web.directory.models import Import, Service
from unstuck.web.directory.policies import KEPT_FOR
from unstuck.web.notifications.models import Notification

AsPerson = Callable[[Person | None], Browser]


def now_of(one: Import) -> Import:
    return Import.objects.get(pk=one.pk)


def test_nothing_changes_before_the_background_process_had_its_turn(cast: Cast) -> None:
    made = upload(cast)
    waits = imports.confirm(cast.actor(cast.manager), made, NOW)
    assert (waits.stage, Service.objects.count()) == ("confirmed", 0)
    work()
    assert (now_of(made).stage, Service.objects.count()) == ("applied", 4)


def test_what_was_chosen_first_is_done_first(cast: Cast) -> None:
    manager = cast.actor(cast.manager)
    late = imports.bring_in(manager, NewDirectory("late.json", as_json(town()), "Late"), NOW)
    soon = imports.bring_in(manager, NewDirectory("soon.json", as_json(town()), "Soon"), NOW - timedelta(minutes=1))
    assert working.work_on_next(lambda: NOW)
    assert (now_of(soon).stage, now_of(late).stage) == ("read", "uploaded")
    work()
    assert not working.work_on_next(lambda: NOW)


def test_a_second_person_who_confirms_is_told_that_it_was_done(cast: Cast, as_person: AsPerson) -> None:
    made = upload(cast)
    browser, page = as_person(cast.administrator), reverse("directory:brought_in", args=[made.public_id])
    token = browser.get(page).content.decode().split(f'name="{TOKEN}" value="')[1].split('"')[0]
    imports.confirm(cast.actor(cast.manager), made, NOW)
    answer = browser.post(page, {TOKEN: token})
    assert answer.status_code == 422
    assert "Somebody has already applied this file" in answer.content.decode()
    work()
    assert Entry.objects.filter(action="directory.applied").count() == 1


def test_what_is_being_brought_in_is_not_discarded(cast: Cast) -> None:
    made = upload(cast)
    imports.confirm(cast.actor(cast.manager), made, NOW)
    with pytest.raises(Denied) as refused:
        imports.discard(cast.actor(cast.administrator), made, NOW)
    assert refused.value.code == "import_confirmed"
    work()
    assert now_of(made).stage == "applied"


def test_a_preview_that_holds_no_longer_is_refused(cast: Cast) -> None:
    first = upload(cast)
    second = upload(cast, town(rent={}))
    applied(cast, second)
    with pytest.raises(Denied) as refused:
        imports.confirm(cast.actor(cast.manager), first, NOW)
    assert refused.value.code == "import_stale"
    assert now_of(first).stage == "read"


def test_of_two_files_of_one_name_only_one_waits(cast: Cast) -> None:
    first, second = upload(cast), upload(cast, town(rent={}))
    imports.confirm(cast.actor(cast.manager), first, NOW)
    with pytest.raises(Denied) as refused:
        imports.confirm(cast.actor(cast.manager), second, NOW)
    assert refused.value.code == "import_other"
    elsewhere = upload(cast, source="County")
    imports.confirm(cast.actor(cast.manager), elsewhere, NOW)


def test_what_the_command_line_brings_in_meanwhile_ends_a_waiting_one(cast: Cast) -> None:
    made = upload(cast)
    imports.confirm(cast.actor(cast.manager), made, NOW)
    bring(cast.agency, town(rent={}))
    work()
    done = now_of(made)
    assert done.stage == "failed"
    assert done.reason.startswith("Another file with this name was brought in")
    assert Service.objects.filter(gone_at=None).count() == 3


@pytest.fixture
def dies(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The background process ends in the middle of its work: at the last words, when all rows were written."""

    def die() -> None:
        def gone(*_given: object) -> None:
            raise OperationalError

        with monkeypatch.context() as patch:
            patch.setattr("unstuck.web.directory.actions.loading.index_words", gone)
            with pytest.raises(OperationalError):
                working.work_on_next(lambda: NOW)

    return die


def test_what_a_dead_process_left_is_taken_up_again_from_the_beginning(cast: Cast, dies: Callable[[], None]) -> None:
    made = upload(cast)
    imports.confirm(cast.actor(cast.manager), made, NOW)
    before = rows()[:3]
    dies()
    left = now_of(made)
    assert (left.stage, left.started_at, left.tries, rows()[:3]) == ("confirmed", NOW, 1, before)
    work()
    assert (now_of(made).stage, Service.objects.count()) == ("applied", 4)


def test_what_ends_the_process_three_times_is_given_up(cast: Cast, dies: Callable[[], None]) -> None:
    made = upload(cast)
    imports.confirm(cast.actor(cast.manager), made, NOW)
    for _time in range(working.MOST_TRIES):
        dies()
    work()
    assert now_of(made).reason == "It was tried 3 times and never finished."
    assert Service.objects.count() == 0


def test_whoever_applied_it_is_told(cast: Cast) -> None:
    made = imports.confirm(cast.actor(cast.administrator), upload(cast), NOW)
    work()
    (told,) = Notification.objects.all()
    assert (told.person, told.kind, told.ids) == (
        cast.administrator, "directory.applied", {"brought_in": str(made.public_id)},
    )  # fmt: skip
    assert reverse(told.route, kwargs=told.ids) == reverse("directory:brought_in", args=[made.public_id])


def test_whoever_chose_an_unreadable_file_is_told(cast: Cast) -> None:
    looked_at(cast, NewDirectory("town.txt", b"hello", "Town"))
    (told,) = Notification.objects.all()
    assert (told.person, told.kind) == (cast.manager, "directory.failed")


def test_the_record_says_each_step_without_names(cast: Cast) -> None:
    applied(cast, upload(cast))
    steps = Entry.objects.filter(subject="import").order_by("number")
    assert [(one.action.removeprefix("directory."), one.actor == "system") for one in steps] == [
        ("brought_in", False), ("taken_up", True), ("read", True),
        ("confirmed", False), ("taken_up", True), ("applied", True),
    ]  # fmt: skip
    assert not any("town" in str(one.details).lower() for one in steps)


def test_a_file_that_nobody_applied_is_emptied_after_a_day(cast: Cast) -> None:
    old, later = upload(cast), NOW + KEPT_FOR + timedelta(minutes=1)
    waits = imports.confirm(cast.actor(cast.manager), upload(cast, source="County"), NOW)
    with pytest.raises(Denied) as refused:
        imports.confirm(cast.actor(cast.manager), old, later)
    assert refused.value.code == "import_closed"
    assert imports.empty_old_files(NOW + KEPT_FOR) == 0
    assert imports.empty_old_files(later) == 1
    assert (now_of(old).stage, now_of(old).content) == ("discarded", None)
    assert now_of(waits).stage == "confirmed"
    assert Entry.objects.get(action="directory.emptied").details == {"emptied": 1}
    assert imports.empty_old_files(later) == 0


def test_what_another_process_finished_meanwhile_is_not_done_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two at work at once, where the lock between machines was lost: the second finds it done, and writes nothing."""
    made = upload(cast)
    imports.confirm(cast.actor(cast.manager), made, NOW)
    plan = loading.plan_import
    counted: list[int] = []

    def while_another_is_quicker(*given: Any) -> Any:
        planned = plan(*given)
        with monkeypatch.context() as patch:
            patch.setattr(working, "plan_import", plan)
            assert working.work_on_next(lambda: NOW)
        counted.append(Entry.objects.count())
        return planned

    monkeypatch.setattr(working, "plan_import", while_another_is_quicker)
    assert working.work_on_next(lambda: NOW)
    assert counted == [Entry.objects.count()]
    assert (now_of(made).stage, Service.objects.count()) == ("applied", 4)
