"""Nobody takes it on in time: the next one is told, at last everybody; with a moved clock, and interrupted."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from tests.web.cast import NOW, TODAY, Cast
from tests.web.safety.acts import assess, fresh, name_and_confirm, sign
from unstuck.web.accounts.actions import NewPerson, add_person, end_membership
from unstuck.web.accounts.models import Membership, Role
from unstuck.web.audit.models import Entry
from unstuck.web.audit.queries import verify
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Standing
from unstuck.web.notifications.models import Notification
from unstuck.web.operations import worker
from unstuck.web.safety.actions import concerns, escalating, frame
from unstuck.web.safety.actions.escalating import escalate_due
from unstuck.web.safety.actions.naming import DutyHours, end_turn
from unstuck.web.safety.duty import Turn, first_asked, next_asked
from unstuck.web.safety.forms.naming import weekdays
from unstuck.web.safety.models import Concern, Responder
from unstuck.web.safety.presenters.naming import responders_page


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment in local time."""
    return datetime(2026, month, day, hour, minute)  # noqa: DTZ001  (the rules about turns know local time alone)


MINUTE = timedelta(minutes=1)
DAY_AND_NIGHT = (127, time(0), time(0))


@pytest.fixture
def rota(cast: Cast) -> None:
    """Wim is asked first, then Sunita; both day and night."""
    for place, person in enumerate((cast.teammate, cast.supervisor), start=1):
        name_and_confirm(cast, person, DutyHours(place, *DAY_AND_NIGHT))


def told(kind: str) -> list[str]:
    return sorted(Notification.objects.filter(kind=kind).values_list("person__name", flat=True))


@pytest.mark.usefixtures("rota")
def test_the_next_one_is_told_after_half_an_hour_and_then_everybody(cast: Cast) -> None:
    concern = sign(cast, "suicide")
    assert (concern.responder, concern.answer_by) == (cast.teammate, NOW + 30 * MINUTE)
    assert escalate_due(NOW + 29 * MINUTE) == 0
    assert escalate_due(NOW + 30 * MINUTE) == 1
    held = fresh(concern)
    assert (held.responder, held.answer_by) == (cast.supervisor, NOW + 60 * MINUTE)
    assert told("concern.passed_on") == ["Sunita"]
    standing = Standing.objects.get(pk=cast.cleo.pk)
    assert (standing.watched_by, standing.answer_by) == ("Sunita", NOW + 60 * MINUTE)
    assert escalate_due(NOW + 60 * MINUTE) == 1
    assert told("concern.unanswered") == ["Sunita", "Wim"]
    assert fresh(concern).answer_by == NOW + 90 * MINUTE, "and it goes round again"
    entry = Entry.objects.filter(action="concern.escalated").latest("id")
    assert (entry.actor, entry.details) == ("system", {"kind": "suicide", "state": "raised"})
    assert not any(one.fault for one in verify())


@pytest.mark.usefixtures("rota")
def test_whoever_takes_it_on_is_left_in_peace(cast: Cast) -> None:
    concern = sign(cast, "suicide", myself=True)
    assert escalate_due(NOW + timedelta(days=2)) == 0
    assert fresh(concern).responder == cast.worker


def test_whoever_takes_it_on_at_that_very_moment_wins(cast: Cast, rota: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look for late concerns and the lock: nothing is passed on, and nothing is on record."""
    concern = sign(cast, "suicide")
    whole = frame.locked

    def taken_first(late: Concern) -> Concern:
        Concern.objects.filter(pk=late.pk).update(state="taken", answer_by=None, version=late.version + 1)
        return whole(late)

    monkeypatch.setattr(escalating, "locked", taken_first)
    before = Entry.objects.count()
    assert escalate_due(NOW + 30 * MINUTE) == 0
    assert (fresh(concern).responder, Entry.objects.count()) == (cast.teammate, before)


@pytest.mark.usefixtures("rota")
def test_further_signs_do_not_put_the_passing_on_off(cast: Cast) -> None:
    """A sign every twenty minutes: the time of whoever was asked first runs on, and they hear of each."""
    concern = sign(cast, "suicide")
    sign(cast, "suicide", now=NOW + 20 * MINUTE)
    assert (fresh(concern).responder, fresh(concern).answer_by) == (cast.teammate, NOW + 30 * MINUTE)
    assert told("concern.sign") == ["Wim"]
    assert escalate_due(NOW + 30 * MINUTE) == 1
    sign(cast, "suicide", now=NOW + 40 * MINUTE)
    assert (fresh(concern).responder, fresh(concern).answer_by) == (cast.supervisor, NOW + 60 * MINUTE)


def test_passed_on_by_hand_it_is_waited_for_even_where_nobody_has_hours(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    concern = sign(cast, "suicide")
    monkeypatch.setattr(concerns, "turns_for", lambda _episode: [])
    concerns.pass_on(cast.actor(cast.worker), fresh(concern), cast.supervisor, "I am ill", WriteContext(NOW, TODAY))
    assert fresh(concern).answer_by == NOW + 30 * MINUTE


def test_outside_the_hours_the_clock_begins_with_the_next_turn(cast: Cast) -> None:
    """The cast's noon is a Sunday; Wim is on duty from Monday at eight."""
    hours = DutyHours(1, 0b0011111, time(8), time(16))
    name_and_confirm(cast, cast.teammate, hours)
    concern = sign(cast, "suicide")
    assert (concern.responder, concern.answer_by) == (cast.teammate, datetime(2026, 11, 23, 8, 30, tzinfo=UTC))


def test_who_left_is_passed_over_at_once(cast: Cast, rota: None) -> None:
    concern = sign(cast, "suicide")
    held = Membership.objects.get(person=cast.teammate, ended_at=None)
    end_membership(held, by=cast.actor(cast.administrator), now=NOW)
    assert escalate_due(NOW + MINUTE) == 1
    assert fresh(concern).responder == cast.supervisor


@pytest.mark.parametrize("assessed", [False, True])
def test_who_left_having_taken_it_on_answers_for_it_no_longer(cast: Cast, rota: None, assessed: bool) -> None:
    """Taken on, somebody has to take it on anew; assessed, it stays assessed and has somebody to look again."""
    concern = sign(cast, "suicide", myself=True)
    if assessed:
        assess(cast, concern)
    held = Membership.objects.get(person=cast.worker, agency=cast.agency, ended_at=None)
    end_membership(held, by=cast.actor(cast.administrator), now=NOW)
    assert (escalate_due(NOW + MINUTE), escalate_due(NOW + 2 * MINUTE)) == (1, 0)
    now = fresh(concern)
    assert (now.responder, now.state) == (cast.teammate, "assessed" if assessed else "raised")
    assert now.answer_by == (None if assessed else NOW + 31 * MINUTE)
    assert Standing.objects.get(pk=cast.cleo.pk).watched_by == "Wim"


def test_where_nobody_is_left_the_page_says_that_nobody_answers(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    concern = sign(cast, "suicide", myself=True)
    Membership.objects.filter(person=cast.worker).update(ended_at=NOW)
    monkeypatch.setattr(escalating, "turns_for", lambda _episode: [])
    assert (escalate_due(NOW + MINUTE), escalate_due(NOW + 2 * MINUTE)) == (1, 0)
    assert fresh(concern).responder is None


def test_a_turn_that_has_ended_asks_nobody(cast: Cast, rota: None) -> None:
    first = Responder.objects.get(person=cast.teammate)
    end_turn(cast.actor(cast.administrator), first.pk, now=NOW)
    assert sign(cast, "suicide").responder == cast.supervisor


@pytest.mark.usefixtures("rota")
def test_interrupted_it_leaves_each_concern_whole_and_goes_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = sign(cast, "suicide"), sign(cast, "stalking")
    whole = frame.finish

    def killed(held: Concern, *rest: Any) -> None:
        if held.pk == second.pk:
            raise KeyboardInterrupt
        whole(held, *rest)

    monkeypatch.setattr(escalating, "finish", killed)
    with pytest.raises(KeyboardInterrupt):
        escalate_due(NOW + 30 * MINUTE)
    assert (fresh(first).responder, fresh(second).responder) == (cast.supervisor, cast.teammate)
    assert told("concern.passed_on") == ["Sunita"], "nothing of the interrupted one is left"
    monkeypatch.setattr(escalating, "finish", whole)
    assert escalate_due(NOW + 31 * MINUTE) == 1
    assert fresh(second).responder == cast.supervisor


def test_the_worker_process_passes_concerns_on_before_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    did: list[str] = []

    def busy(_clock: object) -> bool:
        did.append("directory")
        return True

    monkeypatch.setattr(worker, "escalate_due", lambda _now: did.append("concerns"))
    monkeypatch.setattr(worker, "close_past_covers", lambda _now: did.append("covers"))
    monkeypatch.setattr(worker, "run_maintenance", lambda _now: did.append("maintenance"))
    monkeypatch.setattr(worker, "seal_access", lambda _now: did.append("seal"))
    monkeypatch.setattr(worker, "judge_next", lambda _clock: False)
    monkeypatch.setattr(worker, "work_on_next", busy)
    turns = iter(range(100))
    worker.work(lambda: len(did) < 12, lambda: NOW + next(turns) * timedelta(seconds=5))
    assert did[0] == "concerns"
    assert did.count("concerns") > 2


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((1, 2, 3, 4, 5), "Monday to Friday"),
        ((1, 3, 4), "Monday, Wednesday, Thursday"),
        ((6, 7), "Saturday, Sunday"),
        ((1, 2, 3, 4, 5, 6, 7), "every day"),
    ],
)
def test_days_that_follow_one_another_are_said_in_short(cast: Cast, days: tuple[int, ...], words: str) -> None:
    numbers = [int(number) for number, _name in weekdays()]
    Responder.objects.create(
        agency=cast.agency, person=cast.worker, position=1, begins="09:00", ends="17:00", named_at=NOW,
        days=sum(1 << numbers[day - 1] for day in days),
    )  # fmt: skip
    turns = responders_page(cast.actor(cast.administrator)).turns
    assert [one.hours for one in turns] == [f"{words}, 09:00 to 17:00"]


def test_a_turn_over_midnight_covers_the_small_hours_of_the_next_day() -> None:
    """Friday 22:00 to Saturday 06:00: 2026-11-27 is a Friday."""
    night = Turn(7, 1, 1 << 4, time(22), time(6))
    asked = [first_asked([night], at(11, day, hour), 30) for day, hour in ((28, 5), (28, 6))]
    assert [one.by if one else None for one in asked] == [
        at(11, 28, 5, 30),
        at(12, 4, 22, 30),
    ]


def test_nobody_named_asks_nobody() -> None:
    assert first_asked([], at(11, 27, 9), 30) is None
    assert next_asked([Turn(7, 1)], 1, at(11, 27, 10), 30) is None


@pytest.mark.usefixtures("rota")
def test_nobody_is_passed_over_when_somebody_before_them_leaves(cast: Cast) -> None:
    """S.3: the next who is told is the next in the order, whoever left it meanwhile."""
    third = DutyHours(3, *DAY_AND_NIGHT)
    name_and_confirm(cast, cast.worker_elsewhere, third)
    concern = sign(cast, "suicide")
    escalate_due(NOW + 30 * MINUTE)
    assert fresh(concern).responder == cast.supervisor
    end_turn(cast.actor(cast.administrator), Responder.objects.get(person=cast.teammate).pk, now=NOW + 40 * MINUTE)
    escalate_due(NOW + 60 * MINUTE)
    assert fresh(concern).responder == cast.worker_elsewhere


def test_a_supervisor_is_not_passed_over_when_the_clients_worker_leaves(cast: Cast) -> None:
    """Where nobody is named: the worker, then the supervisors, each as far behind the worker as before."""
    second = NewPerson("sam@example.invalid", "Sam", Role.SUPERVISOR, cast.team)
    sam = add_person(cast.agency, second, by=None, now=NOW)
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    concern = sign(cast, "suicide", now=monday, today=monday.date())
    escalate_due(monday + 30 * MINUTE)
    assert fresh(concern).responder == cast.supervisor
    held = Membership.objects.get(person=cast.worker, ended_at=None)
    end_membership(held, by=cast.actor(cast.administrator), now=monday + 40 * MINUTE)
    escalate_due(monday + 60 * MINUTE)
    assert fresh(concern).responder == sam
