"""What one questionnaire says about a client: the leading sentence, its reasons, and the chart with its legend.

All of it comes from the record that was stored with the state: nothing is judged here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.core.cache import cache

from unstuck.instruments import load
from unstuck.instruments.definition import Instrument
from unstuck.language import gettext as _
from unstuck.progress.batch import Batch
from unstuck.reporting import sentences
from unstuck.reporting.charts import Picture, picture, story_chart
from unstuck.reporting.story_series import StorySeries, story_series
from unstuck.reporting.words import StateWords, axis_title, number, state, together
from unstuck.web.caseload.cases import Facts
from unstuck.web.caseload.judging import curve_of, measure
from unstuck.web.caseload.queries import Course
from unstuck.web.caseload.timeline import ChartMark, marks

Record = Mapping[str, Any]
DATES = "week"
KEPT_SECONDS = 24 * 60 * 60


class StateReason(NamedTuple):
    """A reason with its code in plain words."""

    code: str
    text: str


@dataclass(frozen=True)
class Story:
    """One questionnaire's part of a client's page."""

    instrument: str
    title: str
    state: StateWords
    since: date
    lead: str
    why: Sequence[StateReason]
    chart: Picture
    legend: Sequence[tuple[str, str]]
    marks: Sequence[ChartMark]


def story(course: Course, ident: str, called: str, facts: Facts) -> Story:
    """Return the story of one course; `ident` makes its ids unique on the page."""
    dated = marks(facts, course.scores[0].on)
    record: Record = course.latest.evidence
    instrument = load(course.instrument)
    reasons = [StateReason(plain_code(reason["code"]), together(reason["text"])) for reason in record["reasons"]]
    title = _("%(instrument)s scores of %(client)s") % {"instrument": instrument.id, "client": called}
    return Story(
        instrument=instrument.id,
        title=instrument.name,
        state=state(course.latest.code),
        since=course.latest.since,
        lead=reasons[0].text if reasons else "",
        why=reasons,
        chart=picture(_chart(course, dated), ident, title, _description(course, instrument)),
        legend=_legend(record, instrument),
        marks=dated,
    )


def plain_code(code: str) -> str:
    """Say a code of a reason as words.

    >>> plain_code("no_real_change")
    'No real change'
    """
    return code.replace("_", " ").capitalize()


def _chart(course: Course, dated: Sequence[ChartMark]) -> str:
    """Return the chart as SVG, drawn once for the same scores, state and marks."""
    drawn_from = [
        course.latest.pk,
        [score.id for score in course.scores],
        [(mark.number, mark.weeks) for mark in dated],
    ]
    key = "home.chart." + hashlib.sha256(repr(drawn_from).encode()).hexdigest()
    svg: str | None = cache.get(key)
    if svg is None:
        svg = _draw(course, dated)
        cache.set(key, svg, KEPT_SECONDS)
    return svg


def _draw(course: Course, dated: Sequence[ChartMark]) -> str:
    record, instrument = course.latest.evidence, load(course.instrument)
    series = _series(course)
    assumed = record["curve_kind"] == "assumed"
    return story_chart(
        times=series.times,
        scores=series.scores,
        band=series.band,
        band_label=_("expected (assumed)") if assumed else _("expected"),
        assumed=assumed,
        cutoff=record["cutoff"],
        cutoff_label=sentences.clinical_label(record, instrument.direction),
        forecast=_forecast(record, float(series.times[-1])),
        forecast_label=_("forecast"),
        bounds=(instrument.minimum, instrument.maximum),
        direction=instrument.direction,
        axis_title=axis_title(DATES),
        marks=side_by_side(dated, float(series.times[-1])),
    )


def _series(course: Course) -> StorySeries:
    batch = Batch.of_one([score.day for score in course.scores], [score.total for score in course.scores])
    curve = curve_of(course.instrument) if course.latest.evidence["curve"] else None
    return story_series(batch, slice(0, len(course.scores)), curve, measure(course.instrument))


CLOSE = 0.04
"""Marks nearer than this share of the time axis share one line: their numbers would cover each other."""


def side_by_side(dated: Sequence[ChartMark], last: float) -> list[tuple[float, str]]:
    """Return where the chart puts its marks, and under which numbers."""
    lines: list[tuple[float, str]] = []
    for mark in dated:
        if lines and mark.weeks - lines[-1][0] < CLOSE * max(last, 1.0):
            lines[-1] = (lines[-1][0], f"{lines[-1][1]}, {mark.number}")
        else:
            lines.append((mark.weeks, str(mark.number)))
    return lines


def _weeks(course: Course, on: date) -> float:
    return (on - course.scores[0].on) / timedelta(weeks=1)


def _forecast(record: Record, last: float) -> tuple[float, float, float, float] | None:
    ahead, steps = record["forecast"], sentences.steps_ahead(record)
    return (last + steps, ahead["mean"], ahead["lower80"], ahead["upper80"]) if ahead and steps else None


def _description(course: Course, instrument: Instrument) -> str:
    weeks = _weeks(course, course.scores[-1].on)
    last = f"{axis_title(DATES)}: {number(weeks)}"
    return sentences.chart_description(course.latest.evidence, len(course.scores), last, instrument.direction)


def _legend(record: Record, instrument: Instrument) -> list[tuple[str, str]]:
    legend = [("score", _("this client's scores"))]
    if record["curve"]:
        text = _("where 80 of 100 people with this start are expected; dashed, their average")
        if record["curve_kind"] == "assumed":
            text = _("assumed: where 80 of 100 people with this start would be; dashed, their average")
        legend.append(("band", text))
    if record["cutoff"] is not None:
        legend.append(("clinical", sentences.clinical_line(record, instrument.direction)))
    if record["forecast"]:
        text = _("this client's own score in %(when)s, with its 80 %% interval") % {"when": sentences.horizon(record)}
        legend.append(("forecast", together(text)))
    return legend
