"""There is one way to a case: from what is recorded and where the scores stand, read once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.cast import NOW, TODAY, Cast
from tests.web.facts.acts import ago, known, record
from tests.web.home.people import COURSES, client
from tests.web.safety.acts import sign
from unstuck.guidance.case import Case, Progress
from unstuck.progress.status import STATES
from unstuck.web.caseload.actions.standings import stand_again
from unstuck.web.caseload.cases import NOTHING_RECORDED, case_of
from unstuck.web.caseload.current_case import CaseRecord, current_case, current_cases
from unstuck.web.caseload.models import Care, Episode, LifeArea, Standing
from unstuck.web.caseload.signals import standings_changed


def kinds(case: Case) -> list[str]:
    return [one.kind for one in case.safety.concerns or ()]


def test_a_case_joins_what_is_recorded_with_where_the_scores_stand(cast: Cast) -> None:
    episode = client(cast, "Sol", COURSES["stalled"])
    Care.objects.create(
        episode=episode, on=TODAY, sessions_attended=7, recorded_at=NOW, recorded_by=cast.worker
    )  # fmt: skip
    case = current_case(Episode.objects.get(pk=episode.pk), TODAY)
    assert (case.progress.state, case.treatment.sessions_attended) == ("stalled", 7)
    state = Standing.objects.get(pk=episode.pk).state
    assert state is not None
    assert case.progress.probability == state.probability


def test_without_a_score_a_case_is_too_early_to_tell(cast: Cast) -> None:
    sign(cast, on=ago(1))
    Standing.objects.filter(pk=cast.cleo.pk).delete()
    alone = current_case(Episode.objects.get(pk=cast.cleo.pk), TODAY)
    with_none = current_case(Episode.objects.select_related("standing").get(pk=cast.cleo.pk), TODAY)
    for case in (alone, with_none, current_cases([cast.cleo], TODAY)[cast.cleo.pk]):
        assert (case.progress.state, case.progress.probability, kinds(case)) == ("too_early", None, ["other"])


@pytest.mark.parametrize("state", STATES)
def test_nothing_recorded_is_nothing_but_the_scores(state: Any) -> None:
    assert case_of(NOTHING_RECORDED, Progress(state), TODAY) == Case(Progress(state))


def test_a_standing_that_was_read_with_the_episode_is_not_read_again(cast: Cast) -> None:
    read = Episode.objects.select_related("standing__state").get(pk=cast.cleo.pk)
    facts = known(cast.cleo)
    with CaptureQueriesContext(connection) as seen:
        current_case(read, TODAY, facts)
    assert len(seen) == 0


def test_many_cases_are_the_cases_of_each_in_as_many_queries(cast: Cast) -> None:
    episodes = [client(cast, name, COURSES[name]) for name in ("stalled", "deteriorating", "watch", "recovered")]
    sign(cast, imminent=True)
    some, counts = [*episodes, cast.cleo], []
    for asked in (some[-2:], some):
        with CaptureQueriesContext(connection) as seen:
            cases = current_cases(asked, TODAY)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert cases == {one.pk: current_case(Episode.objects.get(pk=one.pk), TODAY) for one in some}


def test_who_listens_is_handed_what_was_read(cast: Cast) -> None:
    heard: list[dict[str, Any]] = []

    def listen(**told: Any) -> None:
        heard.append(told)

    standings_changed.connect(listen)
    try:
        sign(cast)
    finally:
        standings_changed.disconnect(listen)
    (told,) = heard
    episode = Episode.objects.get(pk=cast.cleo.pk)
    assert told["cases"] == {episode.pk: CaseRecord(known(episode), current_case(episode, TODAY))}
    assert kinds(told["cases"][episode.pk].case) == ["other"]


READ_OF_FACTS = ("caseload_care", "safety_concern", "caseload_engagement", "caseload_lifearea")


def test_recording_a_life_area_reads_each_theme_once(cast: Cast) -> None:
    """It read care, safety and engagement twice: once for the step and once for the alerts."""
    record(cast, LifeArea(on=ago(9), area="housing", rating=5))
    sign(cast, on=ago(9))
    with CaptureQueriesContext(connection) as seen:
        record(cast, LifeArea(on=TODAY, area="housing", rating=2))
    read = [query["sql"] for query in seen if query["sql"].startswith("SELECT")]
    for table in READ_OF_FACTS:
        assert sum(f'FROM "{table}"' in sql for sql in read) == 1, table
    assert len(seen) <= 45, "one of them asks again, inside, whether the worker still holds their post"


def test_standing_again_takes_as_many_statements_for_many(cast: Cast) -> None:
    few = [client(cast, f"Few{n}", COURSES["stalled"]).pk for n in range(2)]
    many = [client(cast, f"Many{n}", COURSES["watch"]).pk for n in range(4)]
    counts = []
    for episodes in (few, [*few, *many]):
        with CaptureQueriesContext(connection) as seen:
            stand_again(episodes, NOW, TODAY)
        counts.append(len(seen))
    assert counts[0] == counts[1]
