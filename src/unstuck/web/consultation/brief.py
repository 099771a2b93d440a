"""The brief: what a colleague needs to see the blind spots, and no more (PRACTICE B.2).

Made from the case: weeks since the work began instead of dates, an age band, no names. Free text is redacted of what
is known to point to the client and of what looks like a date, a telephone or an address. A brief is plain data, so that
it can be shown, confirmed and kept as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from unstuck.guidance.life_areas import area_names
from unstuck.instruments import load
from unstuck.interop.deidentify import Identifiers, redact
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.reporting.words import number, state
from unstuck.web.caseload import fact_choices, questions
from unstuck.web.caseload.cases import Facts, facts_about, lines, rows_that_answer
from unstuck.web.caseload.facts_in_words import RATING, by_area, thoughts_now
from unstuck.web.caseload.models import Episode, Fact
from unstuck.web.caseload.queries import Course, courses, silent_weeks
from unstuck.web.consultation.goals import goals_of
from unstuck.web.consultation.models import Consultation
from unstuck.web.consultation.told_answers import told
from unstuck.web.safety.case_part import safety_part
from unstuck.web.safety.workflow import ASSESSED

Content = dict[str, Any]
"""`question`, and `parts`: each with `code`, `title`, `lines`, and for the scores `rows` of week and score."""

MOST_ROWS, MOST_WORDS, MOST_LINES = 30, 3, 12


@dataclass(frozen=True)
class BriefSource:
    """What a brief is made from, and how its texts are redacted."""

    episode: Episode
    facts: Facts
    courses: Sequence[Course]
    goals: Sequence[str]
    age_band: str
    today: date
    known: Identifiers

    def week(self, on: date) -> str:
        """Say a day as a week of the work."""
        if on < self.episode.started_on:
            return _("before the work began")
        return _("week %(n)s") % {"n": self._week(on)}

    def _week(self, on: date) -> int:
        return (on - self.episode.started_on).days // 7

    def row(self, on: date, total: float) -> tuple[int, float]:
        """Return a score with its week."""
        return self._week(on), total

    def safe(self, text: str) -> str:
        """Return a text that somebody typed, without what says whose it is."""
        return redact(text, self.known)


def identifiers(consultation: Consultation) -> Identifiers:
    """Return what is known to point to the client: name, reference, ids, and the names that the worker adds."""
    episode = consultation.episode
    return identifiers_of(episode, consultation.leave_out)


def known_by(person: int, consultation: Consultation) -> Identifiers:
    """Return what somebody knows to point to the client: all of it whoever asked, nobody else anything.

    Forms check with this: a refusal beside a field must not tell a colleague who the client is.
    """
    return identifiers(consultation) if consultation.asker_id == person else Identifiers()


def identifiers_of(episode: Episode, leave_out: str = "") -> Identifiers:
    """Return what is known to point to a client; `leave_out` holds further names, a line or a comma between them."""
    client = episode.client
    named = [part.strip() for line in leave_out.splitlines() for part in line.replace(";", ",").split(",")]
    ids = (client.reference, str(client.public_id), str(episode.public_id))
    return Identifiers(tuple(name for name in (client.name, *named) if name), ids)


def made_from(consultation: Consultation, today: date) -> Content:
    """Return the whole brief of a question, as the case is now."""
    episode = consultation.episode
    case = BriefSource(
        episode=episode,
        facts=facts_about(episode),
        courses=courses(episode, only_latest=True),
        goals=goals_of(episode),
        age_band=consultation.age_band,
        today=today,
        known=identifiers(consultation),
    )
    return {"question": case.safe(consultation.question), "parts": [part for part in _parts(case) if _says(part)]}


def kept(content: Content, codes: Collection[str]) -> Content:
    """Return the brief with only the parts that the worker keeps."""
    return {**content, "parts": [part for part in content["parts"] if part["code"] in codes]}


def seal_of(content: Content) -> str:
    """Return what tells one brief from another, so that what is confirmed is what was previewed."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


ASKED_FOR = ("words",)
"""Parts that are left out unless the worker puts them in: even redacted, a person's own words are their own."""


def _says(part: Content) -> bool:
    return bool(part["lines"] or part.get("courses"))


def _parts(case: BriefSource) -> Iterator[Content]:
    made: tuple[tuple[str, str, Callable[[BriefSource], Iterator[str]]], ...] = (
        ("situation", _("The situation"), _situation),
        ("scores", _("How the scores went"), _scores),
        ("approaches", _("What was tried, and when"), _approaches),
        ("engagement", _("Working together"), _engagement),
        ("life_areas", _("Life areas"), _life_areas),
        ("goals", _("Goals"), lambda one: (one.safe(goal) for goal in one.goals)),
        ("wishes", _("The client's wishes"), _wishes),
        ("safety", _("Safety"), _safety),
        ("thoughts", _("What the worker has in mind"), _thoughts),
        ("words", _("In the client's own words"), _words),
    )
    for code, title, lines_of in made:
        part: Content = {"code": code, "title": title, "lines": list(lines_of(case))[:MOST_LINES]}
        if code == "scores":
            part["courses"] = [_course(case, one) for one in case.courses]
        yield part


def _situation(case: BriefSource) -> Iterator[str]:
    if case.age_band:
        yield _("Age: %(band)s.") % {"band": case.age_band}
    weeks = max((case.today - case.episode.started_on).days // 7, 0)
    yield ngettext("The work began %(n)s week ago.", "The work began %(n)s weeks ago.", weeks) % {"n": weeks}
    yield from _latest("care", case)


def _scores(case: BriefSource) -> Iterator[str]:
    for one in case.courses:
        first, last = one.scores[0], one.scores[-1]
        words = {
            "name": load(one.instrument).id,
            "first": number(first.total),
            "when": case.week(first.on),
            "last": number(last.total),
            "then": case.week(last.on),
            "state": state(one.latest.code).word.lower(),
        }
        yield _("%(name)s: %(first)s in %(when)s, %(last)s in %(then)s: %(state)s.") % words
    heard = case.episode.standing.heard_on or case.episode.started_on
    if weeks := silent_weeks(heard.isoformat(), heard.isoformat(), case.today):
        yield _("Not heard from for %(n)s weeks: this is how it was at the last score.") % {"n": weeks}


def _course(case: BriefSource, course: Course) -> Content:
    instrument = load(course.instrument)
    rows = [case.row(score.on, score.total) for score in course.scores][-MOST_ROWS:]
    return {
        "instrument": instrument.id,
        "lowest": instrument.minimum,
        "highest": instrument.maximum,
        "rows": [[week, total] for week, total in rows],
    }


def _approaches(case: BriefSource) -> Iterator[str]:
    for approach in case.facts.approaches:
        called = fact_choices.approaches().get(approach.began.code) or case.safe(approach.began.code)
        used = {
            "name": called,
            "first": case.week(approach.began.on),
            "last": case.week(approach.ended.on) if approach.ended else "",
        }
        text = _("%(name)s: %(first)s to %(last)s") if approach.ended else _("%(name)s: since %(first)s")
        yield _with_words(case, text % used, approach.ended or approach.began)


def _engagement(case: BriefSource) -> Iterator[str]:
    for question in questions.themes()["engagement"].questions:
        rows = rows_that_answer(case.facts.engagement, question.name)
        if not rows:
            continue
        if question.kind == "scale":
            course = " → ".join(f"{number(getattr(row, question.name))} ({case.week(row.on)})" for row in rows[-4:])
            yield f"{question.label}: {course}."
        else:
            yield f"{_told(case, question, rows[-1])} ({case.week(rows[-1].on)})."


def _life_areas(case: BriefSource) -> Iterator[str]:
    asked = questions.themes()["life_areas"].questions
    for area, rows in by_area(case.facts.life_areas):
        latest = {one.name: row for one in asked for row in rows_that_answer(rows, one.name)}
        texts = [_of_area(case, one, latest[one.name]) for one in asked if one.name in latest]
        yield f"{area_names()[area]} ({case.week(rows[-1].on)}): {'. '.join(texts)}."


def _of_area(case: BriefSource, question: questions.FactQuestion, row: Fact) -> str:
    """Tell one answer about a life area; how it goes stands beside the area's name and needs none of its own."""
    return _answer(case, question, row) if question.name == RATING else _told(case, question, row)


def _wishes(case: BriefSource) -> Iterator[str]:
    return _latest("wishes", case)


def _safety(case: BriefSource) -> Iterator[str]:
    """Say only whether there were signs and whether a person assessed them: no more is needed to think along."""
    concerns = safety_part(case.facts).open_concerns
    days = [one.latest_sign_on for one in concerns if one.latest_sign_on]
    if not days:
        return
    words = {"when": case.week(max(days))}
    assessed = _("Signs of risk were recorded, last in %(when)s; a person has assessed them since.")
    unassessed = _("Signs of risk were recorded, last in %(when)s; not assessed yet.")
    yield (assessed if all(one.state == ASSESSED for one in concerns) else unassessed) % words


def _thoughts(case: BriefSource) -> Iterator[str]:
    for row in thoughts_now(case.facts.thoughts):
        yield _with_words(case, fact_choices.thoughts()[row.code], row)


def _words(case: BriefSource) -> Iterator[str]:
    quotes = sorted(
        (
            row
            for kind in ("engagement", "life_areas", "wishes", "care")
            for row in getattr(case.facts, kind)
            if row.words
        ),
        key=lambda row: (row.on, row.recorded_at),
    )
    for row in quotes[-MOST_WORDS:]:
        yield _("“%(words)s” (%(when)s)") % {"words": case.safe(row.words), "when": case.week(row.on)}


def _latest(kind: str, case: BriefSource) -> Iterator[str]:
    for question in questions.themes()[kind].questions:
        rows = rows_that_answer(getattr(case.facts, kind), question.name)
        if rows:
            yield f"{_told(case, question, rows[-1])}."


def _told(case: BriefSource, question: questions.FactQuestion, row: Fact) -> str:
    """Tell an answer as one colleague tells another; what was typed comes redacted."""
    if question.kind == "lines":
        return f"{question.label}: {_answer(case, question, row)}"
    return told(question, getattr(row, question.name))


def _answer(case: BriefSource, question: questions.FactQuestion, row: Fact) -> str:
    answer = getattr(row, question.name)
    if question.kind == "lines":
        return ", ".join(case.safe(line) for line in lines(answer) or ()) or _("asked, nothing to name")
    return questions.answer_in_words(question, answer)


def _with_words(case: BriefSource, text: str, row: Fact) -> str:
    return f"{text}. {case.safe(row.words)}" if row.words else f"{text}."
