"""Whether a person has assessed every sign of risk (S.2): one rule, asked by the pathway and by the brief."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from unstuck.guidance.safety import SafetyEntry, assessed_since

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def entry(day: int, recorded_hours: float, *, sign: bool = False, assessment: bool = False) -> SafetyEntry:
    return SafetyEntry(date(2026, 11, day), (NOON + timedelta(hours=recorded_hours), 1), sign, assessment)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], None),
        ([entry(1, 0, assessment=True)], None),
        ([entry(1, 0, sign=True)], False),
        ([entry(1, 0, sign=True), entry(1, 1, assessment=True)], True),
        ([entry(1, 0, sign=True, assessment=True)], True),
        # An assessment of an earlier day than the sign knew nothing of it.
        ([entry(3, 0, sign=True), entry(2, 1, assessment=True)], False),
        # Nor did one that was recorded before the sign was, whatever later date it carries.
        ([entry(9, 0, assessment=True), entry(3, 1, sign=True)], False),
        # Every sign must be covered by one and the same assessment.
        ([entry(1, 0, sign=True), entry(2, 1, assessment=True), entry(3, 2, sign=True)], False),
        ([entry(1, 0, sign=True), entry(3, 1, sign=True), entry(3, 2, assessment=True)], True),
    ],
)
def test_a_sign_is_covered_only_by_who_could_know_of_it(entries: list[SafetyEntry], expected: bool | None) -> None:
    assert assessed_since(entries) is expected
