"""The record of one client's analysis, as the contract for `unstuck analyse --format json` has it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from unstuck.progress.curve import AlertRecord, Curve
from unstuck.progress.growth import HORIZON_DAYS
from unstuck.progress.measure import Measure
from unstuck.progress.reasons import Reason, horizon_text
from unstuck.progress.snapshot import Range, Snapshot

Label = str | float | int | None
Record = dict[str, Any]


@cache
def schema() -> Mapping[str, Any]:
    """Return the published JSON Schema of the whole answer: a list of records."""
    text = files("unstuck.interop").joinpath("schemas/analysis.schema.json").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = json.loads(text)
    return loaded


def record(
    client: str,
    seen: Snapshot | None,
    reasons: Sequence[Reason],
    measure: Measure,
    curve: Curve | None,
    *,
    unit: str,
    occasion: Label,
    since: Label,
    last_heard: Label,
    not_heard_from: bool | None,
    each_occasion: bool,
) -> Record:
    """Return one record with every field of the contract; what is unknown is None."""
    base: Record = {
        "client": client,
        "instrument": measure.instrument,
        "occasion": occasion if each_occasion else None,
        "unit": unit,
        **(_measured(seen) if seen else _NOTHING_MEASURED),
        "cutoff": number(measure.cutoff),
        "reasons": [{"code": reason.code, "text": reason.text} for reason in reasons],
        "since": since,
        "last_heard": last_heard,
        "not_heard_from": not_heard_from,
        "norms": measure.norms,
        "alert": seen.alert if seen and each_occasion else None,
        "alert_precision": _precision(curve, seen),
        "horizon": horizon_text(seen.clock) if seen else None,
        "curve": curve.id if curve else None,
        "curve_kind": curve.kind if curve else None,
    }
    if base["expected"] is not None and curve is not None and curve.kind == "fitted":
        base["expected"]["cohort"] = curve.cohort
    return base


_NOTHING_MEASURED: Mapping[str, Any] = {
    "scores": 0,
    "first": None,
    "latest": None,
    "state": "too_early",
    "probability": None,
    "outlook": None,
    "reliable_change": None,
    "minimal_change": None,
    "expected": None,
    "forecast": None,
}


def _measured(seen: Snapshot) -> Record:
    return {
        "scores": seen.scores,
        "first": number(seen.first),
        "latest": number(seen.latest),
        "state": seen.state,
        "probability": share(seen.probability),
        "outlook": _outlook(seen),
        "reliable_change": {
            "change": number(seen.change),
            "threshold": number(seen.threshold),
            "category": seen.category,
        },
        "minimal_change": number(seen.minimal),
        "expected": _expected(seen.expected),
        "forecast": _forecast(seen),
    }


def _outlook(seen: Snapshot) -> Record | None:
    """Return the four probabilities rounded so that they still sum to 1: the largest takes up the difference."""
    if seen.outlook is None:
        return None
    known = {name: share(getattr(seen.outlook, name)) for name in ("non_clinical", "gaining", "flat", "worse")}
    largest = max(known, key=lambda name: known[name] or 0.0)
    rest = sum(value or 0.0 for name, value in known.items() if name != largest)
    return {**known, largest: share(1.0 - rest)}


def _expected(band: Range | None) -> Record | None:
    if band is None:
        return None
    return {
        "latest": number(band.mean),
        "lower80": number(band.lower80),
        "upper80": number(band.upper80),
        "cohort": None,
    }


def _forecast(seen: Snapshot) -> Record | None:
    if seen.forecast is None:
        return None
    return {
        "in_weeks": int(HORIZON_DAYS / 7) if seen.clock == "days" else None,
        "mean": number(seen.forecast.mean),
        "lower80": number(seen.forecast.lower80),
        "upper80": number(seen.forecast.upper80),
        "p_clinical": share(seen.p_clinical),
    }


def _precision(curve: Curve | None, seen: Snapshot | None) -> Record | None:
    """Return how often alerts of this state were right, where the state is one that alerts."""
    tried: AlertRecord | None = curve.alerts.get(seen.state) if curve and seen else None
    if tried is None:
        return None
    rounded = {name: share(getattr(tried, name)) for name in ("right", "lower95", "upper95")}
    return {**rounded, "alerts": tried.alerts, "basis": tried.basis}


def number(value: float | None) -> float | int | None:
    """Return points to two decimals, whole where whole: a score of 15 is 15, not 15.0."""
    if value is None:
        return None
    rounded = round(float(value), 2)
    return int(rounded) if rounded.is_integer() else rounded


def share(value: float | None) -> float | None:
    """Return a probability to four decimals."""
    return None if value is None else round(value, 4)


FLAT: tuple[tuple[str, str, str | None], ...] = (
    *((name, name, None) for name in ("client", "instrument", "occasion", "unit", "scores", "first", "latest")),
    *((name, name, None) for name in ("state", "probability")),
    *((f"outlook_{name}", "outlook", name) for name in ("non_clinical", "gaining", "flat", "worse")),
    *((name, "reliable_change", name) for name in ("change", "threshold", "category")),
    *((f"expected_{name}", "expected", name) for name in ("latest", "lower80", "upper80", "cohort")),
    *((f"forecast_{name}", "forecast", name) for name in ("in_weeks", "mean", "lower80", "upper80", "p_clinical")),
    *((name, name, None) for name in ("horizon", "cutoff", "minimal_change", "since", "last_heard")),
    *((name, name, None) for name in ("not_heard_from", "norms", "alert")),
    *((f"alert_{name}", "alert_precision", name) for name in ("right", "lower95", "upper95", "alerts", "basis")),
    *((name, name, None) for name in ("curve", "curve_kind")),
)
"""The columns of the flat formats (CSV, Parquet): name, field of the record, field inside it."""

FLAT_NAMES = (*(name for name, _, _ in FLAT), "reason_codes", "reasons")


def flat(record: Record) -> list[Any]:
    """Return the record's values in the order of FLAT_NAMES; reasons become one text."""
    values = [_inside(record[outer], inner) for _, outer, inner in FLAT]
    codes = " ".join(reason["code"] for reason in record["reasons"])
    return [*values, codes, " ".join(reason["text"] for reason in record["reasons"])]


def _inside(value: Any, inner: str | None) -> Any:
    return value if inner is None or value is None else value[inner]
