"""Consultations and referrals were copied among the facts; now the caseload reads them, and nothing counts twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.upgrade.before import MORE, PLAIN, rows, upgraded
from unstuck.web.caseload.cases import Facts, facts_of
from unstuck.web.caseload.models import Fact
from unstuck.web.caseload.timeline import history

CLEO, TESS, UNA = 1, 3, 5
"""Row ids of their episodes in before.sql."""


@pytest.fixture(scope="module", params=[PLAIN, MORE], ids=["plain", "corrected"])
def corrected(request: Any, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[bool]:
    """Whether somebody corrected copies. The database is open, and up to date, while a test runs."""
    with django_db_blocker.unblock(), upgraded(tmp_path_factory.mktemp("copies"), request.param):
        yield request.param == MORE


def told(facts: Facts) -> list[list[tuple[str, str, int]]]:
    """Return the consultations: what happened when, and who recorded it."""
    return [
        [(step.step, step.on.isoformat()[5:], step.recorded_by_id) for step in consultation.steps]
        for consultation in facts.consultations
    ]


def test_each_consultation_counts_once(corrected: bool) -> None:
    facts = facts_of([CLEO, TESS, UNA])
    by_hand = [[("asked", "10-09", 1), ("answered", "10-10", 1), ("acted_on", "10-11", 1)], [("asked", "10-20", 1)]]
    led = [("asked", "10-26", 1), ("answered", "10-27", 3), ("acted_on", "10-29", 1)]
    answered = [("asked", "11-12", 1), ("answered", "11-13", 5)]
    assert told(facts[CLEO]) == [*by_hand, led, answered[: 1 if corrected else 2]]
    asked = ("asked", "11-17", 1)
    assert told(facts[TESS]) == [[asked, ("answered", "11-18", 1)] if corrected else [asked]]
    assert told(facts[UNA]) == ([] if corrected else [[("asked", "11-07", 1), ("answered", "11-08", 3)]])


def test_referrals_are_counted_as_they_were(corrected: bool) -> None:
    counts = [(row.on, row.referrals_open) for row in facts_of([CLEO])[CLEO].care]
    sixth, eighth = date(2026, 11, 6), date(2026, 11, 8)
    assert counts == [
        (date(2026, 10, 23), 3),
        (sixth, 0), (sixth, 0), (sixth, 1),
        (eighth, 1), (eighth, 1), (eighth, 2),
        (date(2026, 11, 10), 2),
        *([] if corrected else [(date(2026, 11, 11), 1)]),
        (date(2026, 11, 18), 1),
    ]  # fmt: skip


def test_the_history_shows_each_thing_once_and_what_was_corrected(corrected: bool) -> None:
    def shown(row: Fact) -> tuple[str, bool]:
        return row.on.isoformat()[5:], row.withdrawn_at is not None

    consultations = [shown(row) for row in history(CLEO)["consultation"]]
    assert ("11-02", True) in consultations, "the question that nobody answered was taken back"
    assert len(consultations) == len(set(consultations)) == 11
    assert (("11-13", True) in consultations) is corrected
    assert len(history(CLEO)["care"]) == 10


def test_rows_stay_with_their_values(corrected: bool) -> None:
    copies = rows("SELECT id FROM caseload_consultationstep WHERE copied ORDER BY id")
    assert [row["id"] for row in copies] == [6, 7, 8, 9, 10, 11, 12, 13, 14]
    (typed,) = rows("SELECT copied FROM caseload_care WHERE id = 1")
    assert not typed["copied"], "a number that somebody typed is no copy"
