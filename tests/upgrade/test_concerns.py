"""Risks that were recorded as facts about open work become concerns, by the rules of the second edition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.upgrade.before import MORE, upgraded
from unstuck.guidance.safety import suspended
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode, Safety, Standing
from unstuck.web.caseload.next_steps import place_on
from unstuck.web.safety.models import Concern, RiskQuestion

CLEO, TESS, HANNA, UNA = 1, 3, 4, 5
"""Row ids of their episodes in before.sql; what was recorded of risks is in before_more.sql. Una's work has ended."""


@pytest.fixture(scope="module")
def risks_recorded(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[None]:
    """A database of the version before with risks in it, brought up to date."""
    with django_db_blocker.unblock(), upgraded(tmp_path_factory.mktemp("concerns"), MORE):
        yield


def concerns(episode: int) -> list[tuple[str, str, str]]:
    rows = Concern.objects.filter(episode=episode).order_by("kind")
    return [(row.kind, row.state, str(row.latest_sign_on)) for row in rows]


@pytest.mark.usefixtures("risks_recorded")
def test_a_tick_without_words_is_no_assessment_and_stands_first_at_once() -> None:
    assert concerns(CLEO) == [("suicide", "raised", "2026-11-10")]
    (sign,) = Concern.objects.get(episode=CLEO).signs.all()
    assert (sign.words, sign.source) == ("Answered 2.", "older")
    assert place_on(Standing.objects.get(pk=CLEO).places, "9999-01-01")[0] == 1
    episode = Episode.objects.get(pk=CLEO)
    assert suspended(current_case(episode, sign.on))


@pytest.mark.usefixtures("risks_recorded")
def test_one_older_risk_counts_as_both_kinds_and_keeps_its_assessment() -> None:
    assert concerns(TESS) == [("adult_at_risk", "assessed", "2026-11-09"), ("child_at_risk", "assessed", "2026-11-09")]
    for concern in Concern.objects.filter(episode=TESS):
        (found,) = concern.assessments.all()
        assert (found.words, str(found.on), found.imminent) == ("Seen with the school.", "2026-11-10", False)
        assert str(concern.look_again_on) == "2026-11-17", "a week after the assessment (S.4)"


@pytest.mark.usefixtures("risks_recorded")
def test_asked_and_nothing_found_is_known_and_the_facts_stay_to_be_read() -> None:
    assert (concerns(HANNA), concerns(UNA)) == ([], [])
    assert [row.words for row in RiskQuestion.objects.filter(episode=HANNA)] == ["Asked, no."]
    assert Safety.objects.count() == 7
