"""Where the words of a chart stand: in the first place that nothing else takes, or where they hide least.

Measured in the units of the drawing, for the larger letters that a phone gives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

LETTER, HEIGHT = 9.5, 20.0
"""The width of a letter and the height of a line, at the letters of a phone."""

STEP = 4.0
"""How closely lines are looked at."""

NUMBER, GAP = 8.5, 6.0
"""The width of a digit or a comma in the numbers of marks, and the least space between two."""


class Spot(NamedTuple):
    """A place in the drawing; y grows downwards."""

    x: float
    y: float


@dataclass(frozen=True)
class LabelBox:
    """What a label covers."""

    left: float
    right: float
    top: float
    bottom: float

    def holds(self, spot: Spot) -> bool:
        """Return whether it covers a spot."""
        return self.left <= spot.x <= self.right and self.top <= spot.y <= self.bottom

    def meets(self, other: LabelBox) -> bool:
        """Return whether it covers part of another one."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def box(text: str, at: Spot, align: str) -> LabelBox:
    """Return what a label covers that stands at a spot, `left`, `center` or `right` of it."""
    wide = LETTER * len(text)
    left = at.x - {"left": 0.0, "center": wide / 2, "right": wide}[align]
    return LabelBox(left, left + wide, at.y - HEIGHT / 2, at.y + HEIGHT / 2)


def along(line: Sequence[Spot]) -> Iterator[Spot]:
    """Yield spots along a line, close enough for no label to slip between them."""
    for start, end in pairwise(line):
        steps = max(1, round(max(abs(end.x - start.x), abs(end.y - start.y)) / STEP))
        for step in range(steps + 1):
            share = step / steps
            yield Spot(start.x + share * (end.x - start.x), start.y + share * (end.y - start.y))


def first_free(
    text: str, places: Sequence[Spot], align: str, lines: Iterable[Spot], taken: Iterable[LabelBox]
) -> tuple[Spot, LabelBox]:
    """Return the first of the places at which a label hides nothing, or else where it hides least, with its box."""
    drawn, labels = list(lines), list(taken)

    def hidden(place: Spot) -> float:
        covers = box(text, place, align)
        return sum(map(covers.holds, drawn)) + 1000 * sum(map(covers.meets, labels))

    best = min(places, key=hidden)
    return best, box(text, best, align)


def apart(marks: Sequence[tuple[float, int]], width: float) -> list[tuple[float, str]]:
    """Return where numbered marks stand in a drawing so wide, given by their share of it: who would meet, share one."""
    lines = [(share, [number]) for share, number in marks]
    place = 0
    while place + 1 < len(lines):
        (left, first), (right, second) = lines[place], lines[place + 1]
        needed = NUMBER * (len(_listed(first)) + len(_listed(second))) / 2 + GAP
        if (right - left) * width < needed:
            lines[place : place + 2] = [(left, first + second)]
            place = max(0, place - 1)
        else:
            place += 1
    return [(share, _listed(numbers)) for share, numbers in lines]


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
