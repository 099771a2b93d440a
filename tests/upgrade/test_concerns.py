"""Risks that were recorded as facts about open work become concerns, by the rules of the second edition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tests.upgrade.before import opened
from unstuck.guidance.safety import suspended
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode, Safety, Standing
from unstuck.web.caseload.next_steps import place_on
from unstuck.web.safety.models import Concern, RiskQuestion

CLEO, TESS, HANNA, UNA = 1, 3, 4, 5
"""Row ids of their episodes in before.sql. Una's has ended."""

RISKS = """
DELETE FROM caseload_safety;
INSERT INTO caseload_safety ("id", "on", "recorded_at", "words", "withdrawn_at", "suicide_item_above_zero", "crisis",
  "other_risk", "imminent", "assessed", "episode_id", "recorded_by_id", "withdrawn_by_id") VALUES
-- Cleo: a sign, an assessment without words, which is none, and a withdrawn crisis.
(1, '2026-11-10', '2026-11-10 09:00:00', 'Answered 2.', NULL, 1, NULL, NULL, NULL, NULL, 1, 1, NULL),
(2, '2026-11-11', '2026-11-11 09:00:00', '', NULL, NULL, NULL, NULL, NULL, 1, 1, 1, NULL),
(3, '2026-11-11', '2026-11-11 10:00:00', 'A slip.', '2026-11-11 11:00:00', NULL, 1, NULL, NULL, NULL, 1, 1, 1),
-- Tess: harm to a child or an elder is both until a person says which; the assessment has words.
(4, '2026-11-09', '2026-11-09 09:00:00', 'Bruises.', NULL, NULL, NULL, 'harm_to_child_or_elder', NULL,
  NULL, 3, 1, NULL),
(5, '2026-11-10', '2026-11-10 09:00:00', 'Seen with the school.', NULL, NULL, NULL, NULL, 0, 1, 3, 1, NULL),
-- Hanna: asked, and there is no risk. Una's work has ended: what was recorded stays to be read.
(6, '2026-11-08', '2026-11-08 09:00:00', 'Asked, no.', NULL, 0, 0, 'none', NULL, NULL, 4, 3, NULL),
(7, '2026-11-08', '2026-11-08 09:00:00', 'Then.', NULL, 1, NULL, NULL, NULL, NULL, 5, 1, NULL);
"""


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[None]:
    """A database of an earlier version with risks in it, brought up to date."""
    with django_db_blocker.unblock(), opened(tmp_path_factory.mktemp("concerns")):
        connection.connection.executescript(RISKS)
        call_command("migrate", verbosity=0, interactive=False)
        yield


def concerns(episode: int) -> list[tuple[str, str, str]]:
    rows = Concern.objects.filter(episode=episode).order_by("kind")
    return [(row.kind, row.state, str(row.latest_sign_on)) for row in rows]


@pytest.mark.usefixtures("upgraded")
def test_a_tick_without_words_is_no_assessment_and_stands_first_at_once() -> None:
    assert concerns(CLEO) == [("suicide", "raised", "2026-11-10")]
    (sign,) = Concern.objects.get(episode=CLEO).signs.all()
    assert (sign.words, sign.source) == ("Answered 2.", "older")
    assert place_on(Standing.objects.get(pk=CLEO).places, "9999-01-01")[0] == 1
    episode = Episode.objects.get(pk=CLEO)
    assert suspended(current_case(episode, sign.on))


@pytest.mark.usefixtures("upgraded")
def test_one_older_risk_counts_as_both_kinds_and_keeps_its_assessment() -> None:
    assert concerns(TESS) == [("adult_at_risk", "assessed", "2026-11-09"), ("child_at_risk", "assessed", "2026-11-09")]
    for concern in Concern.objects.filter(episode=TESS):
        (found,) = concern.assessments.all()
        assert (found.words, str(found.on), found.imminent) == ("Seen with the school.", "2026-11-10", False)
        assert str(concern.look_again_on) == "2026-11-17", "a week after the assessment (S.4)"


@pytest.mark.usefixtures("upgraded")
def test_asked_and_nothing_found_is_known_and_the_facts_stay_to_be_read() -> None:
    assert (concerns(HANNA), concerns(UNA)) == ([], [])
    assert [row.words for row in RiskQuestion.objects.filter(episode=HANNA)] == ["Asked, no."]
    assert Safety.objects.count() == 7
