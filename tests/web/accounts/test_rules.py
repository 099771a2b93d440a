"""What may be done about people and roles, and who is the second person: person by person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.web.cast import NOW, Cast
from tests.web.refusals import refusal, who_may
from unstuck.web.accounts import policies
from unstuck.web.accounts.models import Membership, Person, Role, RoleProposal, Team
from unstuck.web.audit.models import Entry


def held(person: Person) -> Membership:
    return Membership.objects.get(person=person)


def moved(person: Person, **changed: Any) -> None:
    Membership.objects.filter(person=person).update(**changed)


def test_administrators_of_the_agency_and_the_command_line_change_its_people(cast: Cast) -> None:
    assert who_may(cast, policies.check_administers, cast.agency) == {"Aron"}
    assert who_may(cast, policies.check_administers, cast.other_agency) == {"Alma"}
    assert refusal(policies.check_administers, None, cast.agency) == ""


@pytest.mark.parametrize(
    "changed",
    [{"ended_at": NOW}, {"role": Role.SUPERVISOR}, {"team": None}, {"agency": "other_agency"}],
)
def test_who_is_no_longer_what_they_were_is_told_so(cast: Cast, changed: dict[str, Any]) -> None:
    wanda, wim = cast.actor(cast.worker), cast.actor(cast.teammate)
    assert refusal(policies.check_still_holds, wanda) == ""
    moved(cast.worker, **{name: getattr(cast, value) if name == "agency" else value for name, value in changed.items()})
    assert refusal(policies.check_still_holds, wanda) == "post_changed"
    assert refusal(policies.check_still_holds, wim) == "", "it is somebody else's post"


def test_whose_account_was_closed_no_longer_holds_a_post(cast: Cast) -> None:
    wanda = cast.actor(cast.worker)
    Person.objects.filter(pk=cast.worker.pk).update(is_active=False)
    assert refusal(policies.check_still_holds, wanda) == "post_changed"


def test_nobody_ends_their_own_membership(cast: Cast) -> None:
    aron = cast.actor(cast.administrator)
    assert refusal(policies.check_not_oneself, aron, held(cast.administrator)) == "oneself"
    assert refusal(policies.check_not_oneself, aron, held(cast.worker)) == ""
    assert refusal(policies.check_not_oneself, None, held(cast.administrator)) == ""


def test_an_agency_keeps_an_administrator(cast: Cast) -> None:
    aron = held(cast.administrator)
    assert refusal(policies.check_not_last_administrator, aron) == "last_administrator", "Alma is of another agency"
    assert refusal(policies.check_not_last_administrator, held(cast.worker)) == ""
    moved(cast.manager, role=Role.ADMINISTRATOR, ended_at=NOW)
    assert refusal(policies.check_not_last_administrator, aron) == "last_administrator"
    moved(cast.manager, ended_at=None)
    assert refusal(policies.check_not_last_administrator, aron) == ""
    Membership.objects.filter(role=Role.ADMINISTRATOR).update(ended_at=NOW)
    assert refusal(policies.check_not_last_administrator, held(cast.worker)) == "", "that is no reason to keep others"


def test_a_form_about_a_role_that_ended_is_stale(cast: Cast) -> None:
    found = [refusal(policies.check_present, Membership(ended_at=moment)) for moment in (None, NOW)]
    assert found == ["", "stale_form"]


def test_a_team_is_of_ones_own_agency_and_for_who_works_with_clients() -> None:
    mine, other = Team(agency_id=1), Team(agency_id=2)
    expected = {Role.WORKER: "", Role.SUPERVISOR: "", Role.MANAGER: "no_team", Role.ADMINISTRATOR: "no_team"}
    assert {role: refusal(policies.check_team, 1, role, mine) for role in expected} == expected
    assert {refusal(policies.check_team, 1, role, None) for role in Role} == {""}
    assert {refusal(policies.check_team, 1, role, other) for role in Role} == {"other_agency"}


def test_from_the_first_client_on_every_role_but_a_workers_is_given_by_two(cast: Cast) -> None:
    aron, alma = cast.actor(cast.administrator), cast.actor(cast.outside_administrator)
    needed = {role for role in Role if policies.needs_second_person(aron, role)}
    assert needed == {Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR}
    assert not policies.needs_second_person(None, Role.ADMINISTRATOR)
    nobody = replace(alma, agency_public_id=cast.worker.public_id)
    assert not policies.needs_second_person(nobody, Role.ADMINISTRATOR), "an agency without clients"


@pytest.mark.parametrize(
    ("was", "gone", "to", "two"),
    [
        (Role.WORKER, False, "North", False),
        (Role.SUPERVISOR, False, "North", False),
        (Role.WORKER, False, None, False),
        (Role.WORKER, False, "South", True),
        (Role.SUPERVISOR, False, "South", True),
        (Role.ADMINISTRATOR, False, None, True),
        (Role.MANAGER, False, "North", True),
        (Role.WORKER, True, "North", True),
        (Role.WORKER, True, None, True),
    ],
)
def test_a_workers_post_by_which_somebody_sees_more_is_given_by_two(
    cast: Cast, was: Role, gone: bool, to: str | None, two: bool
) -> None:
    """Worked out by hand: who is in whose team decides whose supervisors see what is still theirs."""
    team = Team.objects.get(name=to, agency=cast.agency) if to else None
    before = Membership(role=was, team=cast.team if was in Role.in_teams() else None, ended_at=NOW if gone else None)
    opens = policies.opens_clients(before, team)
    assert policies.needs_second_person(cast.actor(cast.administrator), Role.WORKER, opens_clients=opens) is two


@pytest.mark.parametrize("action", ["client.added", "clients.taken_in", "upload.saved", "role.given"])
def test_an_agency_has_clients_once_its_record_says_so(cast: Cast, monkeypatch: Any, action: str) -> None:
    known = [("somewhere", action)]

    class Entries:
        @staticmethod
        def filter(agency: str, action__in: tuple[str, ...]) -> Any:
            rows = [one for one in known if one[0] == agency and one[1] in action__in]
            return type("Rows", (), {"exists": staticmethod(lambda: bool(rows))})

    monkeypatch.setattr(policies, "Entry", type("Entry", (), {"objects": Entries}))
    assert policies.has_clients("somewhere") == (action != "role.given")
    assert not policies.has_clients("elsewhere")
    assert Entry.objects.exists()


def test_the_second_person_answers_for_others_here_and_is_not_one_of_the_two(cast: Cast) -> None:
    def second(*others: Person) -> set[str]:
        ids = [one.pk for one in others]
        return who_may(cast, lambda actor: policies.check_is_second_person(actor, cast.agency.pk, *ids))

    assert second() == {"Sunita", "Stan", "Mirjam", "Aron"}
    assert second(cast.administrator, cast.supervisor) == {"Stan", "Mirjam"}


def test_what_is_decided_is_decided_once() -> None:
    found = [refusal(policies.check_undecided, RoleProposal(decided_at=moment)) for moment in (None, NOW)]
    assert found == ["", "decided_already"]
