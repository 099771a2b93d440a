"""Reading what an agency asks at intake, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.caseload.models import Episode
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.components.sealed_texts import ClosedText
from unstuck.web.intake.models import AnswerKind, IntakeAnswer, IntakeQuestion


def questions_of(agency_id: int) -> QuerySet[IntakeQuestion]:
    """Return an agency's questions in its own order, those that ended too."""
    return IntakeQuestion.objects.filter(agency=agency_id)


def asked_questions(agency_id: int) -> list[IntakeQuestion]:
    """Return the questions that are asked now."""
    return list(questions_of(agency_id).filter(ended_at=None))


def latest_answers(episode: Episode) -> dict[int, IntakeAnswer]:
    """Return what holds of an episode's answers, by the number of the question. None that was taken back."""
    latest = {row.question_id: row for row in rows_of(_all_answers, episode.pk)}
    return {number: row for number, row in latest.items() if row.value}


def _all_answers(episode: int) -> QuerySet[IntakeAnswer]:
    return IntakeAnswer.objects.filter(episode=episode).select_related("question", "by").order_by("id")


class AnsweredQuestion(NamedTuple):
    """One question with what was answered, in words; "" where nothing was."""

    question: str
    words: str
    at: datetime | None
    by: str


class IntakeSummary(NamedTuple):
    """What a client's page shows: what was answered, and what is still to be asked."""

    answered: Sequence[AnsweredQuestion]
    open: Sequence[AnsweredQuestion]


def intake_summary(episode: Episode) -> IntakeSummary | None:
    """Return what was asked and answered, in the agency's order. None at an agency that asks nothing of its own.

    What an ended question was answered is still shown; that it was not is no gap any more.
    """
    questions = rows_of(questions_of, episode.client.agency_id)
    if not questions:
        return None
    answers = latest_answers(episode)
    lines = [(one, _line(one, answers.get(one.pk))) for one in questions]
    return IntakeSummary(
        [line for _question, line in lines if line.words],
        [line for question, line in lines if not line.words and question.ended_at is None],
    )


def _line(question: IntakeQuestion, answer: IntakeAnswer | None) -> AnsweredQuestion:
    if answer is None:
        return AnsweredQuestion(question.words, "", None, "")
    return AnsweredQuestion(question.words, answer_in_words(question.kind, answer.value), answer.at, answer.by.name)


def answer_in_words(kind: str, value: str) -> str:
    """Return an answer as a person says it; one that does not open says so."""
    if isinstance(value, ClosedText):
        return value
    if kind == AnswerKind.DAY:
        return spell_date(date.fromisoformat(value))
    return {"yes": _("Yes"), "no": _("No")}[value] if kind == AnswerKind.YES_NO else value
