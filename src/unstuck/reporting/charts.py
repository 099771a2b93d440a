"""Charts as SVG, drawn without a browser.

Each kind of chart is described and compiled once; a client's chart only puts other numbers into it, which takes
half the time. Nothing but numbers and our own words goes into a chart: what a file says stays outside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
import numpy as np
import vl_convert

from unstuck.instruments.definition import Direction
from unstuck.reporting.contents import Numbers
from unstuck.reporting.story_labels import HEIGHT, WIDTH, Rows, labels

COLOURS: Mapping[str, str] = {
    "text": "#3d4750",
    "grid": "#e3e6e8",
    "band": "#d5e4f3",
    "edge": "#9dbbd9",
    "expected": "#5a7fa8",
    "score": "#123f73",
    "clinical": "#a23b12",
    "forecast": "#6d2a8f",
    "first": "#6b7680",
    "latest": "#2f6fb3",
}
"""Colours on a light page; the style sheet redraws each of them by name on a dark one."""

MARGIN = 1.07
"""How much farther the axis of time reaches than what is drawn."""

BAND_POINTS = 41


def story_chart(
    *,
    times: Numbers,
    scores: Numbers,
    band: tuple[Numbers, Numbers, Numbers, Numbers],
    band_label: str,
    assumed: bool,
    cutoff: float | None,
    cutoff_label: str,
    forecast: tuple[float, float, float, float] | None,
    forecast_label: str,
    bounds: tuple[float, float],
    direction: Direction,
    axis_title: str,
    marks: Sequence[tuple[float, str]] = (),
) -> str:
    """Draw one client's scores over the expected band, with the clinical line and the forecast.

    `band` is (grid, expected, lower80, upper80), empty without a curve; `forecast` is (time, mean, lower80,
    upper80); `bounds` the instrument's lowest and highest total. `marks` are dated facts, each with its time and the
    number under which a list beside the chart explains it. Returns the SVG as vl-convert writes it.
    """
    last = max([float(times[-1]), 1.0] + ([forecast[0]] if forecast else []) + [time for time, _label in marks])
    rows: dict[str, Rows] = {
        "scores": [{"x": float(x), "y": float(y)} for x, y in zip(times, scores, strict=True) if np.isfinite(y)],
        "cutoff": [] if cutoff is None else [{"x": 0.0, "y": float(cutoff), "label": cutoff_label}],
    }
    rows |= _band_rows(band, last, bounds, assumed)
    rows |= _forecast_rows(forecast, rows["scores"], bounds, forecast_label)
    domains = {"x": [0.0, last * MARGIN], "y": _score_domain(rows, bounds)}
    rows |= labels(rows, domains, {"cutoff": cutoff_label, "band": band_label, "forecast": forecast_label}, direction)
    rows["marks"] = [{"x": float(time), "label": label} for time, label in marks]
    return _draw(_story_template(axis_title, bool(marks)), rows, domains)


def _band_rows(
    band: tuple[Numbers, Numbers, Numbers, Numbers], last: float, bounds: tuple[float, float], assumed: bool
) -> dict[str, Rows]:
    grid, *curves = band
    if grid.size == 0:
        return {"band": [], "edges": []}
    x = np.linspace(float(grid[0]), min(last, float(grid[-1])), BAND_POINTS)
    mean, lower, upper = (np.clip(np.interp(x, grid, curve), *bounds) for curve in curves)
    rows: Rows = [
        {"x": float(at), "y": float(m), "low": float(lo), "high": float(hi)}
        for at, m, lo, hi in zip(x, mean, lower, upper, strict=True)
    ]
    return {"band": rows, "edges": rows if assumed else []}


def _forecast_rows(
    forecast: tuple[float, float, float, float] | None,
    scores: Rows,
    bounds: tuple[float, float],
    label: str,
) -> dict[str, Rows]:
    if forecast is None:
        return {"forecast": [], "path": []}
    x, mean, lower, upper = forecast
    mean, lower, upper = (float(np.clip(value, *bounds)) for value in (mean, lower, upper))
    row = {"x": float(x), "y": mean, "low": lower, "high": upper, "label": label}
    return {"forecast": [row], "path": [*scores[-1:], {"x": float(x), "y": mean}]}


def _score_domain(rows: Mapping[str, Rows], bounds: tuple[float, float]) -> list[float]:
    """From the lowest total to a round number above all that is drawn, within the instrument's range."""
    drawn = [row[key] for group in rows.values() for row in group for key in ("y", "high") if key in row]
    lowest, highest = bounds
    top = lowest + 5 * np.ceil((max(drawn, default=highest) - lowest + 1) / 5)
    return [float(lowest), float(min(highest, max(top, lowest + 10)))]


def distribution_chart(
    edges: Numbers,
    first: Sequence[int],
    latest: Sequence[int],
    *,
    line: float | None,
    line_label: str,
    direction: Direction,
    axis_title: str,
) -> str:
    """Draw how first and latest totals are spread: counts of clients in bins of equal width, side by side.

    `edges` has one value more than there are bins; `line` is where the clinical range begins.
    """
    width = float(edges[1] - edges[0])
    rows: dict[str, Rows] = {
        "first": _bars(edges, first, 0.08 * width, 0.48 * width),
        "latest": _bars(edges, latest, 0.52 * width, 0.92 * width),
        "cutoff": [] if line is None else [{"x": float(line), "label": line_label}],
    }
    tallest = max([*first, *latest, 1])
    domains = {"x": [float(edges[0]), float(edges[-1])], "y": [0.0, tallest * 1.14]}
    return _draw(_distribution_template(direction, axis_title), rows, domains)


def _bars(edges: Numbers, counts: Sequence[int], start: float, end: float) -> Rows:
    return [
        {"x": float(edge) + start, "x2": float(edge) + end, "y": int(count), "y0": 0}
        for edge, count in zip(edges, counts, strict=False)
        if count
    ]


@dataclass(frozen=True)
class Picture:
    """A chart ready to stand in a page: our own drawing, and the words that name it for screen readers."""

    id: str
    title: str
    description: str
    view_box: str
    body: str


def picture(svg: str, ident: str, title: str, description: str) -> Picture:
    """Make a drawn chart part of a page, with ids of its own.

    vl-convert numbers its clip paths anew in every chart, so without the prefix two charts on one page would
    share them. The chart is one picture to a screen reader, so the roles that Vega gives to its parts are left
    out. `title` and `description` are not yet escaped.
    """
    opening = re.match(r'<svg[^>]*? viewBox="([\d. -]+)"[^>]*>', svg)
    if opening is None:
        message = "vl-convert wrote no SVG with a viewBox"
        raise ValueError(message)
    body = svg[opening.end() :].removesuffix("</svg>")
    body = re.sub(r'(\sid="|url\(#|href="#)', rf"\g<1>{ident}-", body)
    body = re.sub(r'\s(?:role|aria-[a-z]+|pointer-events)="[^"]*"', "", body)
    return Picture(ident, title, description, opening[1], body)


def _draw(template: Mapping[str, Any], rows: Mapping[str, Rows], domains: Mapping[str, list[float]]) -> str:
    data = [
        {**source, "values": rows[source["name"]]} if source["name"] in rows else source for source in template["data"]
    ]
    scales = [{**scale, "domain": domains.get(scale["name"], scale["domain"])} for scale in template["scales"]]
    return str(vl_convert.vega_to_svg({**template, "data": data, "scales": scales}))


@cache
def _story_template(axis_title: str, marked: bool) -> dict[str, Any]:
    layers = [
        _layer("band", "area", color=COLOURS["band"], y="low", y2="high"),
        _layer("edges", "line", color=COLOURS["edge"], y="low", strokeDash=[3, 3], strokeWidth=1.5),
        _layer("edges", "line", color=COLOURS["edge"], y="high", strokeDash=[3, 3], strokeWidth=1.5),
        _layer("band", "line", color=COLOURS["expected"], strokeDash=[7, 4], strokeWidth=1.5),
        alt.Chart(alt.NamedData("cutoff")).mark_rule(color=COLOURS["clinical"], strokeWidth=1.5).encode(y="y:Q"),
        _layer("path", "line", color=COLOURS["forecast"], strokeDash=[2, 4], strokeWidth=2),
        _layer("forecast", "rule", color=COLOURS["forecast"], y="low", y2="high", strokeWidth=3),
        *(
            _layer(
                "forecast",
                "tick",
                color=COLOURS["forecast"],
                y=end,
                width=16,
                thickness=3,
                opacity=1,
                orient="horizontal",
            )
            for end in ("low", "high")
        ),
        _layer("forecast", "point", color=COLOURS["forecast"], shape="diamond", size=110, filled=True, opacity=1),
        _layer("scores", "line", color=COLOURS["score"], strokeWidth=2.5),
        _layer("scores", "point", color=COLOURS["score"], size=60, filled=True, opacity=1),
        _text("cutoff_label", COLOURS["clinical"], align="left"),
        _text("band_label", COLOURS["text"], align="center"),
        _text("forecast_label", COLOURS["forecast"], align="right"),
        *(_mark_layers() if marked else ()),
    ]
    return _compile(alt.layer(*layers), axis_title)


def _mark_layers() -> tuple[Any, Any]:
    """A thin line up from the axis at each dated fact, its number above the drawing."""
    marks = alt.Chart(alt.NamedData("marks"))
    return (
        marks.mark_rule(color=COLOURS["text"], strokeDash=[2, 3], strokeWidth=1).encode(x="x:Q"),
        marks.mark_text(color=COLOURS["text"], fontWeight="bold", dy=-16).encode(
            x="x:Q", y=alt.value(0), text="label:N"
        ),
    )


@cache
def _distribution_template(direction: Direction, axis_title: str) -> dict[str, Any]:
    # The label of the line stands inside the clinical range.
    beside: dict[str, Any] = {"align": "left", "dx": 5} if direction == "lower" else {"align": "right", "dx": -5}
    bars = {"x2": "x2", "y2": "y0"}
    layers = [
        _layer("first", "rect", fill=None, stroke=COLOURS["first"], strokeWidth=2, **bars),
        _layer("latest", "rect", fill=COLOURS["latest"], stroke=COLOURS["latest"], strokeWidth=2, **bars),
        alt.Chart(alt.NamedData("cutoff")).mark_rule(color=COLOURS["clinical"], strokeWidth=1.5).encode(x="x:Q"),
        alt.Chart(alt.NamedData("cutoff"))
        .mark_text(color=COLOURS["clinical"], dy=8, **beside)
        .encode(x="x:Q", y=alt.value(0), text="label:N"),
    ]
    return _compile(alt.layer(*layers), axis_title)


def _layer(data: str, kind: str, *, y: str = "y", x2: str | None = None, y2: str | None = None, **style: Any) -> Any:
    marked = getattr(alt.Chart(alt.NamedData(data)), f"mark_{kind}")(**style)
    ends = {name: field for name, field in (("x2", x2), ("y2", y2)) if field}
    return marked.encode(x="x:Q", y=f"{y}:Q", **ends)


def _text(data: str, colour: str, *, y: str = "y", **style: Any) -> Any:
    marked = alt.Chart(alt.NamedData(data)).mark_text(color=colour, **style)
    return marked.encode(x="x:Q", y=f"{y}:Q", text="label:N")


def _compile(chart: Any, x_title: str, height: int = HEIGHT, step: float = 1) -> dict[str, Any]:
    """Compile to Vega once; the placeholder domains are replaced for every chart drawn.

    What the y axis counts is said in the text around the chart, where it does not stand on its side.
    """
    spec = (
        chart.properties(width=WIDTH, height=height, background="transparent", padding=4)
        .configure(font="system-ui, sans-serif", aria=False)
        .configure_view(stroke=None)
        .configure_text(fontSize=14)
        .configure_axis(
            labelColor=COLOURS["text"], titleColor=COLOURS["text"], labelFontSize=14, titleFontSize=14,
            titleFontWeight="normal", gridColor=COLOURS["grid"], domainColor=COLOURS["text"],
            tickColor=COLOURS["text"], tickMinStep=step, tickCount=6, labelFlush=False,
        )
        .configure_axisX(grid=False, titlePadding=8)
        .configure_axisY(domain=False, ticks=False)
        .to_dict()
    )  # fmt: skip
    for layer in spec["layer"]:
        for channel, title in (("x", x_title), ("y", None)):
            if "field" in layer["encoding"].get(channel, {}):
                layer["encoding"][channel] |= {
                    "title": title, "scale": {"domain": [0, 1], "nice": False, "zero": False}
                }  # fmt: skip
    compiled: dict[str, Any] = vl_convert.vegalite_to_vega(spec)
    return compiled


ROW = 34
"""Height of one row of an interval chart: a name, and its interval below."""
_OWN = "own"


def interval_chart(
    rows: Sequence[tuple[str, float, float, float, bool]],
    domain: tuple[float, float],
    line: float | None,
    axis_title: str,
) -> str:
    """Draw figures with their intervals, one below another, each under its name.

    A row is (name, value, lower, upper, whether it is the one that the page is about). `line` is what is right.
    """
    drawn = [
        {"x": value, "low": low, "high": high, "y": -float(place), "label": name, "left": domain[0]}
        for place, (name, value, low, high, _own) in enumerate(rows)
    ]
    data: dict[str, Rows] = {
        _OWN: [row for row, given in zip(drawn, rows, strict=True) if given[4]],
        "others": [row for row, given in zip(drawn, rows, strict=True) if not given[4]],
        "cutoff": [] if line is None else [{"x": line}],
    }
    domains = {"x": list(domain), "y": [0.45 - len(rows), 0.75]}
    return _draw(_interval_template(axis_title, len(rows)), data, domains)


def agreement_chart(rows: Sequence[tuple[float, float, float, float]], x_title: str) -> str:
    """Draw what came over what was said, both shares: (said, seen, lower, upper), beside the line where they agree."""
    data: dict[str, Rows] = {
        _OWN: [{"x": said, "y": seen, "low": low, "high": high} for said, seen, low, high in rows],
        "agreed": [{"x": 0.0, "y": 0.0}, {"x": 1.0, "y": 1.0}],
    }
    return _draw(_agreement_template(x_title), data, {"x": [0.0, 1.0], "y": [0.0, 1.0]})


@cache
def _interval_template(axis_title: str, rows: int) -> dict[str, Any]:
    layers = [alt.Chart(alt.NamedData("cutoff")).mark_rule(color=COLOURS["clinical"], strokeWidth=1.5).encode(x="x:Q")]
    for name, colour in (("others", COLOURS["first"]), (_OWN, COLOURS["score"])):
        base, y = alt.Chart(alt.NamedData(name)), alt.Y("y:Q", axis=None)
        layers += [
            base.mark_rule(color=colour, strokeWidth=2.5).encode(x="low:Q", x2="high", y=y),
            base.mark_point(color=colour, size=80, filled=True, opacity=1).encode(x="x:Q", y=y),
            base.mark_text(color=COLOURS["text"], align="left", dx=4, dy=-15).encode(x="left:Q", y=y, text="label:N"),
        ]
    return _compile(alt.layer(*layers), axis_title, height=ROW * rows + 12, step=0.1)


@cache
def _agreement_template(x_title: str) -> dict[str, Any]:
    layers = [
        _layer("agreed", "line", color=COLOURS["expected"], strokeDash=[7, 4], strokeWidth=1.5),
        _layer(_OWN, "rule", color=COLOURS["score"], y="low", y2="high", strokeWidth=2.5),
        _layer(_OWN, "point", color=COLOURS["score"], size=80, filled=True, opacity=1),
    ]
    return _compile(alt.layer(*layers), x_title, step=0.1)
