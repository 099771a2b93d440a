"""The facts of one client as their page and their review show them beside the story: bars, courses and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.guidance import default_thresholds
from unstuck.guidance.engagement import WATCHED, change_of, is_fall
from unstuck.guidance.life_areas import area_names
from unstuck.language import gettext as _
from unstuck.reporting.words import number
from unstuck.web.caseload import questions
from unstuck.web.caseload.cases import Facts, answers_to, rows_that_answer
from unstuck.web.caseload.facts_in_words import FactAnswer, answers, by_area, current_answers
from unstuck.web.caseload.models import Engagement, Fact, LifeArea
from unstuck.web.caseload.questions import FactQuestion, Theme
from unstuck.web.components.batches import day_number
from unstuck.web.components.sparkline import Sparkline, as_text


@dataclass(frozen=True)
class AreaBar:
    """One life area as a bar: `width` of 100, and what it was."""

    label: str
    rating: str
    width: float
    was: str
    marks: tuple[str, ...]
    on: date
    words: str


@dataclass(frozen=True)
class RatingCourse:
    """A course of answers from 0 to 10: the values in words, and points of an SVG of 120 by 32."""

    label: str
    values: str
    points: str
    last: tuple[float, float]
    on: date
    fell: str


@dataclass(frozen=True)
class FactsSummary:
    """The facts of one client for their page."""

    areas: tuple[AreaBar, ...]
    engagement: tuple[RatingCourse, ...]
    other: tuple[FactAnswer, ...]
    wishes: tuple[FactAnswer, ...]
    circumstances: tuple[FactAnswer, ...]
    recent_words: tuple[Fact, ...]
    approaches: tuple[FactAnswer, ...]
    consultations: tuple[FactAnswer, ...]
    thoughts: tuple[FactAnswer, ...]
    last: Fact | None


AREA_FLAGS = ("negatively_affected", "wants_help", "imminent_loss", "lost_already")
MOST_VALUES = 8
WIDTH, HEIGHT, EDGE = 120.0, 32.0, 3.0


def summary(facts: Facts) -> FactsSummary:
    """Return what the client's page shows of the facts."""
    themes = questions.themes()
    shown = {slug: tuple(current_answers(theme, facts)) for slug, theme in themes.items()}
    scales = questions.engagement_scales()
    lines = (_line(question, facts.engagement) for question in scales)
    scale_names = {question.name for question in scales}
    return FactsSummary(
        areas=tuple(_bar(area, rows, themes["life_areas"]) for area, rows in by_area(facts.life_areas)),
        engagement=tuple(line for line in lines if line is not None),
        other=tuple(answer for answer in shown["engagement"] if answer.question not in scale_names),
        wishes=shown["wishes"],
        circumstances=shown["circumstances"],
        recent_words=tuple(row for row in reversed((*facts.engagement, *facts.wishes)) if row.words)[:2],
        approaches=shown["approach"][::-1],
        consultations=shown["consultation"][::-1],
        thoughts=shown["thoughts"],
        last=max(facts.rows, key=lambda row: row.recorded_at, default=None),
    )


def _bar(area: str, rows: Sequence[LifeArea], theme: Theme) -> AreaBar:
    ratings = [row.rating for row in rows if row.rating is not None]
    now = {answer.question: answer.row for answer in answers(theme, rows)}
    labels = {question.name: question.label for question in theme.questions}
    marks = tuple(labels[name] for name in AREA_FLAGS if name in now and getattr(now[name], name))
    changed = len(ratings) > 1 and ratings[-2] != ratings[-1]
    return AreaBar(
        label=area_names()[area],
        rating=number(ratings[-1]) if ratings else "",
        width=10 * ratings[-1] if ratings else 0.0,
        was=number(ratings[-2]) if changed else "",
        marks=marks,
        on=rows[-1].on,
        words=next((row.words for row in reversed(rows) if row.words), ""),
    )


def _line(question: FactQuestion, rows: Sequence[Engagement]) -> RatingCourse | None:
    asked = rows_that_answer(rows, question.name)[-MOST_VALUES:]
    if not asked:
        return None
    values = [float(getattr(row, question.name)) for row in asked]
    days = [day_number(row.on) for row in asked]
    # A single answer stands at the right, where the latest one always is.
    chart = Sparkline(WIDTH, HEIGHT, EDGE, days[0] if len(days) > 1 else days[0] - 1, days[-1], 0, 10)
    points = chart.line(zip(days, values, strict=True))
    return RatingCourse(
        label=question.label,
        values=" → ".join(number(value) for value in values),
        points=as_text(points),
        last=points[-1],
        on=asked[-1].on,
        fell=_fell(question.name, rows),
    )


def _fell(name: str, rows: Sequence[Engagement]) -> str:
    """Say a fall that is a signal of its own (A.4), nothing otherwise."""
    change = change_of(answers_to(rows, name))
    if name not in WATCHED or change is None or not is_fall(change, default_thresholds()):
        return ""
    return _("fell by %(value)s recently") % {"value": number(-change)}
