"""Who counts what, and who reads what two people keep of their meetings: person by person, day by day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import QuerySet

from tests.web.cast import NOW, TODAY, Cast
from tests.web.consents.test_restrictions import restricted
from tests.web.refusals import refusal, who_finds, who_may
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership, Person, Role
from unstuck.web.caseload.actions.clients import TAKEN_BACK
from unstuck.web.caseload.models import Episode
from unstuck.web.supervision import permissions as rights
from unstuck.web.supervision.models import SupervisionPair
from unstuck.web.supervision.permissions import Partners
from unstuck.web.supervision.quarters import quarter_of

DAY = timedelta(days=1)


def changed(episode: Episode, **what: object) -> None:
    Episode.objects.filter(pk=episode.pk).update(**what)


def moved(person: Person, **what: object) -> None:
    Membership.objects.filter(person=person).update(**what)


def names(cast: Cast, person: Person, rule: Callable[[Actor], QuerySet[Membership]]) -> set[str]:
    return {one.person.name for one in rule(cast.actor(person)).select_related("person")}


def test_a_manager_counts_the_open_clients_of_the_agency(cast: Cast) -> None:
    assert who_finds(cast, rights.episodes_to_count, cast.cleo) == {"Mirjam"}
    assert who_finds(cast, rights.episodes_to_count, cast.outside_client) == set()
    assert who_may(cast, rights.check_counts) == {"Mirjam"}
    assert refusal(rights.check_counts, cast.actor(cast.administrator)) == "no_manager"
    changed(cast.cleo, ended_on=TODAY, ended_because="goals_met")
    assert who_finds(cast, rights.episodes_to_count, cast.cleo) == set()
    for gate in (rights.episodes_to_count, lambda one: rights.episodes_between(one, TODAY, TODAY)):
        assert not gate(None).exists()
    assert not rights.episodes_of_quarter(None, quarter_of(TODAY)).exists()


@pytest.mark.parametrize(
    ("started", "ended", "counts"),
    [(-9, None, True), (5, None, True), (6, None, False), (-9, 0, True), (-9, -1, False), (-9, 9, True)],
)
def test_between_two_days_counts_what_went_on(cast: Cast, started: int, ended: int | None, counts: bool) -> None:
    """From today for five days: what began by the last day, and did not end before the first."""
    changed(
        cast.cleo,
        started_on=TODAY + started * DAY,
        ended_on=None if ended is None else TODAY + ended * DAY,
        ended_because="" if ended is None else "goals_met",
    )

    def gate(actor: Actor | None) -> QuerySet[Episode]:
        return rights.episodes_between(actor, TODAY, TODAY + 5 * DAY)

    assert who_finds(cast, gate, cast.cleo) == ({"Mirjam"} if counts else set())


def test_a_quarter_counts_from_its_first_day_to_its_last(cast: Cast) -> None:
    quarter = quarter_of(TODAY)

    def counts() -> bool:
        return rights.episodes_of_quarter(cast.actor(cast.manager), quarter).filter(pk=cast.cleo.pk).exists()

    found = []
    for day in (quarter.last, quarter.last + DAY):
        changed(cast.cleo, started_on=day)
        found.append(counts())
    for day in (quarter.first, quarter.first - DAY):
        changed(cast.cleo, started_on=quarter.first - 9 * DAY, ended_on=day, ended_because="goals_met")
        found.append(counts())
    assert found == [True, False, True, False]


def test_what_came_with_a_file_that_was_undone_and_who_is_not_to_count_is_left_out(cast: Cast) -> None:
    def gate(actor: Actor | None) -> QuerySet[Episode]:
        return rights.episodes_between(actor, TODAY, TODAY)

    assert who_finds(cast, gate, cast.outside_client) == set(), "of another agency"
    changed(cast.cleo, ended_on=TODAY, ended_because=TAKEN_BACK)
    assert who_finds(cast, gate, cast.cleo) == set()
    changed(cast.cleo, ended_on=None, ended_because="")
    assert who_finds(cast, gate, cast.cleo) == {"Mirjam"}
    restricted(cast, "sums")
    assert who_finds(cast, gate, cast.cleo) == set()
    assert who_finds(cast, rights.episodes_to_count, cast.cleo) == set()


def test_who_is_left_out_is_asked_once_for_a_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def left_out(agency: int) -> set[int]:
        asked.append(agency)
        return set()

    monkeypatch.setattr(rights, "left_out_of_figures", left_out)
    manager = cast.actor(cast.manager)
    for _page_part in range(3):
        assert rights.episodes_to_count(manager).exists()
    assert asked == [cast.agency.pk]
    rights.episodes_to_count(cast.actor(cast.manager))
    assert len(asked) == 2, "anew for the next page"


def test_a_supervisor_supervises_the_present_workers_of_the_team(cast: Cast) -> None:
    assert names(cast, cast.supervisor, rights.supervised_by) == {"Wanda", "Wim"}
    assert names(cast, cast.worker, rights.supervised_by) == set()
    moved(cast.other_supervisor, team=cast.team)
    assert names(cast, cast.supervisor, rights.supervised_by) == {"Wanda", "Wim"}, "no other supervisor"
    Person.objects.filter(pk=cast.teammate.pk).update(is_active=False)
    assert names(cast, cast.supervisor, rights.supervised_by) == {"Wanda"}
    moved(cast.worker, ended_at=NOW)
    assert names(cast, cast.supervisor, rights.supervised_by) == set()


def test_a_workers_supervisors_are_those_of_the_team_now(cast: Cast) -> None:
    def of_wanda() -> set[str]:
        return names(cast, cast.worker, rights.supervisors_now)

    assert of_wanda() == {"Sunita"}
    assert names(cast, cast.supervisor, rights.supervisors_now) == set()
    wanda = cast.actor(cast.worker)
    for person in (cast.other_supervisor, cast.outside_supervisor):
        moved(person, team=None)
    assert not rights.supervisors_now(replace(wanda, team_id=None)).exists()
    moved(cast.outside_supervisor, team=cast.team)
    assert of_wanda() == {"Sunita"}, "whoever is of another agency is not"
    moved(cast.supervisor, role=Role.MANAGER)
    assert of_wanda() == set()


def pair(cast: Cast, supervisor: Person, worker: Person) -> SupervisionPair:
    return SupervisionPair.objects.create(agency=cast.agency, supervisor=supervisor, worker=worker)


def test_what_the_two_keep_is_read_by_the_two_as_long_as_the_one_supervises_the_other(cast: Cast) -> None:
    theirs = pair(cast, cast.supervisor, cast.worker)
    assert who_finds(cast, rights.pairs_for, theirs) == {"Wanda", "Sunita"}
    assert not rights.pairs_for(None).exists()
    moved(cast.other_supervisor, team=cast.team)
    assert who_finds(cast, rights.pairs_for, theirs) == {"Wanda", "Sunita"}, "who supervises her too reads nothing"
    moved(cast.worker, team=cast.other_team)
    assert who_finds(cast, rights.pairs_for, theirs) == {"Wanda"}
    moved(cast.worker, role=Role.MANAGER)
    assert who_finds(cast, rights.pairs_for, theirs) == set(), "nor does who works with clients no more"


def test_of_another_worker_and_another_agency_nothing_is_read(cast: Cast) -> None:
    theirs = pair(cast, cast.supervisor, cast.worker_elsewhere)
    assert who_finds(cast, rights.pairs_for, theirs) == {"Wilma"}, "she is supervised by somebody else now"
    SupervisionPair.objects.filter(pk=theirs.pk).update(agency=cast.other_agency, worker=cast.worker)
    assert who_finds(cast, rights.pairs_for, theirs) == set()


def test_only_the_two_write_as_long_as_the_one_supervises_the_other(cast: Cast) -> None:
    sunita_and_wanda = Partners(cast.supervisor, cast.worker)
    assert who_may(cast, rights.check_meets, sunita_and_wanda) == {"Wanda", "Sunita"}
    assert who_may(cast, rights.check_meets, Partners(cast.supervisor, cast.worker_elsewhere)) == set()
    assert who_may(cast, rights.check_meets, Partners(cast.other_supervisor, cast.worker)) == set()
    moved(cast.worker, team=cast.other_team)
    assert who_may(cast, rights.check_meets, sunita_and_wanda) == set()
    assert refusal(rights.check_meets, cast.actor(cast.worker), sunita_and_wanda) == "not_supervised"


def test_a_supervisor_of_two_writes_about_each_with_each(cast: Cast) -> None:
    moved(cast.other_supervisor, team=cast.team)
    for supervisor, name in ((cast.supervisor, "Sunita"), (cast.other_supervisor, "Stan")):
        for worker, their_name in ((cast.worker, "Wanda"), (cast.teammate, "Wim")):
            assert who_may(cast, rights.check_meets, Partners(supervisor, worker)) == {name, their_name}
