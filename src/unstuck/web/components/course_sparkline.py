"""The small course beside a client's name, drawn when a score is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unstuck.instruments import load
from unstuck.interop.analysis import Record
from unstuck.progress.measure import measure_of
from unstuck.web.components.sparkline import Sparkline, as_text

WIDTH, HEIGHT, EDGE = 120.0, 32.0, 3.0
MOST_POINTS = 30


def sparkline(instrument: str, days: Sequence[float], records: Sequence[Record]) -> dict[str, Any]:
    """Return `drawn`, the content of an SVG of 120 by 32, and `change`: 1 where the last is better than the first, −1
    where it is worse.

    Worse is up, whichever way the questionnaire counts. Positions are attributes: the content security policy refuses
    inline styles. Nothing in it was typed by anybody, so that pages need not escape it.
    The whole range of the questionnaire is drawn, so that a flat course looks flat. `records` are those of each day;
    where they know no expected course, `band` is empty. Of long courses the latest 30 scores are drawn.
    """
    days, records = days[-MOST_POINTS:], records[-MOST_POINTS:]
    used = measure_of(load(instrument))
    chart = Sparkline(WIDTH, HEIGHT, EDGE, days[0], days[-1], used.minimum, used.maximum, used.sign)
    line = chart.line((day, record["latest"]) for day, record in zip(days, records, strict=True))
    bands = [(day, record["expected"]) for day, record in zip(days, records, strict=True) if record["expected"]]
    lower = chart.line((day, band["lower80"]) for day, band in bands)
    upper = chart.line((day, band["upper80"]) for day, band in bands)
    (x, y), began = line[-1], line[0][1]
    parts = [f'<polygon class="spark__band" points="{as_text([*lower, *reversed(upper)])}"/>'] if len(bands) > 1 else []
    if used.cutoff is not None:
        parts.append(f'<path class="spark__clinical" d="M0 {chart.point(days[0], used.cutoff)[1]}H{WIDTH:g}"/>')
    parts.append(f'<polyline class="spark__line" points="{as_text(line)}"/>')
    parts.append(f'<circle class="spark__last" cx="{x}" cy="{y}" r="2.6"/>')
    return {"drawn": "".join(parts), "change": (y > began) - (y < began)}
