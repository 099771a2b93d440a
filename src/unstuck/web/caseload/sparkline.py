"""The small course beside a client's name: geometry, worked out when a score is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unstuck.interop.analysis import Record
from unstuck.web.caseload.judging import measure

WIDTH, HEIGHT, EDGE = 120.0, 32.0, 3.0
MOST_POINTS = 30


def sparkline(instrument: str, days: Sequence[float], records: Sequence[Record]) -> dict[str, Any]:
    """Return `line`, `band` and `last` as points of an SVG of 120 by 32, and the height of the `cutoff`.

    The whole range of the questionnaire is drawn, so that a flat course looks flat. `records` are those of each day;
    where they know no expected course, `band` is empty. Of long courses the latest 30 scores are drawn.
    """
    days, records = days[-MOST_POINTS:], records[-MOST_POINTS:]
    used = measure(instrument)
    span = max(days[-1] - days[0], 1.0)

    def point(day: float, score: float) -> tuple[float, float]:
        share = (score - used.minimum) / (used.maximum - used.minimum)
        height = share if used.sign > 0 else 1.0 - share
        x = EDGE + (WIDTH - 2 * EDGE) * (day - days[0]) / span
        return round(x, 1), round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * height, 1)

    line = [point(day, record["latest"]) for day, record in zip(days, records, strict=True)]
    bands = [(day, record["expected"]) for day, record in zip(days, records, strict=True) if record["expected"]]
    lower = [point(day, band["lower80"]) for day, band in bands]
    upper = [point(day, band["upper80"]) for day, band in bands]
    return {
        "line": _text(line),
        "band": _text([*lower, *reversed(upper)]) if len(bands) > 1 else "",
        "last": line[-1],
        "cutoff": point(days[0], used.cutoff)[1] if used.cutoff is not None else None,
    }


def _text(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
