"""The chart of one client's scores, in words and as a picture: the same in the report and on the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from unstuck.instruments.definition import Instrument
from unstuck.language import gettext as _
from unstuck.reporting import sentences
from unstuck.reporting.chart_labels import apart
from unstuck.reporting.charts import MARGIN, story_chart
from unstuck.reporting.story_labels import WIDTH
from unstuck.reporting.story_series import StorySeries
from unstuck.reporting.words import axis_title, number, together

Record = Mapping[str, Any]
"""What is said of one score: the analysis record of the contract."""


class LegendEntry(NamedTuple):
    """One line of a chart's legend: the code of its mark, and what it means."""

    mark: str
    text: str


def draw_story(
    record: Record,
    series: StorySeries,
    instrument: Instrument,
    axis: str,
    marks: Sequence[tuple[float, str]] = (),
) -> str:
    """Draw the scores over the expected course, as SVG. `axis`: the unit of the times; `marks`: as in `story_chart`."""
    assumed = record.get("curve_kind") == "assumed"
    return story_chart(
        times=series.times,
        scores=series.scores,
        band=series.band,
        band_label=_("expected (assumed)") if assumed else _("expected"),
        assumed=assumed,
        cutoff=record.get("cutoff"),
        cutoff_label=sentences.clinical_label(record, instrument.direction),
        forecast=forecast_ahead(record, float(series.times[-1])),
        forecast_label=_("forecast"),
        bounds=(instrument.minimum, instrument.maximum),
        direction=instrument.direction,
        axis_title=axis_title(axis),
        marks=marks,
    )


def forecast_ahead(record: Record, last: float) -> tuple[float, float, float, float] | None:
    """Return when the forecast is for, its mean and its 80 % interval; None without one. `last`: the latest time."""
    ahead, steps = record.get("forecast"), sentences.steps_ahead(record)
    if not ahead or steps is None:
        return None
    return last + steps, ahead["mean"], ahead["lower80"], ahead["upper80"]


def describe_story(record: Record, scores: int, last: float, axis: str, instrument: Instrument) -> str:
    """Say what the chart shows, for those who do not see it."""
    return sentences.chart_description(record, scores, f"{axis_title(axis)}: {number(last)}", instrument.direction)


def legend_of(record: Record, has_band: bool, instrument: Instrument) -> list[LegendEntry]:
    """Return what the marks of the chart mean."""
    legend = [LegendEntry("score", _("this client's scores"))]
    if has_band:
        text = _("where 80 of 100 people with this start are expected; dashed, their average")
        if record.get("curve_kind") == "assumed":
            text = _("assumed: where 80 of 100 people with this start would be; dashed, their average")
        legend.append(LegendEntry("band", text))
    if record.get("cutoff") is not None:
        legend.append(LegendEntry("clinical", sentences.clinical_line(record, instrument.direction)))
    if forecast_ahead(record, 0.0):
        text = _("this client's own score in %(when)s, with its 80 %% interval") % {"when": sentences.horizon(record)}
        legend.append(LegendEntry("forecast", together(text)))
    return legend


def side_by_side(marks: Sequence[tuple[float, int]], last: float) -> list[tuple[float, str]]:
    """Return where a chart puts marks, given with their times, and under which numbers: no number covers another.

    `last`: the latest time that is drawn.
    """
    end = max(last, 1.0, *(time for time, _place in marks)) * MARGIN
    return [(share * end, label) for share, label in apart([(time / end, place) for time, place in marks], WIDTH)]
