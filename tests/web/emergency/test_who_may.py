"""Who opens a record in an emergency, who looks at it afterwards, and who sees that it was opened: person by person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.refusals import refusal, who_finds, who_may
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.components import dates
from unstuck.web.emergency import actions, policies
from unstuck.web.emergency.models import EmergencyAccess
from unstuck.web.emergency.permissions import (
    check_may_open,
    check_reviews,
    client_named,
    emergencies_for,
    emergencies_of_agency,
    open_now,
    opened,
)
from unstuck.web.emergency.presenters import emergency_notice
from unstuck.web.intake.actions import add_client
from unstuck.web.safety.models import Responder

WHY = "Rang and said she took pills; nobody of North answers"


def opened_by(cast: Cast, by: Person, who: str = "R-1") -> EmergencyAccess:
    actions.open_record(cast.actor(by), who, WHY, "10.0.0.9", WriteContext(NOW, TODAY))
    return EmergencyAccess.objects.latest("id")


def with_client(cast: Cast, worker: Person, reference: str, name: str = "") -> None:
    add_client(cast.actor(worker), NewClient(reference, name, TODAY), now=NOW, today=TODAY)


def named_to_answer(cast: Cast, person: Person) -> None:
    Responder.objects.create(
        agency=cast.agency, person=person, position=1, begins="00:00", ends="00:00", named_at=NOW
    )  # fmt: skip


def test_supervisors_may_and_who_answers_for_concerns_if_they_work_with_clients(cast: Cast) -> None:
    assert who_may(cast, check_may_open) == {"Sunita", "Stan", "Sven"}
    for person in (cast.worker_elsewhere, cast.manager, cast.administrator):
        named_to_answer(cast, person)
    assert who_may(cast, check_may_open) == {"Sunita", "Stan", "Sven", "Wilma"}


def test_who_answers_for_the_client_looks_at_it_and_nobody_else(cast: Cast) -> None:
    access = opened_by(cast, cast.other_supervisor)
    assert who_finds(cast, emergencies_for, access) == {"Wanda", "Sunita"}
    assert who_may(cast, check_reviews, access) == {"Wanda", "Sunita"}
    assert not emergencies_for(None).exists()


def test_who_answers_for_one_client_does_not_look_at_what_was_opened_of_another(cast: Cast) -> None:
    with_client(cast, cast.worker_elsewhere, "R-3")
    opened_by(cast, cast.other_supervisor)
    of_another = opened_by(cast, cast.supervisor, "R-3")
    assert who_may(cast, check_reviews, of_another) == {"Wilma", "Stan"}


def test_who_opened_it_does_not_look_at_it_although_the_client_became_theirs(cast: Cast) -> None:
    access = opened_by(cast, cast.other_supervisor)
    cast.cleo.worker = cast.other_supervisor
    cast.cleo.save()
    assert who_finds(cast, emergencies_for, access) == set()


def test_who_looks_after_the_agency_sees_what_was_opened_there(cast: Cast) -> None:
    access = opened_by(cast, cast.other_supervisor)
    seen = {
        name for name in ("worker", "supervisor", "other_supervisor", "manager", "administrator",
                          "outside_administrator", "outsider")
        if emergencies_of_agency(cast.actor(getattr(cast, name))).filter(pk=access.pk).exists()
    }  # fmt: skip
    assert seen == {"manager", "administrator"}


def test_what_one_supervisor_opened_is_open_to_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    third = Person.objects.get(pk=cast.worker_elsewhere.pk)
    named_to_answer(cast, third)
    opened_by(cast, third)
    assert [one.person for one in open_now(third.pk)] == [third]
    assert not open_now(cast.other_supervisor.pk).exists()
    assert opened(cast.actor(cast.other_supervisor)) is None
    assert opened(cast.actor(third)) is not None
    assert emergency_notice(cast.actor(third), cast.cleo.client)
    assert not emergency_notice(cast.actor(cast.other_supervisor), cast.cleo.client)
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(hours=1))
    assert not open_now(third.pk).exists()


def test_who_reads_other_clients_opens_this_one_all_the_same(cast: Cast) -> None:
    with_client(cast, cast.worker_elsewhere, "R-3")
    assert opened_by(cast, cast.other_supervisor).client == cast.cleo.client


def test_a_name_that_two_clients_share_leads_to_nobody(cast: Cast) -> None:
    actor = cast.actor(cast.other_supervisor)
    assert client_named(actor, "Cleo Brook", "cleo brook") == cast.cleo.client
    with_client(cast, cast.worker_elsewhere, "R-3", "Cleo Brook")
    assert client_named(actor, "Cleo Brook", "cleo brook") is None
    assert client_named(actor, "R-1", "r-1") == cast.cleo.client


@pytest.mark.parametrize("reason", ["", " ", "\n"])
def test_an_emergency_is_said_in_words(cast: Cast, reason: str) -> None:
    said = (cast.actor(cast.other_supervisor), "R-1", reason, "10.0.0.9", write_context())
    assert refusal(actions.open_record, *said) == "no_reason"
    assert not EmergencyAccess.objects.exists()


def test_five_names_that_lead_to_nobody_are_enough_for_an_hour() -> None:
    assert [refusal(policies.check_tries, wrong) for wrong in (0, 4, 5, 6)] == ["", "", *["too_many_tries"] * 2]
    assert timedelta(hours=1) == policies.TRIES_WITHIN


def test_a_second_factor_is_fresh_for_five_minutes_and_no_other_way_of_signing_in_counts() -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def shown(method: str, ago: timedelta) -> dict[str, object]:
        return {"method": method, "at": (noon - ago).timestamp()}

    minutes = [timedelta(minutes=5), timedelta(minutes=5, seconds=1), timedelta(minutes=-1), timedelta(0)]
    assert [policies.is_fresh([shown("mfa", ago)], noon) for ago in minutes] == [True, False, False, True]
    assert not policies.is_fresh([shown("password", timedelta(0)), shown("mfa", timedelta(hours=1))], noon)
    assert not policies.is_fresh([], noon)
