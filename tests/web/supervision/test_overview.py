"""The manager's overview: numbers of the agency and its teams, of no single worker."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from unstuck.population.disclosure import Hidden, Shown
from unstuck.web.accounts.actions import NewPerson, add_person, add_team
from unstuck.web.accounts.models import Agency, Person, Role, Team
from unstuck.web.caseload.actions.clients import NewClient, open_episodes
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.actions.standings import stand_again
from unstuck.web.caseload.models import Episode, Score, State
from unstuck.web.supervision.overview import Overview, overview_of
from unstuck.web.supervision.permissions import episodes_to_count
from unstuck.web.supervision.queries import count_by_worker, teams_of_workers

AsPerson = Callable[[Person | None], Browser]
SMALL = Hidden.SMALL
LONG_AGO = TODAY - timedelta(days=60)


def overview(cast: Cast) -> Overview:
    manager = cast.actor(cast.manager)
    return overview_of(count_by_worker(manager, NOW, TODAY), teams_of_workers(manager))


def table(found: Overview) -> dict[str, dict[str, Shown]]:
    return {group: {row.words: row.numbers[place] for row in found.rows} for place, group in enumerate(found.groups)}


def worker(agency: Agency, team: Team | None, name: str) -> Person:
    wanted = NewPerson(f"{name.lower()}@example.invalid", name, Role.WORKER, team)
    return add_person(agency, wanted, by=None, now=NOW)


def clients(cast: Cast, of: Person, count: int, started: Any = LONG_AGO) -> list[Episode]:
    actor = cast.actor(of)
    wanted = [NewClient(f"{of.name}-{number}", "", started) for number in range(count)]
    episodes = open_episodes(actor, wanted, now=NOW)
    stand_again([one.pk for one in episodes], NOW, TODAY)
    return episodes


def in_state(episodes: Sequence[Episode], code: str, by: Person, on: Any = TODAY) -> None:
    """Give each a score and that state, without asking the judge: the overview only counts."""
    for episode in episodes:
        score = Score.objects.create(
            episode=episode, instrument="PHQ-9", day=1.0, on=on, total=10, entered_at=NOW, entered_by=by
        )
        state = State.objects.create(
            score=score, episode=episode, instrument="PHQ-9", computed_at=NOW, code=code, since=on, alert=False,
            evidence={},
        )  # fmt: skip
        type(episode.standing).objects.filter(pk=episode.pk).update(state=state, code=code, last_heard=on, heard_on=on)


@pytest.fixture
def north(cast: Cast) -> list[Person]:
    """Three workers of the team North with clients; Wanda's Cleo, who stalled, is there already."""
    third = worker(cast.agency, cast.team, "Wolf")
    for person, count in ((cast.worker, 6), (cast.teammate, 7), (third, 9)):
        clients(cast, person, count)
    return [cast.worker, cast.teammate, third]


def test_fewer_than_three_workers_with_clients_show_no_numbers(cast: Cast, as_person: AsPerson) -> None:
    clients(cast, cast.teammate, 30)
    assert overview(cast) == Overview((), ())
    page = as_person(cast.manager).get("/overview/").content.decode()
    assert "when at least 3 people" in page
    assert "<table" not in page


def test_an_agency_without_clients_says_what_will_be_here(cast: Cast, as_person: AsPerson) -> None:
    Episode.objects.filter(client__agency=cast.agency).update(ended_on=TODAY)
    assert "There are no clients in care yet" in as_person(cast.manager).get("/overview/").content.decode()


def test_it_counts_the_agencys_open_clients(cast: Cast, north: list[Person]) -> None:
    ended = clients(cast, cast.supervisor, 8)
    Episode.objects.filter(pk__in=[one.pk for one in ended]).update(ended_on=TODAY)
    in_state(list(Episode.objects.filter(worker=north[2])), "on_track", north[2])
    found = table(overview(cast))
    assert list(found) == ["Whole agency"]
    whole = found["Whole agency"]
    assert whole["Open clients"] == 25, "1 + 6 + 7 + 9 = 23"
    assert whole["On track"] == 10, "9"
    assert whole["No score yet"] == SMALL, "none: 13 have no score and were not heard from"
    assert whole["Not heard from for 3 weeks or more"] == 15, "13"
    assert whole["Little change lately"] == SMALL, "Cleo alone"
    assert whole["Getting worse"] == SMALL
    assert whole["Worth a look: getting worse or little change lately"] == SMALL
    cells = {line.row.words: line.cells[0] for line in overview(cast).cells}
    assert (cells["Open clients"].words, cells["Open clients"].hidden) == ("25", False)
    assert (cells["Getting worse"].words, cells["Getting worse"].hidden) == ("under 5", True)


def test_worth_a_look_is_getting_worse_and_no_change_together(cast: Cast, north: list[Person]) -> None:
    in_state(list(Episode.objects.filter(worker=north[2])), "stalled", north[2])
    in_state(list(Episode.objects.filter(worker=north[1])), "deteriorating", north[1])
    whole = table(overview(cast))["Whole agency"]
    assert whole["Little change lately"] == 10, "9 + Cleo"
    assert whole["Getting worse"] == 5, "7"
    assert whole["Worth a look: getting worse or little change lately"] == 15, "17"


def test_not_heard_from_begins_on_the_day_three_weeks_ago(cast: Cast, north: list[Person]) -> None:
    """The last sign of a client without a score is the beginning of care."""
    Episode.objects.filter(client__agency=cast.agency).update(started_on=TODAY)
    for days, silent in ((20, SMALL), (21, 10)):
        Episode.objects.filter(worker=north[2]).update(started_on=TODAY - timedelta(days=days))
        assert table(overview(cast))["Whole agency"]["Not heard from for 3 weeks or more"] == silent


def test_a_heard_client_is_heard_however_long_in_care(cast: Cast, north: list[Person]) -> None:
    """6 + 7 + 9 began long ago without a score, and Cleo was heard last week; then 9 of them are heard today."""
    assert table(overview(cast))["Whole agency"]["Not heard from for 3 weeks or more"] == 20
    in_state(list(Episode.objects.filter(worker=north[2])), "on_track", north[2])
    assert table(overview(cast))["Whole agency"]["Not heard from for 3 weeks or more"] == 15


def test_scores_count_by_when_they_were_stored(cast: Cast, north: list[Person]) -> None:
    words = "Scores stored in the last 4 weeks"
    assert table(overview(cast))["Whole agency"][words] == 10, "Cleo's 8, today"
    scores = Score.objects.filter(episode=cast.cleo)
    scores.update(entered_at=NOW - timedelta(weeks=4))
    assert table(overview(cast))["Whole agency"][words] == SMALL
    scores.update(entered_at=NOW - timedelta(weeks=4) + timedelta(seconds=1))
    assert table(overview(cast))["Whole agency"][words] == 10
    add_score(cast.actor(cast.worker), cast.cleo, Total("PHQ-9", 15, TODAY), write_context())
    scores.filter(on__lt=TODAY).update(
        withdrawn_at=NOW, withdrawn_by=cast.worker, withdrawn_because="other"
    )  # fmt: skip
    assert table(overview(cast))["Whole agency"][words] == SMALL


def second_team(cast: Cast, workers: int, each: int) -> None:
    team = add_team(cast.agency, "West", by=None, now=NOW)
    for number in range(workers):
        clients(cast, worker(cast.agency, team, f"West{number}"), each)


def test_teams_of_three_stand_apart(cast: Cast, north: list[Person]) -> None:
    second_team(cast, 3, 10)
    found = table(overview(cast))
    assert list(found) == ["Whole agency", "North", "West"]
    assert [one["Open clients"] for one in found.values()] == [55, 25, 30], "53, 23 and 30"


def test_what_could_be_worked_out_across_teams_is_left_out(cast: Cast, north: list[Person]) -> None:
    """34 without a score in all and 22 of them here leave at least 11 of West's 12: all its other states would be 1."""
    second_team(cast, 3, 4)
    assert table(overview(cast))["West"]["Open clients"] == Hidden.WITHHELD


def test_a_small_team_is_put_with_the_next_so_that_it_cannot_be_subtracted(cast: Cast, north: list[Person]) -> None:
    clients(cast, cast.worker_elsewhere, 20)
    assert list(table(overview(cast))) == ["Whole agency"]
    second_team(cast, 3, 10)
    found = table(overview(cast))
    assert list(found) == ["Whole agency", "West", "All others"]
    assert found["All others"]["Open clients"] == 45, "23 of North and 20 of South"


def test_nobodys_clients_are_no_workers_numbers(cast: Cast, north: list[Person]) -> None:
    second_team(cast, 3, 10)
    left = clients(cast, cast.supervisor, 12)
    Episode.objects.filter(pk__in=[one.pk for one in left]).update(worker=None)
    found = table(overview(cast))
    assert list(found) == ["Whole agency", "North", "West", "All others"]
    assert found["All others"]["Open clients"] == 10, "12"


def test_no_worker_is_named_and_no_client(cast: Cast, north: list[Person], as_person: AsPerson) -> None:
    page = as_person(cast.manager).get("/overview/").content.decode()
    for name in ("Wanda", "Wim", "Wolf", "Cleo", "R-1"):
        assert name not in page
    assert "Riverside" in page
    assert "22 November 2026, 12:00" in page


def test_another_agency_counts_nothing_of_ours(cast: Cast, north: list[Person]) -> None:
    assert {one.pk for one in episodes_to_count(cast.actor(cast.manager))} == set(
        Episode.objects.filter(client__agency=cast.agency).values_list("pk", flat=True)
    )
    for nobody in (cast.worker, cast.supervisor, cast.administrator, cast.outside_supervisor):
        assert not episodes_to_count(cast.actor(nobody)).exists()
    assert not episodes_to_count(None).exists()


def test_the_page_costs_the_same_for_many(
    cast: Cast, north: list[Person], as_person: AsPerson, django_assert_num_queries: Any
) -> None:
    browser = as_person(cast.manager)
    with django_assert_num_queries(7):
        browser.get("/overview/")
    second_team(cast, 5, 12)
    with django_assert_num_queries(7):
        page = browser.get("/overview/").content.decode()
    numbers = re.findall(r"</span>\s*(\d+)\s*</td>", page)
    assert numbers
    assert all(int(one) % 5 == 0 for one in numbers)
