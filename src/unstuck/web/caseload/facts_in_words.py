"""What is recorded about a case, in words: what holds now, what it was before, and every entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from unstuck.guidance.life_areas import area_names
from unstuck.language import gettext as _
from unstuck.reporting.words import short_date
from unstuck.web.caseload import fact_choices, questions
from unstuck.web.caseload.cases import READ, Approach, Facts, RecordedConsultation, rows_that_answer
from unstuck.web.caseload.fact_rows import is_contributed, is_stranded
from unstuck.web.caseload.models import ApproachStep, ConsultationStep, Fact, LifeArea, Thought
from unstuck.web.caseload.questions import FactQuestion, Theme, answer_in_words

RATING = "rating"
"""The question of an area that needs no label beside its answer."""


@dataclass(frozen=True)
class FactAnswer:
    """What holds now: the latest answer to a question (its name), and the one before it where it was another."""

    label: str
    text: str
    row: Fact
    question: str = ""
    was: str = ""
    was_on: date | None = None


def answers(theme: Theme, rows: Sequence[Fact]) -> list[FactAnswer]:
    """Return what holds now for the questions of a theme that were asked."""
    questions_answered = ((question, rows_that_answer(rows, question.name)) for question in theme.questions)
    return [_answer(question, answering) for question, answering in questions_answered if answering]


def _value(row: Fact, question: FactQuestion) -> Any:
    return getattr(row, question.name)


def _answer(question: FactQuestion, rows: Sequence[Fact]) -> FactAnswer:
    latest = rows[-1]
    now = answer_in_words(question, _value(latest, question))
    earlier = ((answer_in_words(question, _value(row, question)), row.on) for row in reversed(rows[:-1]))
    was, was_on = next(((text, on) for text, on in earlier if text != now), ("", None))
    return FactAnswer(question.label, now, latest, question.name, was, was_on)


def current_answers(theme: Theme, facts: Facts) -> list[FactAnswer]:
    """Return what holds now in a theme, whatever its kind."""
    if theme.slug == "life_areas":
        return [_area(area, rows, theme) for area, rows in by_area(facts.life_areas)]
    if theme.slug == "thoughts":
        return [FactAnswer(fact_choices.thoughts()[row.code], "", row) for row in thoughts_now(facts.thoughts)]
    if theme.slug == "consultation":
        return [FactAnswer(_("Consultation"), consultation(one), one.steps[-1]) for one in facts.consultations]
    if theme.slug == "approach":
        return [_approach(one) for one in facts.approaches]
    if theme.slug == "safety":
        return []
    return answers(theme, getattr(facts, theme.slug))


def by_area(rows: Iterable[LifeArea]) -> list[tuple[str, list[LifeArea]]]:
    """Return the areas of which something is recorded, with their rows in order of time."""
    areas: dict[str, list[LifeArea]] = {area: [] for area in area_names()}
    for row in rows:
        if row.area:
            areas[row.area].append(row)
    return [(area, area_rows) for area, area_rows in areas.items() if area_rows]


def _area(area: str, rows: Sequence[LifeArea], theme: Theme) -> FactAnswer:
    now = answers(theme, rows)
    return FactAnswer(area_names()[area], area_in_words(now), rows[-1], was=_was(now), was_on=_was_on(now))


def area_in_words(now: Sequence[FactAnswer]) -> str:
    """Say how an area is going."""
    return in_a_row(answer.text if answer.question == RATING else f"{answer.label}: {answer.text}" for answer in now)


def in_a_row(parts: Iterable[str]) -> str:
    """Return parts one after the other, the first alone with a capital; an abbreviation keeps its own.

    >>> in_a_row(["Goals met: some", "Sessions attended: 3", "PHQ-9: 12"])
    'Goals met: some; sessions attended: 3; PHQ-9: 12'
    """
    first, *others = [*parts] or [""]
    return "; ".join([first, *(one[:1].lower() + one[1:] if one[1:2].islower() else one for one in others)])


def _was(now: Sequence[FactAnswer]) -> str:
    return in_a_row(
        answer.was if answer.question == RATING else f"{answer.label}: {answer.was}" for answer in now if answer.was
    )


def _was_on(now: Sequence[FactAnswer]) -> date | None:
    return max((answer.was_on for answer in now if answer.was_on), default=None)


def thoughts_now(rows: Iterable[Thought]) -> list[Thought]:
    """Return the thoughts that the worker has in mind, in the order of the form."""
    now = {row.code: row for row in rows}
    return [now[code] for code in fact_choices.thoughts() if code in now and now[code].in_mind]


def consultation(recorded: RecordedConsultation) -> str:
    """Say how a consultation went: its steps with their dates."""
    words = [f"{fact_choices.steps()[step.step]} ({short_date(step.on)})" for step in recorded.steps]
    about = {True: _("about this stall"), False: _("about something else"), None: ""}[recorded.about_this_stall]
    return in_a_row([*words, about] if about else words)


def _approach(used: Approach) -> FactAnswer:
    return FactAnswer(fact_choices.approach_called(used.began.code), approach(used), used.ended or used.began)


def approach(one: Approach) -> str:
    """Say from when to when an approach was used."""
    trauma = {True: _("includes trauma work"), False: _("without trauma work"), None: ""}
    days = {"first": short_date(one.began.on), "last": short_date(one.ended.on) if one.ended else ""}
    used = _("%(first)s to %(last)s") % days if one.ended else _("since %(first)s") % days
    return "; ".join(part for part in (used, trauma[one.began.integrates_trauma_work]) if part)


@dataclass(frozen=True)
class FactEntry:
    """One row as it was recorded. It does not `count` where it was withdrawn, or continues one that was.

    `can_withdraw`: it counts and stands here; what a room contributes is taken back there.
    """

    kind: str
    row: Fact
    text: str
    counts: bool
    can_withdraw: bool


def entries(kind: str, rows: Sequence[Fact]) -> list[FactEntry]:
    """Return the rows of a theme in words, the latest first."""
    theme = questions.themes()[kind]
    return [_entry(theme, row) for row in reversed(rows)]


def _entry(theme: Theme, row: Fact) -> FactEntry:
    counts = _counts(row)
    can_withdraw = counts and theme.slug in READ and not is_contributed(row)
    return FactEntry(theme.slug, row, in_words(theme, row), counts, can_withdraw)


def _counts(row: Fact) -> bool:
    if row.withdrawn_at is not None:
        return False
    if isinstance(row, ConsultationStep):
        return not is_stranded(row)
    ends = row.ends if isinstance(row, ApproachStep) else None
    return ends is None or ends.withdrawn_at is None


def in_words(theme: Theme, row: Fact) -> str:
    """Say what one row holds, without the words that were typed."""
    if isinstance(row, Thought):
        thought = fact_choices.thoughts()[row.code]
        return thought if row.in_mind else _("No longer: %(thought)s") % {"thought": thought}
    if isinstance(row, ConsultationStep):
        return fact_choices.steps()[row.step]
    if isinstance(row, ApproachStep):
        return _approach_step(row)
    answers_given = questions.answered(row, theme)
    text = in_a_row(f"{label}: {answer}" for label, answer in answers_given)
    return f"{_area_called(row)}{text}" if isinstance(row, LifeArea) else text


def _area_called(row: LifeArea) -> str:
    return f"{area_names()[row.area]}. " if row.area else _("All areas asked about; the others are as before")


def _approach_step(row: ApproachStep) -> str:
    if row.ends is not None:
        return _("%(approach)s ended") % {"approach": fact_choices.approach_called(row.ends.code)}
    return _("%(approach)s began") % {"approach": fact_choices.approach_called(row.code)}
