"""The part of a curve's file that says how its chances and bands are put right, each field checked as it is taken."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from unstuck.progress.recalibration import GROUPS, BandFactor, ChanceLine, Estimate, Recalibration

LARGEST_FACTOR = 20.0
"""A band twenty times too narrow is a slip in the file, not a finding; so is a line as steep as that."""


class Unfit(ValueError):
    """A field that does not hold what it should."""

    def __init__(self, field: str, expected: str) -> None:
        super().__init__(field, expected)
        self.field, self.expected = field, expected


def recalibration_of(data: Mapping[str, Any]) -> Recalibration:
    """Return what the object in a curve's file says; Unfit names the field."""
    chances, bands = data.get("chances"), data.get("bands")
    if not isinstance(bands, list):
        raise Unfit("bands", "a list")
    found = tuple(_band(band, f"bands.{place}") for place, band in enumerate(bands))
    if len({band.fewest for band in found}) != len(found):
        raise Unfit("bands", "each number of scores once")
    return Recalibration(
        clients=_count(data, "clients", ""),
        folds=_count(data, "folds", ""),
        chances=None if chances is None else _chances(chances),
        bands=found,
    )


def _chances(data: object) -> ChanceLine:
    place = "chances"
    fields = _object(data, place)
    slope = _estimate(fields.get("slope"), f"{place}.slope")
    if slope.value <= 0:
        raise Unfit(f"{place}.slope", "a number above 0, or a higher chance would be lower")
    intercept = _estimate(fields.get("intercept"), f"{place}.intercept")
    return ChanceLine(intercept, slope, _count(fields, "clients", place), _count(fields, "scores", place))


def _band(data: object, place: str) -> BandFactor:
    fields = _object(data, place)
    fewest, most = fields.get("fewest"), fields.get("most")
    if (fewest, most) not in GROUPS:
        raise Unfit(place, "fewest and most as one of 2 to 2, 3 to 3, 4 to 5, 6 or more (null)")
    expected = fields.get("expected")
    return BandFactor(
        fewest=int(fewest or 0),
        most=most,
        forecast=_factor(fields.get("forecast"), f"{place}.forecast"),
        expected=None if expected is None else _factor(expected, f"{place}.expected"),
        clients=_count(fields, "clients", place),
        scores=_count(fields, "scores", place),
    )


def _factor(data: object, place: str) -> Estimate:
    found = _estimate(data, place)
    if found.value <= 0:
        raise Unfit(place, "a number above 0")
    return found


def _estimate(data: object, place: str) -> Estimate:
    fields = _object(data, place)
    numbers = [fields.get(name) for name in ("value", "lower95", "upper95")]
    if not all(_is_number(number) for number in numbers):
        raise Unfit(place, f"value, lower95 and upper95 between -{LARGEST_FACTOR:g} and {LARGEST_FACTOR:g}")
    value, lower, upper = (float(number) for number in numbers if number is not None)
    if not lower <= value <= upper:
        raise Unfit(place, "lower95 <= value <= upper95")
    return Estimate(value, lower, upper)


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) <= LARGEST_FACTOR


def _object(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Unfit(place, "an object")
    return value


def _count(data: Mapping[str, Any], name: str, place: str) -> int:
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Unfit(f"{place}.{name}".lstrip("."), "a count")
    return value
