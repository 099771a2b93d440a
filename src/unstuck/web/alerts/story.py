"""What one questionnaire says about a client: the leading sentence, its reasons, and the chart with its legend.

All of it comes from the record that was stored with the state: nothing is judged here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from django.core.cache import cache

from unstuck.instruments import load
from unstuck.instruments.definition import Instrument
from unstuck.language import gettext as _
from unstuck.progress.batch import Batch
from unstuck.reporting.charts import Picture, picture
from unstuck.reporting.story_picture import (
    LegendEntry,
    Record,
    describe_story,
    draw_story,
    forecast_ahead,
    legend_of,
    side_by_side,
)
from unstuck.reporting.story_series import StorySeries, story_series
from unstuck.reporting.words import StateWords, of_measure, plain_code, state, together
from unstuck.web.alerts.chart_marks import ChartMark, marks
from unstuck.web.alerts.measures import MeasureStanding, measures_of
from unstuck.web.caseload.cases import Facts
from unstuck.web.caseload.judging import curve_of, measure
from unstuck.web.caseload.queries import Course

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
    legend: Sequence[LegendEntry]
    marks: Sequence[ChartMark]
    measures: Sequence[MeasureStanding] = ()
    """How each questionnaire goes, where there are several and this one leads."""


def leading_story(
    courses: Sequence[Course], ident: str, called: str, facts: Facts, *, ended: bool = False
) -> Story | None:
    """Return the story of the course that leads, named where there are several; None before the first score."""
    if not courses:
        return None
    first, measures = story(courses[0], ident, called, facts, ended=ended), measures_of(courses)
    lead = of_measure(first.instrument, first.lead) if measures else first.lead
    return replace(first, lead=lead, measures=measures)


def reason_now(reason: str, *, ended: bool) -> str:
    """Return the reason of a state as it can be said today: of work that has ended, it is that of the last score."""
    return _("At the last score: %(reason)s") % {"reason": reason} if ended and reason else reason


def story(course: Course, ident: str, called: str, facts: Facts, *, ended: bool = False) -> Story:
    """Return the story of one course; `ident` makes its ids unique on the page.

    Of work that has `ended` nothing is forecast any more, and its reason is that of the last score.
    """
    dated = marks(facts, course.scores[0].on)
    record: Record = course.latest.evidence
    if ended:
        record = {**record, "forecast": None}
    instrument = load(course.instrument)
    reasons = [StateReason(plain_code(reason["code"]), together(reason["text"])) for reason in record["reasons"]]
    title = _("%(instrument)s scores of %(client)s") % {"instrument": instrument.id, "client": called}
    return Story(
        instrument=instrument.id,
        title=instrument.name,
        state=state(course.latest.code),
        since=course.latest.since,
        lead=reason_now(reasons[0].text, ended=ended) if reasons else "",
        why=reasons,
        chart=picture(_chart(course, record, dated), ident, title, _described(course, record, instrument)),
        legend=legend_of(record, bool(record["curve"]), instrument),
        marks=dated,
    )


def _chart(course: Course, record: Record, dated: Sequence[ChartMark]) -> str:
    """Return the chart as SVG, drawn once for the same scores, state and marks."""
    drawn_from = [
        course.latest.pk,
        record.get("forecast") is None,
        [score.id for score in course.scores],
        [(mark.number, mark.weeks) for mark in dated],
    ]
    key = "home.chart.3." + hashlib.sha256(repr(drawn_from).encode()).hexdigest()
    svg: str | None = cache.get(key)
    if svg is None:
        svg = _draw(course, record, dated)
        cache.set(key, svg, KEPT_SECONDS)
    return svg


def _draw(course: Course, record: Record, dated: Sequence[ChartMark]) -> str:
    series = _series(course)
    ahead = forecast_ahead(record, float(series.times[-1]))
    last = ahead[0] if ahead else float(series.times[-1])
    marks_drawn = side_by_side([(mark.weeks, mark.number) for mark in dated], last)
    return draw_story(record, series, load(course.instrument), DATES, marks_drawn)


def _series(course: Course) -> StorySeries:
    batch = Batch.of_one([score.day for score in course.scores], [score.total for score in course.scores])
    curve = curve_of(course.instrument) if course.latest.evidence["curve"] else None
    return story_series(batch, slice(0, len(course.scores)), curve, measure(course.instrument))


def _described(course: Course, record: Record, instrument: Instrument) -> str:
    weeks = (course.scores[-1].on - course.scores[0].on) / timedelta(weeks=1)
    return describe_story(record, len(course.scores), weeks, DATES, instrument)
