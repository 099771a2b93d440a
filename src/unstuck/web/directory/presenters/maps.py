"""A map drawn from points alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from unstuck.language import gettext as _
from unstuck.web.directory.models import Location
from unstuck.web.directory.search import Point

MAP_WIDTH, MAP_HEIGHT, MARGIN = 640, 420, 36
KM_PER_DEGREE = 111.32
STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


@dataclass(frozen=True)
class MapDot:
    """A location on a drawn map; without a number: where the search is from."""

    number: str
    x: float
    y: float


@dataclass(frozen=True)
class ServiceMap:
    """Locations as they lie to each other, north up, with a scale."""

    width: int
    height: int
    dots: Sequence[MapDot]
    scale_length: float
    scale_words: str


def points_of(locations: Sequence[Location]) -> list[tuple[str, Point]]:
    """Return the points of a service's locations, with their numbers in the list."""
    return [
        (str(number), (location.latitude, location.longitude))
        for number, location in enumerate(locations, start=1)
        if location.latitude is not None and location.longitude is not None
    ]


def drawn(points: Sequence[tuple[str, Point]]) -> ServiceMap | None:
    """Return a map of points, None where there are fewer than two different ones.

    Drawn from the points alone: an equirectangular projection, north up, with a scale; no tiles from anywhere.
    """
    together: dict[Point, list[str]] = {}
    for number, point in points:
        together.setdefault(point, []).append(number)
    if len(together) < 2:
        return None
    points = [(", ".join(filter(None, numbers)), point) for point, numbers in together.items()]
    middle = sum(point[0] for _number, point in points) / len(points)
    narrowing = max(0.01, abs(cos(radians(middle))))
    across = [point[1] * narrowing * KM_PER_DEGREE for _number, point in points]
    up = [point[0] * KM_PER_DEGREE for _number, point in points]
    wide, high = max(across) - min(across), max(up) - min(up)
    per_km = min((MAP_WIDTH - 2 * MARGIN) / max(wide, 0.05), (MAP_HEIGHT - 2 * MARGIN) / max(high, 0.05))
    left = (MAP_WIDTH - wide * per_km) / 2 - min(across) * per_km
    top = (MAP_HEIGHT - high * per_km) / 2 + max(up) * per_km
    dots = [
        MapDot(number, round(left + x * per_km, 1), round(top - y * per_km, 1))
        for (number, _point), x, y in zip(points, across, up, strict=True)
    ]
    step = next((step for step in reversed(STEPS) if step * per_km <= MAP_WIDTH / 3), STEPS[0])
    scale_words = _("%(km)s km") % {"km": f"{step:g}"}
    return ServiceMap(MAP_WIDTH, MAP_HEIGHT + 30, dots, round(step * per_km, 1), scale_words)
