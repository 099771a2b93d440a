"""The record of one client: every field always there, numbers rounded as people read them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import numpy as np
import pytest

from tests.unit.progress.cases import BY_SESSION, COMMON, WEEKLY, measure
from unstuck.interop.analysis import FLAT, FLAT_NAMES, Record, Seen, flat, number, records, schema, share
from unstuck.progress.batch import Batch
from unstuck.progress.curve import AlertRecord, Curve
from unstuck.progress.measure import Measure
from unstuck.progress.reasons import no_scores, reasons
from unstuck.progress.snapshot import Outcomes, snapshots
from unstuck.progress.status import assess, usable_curve

TRIED = AlertRecord(0.123456, 0.1, 0.15, 300, True, "made up")
ALERTS = replace(WEEKLY, alerts={"stalled": TRIED})


def made(
    scores: list[float],
    what: Measure = COMMON,
    offered: Curve | None = ALERTS,
    each_occasion: bool = False,
    **changed: Any,
) -> Record:
    clock: Any = changed.pop("clock", "days")
    step = 7.0 if clock == "days" else 1.0
    batch = Batch.of_one([step * at for at in range(len(scores))], scores, clock)
    curve = usable_curve(batch, what, offered)
    (seen,) = snapshots(batch, what, curve, assess(batch, what, offered), np.array([len(scores) - 1]))
    seen = seen._replace(**changed)
    said = reasons(seen, what, curve, offered)
    one = Seen("someone", seen, said, what.norms, "2026-02-01", "2026-01-01", "2026-02-01", False)
    found: Record = next(records([one], what, curve, unit="date", each_occasion=each_occasion))
    jsonschema.Draft202012Validator(dict(schema())).validate([found])
    return found


def test_a_stall() -> None:
    found = made([16, 16, 16, 16])
    assert found["alert_precision"] == {
        "right": 0.1235,
        "lower95": 0.1,
        "upper95": 0.15,
        "alerts": 300,
        "simulated": True,
        "basis": "made up",
    }
    assert found["expected"]["cohort"] == 500
    assert (found["curve"], found["curve_kind"], found["horizon"]) == ("made-for-tests", "fitted", "4 weeks")
    assert found["forecast"]["in_weeks"] == 4
    assert (found["occasion"], found["alert"]) == (None, None)
    assert (found["since"], found["last_heard"], found["unit"]) == ("2026-01-01", "2026-02-01", "date")
    assert json.dumps(found, allow_nan=False)


def test_at_one_occasion() -> None:
    assert made([16, 16, 16, 16], each_occasion=True)["alert"] is True
    later = made([16, 16, 16, 16, 16], each_occasion=True)
    assert (later["occasion"], later["alert"]) == ("2026-02-01", False)


@pytest.mark.parametrize("scores", [[16, 15, 14], [16, 10], [18, 13, 8, 7], [16]])
def test_only_states_that_alert_say_how_often_alerts_are_right(scores: list[float]) -> None:
    assert made(scores)["alert_precision"] is None


def test_an_assumed_curve_has_no_cohort() -> None:
    found = made([16, 15, 14], offered=replace(WEEKLY, kind="assumed", cohort=0))
    assert found["expected"]["cohort"] is None
    assert found["curve_kind"] == "assumed"


def test_sessions_have_no_weeks() -> None:
    found = made([16, 15, 14], offered=BY_SESSION, clock="sessions")
    assert found["forecast"]["in_weeks"] is None
    assert found["horizon"] == "4 sessions"


def test_without_a_curve_the_rest_is_null_and_there() -> None:
    found = made([16, 15, 14], offered=None)
    for name in ("outlook", "expected", "forecast", "probability", "curve", "curve_kind", "alert_precision"):
        assert found[name] is None
    assert found["reliable_change"] == {"change": -2, "threshold": 6, "category": "unchanged"}


def test_without_scores() -> None:
    nobody = Seen("someone", None, no_scores(), "shipped", None, None, None, None)
    (found,) = records([nobody], COMMON, WEEKLY, unit="week", each_occasion=True)
    jsonschema.Draft202012Validator(dict(schema())).validate([found])
    assert (found["scores"], found["state"], found["alert"], found["horizon"]) == (0, "too_early", None, None)
    assert set(found) == set(schema()["items"]["required"]) == set(schema()["items"]["properties"])


@pytest.mark.parametrize(
    "exact",
    [
        (0.33335, 0.33335, 0.0, 0.3333),  # each rounds up: 1.0001 without care
        (0.25004, 0.25004, 0.25004, 0.24988),
        (0.99996, 0.00002, 0.00001, 0.00001),
        (1.0, 0.0, 0.0, 0.0),
        (0.0, 0.0, 1.0, 0.0),
    ],
)
def test_the_outlook_still_sums_to_1_when_rounded(exact: tuple[float, float, float, float]) -> None:
    found = made([16, 15, 14], outlook=Outcomes(*exact))["outlook"]
    assert list(found) == ["non_clinical", "gaining", "flat", "worse"]
    assert sum(round(10_000 * value) for value in found.values()) == 10_000
    assert list(found.values()) == pytest.approx(exact, abs=1.6e-4)


@pytest.mark.parametrize(
    ("value", "text"),
    [(15.0, "15"), (15, "15"), (8.504, "8.5"), (7.006, "7.01"), (-0.001, "0"), (None, "null"), (np.float64(3.0), "3")],
)
def test_points_as_people_write_them(value: float | None, text: str) -> None:
    assert json.dumps(number(value)) == text


@pytest.mark.parametrize(("value", "text"), [(0.98765, "0.9877"), (1.0, "1.0"), (None, "null")])
def test_probabilities_to_four_places(value: float | None, text: str) -> None:
    assert json.dumps(share(value)) == text


def test_the_flat_formats_hold_every_field() -> None:
    found = made([16, 16, 16, 16], each_occasion=True)
    row = dict(zip(FLAT_NAMES, flat(found), strict=True))
    for name, outer, inner in FLAT:
        value = found[outer]
        value = value if inner is None else value[inner]
        assert row[name] == ({True: "true", False: "false"}[value] if isinstance(value, bool) else value)
    assert {outer for _, outer, _ in FLAT} | {"reasons"} == set(found)
    for outer, value in found.items():
        if isinstance(value, dict):
            assert {inner for _, name, inner in FLAT if name == outer} == set(value)
    assert row["reason_codes"] == "no_real_change"
    assert row["reasons"] == found["reasons"][0]["text"]
    assert len(set(FLAT_NAMES)) == len(FLAT_NAMES)


def test_the_flat_formats_leave_unknown_parts_empty() -> None:
    row = dict(zip(FLAT_NAMES, flat(made([16, 15], measure(reliable_change=None, norms="none"), None)), strict=True))
    assert row["outlook_flat"] is row["expected_latest"] is row["alert_right"] is row["threshold"] is None
    assert row["reason_codes"] == "few_scores no_curve norms_none"
