"""The numbered marks of a chart: when approaches began or ended, and colleagues were consulted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unstuck.web.caseload import questions
from unstuck.web.caseload.cases import Facts
from unstuck.web.caseload.facts_in_words import in_words
from unstuck.web.caseload.models import ApproachStep, Fact


@dataclass(frozen=True)
class ChartMark:
    """A numbered mark of the chart. What happened before the first score is put at its edge."""

    number: int
    on: date
    weeks: float
    kind: str
    text: str


def marks(facts: Facts, first_day: date) -> tuple[ChartMark, ...]:
    """Return when approaches began or ended and colleagues were consulted, numbered in order of time."""
    counting = [
        *(row for one in facts.approaches for row in (one.began, one.ended) if row is not None),
        *(row for one in facts.consultations for row in one.steps),
    ]
    themes = questions.themes()
    ordered = sorted(counting, key=lambda row: (row.on, row.recorded_at, _kind(row), row.pk))
    return tuple(
        ChartMark(
            number=place,
            on=row.on,
            weeks=round(max((row.on - first_day).days, 0) / 7, 2),
            kind=_kind(row),
            text=in_words(themes[_kind(row)], row),
        )
        for place, row in enumerate(ordered, start=1)
    )


def _kind(row: Fact) -> str:
    return "approach" if isinstance(row, ApproachStep) else "consultation"
