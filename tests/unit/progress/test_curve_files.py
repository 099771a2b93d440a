"""Curve files: round trips, and every broken field named with its file."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.progress.cases import RECALIBRATION
from unstuck.errors import BadInput
from unstuck.progress.curve import AlertRecord, Curve, to_json
from unstuck.progress.curve_files import load_curve, parse_curve, shipped_curve, shipped_curves
from unstuck.progress.wandering import Wandering

CURVE = Curve(
    id="made-for-tests",
    instrument="PHQ-9",
    kind="fitted",
    time_unit="month",
    fixed=(14.25, -2.5),
    fixed_covariance=((0.5, -0.1), (-0.1, 0.25)),
    random_covariance=((24.0, -3.0), (-3.0, 4.5)),
    residual_variance=9.125,
    cohort=172,
    scores=780,
    observed_until=10.5,
    method="REML",
    loglik=-2297.25,
    tau=0.75,
    alerts={"stalled": AlertRecord(0.9, 0.85, 0.95, 300, True, "tried on 300 courses")},
    card={"what": "made up", "deep": {"list": [1, 2.5, None, True]}},
    wandering=Wandering(15.0, 5.0, -4.0, 3.0, -0.25, 2.0, 1.5, 1.0, 0.125, 0.5),
)


def text(**changed: Any) -> str:
    return json.dumps({**to_json(CURVE), **changed})


def alert(**changed: Any) -> dict[str, Any]:
    return {"stalled": {**vars(CURVE.alerts["stalled"]), **changed}}


def test_a_round_trip_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "curve.json"
    path.write_text(text(), encoding="utf-8")
    assert load_curve(path) == CURVE
    assert to_json(load_curve(path)) == to_json(CURVE)


@pytest.mark.parametrize(("field", "value"), [("tau", None), ("loglik", None), ("alerts", {}), ("cohort", 0)])
def test_what_may_be_unknown(field: str, value: object) -> None:
    assert to_json(parse_curve(text(**{field: value}), "a.json"))[field] == value


@pytest.mark.parametrize("kind", ["fitted", "assumed"])
@pytest.mark.parametrize("unit", ["week", "month", "session"])
def test_words_come_through(kind: str, unit: str) -> None:
    made = parse_curve(text(kind=kind, time_unit=unit), "a.json")
    assert (made.kind, made.time_unit) == (kind, unit)


NUMBER: list[Any] = [None, "9", True, float("nan"), float("inf"), 10**400, [1], {}]
BROKEN: list[tuple[str, list[Any], str]] = [
    ("id", [None, "", 7, "two\nlines", "\x1b[31m", "\ud800"], "a text on one line"),
    ("instrument", [None, "", ["PHQ-9"]], "a text on one line"),
    ("method", [None, ""], "a text on one line"),
    ("kind", [None, "guessed", "", 1], "one of fitted, assumed"),
    ("time_unit", [None, "day", "weeks"], "one of week, month, session"),
    ("transform", [None, "identity"], "one of log1p"),
    ("fixed", [None, 14.0, [14.0], [14.0, -2.0, 1.0], [14.0, "x"], [True, 1.0], [float("nan"), 1.0]],
     "two numbers: intercept and slope"),
    ("fixed_covariance", [None, [[1.0, 0.0]], [[1.0, 0.0], [0.5, 1.0]], [[-1.0, 0.0], [0.0, 1.0]], [[1, 2], [2, 1]]],
     "a 2 by 2 covariance: symmetric, not negative"),
    ("random_covariance", [None, 24.0, [24.0, 4.5], [[24.0, -3.0], [-3.1, 4.5]], [[1.0, 0.0], [0.0, -1.0]],
                           [[1.0, 1.1], [1.1, 1.0]], [[1.0, None], [None, 1.0]]],
     "a 2 by 2 covariance: symmetric, not negative"),
    ("residual_variance", [*NUMBER, 0, -1.0], "a number above 0"),
    ("cohort", [*NUMBER, -1, 2.5], "a count"),
    ("scores", [*NUMBER, -1, 0.5], "a count"),
    ("observed_until", [*NUMBER, 0, -3], "a number above 0"),
    ("loglik", NUMBER[1:], "a number"),
    ("tau", [*NUMBER[1:], 0, 1.01, -0.5], "a probability"),
    ("alerts", [None, [], "stalled"], "an object"),
    ("card", [None, [], "made up"], "an object"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [(field, value, expected) for field, values, expected in BROKEN for value in values],
)
def test_a_broken_field_is_named(field: str, value: Any, expected: str) -> None:
    with pytest.raises(BadInput) as found:
        parse_curve(text(**{field: value}), "a.json")
    assert str(found.value) == f"a.json: field '{field}': expected {expected}"


def test_a_curve_made_before_there_were_settings_has_none() -> None:
    data = to_json(CURVE)
    del data["budgets"]
    assert parse_curve(json.dumps(data), "a.json").budgets == ()


SETTING = {"share": 0.07, "tau": 0.6, "on_track_ever": 0.08, "flat_ever": 0.8}


def test_settings_are_read_smallest_first() -> None:
    made = parse_curve(text(budgets=[{**SETTING, "share": 0.1}, SETTING]), "a.json")
    assert [one.share for one in made.budgets] == [0.07, 0.1]
    assert made.budgets[0].tau == 0.6


@pytest.mark.parametrize(
    "broken", [{"share": 0}, {"tau": 1.5}, {"on_track_ever": None}, {"flat_ever": "0.8"}, {"tau": -0.1}]
)
def test_a_broken_setting_is_named_by_its_place(broken: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match=r"^a.json: field 'budgets\[1\]': expected share, tau"):
        parse_curve(text(budgets=[SETTING, {**SETTING, **broken}]), "a.json")


@pytest.mark.parametrize(
    "field", [name for name in to_json(CURVE) if name not in ("format", "tau", "loglik", "budgets")]
)
def test_a_missing_field_is_named(field: str) -> None:
    data = to_json(CURVE)
    del data[field]
    with pytest.raises(BadInput, match=f"^a.json: field '{field}': expected "):
        parse_curve(json.dumps(data), "a.json")


@pytest.mark.parametrize(
    "alerts",
    [
        {"sleepy": vars(CURVE.alerts["stalled"])},
        {"stalled": 0.9},
        alert(right=None),
        alert(lower95="0.8"),
        alert(upper95=float("nan")),
        alert(alerts=0),
        alert(alerts=-3),
        alert(alerts=2.5),
        alert(right=1.5, upper95=1.6),
        alert(lower95=-0.1),
        alert(lower95=0.91),
        alert(upper95=0.89),
        alert(basis=None),
        alert(basis="two\nlines"),
    ],
)
def test_a_broken_record_of_alerts_is_named(alerts: Any) -> None:
    with pytest.raises(BadInput, match=r"^a.json: field 'alerts\.(stalled|sleepy)': expected "):
        parse_curve(text(alerts=alerts), "a.json")


def test_a_record_that_was_always_right_is_fine() -> None:
    made = parse_curve(text(alerts=alert(right=1, lower95=1, upper95=1)), "a.json")
    assert made.alerts["stalled"].right == 1


@pytest.mark.parametrize("variance", [0.0, 4.5])
def test_a_singular_covariance_is_fine(variance: float) -> None:
    both = (24.0 * variance) ** 0.5
    made = parse_curve(text(random_covariance=[[24.0, both], [both, variance]]), "a.json")
    assert made.random_covariance == ((24.0, both), (both, variance))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (text()[:200], "expected a curve in JSON"),
        ("", "expected a curve in JSON"),
        ("[" * 100_000, "expected a curve in JSON"),
        ('{"format": "unstuck-curve/2", "cohort": ' + "9" * 5000 + "}", "expected a curve in JSON"),
        ("[]", "expected a curve of format 'unstuck-curve/2'"),
        ("{}", "expected a curve of format 'unstuck-curve/2'"),
        (text(format="unstuck-curve/3"), "expected a curve of format 'unstuck-curve/2'"),
    ],
)
def test_what_is_no_curve_at_all(tmp_path: Path, content: str, expected: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput) as found:
        load_curve(path)
    assert str(found.value) == f"{path}: {expected}, as `unstuck fit` writes it"


def test_a_curve_of_the_first_format_is_refused_with_the_way_out() -> None:
    with pytest.raises(BadInput) as found:
        parse_curve(text(format="unstuck-curve/1"), "old.json")
    assert str(found.value) == (
        "old.json: expected a curve of format 'unstuck-curve/2', found one of 'unstuck-curve/1': its threshold answers "
        "a question that is no longer asked. Make it again from the same scores with `unstuck fit`"
    )


@pytest.mark.parametrize(
    ("field", "wrong", "expected"),
    [
        ("mean_start", [None, "15", True], "a number"),
        ("sd_start", [None, 0, -1], "a number above 0"),
        ("fading", [0, "x"], "a number above 0"),
        ("passing_time", [0.0], "a number above 0"),
        ("correlation", [1, -1, 1.5, None], "a number between -1 and 1"),
    ],
)
def test_a_wrong_number_of_the_wandering_slope_is_named(field: str, wrong: list[Any], expected: str) -> None:
    for value in wrong:
        numbers = {**to_json(CURVE)["wandering"], field: value}
        with pytest.raises(BadInput, match=f"^a.json: field 'wandering.{field}': expected {expected}$"):
            parse_curve(text(wandering=numbers), "a.json")


def test_a_curve_may_have_no_wandering_slope() -> None:
    assert parse_curve(text(wandering=None), "a.json").wandering is None
    with pytest.raises(BadInput, match="field 'wandering': expected an object"):
        parse_curve(text(wandering=[1]), "a.json")


def test_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.json").write_bytes(text(id="caf\xe9").encode().replace(b"\\u00e9", b"\xe9"))
    with pytest.raises(BadInput, match=r"latin\.json: expected a curve in UTF-8"):
        load_curve(tmp_path / "latin.json")
    with pytest.raises(BadInput, match=r"none\.json: cannot be read: No such file"):
        load_curve(tmp_path / "none.json")
    with pytest.raises(BadInput, match="cannot be read: Is a directory"):
        load_curve(tmp_path)


class TestShipped:
    def test_each_is_found_by_its_instrument_and_its_clock(self) -> None:
        for instrument in ("PHQ-9", "GAD-7"):
            days, sessions = shipped_curve(instrument, "days"), shipped_curve(instrument, "sessions")
            assert days is not None
            assert sessions is not None
            assert (days.instrument, days.time_unit, days.kind) == (instrument, "week", "assumed")
            assert (sessions.instrument, sessions.time_unit) == (instrument, "session")

    def test_one_that_counts_otherwise_is_offered_so_that_it_can_be_said(self) -> None:
        offered = shipped_curve("HAMD-17", "sessions")
        assert offered is not None
        assert offered.time_unit == "week"

    def test_none_for_an_instrument_without(self) -> None:
        assert shipped_curve("BDI-II", "days") is None

    def test_ids_are_unique(self) -> None:
        ids = [curve.id for curve in shipped_curves()]
        assert len(set(ids)) == len(ids) == 5


def test_what_puts_chances_and_bands_right_comes_through_and_older_files_have_none() -> None:
    made = replace(CURVE, recalibration=RECALIBRATION)
    assert parse_curve(json.dumps(to_json(made)), "a.json") == made
    assert "recalibration" not in to_json(CURVE)
    assert parse_curve(text(), "a.json").recalibration is None
    assert parse_curve(text(recalibration=None), "a.json").recalibration is None


RECALIBRATION_BROKEN: list[tuple[tuple[Any, ...], Any, str]] = [
    (("clients",), -1, "recalibration.clients': expected a count"),
    (("folds",), True, "recalibration.folds': expected a count"),
    (("bands",), {}, "recalibration.bands': expected a list"),
    (("bands", 0), 7, "recalibration.bands.0': expected an object"),
    (("bands", 0, "fewest"), 3, "recalibration.bands.0': expected fewest and most as one of"),
    (("bands", 1, "most"), None, "recalibration.bands.1': expected fewest and most as one of"),
    (("bands", 1, "forecast"), None, "recalibration.bands.1.forecast': expected an object"),
    (("bands", 0, "forecast", "value"), "1.5", "recalibration.bands.0.forecast': expected value, lower95 and upper95"),
    (("bands", 0, "forecast", "upper95"), 1.0, "recalibration.bands.0.forecast': expected lower95 <= value <= upper95"),
    (("bands", 0, "expected", "lower95"), float("nan"), "recalibration.bands.0.expected': expected value, lower95"),
    (("bands", 0, "clients"), 2.5, "recalibration.bands.0.clients': expected a count"),
    (("chances",), [], "recalibration.chances': expected an object"),
    (("chances", "slope", "value"), 100, "recalibration.chances.slope': expected value, lower95 and upper95"),
    (("chances", "intercept"), None, "recalibration.chances.intercept': expected an object"),
    (("chances", "scores"), None, "recalibration.chances.scores': expected a count"),
]


@pytest.mark.parametrize(("place", "value", "says"), RECALIBRATION_BROKEN)
def test_a_broken_part_of_the_recalibration_is_named(place: tuple[Any, ...], value: Any, says: str) -> None:
    data = copy.deepcopy(to_json(replace(CURVE, recalibration=RECALIBRATION))["recalibration"])
    inner = data
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    with pytest.raises(BadInput) as found:
        parse_curve(text(recalibration=data), "a.json")
    assert f"a.json: field '{says}" in str(found.value)


def test_a_band_stands_once_and_a_slope_is_not_turned_round() -> None:
    data = copy.deepcopy(to_json(replace(CURVE, recalibration=RECALIBRATION))["recalibration"])
    data["bands"][1] = data["bands"][0]
    with pytest.raises(BadInput, match="each number of scores once"):
        parse_curve(text(recalibration=data), "a.json")
    data["bands"].pop()
    data["bands"].pop()
    data["chances"]["slope"] = {"value": -1.0, "lower95": -1.0, "upper95": -1.0}
    with pytest.raises(BadInput, match=r"recalibration.chances.slope': expected a number above 0"):
        parse_curve(text(recalibration=data), "a.json")
    with pytest.raises(BadInput, match="field 'recalibration': expected an object"):
        parse_curve(text(recalibration=[1]), "a.json")
