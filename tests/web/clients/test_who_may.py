"""The gate of the caseload: who reads a client, who records, who hands over; person by person and day by day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q

from tests.web.cast import NOW, TODAY, Cast
from tests.web.refusals import refusal, who_finds, who_may
from unstuck.web.accounts.models import Membership, Person, Role, Team
from unstuck.web.accounts.sight import HIDDEN, OPENED
from unstuck.web.caseload import permissions as rights
from unstuck.web.caseload import policies
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.models import Cover, CoveredClient, Episode, Score
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.intake.actions import add_client

DAY = timedelta(days=1)


def covering(cast: Cast, colleague: Person, episode: Episode | None = None, **changed: Any) -> Cover:
    """Let somebody stand in for Wanda from yesterday to tomorrow, as they agreed."""
    usual = {"agency": cast.agency, "worker": cast.worker, "first_day": TODAY - DAY, "last_day": TODAY + DAY}
    cover = Cover.objects.create(
        **{**usual, "state": "agreed", "asked_at": NOW, "asked_by": cast.worker, **changed}, colleague=colleague
    )
    CoveredClient.objects.create(cover=cover, episode=episode or cast.cleo, knows="yes")
    Person.objects.filter(pk=colleague.pk).update(stands_in_until=cover.last_day)
    return cover


def moved(person: Person, **changed: Any) -> None:
    Membership.objects.filter(person=person).update(**changed)


def readers(cast: Cast, episode: Episode | None = None) -> set[str]:
    return who_finds(cast, rights.episodes_for, episode or cast.cleo)


def test_worker_and_supervisor_read_a_client_and_the_worker_records(cast: Cast) -> None:
    assert readers(cast) == {"Wanda", "Sunita"}
    assert readers(cast, cast.outside_client) == {"Otto", "Sven"}
    assert who_finds(cast, lambda one: rights.work_of(one), cast.cleo) == {"Wanda"}
    expected = {
        rights.is_own: {"Wanda"},
        rights.supervises: {"Sunita"},
        rights.covers: set(),
        rights.may_assign: {"Wanda", "Sunita"},
        rights.may_write: {"Wanda"},
        rights.may_read: {"Wanda", "Sunita"},
        rights.check_works_with: {"Wanda"},
        rights.check_may_write: {"Wanda"},
        rights.check_is_own: {"Wanda"},
        rights.check_answers_for: {"Wanda", "Sunita"},
        rights.check_may_assign: {"Sunita"},
    }
    assert {check: who_may(cast, check, cast.cleo) for check in expected} == expected
    assert not rights.episodes_for(None).exists()
    assert not rights.covered_by(None).exists()


def test_who_stands_in_today_reads_and_records_and_hands_nothing_over(cast: Cast) -> None:
    covering(cast, cast.worker_elsewhere)
    own = add_client(cast.actor(cast.worker_elsewhere), NewClient("R-3", "", TODAY), now=NOW, today=TODAY)
    assert readers(cast, own) == {"Wilma", "Stan"}, "and has their own clients as before"
    assert who_finds(cast, rights.work_of, own) == {"Wilma"}
    assert readers(cast) == {"Wanda", "Sunita", "Wilma"}
    assert who_finds(cast, rights.work_of, cast.cleo) == {"Wanda", "Wilma"}
    expected = {
        rights.covers: {"Wilma"},
        rights.may_write: {"Wanda", "Wilma"},
        rights.may_read: {"Wanda", "Sunita", "Wilma"},
        rights.may_assign: {"Wanda", "Sunita"},
        rights.check_works_with: {"Wanda", "Wilma"},
        rights.check_is_own: {"Wanda"},
        rights.check_answers_for: {"Wanda", "Sunita"},
        rights.check_may_assign: {"Sunita"},
    }
    assert {check: who_may(cast, check, cast.cleo) for check in expected} == expected


def test_two_who_stand_in_each_have_their_own_clients(cast: Cast) -> None:
    another = add_client(cast.actor(cast.worker), NewClient("R-3", "", TODAY), now=NOW, today=TODAY)
    covering(cast, cast.worker_elsewhere)
    covering(cast, cast.other_supervisor, another)
    assert readers(cast) == {"Wanda", "Sunita", "Wilma"}
    assert readers(cast, another) == {"Wanda", "Sunita", "Stan"}


@pytest.mark.parametrize(
    ("days", "stands_in"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)  # fmt: skip
def test_a_cover_holds_from_its_first_day_to_its_last(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, days: int, stands_in: bool
) -> None:
    covering(cast, cast.worker_elsewhere)
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + days * DAY)
    expected = {"Wilma"} if stands_in else set()
    assert who_finds(cast, rights.covered_by, CoveredClient.objects.get()) == expected
    assert readers(cast) - {"Wanda", "Sunita"} == expected
    assert who_may(cast, rights.covers, cast.cleo) == expected
    assert rights.covered_on(TODAY + days * DAY).exists() == stands_in


@pytest.mark.parametrize("state", ["asked", "declined", "called_off", "ended"])
def test_what_was_not_agreed_or_is_ended_opens_nothing(cast: Cast, state: str) -> None:
    covering(cast, cast.other_supervisor, cast.outside_client)
    covering(cast, cast.worker_elsewhere, state=state, ended_at=NOW if state == "ended" else None)
    assert readers(cast) == {"Wanda", "Sunita"}
    assert who_may(cast, rights.covers, cast.cleo) == set()


def test_a_cover_is_about_its_clients_at_its_agency_while_they_are_the_workers_and_in_care(cast: Cast) -> None:
    cover = covering(cast, cast.worker_elsewhere)
    assert who_may(cast, rights.covers, cast.outside_client) == set(), "about another client"
    wilma = cast.actor(cast.worker_elsewhere)

    def stands_in() -> bool:
        return rights.covered_by(wilma).exists()

    assert stands_in()
    assert not rights.covered_by(replace(wilma, role=Role.MANAGER)).exists()
    assert not rights.covered_by(replace(wilma, stands_in_until=None)).exists()
    assert not rights.covered_by(replace(wilma, stands_in_until=TODAY - DAY)).exists()
    assert rights.covered_by(replace(wilma, stands_in_until=TODAY)).exists()
    for changed in ({"agency": cast.other_agency}, {"worker": cast.teammate}):
        before = {name: getattr(cover, name) for name in changed}
        Cover.objects.filter(pk=cover.pk).update(**changed)
        assert not stands_in()
        Cover.objects.filter(pk=cover.pk).update(**before)
    Episode.objects.filter(pk=cast.cleo.pk).update(ended_on=TODAY, ended_because="goals_met")
    assert not stands_in()


def names(cast: Cast, person: Person, rule: Callable[[Any], Any] = rights.workers_of) -> list[str]:
    return sorted(one.person.name for one in rule(cast.actor(person)).select_related("person"))


def test_a_supervisor_answers_for_those_of_the_team_who_work_with_clients(cast: Cast) -> None:
    for rule in (rights.workers_of, rights.team_members):
        assert names(cast, cast.supervisor, rule) == ["Sunita", "Wanda", "Wim"]
        assert names(cast, cast.worker, rule) == []
    moved(cast.manager, team=cast.team)
    moved(cast.outsider, team=cast.team)
    assert names(cast, cast.supervisor) == ["Sunita", "Wanda", "Wim"]
    assert names(cast, cast.manager) == []
    assert not rights.workers_of(replace(cast.actor(cast.supervisor), team_id=None)).exists()


def test_nobody_without_a_team_is_in_the_team_of_a_supervisor_without_one(cast: Cast) -> None:
    moved(cast.worker, team=None)
    moved(cast.supervisor, team=None)
    assert names(cast, cast.supervisor) == []
    assert readers(cast) == {"Wanda"}


def test_clients_of_who_left_stay_with_the_supervisor_of_the_last_team(cast: Cast) -> None:
    moved(cast.worker, ended_at=NOW)
    assert names(cast, cast.supervisor) == ["Sunita", "Wanda", "Wim"]
    assert names(cast, cast.supervisor, rights.team_members) == ["Sunita", "Wim"]
    assert who_finds(cast, rights.episodes_for, cast.cleo) >= {"Sunita"}
    later = {"agency": cast.agency, "started_at": NOW + DAY}
    third = Membership.objects.create(person=cast.worker, team=None, role=Role.MANAGER, **later)
    assert names(cast, cast.supervisor) == ["Sunita", "Wanda", "Wim"], "they have no other work with clients"
    third.role, third.team = Role.WORKER, cast.other_team
    third.save()
    assert names(cast, cast.supervisor) == ["Sunita", "Wim"], "their clients went with them"
    assert names(cast, cast.other_supervisor) == ["Stan", "Wanda", "Wilma"]
    third.ended_at = NOW + 2 * DAY
    third.save()
    assert names(cast, cast.supervisor) == ["Sunita", "Wim"], "the last team was the other one"
    assert names(cast, cast.other_supervisor) == ["Stan", "Wanda", "Wilma"]


def test_who_went_to_another_team_at_the_moment_they_came_is_of_that_team(cast: Cast) -> None:
    began = Membership.objects.get(person=cast.worker_elsewhere).started_at
    Membership.objects.create(
        person=cast.worker_elsewhere, agency=cast.agency, team=cast.team, role=Role.WORKER, started_at=began,
        ended_at=began,
    )  # fmt: skip
    assert names(cast, cast.supervisor) == ["Sunita", "Wanda", "Wim"]


def test_somebody_elses_leaving_changes_nothing(cast: Cast) -> None:
    """Guards the guard: whether somebody works here now is asked of them, not of everybody."""
    gone = Membership.objects.filter(person=cast.worker)
    gone.update(ended_at=NOW, started_at=NOW - 2 * DAY)
    moved(cast.teammate, started_at=NOW - DAY)
    assert "Wanda" in names(cast, cast.supervisor)


def test_who_works_with_clients_no_more_has_none(cast: Cast) -> None:
    moved(cast.worker, role=Role.MANAGER)
    moved(cast.supervisor, role=Role.ADMINISTRATOR)
    assert readers(cast) == set()
    assert who_may(cast, rights.is_own, cast.cleo) == set()
    assert who_may(cast, rights.may_read, cast.cleo) == set()


def test_a_client_of_nobodys_and_one_of_another_agency_is_read_by_nobody_here(cast: Cast) -> None:
    Episode.objects.filter(pk=cast.cleo.pk).update(worker=None)
    cast.cleo.refresh_from_db()
    assert readers(cast) == set()
    assert who_may(cast, rights.supervises, cast.cleo) == set()
    Episode.objects.filter(pk=cast.outside_client.pk).update(worker=cast.worker)
    assert readers(cast, cast.outside_client) == set()


def test_a_supervisor_hands_over_clients_of_their_own_and_a_worker_none(cast: Cast) -> None:
    Episode.objects.filter(pk=cast.cleo.pk).update(worker=cast.supervisor)
    cast.cleo.refresh_from_db()
    assert who_may(cast, rights.check_may_assign, cast.cleo) == {"Sunita"}
    assert readers(cast) == {"Sunita"}


@pytest.fixture
def told() -> Any:
    """Let other rooms say what is hidden and what is open, as they do when the site starts."""
    before = list(HIDDEN), list(OPENED), list(rights.FROZEN)
    yield HIDDEN, OPENED, rights.FROZEN
    HIDDEN[:], OPENED[:], rights.FROZEN[:] = before


def test_what_is_hidden_from_somebody_is_hidden_whatever_they_are_to_the_client(cast: Cast, told: Any) -> None:
    covering(cast, cast.worker_elsewhere)
    kept_out = {cast.worker.pk, cast.supervisor.pk, cast.worker_elsewhere.pk, cast.other_supervisor.pk}
    hidden, opened, _frozen = told
    opened.append(lambda actor: Q(pk=cast.cleo.pk) if actor.id == cast.other_supervisor.pk else None)
    assert readers(cast) == {"Wanda", "Sunita", "Wilma", "Stan"}
    assert who_finds(cast, rights.work_of, cast.cleo) == {"Wanda", "Wilma"}, "what was opened is read only"
    hidden.append(lambda actor: Q(pk=cast.cleo.pk) if actor.id in kept_out else None)
    assert readers(cast) == set()
    for rule in (rights.is_own, rights.supervises, rights.covers, rights.may_read):
        assert who_may(cast, rule, cast.cleo) == set()
    assert who_may(cast, rights.is_hidden, cast.cleo) == {"Wanda", "Sunita", "Wilma", "Stan"}
    assert who_may(cast, rights.is_hidden, cast.outside_client) == set(), "the condition is about another client"


def test_what_is_open_in_an_emergency_is_of_ones_own_agency(cast: Cast, told: Any) -> None:
    _hidden, opened, _frozen = told
    opened.append(lambda actor: Q(pk=cast.outside_client.pk) if actor.role == Role.SUPERVISOR else None)
    assert readers(cast, cast.outside_client) == {"Otto", "Sven"}


def test_a_record_that_is_held_takes_nothing_and_says_why(cast: Cast, told: Any) -> None:
    _hidden, _opened, frozen = told
    wanda = cast.actor(cast.worker)
    frozen[:] = [lambda _episode: "", lambda episode: "Held since May" if episode.pk == cast.cleo.pk else ""]
    held = Episode.objects.get(pk=cast.cleo.pk)
    assert refusal(rights.check_may_write, wanda, held) == "restricted"
    with pytest.raises(Denied, match="Held since May"):
        rights.check_not_frozen(held)
    assert refusal(rights.check_works_with, wanda, held) == ""
    assert refusal(rights.check_not_frozen, cast.outside_client) == ""
    frozen[:] = [lambda _episode: ""]
    assert refusal(rights.check_not_frozen, held) == "restricted", "it is asked once of each copy of an episode"
    assert refusal(rights.check_not_frozen, Episode.objects.get(pk=cast.cleo.pk)) == ""
    calls: list[int] = []

    def asked(episode: Episode) -> str:
        calls.append(episode.pk)
        return ""

    frozen[:] = [asked]
    free = Episode.objects.get(pk=cast.cleo.pk)
    rights.check_not_frozen(free)
    rights.check_not_frozen(free)
    assert calls == [cast.cleo.pk]


def test_refusals_have_a_code(cast: Cast) -> None:
    wim = cast.actor(cast.teammate)
    codes = [
        refusal(check, wim, cast.cleo)
        for check in (rights.check_works_with, rights.check_is_own, rights.check_answers_for, rights.check_may_assign)
    ]
    assert codes == ["not_own_client", "not_own_client", "not_own_client", "not_supervisor"]


def test_who_was_taught_a_team_of_nobodys_has_none(cast: Cast) -> None:
    moved(cast.supervisor, team=Team.objects.create(agency=cast.agency, name="East"))
    assert names(cast, cast.supervisor) == ["Sunita"]
    assert readers(cast) == {"Wanda"}


def test_nothing_is_recorded_after_the_end_nor_over_what_somebody_else_saved(cast: Cast) -> None:
    assert [refusal(policies.check_open, Episode(ended_on=day)) for day in (None, TODAY)] == ["", "episode_ended"]
    episode = Episode(version=3)
    found = [refusal(policies.check_unchanged, episode, version) for version in (None, 3, 2, 4, 0)]
    assert found == ["", "", "stale_form", "stale_form", "stale_form"]
    moments = [refusal(policies.check_counts, Score(withdrawn_at=moment)) for moment in (None, NOW)]
    assert moments == ["", "already_withdrawn"]


@pytest.mark.parametrize(
    ("total", "on", "expected"),
    [
        (0, TODAY, ""),
        (27, TODAY, ""),
        (-1, TODAY, "total_out_of_range"),
        (28, TODAY, "total_out_of_range"),
        (5, TODAY + DAY, "future_date"),
        (5, TODAY - DAY, ""),
    ],
)
def test_a_total_is_one_that_the_questionnaire_can_have(total: float, on: Any, expected: str) -> None:
    """The PHQ-9 has nine items of 0 to 3 points: 0 to 27 (Kroenke, Spitzer and Williams 2001)."""
    assert refusal(policies.check_score, "PHQ-9", total, on, TODAY) == expected
    if expected == "total_out_of_range":
        with pytest.raises(Denied, match="A PHQ-9 total is between 0 and 27"):
            policies.check_score("PHQ-9", total, on, TODAY)
