"""The record of one client's analysis, as the contract for `unstuck analyse --format json` has it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from unstuck.progress.course import HORIZON_DAYS
from unstuck.progress.curve import Curve
from unstuck.progress.measure import Measure, Norms
from unstuck.progress.reasons import Reason, horizon_text
from unstuck.progress.snapshot import Outcomes, Range, Snapshot

Label = str | float | int | None
Record = dict[str, Any]


@cache
def schema() -> Mapping[str, Any]:
    """Return the published JSON Schema of the whole answer: a list of records."""
    text = files("unstuck.interop").joinpath("schemas/analysis.schema.json").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = json.loads(text)
    return loaded


class Seen(NamedTuple):
    """One finding: who (times in the file's own form), the snapshot (None without scores) and why."""

    client: str
    snapshot: Snapshot | None
    reasons: Sequence[Reason]
    norms: Norms
    occasion: Label
    since: Label
    last_heard: Label
    not_heard_from: bool | None


def records(
    seen: Sequence[Seen], measure: Measure, curve: Curve | None, *, unit: str, each_occasion: bool
) -> Iterator[Record]:
    """Yield one record for each finding, with every field of the contract; what is unknown is None.

    Worked out by columns, field by field: a file of many clients is mostly this.
    """
    cohort = curve.cohort if curve and curve.kind == "fitted" else None
    measured = _measured([one.snapshot for one in seen if one.snapshot is not None], cohort)
    cutoff, alerts = number(measure.cutoff), _alert_records(curve)
    identity = (curve.id, curve.kind) if curve else (None, None)
    for client, snapshot, reasons, norms, occasion, since, last_heard, silent in seen:
        found = next(measured) if snapshot is not None else _NOTHING_MEASURED
        yield {
            "client": client,
            "instrument": measure.instrument,
            "occasion": occasion if each_occasion else None,
            "unit": unit,
            **found,
            "cutoff": cutoff,
            "reasons": [{"code": code, "text": text} for code, text in reasons],
            "since": since,
            "last_heard": last_heard,
            "not_heard_from": silent,
            "norms": norms,
            "alert": snapshot.alert if snapshot is not None and each_occasion else None,
            "alert_precision": alerts.get(found["state"]) if snapshot is not None else None,
            "horizon": horizon_text(snapshot.clock) if snapshot is not None else None,
            "curve": identity[0],
            "curve_kind": identity[1],
        }


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


def _measured(seen: Sequence[Snapshot], cohort: int | None) -> Iterator[Record]:
    if not seen:
        return iter(())
    columns = _Columns(*zip(*seen, strict=True))
    changes = zip(_points(columns.change), _points(columns.threshold), columns.category, strict=True)
    fields = {
        "scores": columns.scores,
        "first": _points(columns.first),
        "latest": _points(columns.latest),
        "state": columns.state,
        "probability": _shares(columns.probability),
        "outlook": _outlooks(columns.outlook),
        "reliable_change": [{"change": a, "threshold": b, "category": c} for a, b, c in changes],
        "minimal_change": _points(columns.minimal),
        "expected": [band and {**band, "cohort": cohort} for band in _bands(columns.expected, "latest")],
        "forecast": _forecasts(columns),
    }
    names = tuple(fields)
    return (dict(zip(names, values, strict=True)) for values in zip(*fields.values(), strict=True))


_Columns: Any = Snapshot
"""A snapshot whose fields hold whole columns."""


def _outlooks(chances: Sequence[Outcomes | None]) -> list[Record | None]:
    """Return the four probabilities rounded so that they still sum to 1: the largest takes up the difference."""
    table = np.round(np.array([row for row in chances if row is not None]).reshape(-1, 4), 4)
    rows = np.arange(len(table))
    largest = table.argmax(axis=1)
    table[rows, largest] = np.round(1.0 - (table.sum(axis=1) - table[rows, largest]), 4)
    ready = iter(table.tolist())
    return [
        None if row is None else dict(zip(("non_clinical", "gaining", "flat", "worse"), next(ready), strict=True))
        for row in chances
    ]


def _bands(ranges: Sequence[Range | None], middle: str) -> list[Record | None]:
    """Return means with their 80 % bands, the mean under the name `middle`."""
    known = [row for row in ranges if row is not None]
    means, lowers, uppers = (_points(column) for column in zip(*known, strict=True)) if known else ([], [], [])
    ready = zip(means, lowers, uppers, strict=True)
    return [
        None if row is None else dict(zip((middle, "lower80", "upper80"), next(ready), strict=True)) for row in ranges
    ]


def _forecasts(columns: Any) -> list[Record | None]:
    weeks = {"days": int(HORIZON_DAYS / 7), "sessions": None}
    clinical = _shares(columns.p_clinical)
    return [
        band and {"in_weeks": weeks[clock], **band, "p_clinical": chance}
        for band, chance, clock in zip(_bands(columns.forecast, "mean"), clinical, columns.clock, strict=True)
    ]


def _alert_records(curve: Curve | None) -> Mapping[str, Record]:
    """Return, for the states that alert, how often such alerts were right."""
    if curve is None:
        return {}
    return {
        state: {
            **{name: share(getattr(tried, name)) for name in ("right", "lower95", "upper95")},
            "alerts": tried.alerts,
            "simulated": tried.simulated,
            "basis": tried.basis,
        }
        for state, tried in curve.alerts.items()
    }


def _points(values: Sequence[float | None]) -> list[float | int | None]:
    """Return points to two decimals, whole where whole, for a column."""
    rounded = np.round(np.array(values, dtype=np.float64), 2).tolist()
    return [None if value != value else int(value) if value.is_integer() else value for value in rounded]


def _shares(values: Sequence[float | None]) -> list[float | None]:
    rounded = np.round(np.array(values, dtype=np.float64), 4).tolist()
    return [None if value != value else value for value in rounded]


def number(value: float | None) -> float | int | None:
    """Return points to two decimals; a whole score is whole: 15, not 15.0."""
    return _points([value])[0]


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
    *((f"alert_{name}", "alert_precision", name) for name in ("right", "lower95", "upper95", "alerts")),
    ("alert_simulated", "alert_precision", "simulated"),
    ("alert_basis", "alert_precision", "basis"),
    *((name, name, None) for name in ("curve", "curve_kind")),
)
"""The columns of the flat formats (CSV, Parquet): name, field of the record, field inside it."""

FLAT_NAMES = (*(name for name, _, _ in FLAT), "reason_codes", "reasons")


def flat(record: Record) -> list[Any]:
    """Return the record's values in the order of FLAT_NAMES; true and false in words, reasons as one text."""
    values = [_inside(record[outer], inner) if inner else record[outer] for _, outer, inner in FLAT]
    for place in _TRUTHS:
        values[place] = _TRUTH_WORDS[values[place]]
    reasons = record["reasons"]
    values.append(" ".join([reason["code"] for reason in reasons]))
    values.append(" ".join([reason["text"] for reason in reasons]))
    return values


_TRUTHS = tuple(FLAT_NAMES.index(name) for name in ("not_heard_from", "alert", "alert_simulated"))
_TRUTH_WORDS = {True: "true", False: "false", None: None}


def _inside(value: Record | None, inner: str) -> Any:
    return None if value is None else value[inner]
