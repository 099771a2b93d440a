"""What is below the chart of one questionnaire: the scores as a table, where it may go, and how sure this is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from unstuck.guidance.urgency import NEEDS_A_LOOK
from unstuck.instruments import load
from unstuck.instruments.definition import Instrument
from unstuck.language import gettext as _
from unstuck.reporting import sentences
from unstuck.reporting.story_picture import Record
from unstuck.reporting.words import StateWords, between, number, probability, signed, state, together
from unstuck.web.alerts.how_often import AlertTrust, trust_in
from unstuck.web.alerts.own_past import PastByKind
from unstuck.web.caseload.queries import Course


class ScoreTableRow(NamedTuple):
    """One line of the table."""

    id: int
    on: date
    total: str
    change: str
    expected: str
    state: StateWords
    entered_by: str


@dataclass(frozen=True)
class BelowTheChart:
    """The rest of one questionnaire's part of a client's page."""

    table: Sequence[ScoreTableRow]
    has_band: bool
    horizon: str
    outlook: str
    outcomes: Sequence[tuple[str, str, float]]
    trust: AlertTrust | None
    """How often alerts like this were right; None where there is none."""
    precision: Sequence[str]
    basis: str
    numbers: Sequence[str]


def below_the_chart(course: Course, past: PastByKind, *, ended: bool = False) -> BelowTheChart:
    """Return what is below the chart, from the records that were stored with the states and the agency's own past.

    Of work that has `ended` it does not say where it may go.
    """
    record: Record = course.latest.evidence
    return BelowTheChart(
        table=[_table_row(course, place) for place in reversed(range(len(course.scores)))],
        has_band=any(course.states[score.state_id].evidence["expected"] for score in course.scores),
        horizon=sentences.horizon(record),
        outlook=sentences.outlook(record),
        outcomes=[] if ended else _outcomes(record),
        trust=trust_in(past, course.instrument, course.latest.code),
        precision=sentences.precision(record) if course.latest.code in NEEDS_A_LOOK else [],
        basis=sentences.basis(record),
        numbers=_numbers(record, load(course.instrument)),
    )


def _table_row(course: Course, place: int) -> ScoreTableRow:
    score, first = course.scores[place], course.scores[0]
    state_then = course.states[score.state_id]
    return ScoreTableRow(
        id=score.id,
        on=score.on,
        total=number(score.total, 2),
        change=signed(score.total - first.total) if place else "",
        expected=_expected(state_then.evidence["expected"]),
        state=state(state_then.code),
        entered_by=score.entered_by,
    )


def _expected(band: Mapping[str, Any] | None) -> str:
    if not band:
        return "–"
    words = {"mean": number(band["latest"]), "range": between(band["lower80"], band["upper80"])}
    return _("%(mean)s (%(range)s)") % words


def _outcomes(record: Record) -> list[tuple[str, str, float]]:
    chances = record["outlook"] or {}
    return [
        (name, probability(chances[code]), float(chances[code]))
        for code, name in sentences.outlook_names().items()
        if code in chances
    ]


def _numbers(record: Record, instrument: Instrument) -> list[str]:
    line = sentences.clinical_line(record, instrument.direction)
    lines = [
        sentences.rests_on(record),
        sentences.change(record),
        sentences.gain_that_matters(record),
        f"{line}." if line else "",
        sentences.expected(record),
        sentences.forecast(record),
    ]
    return [together(sentence) for sentence in lines if sentence]
