"""The words in the chart of one client: the forecast, the clinical line, the expected band."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from unstuck.instruments.definition import Direction
from unstuck.reporting.chart_labels import LabelBox, Spot, along, first_free

Rows = list[dict[str, Any]]

WIDTH, HEIGHT = 480, 270
"""The size of the drawing inside the axes."""

ToSpot = Callable[[float, float], Spot]


def labels(
    rows: Mapping[str, Rows], domains: Mapping[str, list[float]], words: Mapping[str, str], direction: Direction
) -> dict[str, Rows]:
    """Put the words where they hide neither the scores nor each other."""
    right, (low, high) = domains["x"][1], domains["y"]

    def spot(x: float, y: float) -> Spot:
        return Spot(x / right * WIDTH, (high - y) / (high - low) * HEIGHT)

    def row(at: Spot, label: str) -> Rows:
        return [{"x": at.x / WIDTH * right, "y": high - at.y / HEIGHT * (high - low), "label": label}]

    lines = [*along([spot(one["x"], one["y"]) for one in rows["scores"]])]
    lines += along([spot(one["x"], one["y"]) for one in rows["path"]])
    lines += [at for one in rows["forecast"] for at in along([spot(one["x"], one["low"]), spot(one["x"], one["high"])])]
    ends = [spot(x, one["y"]) for x in (0.0, right) for one in rows["cutoff"]]
    with_clinical = [*lines, *along(ends)]
    placed: dict[str, Rows] = {"forecast_label": [], "cutoff_label": [], "band_label": []}
    taken: list[LabelBox] = []
    for name, places, align in (
        ("forecast", _beside_the_forecast(rows, spot), "right"),
        ("cutoff", _beside_the_line(rows, spot, direction), "left"),
        ("band", _inside_the_band(rows, spot), "center"),
    ):
        if places:
            drawn = lines if name == "cutoff" else with_clinical
            at, covered = first_free(words[name], places, align, drawn, taken)
            placed[f"{name}_label"] = row(at, words[name])
            taken.append(covered)
    return placed


def _beside_the_forecast(rows: Mapping[str, Rows], spot: ToSpot) -> list[Spot]:
    """Return the places above and below the interval, a little to its right."""
    return [
        Spot(end.x + 14, end.y + beside)
        for one in rows["forecast"]
        for end, beside in ((spot(one["x"], one["high"]), -13), (spot(one["x"], one["low"]), 14))
    ]


def _beside_the_line(rows: Mapping[str, Rows], spot: ToSpot, direction: Direction) -> list[Spot]:
    """Return places along the clinical line, first where a client who needs a look is least likely to have scores."""
    sides = (13, -11) if direction == "lower" else (-11, 13)
    at = [spot(0.0, one["y"]).y for one in rows["cutoff"]]
    return [Spot(share * WIDTH + 6, y + side) for y in at for side in sides for share in (0.0, 0.25, 0.5)]


def _inside_the_band(rows: Mapping[str, Rows], spot: ToSpot) -> list[Spot]:
    """Return places just inside the edges of the band, first of the one that is farther from the client's scores."""
    if not rows["band"]:
        return []
    places = []
    for share in (0.7, 0.5, 0.3, 0.85):
        place = rows["band"][round(share * (len(rows["band"]) - 1))]
        seen = rows["scores"] or [place]
        score = np.interp(place["x"], [one["x"] for one in seen], [one["y"] for one in seen])
        low, high = spot(place["x"], place["low"]), spot(place["x"], place["high"])
        inside = [Spot(low.x, low.y - 12), Spot(high.x, high.y + 12)]
        places += inside if abs(score - place["low"]) >= abs(score - place["high"]) else inside[::-1]
    return places
