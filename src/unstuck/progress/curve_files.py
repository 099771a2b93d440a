"""Reading population curves: those that ship with the project, and an agency's own."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from unstuck.errors import BadInput
from unstuck.progress.batch import Clock
from unstuck.progress.curve import FORMAT, OLD_FORMAT, AlarmBudget, AlertRecord, Curve
from unstuck.progress.recalibration import Recalibration
from unstuck.progress.recalibration_fields import Unfit, recalibration_of
from unstuck.progress.status import STATES
from unstuck.progress.wandering import Wandering

LARGEST = 1e100
"""Numbers beyond this are slips: their squares would not be numbers any more."""


def load_curve(path: str | Path) -> Curve:
    """Read a curve that `unstuck fit` wrote; BadInput names the file and the field."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadInput("expected a curve in UTF-8, as `unstuck fit` writes it", file=path) from None
    except OSError as problem:
        raise BadInput(f"cannot be read: {problem.strerror}", file=path) from None
    return parse_curve(text, str(path))


def parse_curve(text: str, name: str) -> Curve:
    """Return the curve written as JSON in `text`; BadInput names `name` and the field."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise BadInput("expected a curve in JSON, as `unstuck fit` writes it", file=name) from None
    if isinstance(data, dict) and data.get("format") == OLD_FORMAT:
        raise BadInput(
            f"expected a curve of format '{FORMAT}', found one of '{OLD_FORMAT}': its threshold answers a question "
            "that is no longer asked. Make it again from the same scores with `unstuck fit`",
            file=name,
        )
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise BadInput(f"expected a curve of format '{FORMAT}', as `unstuck fit` writes it", file=name)
    return _Fields(data, name).curve()


@cache
def shipped_curves() -> tuple[Curve, ...]:
    """Return every curve in the `curves` folder, by name."""
    folder = files("unstuck.progress").joinpath("curves")
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".json")), key=lambda e: e.name)
    return tuple(parse_curve(entry.read_text(encoding="utf-8"), entry.name) for entry in found)


def shipped_curve(instrument: str, clock: Clock) -> Curve | None:
    """Return the shipped curve for an instrument that counts time as `clock` does, else any for it, else None."""
    found = [curve for curve in shipped_curves() if curve.instrument == instrument]
    same = [curve for curve in found if (curve.time_unit == "session") == (clock == "sessions")]
    return next(iter(same or found), None)


class _Fields:
    """The fields of one curve file, each checked as it is taken."""

    def __init__(self, data: Mapping[str, Any], name: str) -> None:
        self._data, self._name = data, name

    def curve(self) -> Curve:
        kind, unit = self._word("kind", ("fitted", "assumed")), self._word("time_unit", ("week", "month", "session"))
        self._word("transform", ("log1p",))
        optional = {name: self._data.get(name) for name in ("tau", "loglik")}
        return Curve(
            id=self._text("id"),
            instrument=self._text("instrument"),
            kind="assumed" if kind == "assumed" else "fitted",
            time_unit="session" if unit == "session" else "month" if unit == "month" else "week",
            fixed=self._pair("fixed"),
            fixed_covariance=self._covariance("fixed_covariance"),
            random_covariance=self._covariance("random_covariance"),
            residual_variance=self._number("residual_variance", lambda value: value > 0, "a number above 0"),
            cohort=int(self._number("cohort", _count, "a count")),
            scores=int(self._number("scores", _count, "a count")),
            observed_until=self._number("observed_until", lambda value: value > 0, "a number above 0"),
            method=self._text("method"),
            loglik=None if optional["loglik"] is None else self._number("loglik", math.isfinite, "a number"),
            tau=None if optional["tau"] is None else self._number("tau", _share, "a probability"),
            alerts=self._alerts(),
            card=self._object("card"),
            wandering=self._wandering(),
            budgets=self._budgets(),
            recalibration=self._recalibration(),
        )

    def _fail(self, field: str, expected: str) -> BadInput:
        return BadInput(f"field '{field}': expected {expected}", file=self._name)

    def _text(self, field: str) -> str:
        value = self._data.get(field)
        if not _printable(value):
            raise self._fail(field, "a text on one line")
        return str(value)

    def _word(self, field: str, words: tuple[str, ...]) -> str:
        value = self._data.get(field)
        if value not in words:
            raise self._fail(field, "one of " + ", ".join(words))
        return str(value)

    def _object(self, field: str) -> Mapping[str, Any]:
        value = self._data.get(field)
        if not isinstance(value, dict):
            raise self._fail(field, "an object")
        return value

    def _number(self, field: str, good: Callable[[float], bool], expected: str) -> float:
        value = _finite(self._data.get(field))
        if value is None or not good(value):
            raise self._fail(field, expected)
        return value

    def _pair(self, field: str) -> tuple[float, float]:
        return _two_numbers(self._data.get(field)) or self._give_up(field, "two numbers: intercept and slope")

    def _give_up(self, field: str, expected: str) -> tuple[float, float]:
        raise self._fail(field, expected)

    def _covariance(self, field: str) -> tuple[tuple[float, float], tuple[float, float]]:
        value, expected = self._data.get(field), "a 2 by 2 covariance: symmetric, not negative"
        rows = [_two_numbers(row) for row in value] if isinstance(value, list) else []
        if len(rows) != 2 or rows[0] is None or rows[1] is None:
            raise self._fail(field, expected)
        (a, b), (c, d) = rows[0], rows[1]
        if a < 0 or d < 0 or not math.isclose(b, c, abs_tol=1e-9) or a * d - b * c < -1e-9 * (1 + a * d):
            raise self._fail(field, expected)
        return (a, b), (c, d)

    def _wandering(self) -> Wandering | None:
        if "wandering" not in self._data:
            raise self._fail("wandering", "an object, or null")
        if self._data["wandering"] is None:
            return None
        numbers = self._object("wandering")
        found = {}
        for name, (good, expected) in _WANDERING.items():
            value = _finite(numbers.get(name))
            if value is None or not good(value):
                raise self._fail(f"wandering.{name}", expected)
            found[name] = value
        return Wandering(**found)

    def _recalibration(self) -> Recalibration | None:
        """Return how chances and bands are put right; files written before that was learned have none."""
        if self._data.get("recalibration") is None:
            return None
        try:
            return recalibration_of(self._object("recalibration"))
        except Unfit as problem:
            raise self._fail(f"recalibration.{problem.field}", problem.expected) from None

    def _alerts(self) -> dict[str, AlertRecord]:
        found = {}
        for state, record in self._object("alerts").items():
            if state not in STATES or not isinstance(record, dict):
                raise self._fail(f"alerts.{state}", "a record for a state of progress")
            right, lower, upper, alerts = (_finite(record.get(name)) for name in _TRIED)
            if right is None or lower is None or upper is None or alerts is None or not _printable(record.get("basis")):
                raise self._fail(f"alerts.{state}", "right, lower95, upper95, alerts and basis")
            if not isinstance(record.get("simulated"), bool):
                raise self._fail(f"alerts.{state}.simulated", "true or false")
            if not (0 <= lower <= right <= upper <= 1 and _count(alerts) and alerts > 0):
                raise self._fail(f"alerts.{state}", "0 <= lower95 <= right <= upper95 <= 1, and a count of alerts")
            found[state] = AlertRecord(right, lower, upper, int(alerts), record["simulated"], record["basis"])
        return found

    def _budgets(self) -> tuple[AlarmBudget, ...]:
        """Return the settings; a file that was made before there were any has none."""
        found = []
        for place, one in enumerate(self._data.get("budgets") or []):
            shares = [_finite(one.get(name)) for name in _SETTING] if isinstance(one, dict) else [None]
            known = [share for share in shares if share is not None and 0 <= share <= 1]
            if len(known) != len(_SETTING) or not (known[0] > 0 and known[1] > 0):
                raise self._fail(f"budgets[{place}]", "share, tau, on_track_ever and flat_ever, each from 0 to 1")
            found.append(AlarmBudget(*known))
        return tuple(sorted(found, key=lambda one: one.share))


_SETTING = ("share", "tau", "on_track_ever", "flat_ever")
_TRIED = ("right", "lower95", "upper95", "alerts")


def _above_0(value: float) -> bool:
    return value > 0


_NUMBER: tuple[Callable[[float], bool], str] = (math.isfinite, "a number")
_POSITIVE: tuple[Callable[[float], bool], str] = (_above_0, "a number above 0")
_WANDERING = {
    **dict.fromkeys(("mean_start", "mean_change"), _NUMBER),
    **dict.fromkeys(("sd_start", "sd_change", "score_sd", "passing_sd", "passing_time"), _POSITIVE),
    **dict.fromkeys(("fading", "wander_sd"), _POSITIVE),
    "correlation": (lambda value: -1 < value < 1, "a number between -1 and 1"),
}


def _share(value: float) -> bool:
    return 0 < value <= 1


def _count(value: float) -> bool:
    return value >= 0 and value.is_integer()


def _printable(value: object) -> bool:
    """A text that can be shown on one line, on any terminal, and written as UTF-8."""
    return isinstance(value, str) and bool(value) and value.isprintable()


def _finite(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > LARGEST:
        return None
    return float(value) if math.isfinite(value) else None


def _two_numbers(value: object) -> tuple[float, float] | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    first, second = _finite(value[0]), _finite(value[1])
    return None if first is None or second is None else (first, second)
