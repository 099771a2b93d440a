"""Where the points of a small chart go: one way for every sparkline on the site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True)
class Sparkline:
    """The drawing area of a small chart, in units of its SVG, and what its axes span.

    `first` and `last` are the ends of the time axis, in any unit; `lowest` and `highest` those of the values. With
    `up` −1 low values stand on top.

    >>> course = Sparkline(120, 32, 3, first=0, last=10, lowest=0, highest=10)
    >>> course.point(0, 0), course.point(10, 10)
    ((3.0, 29.0), (117.0, 3.0))
    """

    width: float
    height: float
    edge: float
    first: float
    last: float
    lowest: float
    highest: float
    up: float = 1

    def point(self, time: float, value: float) -> Point:
        """Return where a value goes: x to the right, y downwards. A single time is put at the left."""
        along = (time - self.first) / max(self.last - self.first, 1.0)
        share = (value - self.lowest) / (self.highest - self.lowest)
        height = share if self.up > 0 else 1.0 - share
        x = self.edge + (self.width - 2 * self.edge) * along
        return round(x, 1), round(self.height - self.edge - (self.height - 2 * self.edge) * height, 1)

    def line(self, course: Iterable[tuple[float, float]]) -> list[Point]:
        """Return the points of a course of times and values."""
        return [self.point(time, value) for time, value in course]


def as_text(points: Sequence[Point]) -> str:
    """Return points as the attribute of an SVG.

    >>> as_text([(3.0, 29.0), (117.0, 3.5)])
    '3,29 117,3.5'
    """
    return " ".join(f"{x:g},{y:g}" for x, y in points)
