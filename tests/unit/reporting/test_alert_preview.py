"""What a setting means, in numbers and sentences: on one's own past, or on a simulated caseload called so."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from tests.unit.population.test_alert_counts import BETTER, FLAT
from tests.unit.population.test_analysis import rows_of, setting_of
from unstuck.errors import BadInput
from unstuck.population.analysis import Setting
from unstuck.progress.curve import AlarmBudget
from unstuck.progress.curve_files import shipped_curve
from unstuck.reporting.alert_preview import AlertPreview, SettingOutcome, alerts_a_week, basis, preview


def shipped() -> Setting:
    return setting_of({}, curve=shipped_curve("PHQ-9", "days"))


def of(flat: int, better: int = 0, **more: float | int) -> AlertPreview:
    people = {f"f{n}": [(7.0 * week, float(y)) for week, y in enumerate(FLAT)] for n in range(flat)}
    people |= {f"b{n}": [(7.0 * week, float(y)) for week, y in enumerate(BETTER)] for n in range(better)}
    return preview([rows_of(people)], shipped(), **more)  # type: ignore[arg-type]


def test_on_ones_own_past() -> None:
    found = of(24, 6)
    assert (found.own, found.clients, found.instrument) == (True, 30, "PHQ-9")
    assert [one.share for one in found.settings] == [0.03, 0.05, 0.07, 0.10, 0.15]
    assert {round(one.per_week, 2) for one in found.settings} == {2.0}, "whoever is flat for months is called at any"
    assert {round(one.ever, 2) for one in found.settings} == {0.8}
    assert [one.current for one in found.settings] == [False, False, True, False, False]
    assert "own past: 30 clients" in basis(found)[0]
    assert "the expected course itself, which is assumed from published figures." in basis(found)[1]
    assert "which was measured on 172 clients." in basis(replace(found, measured_on=172))[1]


def test_a_short_past_gives_way_to_a_simulated_caseload_of_the_same_size_called_so() -> None:
    small, large = of(3, clients=40), of(3, clients=400)
    assert not small.own
    assert "simulated caseload, because your own past is too short" in basis(small)[0]
    assert "40 clients" in basis(small)[0]
    assert large.settings[0].per_week == pytest.approx(10 * small.settings[0].per_week)
    assert {one.busiest for one in small.settings} == {None}, "its weeks are not the agency's"


def test_more_alerts_are_allowed_from_setting_to_setting() -> None:
    settings = of(0, clients=100).settings
    for lower, higher in itertools.pairwise(settings):
        assert lower.tau > higher.tau
        assert lower.ever <= higher.ever
        assert lower.on_track_ever < higher.on_track_ever
        assert lower.flat_ever < higher.flat_ever


def test_the_current_setting_is_marked() -> None:
    assert [one.current for one in of(0, current=0.15).settings] == [False] * 4 + [True]


def test_a_curve_without_settings_is_refused_with_the_way_out() -> None:
    curve = shipped_curve("PHQ-9", "days")
    assert curve is not None
    with pytest.raises(BadInput, match="unstuck fit"):
        preview([], setting_of({}, curve=replace(curve, budgets=())))


@pytest.mark.parametrize(
    ("per_week", "workers", "sentence"),
    [
        (11.2, 24, "With this, your 24 workers would have had 11 alerts a week."),
        (1.2, 1, "With this, your one worker would have had 1 alert a week."),
        (0.4, 3, "With this, your 3 workers would have had fewer than 1 alert a week."),
        (11.2, None, "With this, there would have been 11 alerts a week."),
    ],
)
def test_the_sentence(per_week: float, workers: int | None, sentence: str) -> None:
    assert alerts_a_week(SettingOutcome(0.07, 0.57, per_week, 20, 0.4, 0.08, 0.8, True), workers) == sentence


def test_a_curve_at_a_setting_says_that_its_alerts_were_tried_at_another() -> None:
    curve = shipped_curve("PHQ-9", "days")
    assert curve is not None
    few, usual = curve.at_budget(0.03), curve.at_budget(0.07)
    assert few.tau == curve.budgets[0].tau
    assert few.tau != curve.tau
    assert "another setting" in few.alerts["stalled"].basis
    assert usual is curve
    assert curve.at_budget(0.5) is curve, "a share that it does not offer changes nothing"


def test_shipped_settings_keep_to_their_share_on_fresh_courses() -> None:
    curve = shipped_curve("PHQ-9", "days")
    assert curve is not None
    for one in curve.budgets:
        assert isinstance(one, AlarmBudget)
        assert abs(one.on_track_ever - one.share) < 0.02 or one.tau == 0.5
