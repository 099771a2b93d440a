"""Alerts are raised where a state or a fact is stored; a sign that passes is marked so, and comes back."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.web.cast import TODAY, Cast, write_context
from tests.web.home.people import COURSES, client
from tests.web.safety.acts import sign
from unstuck.web.alerts.actions import raising
from unstuck.web.alerts.models import Alert, AlertStep
from unstuck.web.alerts.noticing import CaseSigns
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.actions.scores import Total, add_score, withdraw_score
from unstuck.web.caseload.cases import facts_of
from unstuck.web.caseload.current_case import case_records
from unstuck.web.caseload.models import Care, Engagement, Episode, Score, Standing, WithdrawalReason


def signs(episode: Episode) -> dict[str, str]:
    return dict(Alert.objects.filter(episode=episode).values_list("sign", "state"))


def lived(episode: Episode, sign: str) -> list[str]:
    return list(AlertStep.objects.filter(alert__episode=episode, alert__sign=sign).values_list("action", flat=True))


def feel(cast: Cast, weeks_ago: int, **answers: float | str) -> None:
    row = Engagement(on=TODAY - timedelta(weeks=weeks_ago), **answers)
    record_facts(cast.actor(cast.worker), cast.cleo, [row], write_context())


@pytest.mark.parametrize(
    ("state", "sign"),
    [("stalled", "stalled"), ("deteriorating", "deteriorating"), ("watch", None), ("on_track", None),
     ("improved", None), ("recovered", None), ("too_early", None)],
)  # fmt: skip
def test_only_a_stall_and_getting_worse_are_raised(cast: Cast, state: str, sign: str | None) -> None:
    episode = client(cast, "Somebody", COURSES[state])
    assert signs(episode) == ({sign: "raised"} if sign else {})


def test_raised_once_however_many_scores_follow(cast: Cast) -> None:
    assert signs(cast.cleo) == {"stalled": "raised"}
    add_score(cast.actor(cast.worker), cast.cleo, Total("PHQ-9", 15, TODAY), write_context())
    assert lived(cast.cleo, "stalled") == ["raise"]


def test_a_stall_that_ends_is_marked_and_comes_back(cast: Cast) -> None:
    episode = client(cast, "Somebody", COURSES["stalled"], last=TODAY - timedelta(weeks=4))
    actor = cast.actor(cast.worker)
    add_score(actor, episode, Total("PHQ-9", 3, TODAY - timedelta(weeks=3)), write_context())
    alert = Alert.objects.get(episode=episode)
    assert (alert.state, alert.present) == ("passed", False)
    wrong = Score.objects.get(episode=episode, total=3)
    withdraw_score(actor, wrong, WithdrawalReason.WRONG_NUMBER, write_context())
    alert.refresh_from_db()
    assert (alert.state, alert.present) == ("raised", True)
    assert lived(episode, "stalled") == ["raise", "pass", "return"]


def test_to_stay_well_is_not_a_stall(cast: Cast) -> None:
    record_facts(cast.actor(cast.worker), cast.cleo, [Care(on=TODAY, aim="stay_well")], write_context())
    assert signs(cast.cleo) == {"stalled": "passed"}


@pytest.mark.parametrize("scale", ["alliance", "willingness"])
def test_a_fall_of_two_is_a_sign_of_its_own_even_while_scores_improve(cast: Cast, scale: str) -> None:
    episode = client(cast, "Better", COURSES["improved"])
    actor = cast.actor(cast.worker)
    for weeks_ago, value in ((2, 8), (1, 6)):
        record_facts(
            actor, episode, [Engagement(on=TODAY - timedelta(weeks=weeks_ago), **{scale: value})], write_context()
        )
    assert signs(episode) == {"engagement_fell": "raised"}
    assert Alert.objects.get(episode=episode).since == TODAY - timedelta(weeks=1)


def test_a_fall_is_dated_by_the_asking_at_which_it_began_whatever_is_recorded_later(cast: Cast) -> None:
    feel(cast, 4, alliance=9)
    feel(cast, 3, alliance=8)
    feel(cast, 2, alliance=7)
    feel(cast, 1, alliance=7)
    feel(cast, 0, medication="partly")
    assert Alert.objects.get(episode=cast.cleo, sign="engagement_fell").since == TODAY - timedelta(weeks=2)


def test_a_fall_of_less_than_two_and_a_rise_are_none(cast: Cast) -> None:
    feel(cast, 3, alliance=6)
    feel(cast, 2, alliance=9)
    feel(cast, 1, alliance=7.1)
    assert "engagement_fell" not in signs(cast.cleo)


def test_a_fall_that_is_made_good_passes(cast: Cast) -> None:
    feel(cast, 2, alliance=8)
    feel(cast, 1, alliance=5)
    assert signs(cast.cleo)["engagement_fell"] == "raised"
    feel(cast, 0, alliance=8)
    assert signs(cast.cleo)["engagement_fell"] == "passed"


def test_a_risk_is_noted_on_the_alert(cast: Cast) -> None:
    sign(cast)
    assert Alert.objects.get(episode=cast.cleo).risk


def test_the_steps_of_an_alert_cannot_be_changed(cast: Cast) -> None:
    for statement in ("UPDATE alerts_alertstep SET words = 'x'", "DELETE FROM alerts_alertstep"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_was_stuck_before_there_were_alerts_is_raised_by_the_migration(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raising, "signs_of", lambda *_: CaseSigns({}, False))
    episode = client(cast, "Before", COURSES["stalled"])
    steady = client(cast, "Steady", COURSES["stalled"])
    record_facts(cast.actor(cast.worker), steady, [Care(on=TODAY, aim="stay_well")], write_context())
    assert signs(episode) == {}
    backfill = import_module("unstuck.web.alerts.migrations.0003_already_stuck")
    with transaction.atomic(), connection.cursor():
        Episode.objects.exclude(pk__in=[episode.pk, steady.pk]).update(ended_on=TODAY)
        backfill.raise_what_is_stuck(apps, connection.schema_editor())
    assert signs(episode) == {"stalled": "raised"}
    assert signs(steady) == {}


def test_one_query_more_or_less_for_many_clients_is_none(cast: Cast) -> None:
    """Many clients are judged in as many queries as few."""
    few = [client(cast, f"Few{n}", COURSES["stalled"]).pk for n in range(2)]
    many = [client(cast, f"Many{n}", COURSES["watch"]).pk for n in range(6)]

    def queries(episodes: list[int]) -> int:
        standings = list(Standing.objects.select_related("state").filter(pk__in=episodes))
        cases = case_records(facts_of(episodes), standings, TODAY)
        with CaptureQueriesContext(connection) as seen:
            raising.raise_alerts(episodes=episodes, cases=cases, now=write_context().now, today=TODAY)
        return len(seen)

    assert queries(few) == queries([*few, *many])
