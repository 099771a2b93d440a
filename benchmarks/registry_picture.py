"""What everybody's states cost, drawn against the number of clients: the measured points, and the straight line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import vl_convert

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "registry-cost.svg"
WIDTH, HEIGHT, INK, BLUE = 560, 300, "#0b0c0c", "#1d70b8"


def straight_line(clients: Sequence[int], seconds: Sequence[float]) -> tuple[float, float]:
    """Return processor seconds before the first client, and for each 100,000 clients (least squares)."""
    per_client, before = np.polyfit(np.asarray(clients, dtype=np.float64), np.asarray(seconds), 1)
    return float(before), float(per_client) * 100_000


def draw(clients: Sequence[int], seconds: Sequence[float]) -> None:
    """Write the picture."""
    before, slope = straight_line(clients, seconds)
    ends = [{"clients": at, "seconds": before + slope * at / 100_000} for at in (0, max(clients))]
    points = [{"clients": at, "seconds": value} for at, value in zip(clients, seconds, strict=True)]
    x = alt.X("clients:Q", title="Clients", axis=alt.Axis(format=",d", tickCount=5))
    y = alt.Y("seconds:Q", title="Processor seconds, both cores together")
    line = alt.Chart(_data(ends)).mark_line(color=INK, strokeDash=[4, 3]).encode(x=x, y=y)
    dots = alt.Chart(_data(points)).mark_point(color=BLUE, filled=True, size=90).encode(x=x, y=y)
    chart = (line + dots).properties(width=WIDTH, height=HEIGHT, background="white", padding=20)
    PICTURE.write_text(vl_convert.vegalite_to_svg(chart.to_dict()), encoding="utf-8")


def _data(values: Sequence[dict[str, float]]) -> Any:
    return alt.InlineData(values=list(values))
