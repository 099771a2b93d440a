"""Seen on the people's own later scores from 30 checked alerts on; before that, as the curve was tried, called so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.progress.cases import WEEKLY
from unstuck.progress.curve import AlertRecord
from unstuck.progress.how_often_right import CheckedAlerts, how_often_right, in_words

CURVE = replace(WEEKLY, alerts={"stalled": AlertRecord(0.78, 0.77, 0.79, 9000, True, "made up")})


@pytest.mark.parametrize(("checked", "known_from"), [(0, "simulated"), (29, "simulated"), (30, "seen"), (400, "seen")])
def test_the_own_share_counts_from_thirty_on(checked: int, known_from: str) -> None:
    found = how_often_right("PHQ-9", {"stalled": CheckedAlerts(checked + 9, checked, checked // 2)}, CURVE)
    assert set(found) == {"stalled"}
    assert found["stalled"].known_from == known_from
    assert found["stalled"].seen_so_far.checked == checked


def test_the_interval_is_wilsons() -> None:
    """15 of 30: .5, .3315 to .6685 (Wilson 1927; R's prop.test without correction gives the same)."""
    share = how_often_right("PHQ-9", {"deteriorating": CheckedAlerts(40, 30, 15)}, CURVE)["deteriorating"]
    assert (share.share, share.alerts) == (0.5, 30)
    assert (share.lower95, share.upper95) == pytest.approx((0.3315, 0.6685), abs=5e-5)


def test_nothing_is_made_up_where_nothing_is_known() -> None:
    assert how_often_right("PHQ-9", {"stalled": CheckedAlerts(29, 29, 29)}, None) == {}
    assert how_often_right("PHQ-9", {}, replace(CURVE, alerts={})) == {}


def test_a_simulated_share_is_called_so_and_never_seen() -> None:
    text = in_words(how_often_right("PHQ-9", {}, CURVE)["stalled"])
    assert text == "Tried on simulated clients only: about 8 in 10 such alerts were right."
    sure = replace(CURVE, alerts={"stalled": AlertRecord(0.99, 0.98, 1.0, 90, True, "made up")})
    assert "more than 9 in 10" in in_words(how_often_right("PHQ-9", {}, sure)["stalled"])


def test_a_share_of_the_people_behind_the_curve_is_neither() -> None:
    tried = replace(CURVE, alerts={"stalled": AlertRecord(0.62, 0.5, 0.73, 64, False, "cross-validated")})
    share = how_often_right("PHQ-9", {}, tried)["stalled"]
    assert share.known_from == "tried"
    assert in_words(share).startswith("Tried on the people the curve was made from: about 6 in 10")
