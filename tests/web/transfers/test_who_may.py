"""Who hands a client over, who takes one over, who stands in, and who reads about it: person by person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from tests.web.cast import NOW, TODAY, Cast
from tests.web.refusals import refusal, who_finds, who_may
from tests.web.transfers.test_cover import FIRST, LAST
from tests.web.transfers.test_transfer import arrange
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership, Person, Role, Team
from unstuck.web.caseload.models import Cover
from unstuck.web.transfers import permissions as rights


def names(memberships: QuerySet[Membership]) -> set[str]:
    return {one.person.name for one in memberships.select_related("person")}


def moved(person: Person, **changed: Any) -> None:
    Membership.objects.filter(person=person).update(**changed)


def standing_in(cast: Cast, colleague: Person, state: str = "agreed", worker: Person | None = None) -> Cover:
    ended_at = NOW if state == "ended" else None
    return Cover.objects.create(
        agency=cast.agency, worker=worker or cast.worker, colleague=colleague, first_day=FIRST, last_day=LAST,
        asked_at=NOW, asked_by=worker or cast.worker, state=state, ended_at=ended_at,
    )  # fmt: skip


def test_the_worker_and_their_supervisor_arrange_and_read_a_transfer(cast: Cast) -> None:
    for check in (rights.check_may_arrange, rights.check_may_ask):
        assert who_may(cast, check, cast.cleo) == {"Wanda", "Sunita"}
    assert who_finds(cast, rights.transfers_for, arrange(cast, cast.worker)) == {"Wanda", "Sunita"}
    assert not rights.transfers_for(None).exists()


def test_a_supervisor_arranges_for_a_client_of_their_own(cast: Cast) -> None:
    cast.cleo.worker = cast.supervisor
    cast.cleo.save()
    for check in (rights.check_may_arrange, rights.check_may_ask):
        assert who_may(cast, check, cast.cleo) == {"Sunita"}


def test_who_may_take_over_is_of_the_same_team_and_here(cast: Cast) -> None:
    wanda = cast.actor(cast.worker)
    assert names(rights.may_take_over(wanda)) == {"Wanda", "Wim", "Sunita"}
    moved(cast.manager, team=cast.team)
    assert names(rights.may_take_over(wanda)) == {"Wanda", "Wim", "Sunita"}, "a manager has no clients"
    moved(cast.outsider, team=cast.team)
    assert names(rights.may_take_over(wanda)) == {"Wanda", "Wim", "Sunita"}, "whoever is of another agency has not"
    Person.objects.filter(pk=cast.supervisor.pk).update(is_active=False)
    moved(cast.teammate, ended_at=NOW)
    assert names(rights.may_take_over(wanda)) == {"Wanda"}


@pytest.mark.parametrize("offered", [rights.may_take_over, rights.own_supervisors])
def test_to_whom_has_no_team_or_no_clients_nobody_is_offered(
    cast: Cast, offered: Callable[[Actor], QuerySet[Membership]]
) -> None:
    wanda = cast.actor(cast.worker)
    moved(cast.other_supervisor, team=None)
    moved(cast.worker_elsewhere, team=None)
    assert names(offered(wanda))
    assert names(offered(replace(wanda, team_id=None))) == set()
    assert names(offered(replace(wanda, role=Role.MANAGER))) == set()


def test_ones_supervisors_are_those_of_the_team_and_not_oneself(cast: Cast) -> None:
    assert names(rights.own_supervisors(cast.actor(cast.worker))) == {"Sunita"}
    assert names(rights.own_supervisors(cast.actor(cast.supervisor))) == set()
    moved(cast.other_supervisor, team=cast.team)
    assert names(rights.own_supervisors(cast.actor(cast.worker))) == {"Sunita", "Stan"}
    assert names(rights.own_supervisors(cast.actor(cast.supervisor))) == {"Stan"}
    Person.objects.filter(pk=cast.supervisor.pk).update(is_active=False)
    moved(cast.other_supervisor, ended_at=NOW)
    assert names(rights.own_supervisors(cast.actor(cast.worker))) == set()


def test_a_supervisor_hands_over_for_the_team_and_themselves_a_worker_for_themselves(cast: Cast) -> None:
    def answered(person: Person) -> set[str]:
        return {one.name for one in rights.answers_for(cast.actor(person))}

    assert answered(cast.supervisor) == {"Sunita", "Wanda", "Wim"}
    assert answered(cast.worker) == {"Wanda"}
    moved(cast.supervisor, team=Team.objects.create(agency=cast.agency, name="East"))
    assert answered(cast.supervisor) == {"Sunita"}


def readers(cast: Cast, cover: Cover, days: int = 0) -> set[str]:
    return who_finds(cast, lambda actor: rights.covers_for(actor, TODAY + timedelta(days=days)), cover)


@pytest.mark.parametrize("state", ["asked", "agreed"])
def test_a_cover_is_read_by_worker_supervisor_and_until_its_last_day_by_who_is_asked(cast: Cast, state: str) -> None:
    cover = standing_in(cast, cast.worker_elsewhere, state)
    assert readers(cast, cover) == readers(cast, cover, 3) == {"Wanda", "Sunita", "Wilma"}
    assert readers(cast, cover, 4) == {"Wanda", "Sunita"}
    assert not rights.covers_for(None, TODAY).exists()


@pytest.mark.parametrize("state", ["declined", "called_off", "ended"])
def test_who_no_longer_stands_in_no_longer_reads_it(cast: Cast, state: str) -> None:
    assert readers(cast, standing_in(cast, cast.worker_elsewhere, state)) == {"Wanda", "Sunita"}


def test_who_works_with_no_clients_any_more_reads_no_cover_nor_does_another_agency(cast: Cast) -> None:
    cover = standing_in(cast, cast.worker_elsewhere)
    moved(cast.worker_elsewhere, role=Role.MANAGER)
    assert readers(cast, cover) == {"Wanda", "Sunita"}
    Cover.objects.filter(pk=cover.pk).update(colleague=cast.outsider, worker=cast.outside_supervisor)
    assert readers(cast, cover) == set()


def test_who_is_asked_answers(cast: Cast) -> None:
    assert who_may(cast, rights.check_is_colleague, standing_in(cast, cast.worker_elsewhere, "asked")) == {"Wilma"}


def test_a_cover_is_ended_by_worker_supervisor_and_who_agreed(cast: Cast) -> None:
    for state, more in (("agreed", {"Wilma"}), ("asked", set()), ("declined", set())):
        cover = standing_in(cast, cast.worker_elsewhere, state)
        assert who_may(cast, rights.check_may_end, cover) == {"Wanda", "Sunita"} | more


def test_who_may_stand_in_works_with_clients_here_and_is_somebody_else(cast: Cast) -> None:
    def offered() -> set[str]:
        return names(rights.may_stand_in(cast.actor(cast.worker), cast.worker.pk))

    assert offered() == {"Wim", "Wilma", "Sunita", "Stan"}
    moved(cast.teammate, ended_at=NOW)
    assert offered() == {"Wilma", "Sunita", "Stan"}


def test_the_codes_of_refusals_tell_them_apart(cast: Cast) -> None:
    wim, cover = cast.actor(cast.teammate), standing_in(cast, cast.worker_elsewhere)
    assert refusal(rights.check_may_arrange, wim, cast.cleo) == "not_own_client"
    assert refusal(rights.check_may_ask, wim, cast.cleo) == "not_own_client"
    assert refusal(rights.check_is_colleague, wim, cover) == "not_asked"
    assert refusal(rights.check_may_end, wim, cover) == "not_own_cover"
