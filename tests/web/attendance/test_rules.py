"""Who reads sessions, and which can be recorded or taken back: on both sides of each rule."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.web.cast import NOW, TODAY, Cast
from tests.web.refusals import refusal, who_finds
from unstuck.web.attendance import policies
from unstuck.web.attendance.models import ClientSession
from unstuck.web.attendance.permissions import sessions_for
from unstuck.web.caseload.models import Episode

DAY = timedelta(days=1)


def session(cast: Cast, **changed: Any) -> ClientSession:
    usual = {"episode": cast.cleo, "on": TODAY, "outcome": "came", "way": "in_person", "at": NOW, "by": cast.worker}
    return ClientSession.objects.create(**{**usual, **changed})


def test_sessions_are_read_by_who_reads_the_client(cast: Cast) -> None:
    assert who_finds(cast, sessions_for, session(cast)) == {"Wanda", "Sunita"}
    assert who_finds(cast, sessions_for, session(cast, withdrawn_at=NOW, withdrawn_by=cast.worker)) == {
        "Wanda", "Sunita",
    }  # fmt: skip
    assert not sessions_for(None).exists()


@pytest.mark.parametrize(
    ("days", "outcome", "expected"),
    [
        (0, "came", ""),
        (1, "came", "future_date"),
        (1, "did_not_come", "future_date"),
        (1, "cancelled", ""),
        (0, "cancelled", ""),
        (-3, "came", ""),
        (-4, "came", "before_episode"),
        (-4, "cancelled", "before_episode"),
    ],
)
def test_a_session_is_of_a_day_since_the_work_began_a_cancelled_one_may_be_ahead(
    days: int, outcome: str, expected: str
) -> None:
    episode = Episode(started_on=TODAY - 3 * DAY)
    assert refusal(policies.check_session_day, TODAY + days * DAY, outcome, episode, TODAY) == expected


def test_the_same_session_is_recorded_once(cast: Cast) -> None:
    session(cast)
    same = {"episode": cast.cleo, "on": TODAY, "outcome": "came", "way": "in_person"}
    assert refusal(policies.check_recorded_once, **same) == "recorded_already"
    others: list[dict[str, Any]] = [
        {"episode": cast.outside_client}, {"on": TODAY - DAY}, {"outcome": "cancelled"}, {"way": "phone"},
    ]  # fmt: skip
    assert [refusal(policies.check_recorded_once, **{**same, **other}) for other in others] == [""] * 4
    ClientSession.objects.update(withdrawn_at=NOW, withdrawn_by=cast.worker)
    assert refusal(policies.check_recorded_once, **same) == ""


def test_a_session_is_taken_back_once() -> None:
    found = [refusal(policies.check_still_counts, ClientSession(withdrawn_at=moment)) for moment in (None, NOW)]
    assert found == ["", "taken_back_already"]
