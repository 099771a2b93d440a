"""The questions of each theme in words: on forms, and beside their answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from unstuck.guidance.catalogue import known_names
from unstuck.language import gettext as _
from unstuck.reporting.words import number
from unstuck.web.caseload.models import Adherence, Aim, Fact, GoalsMet, OtherRisk

FactAnswer = Literal["yes_no", "scale", "count", "choice", "lines"]
Words = tuple[tuple[str, str], ...]
"""Codes and what they are called."""


@dataclass(frozen=True)
class FactQuestion:
    """One column of a theme: how it is asked on a form and called on a page."""

    name: str
    kind: FactAnswer
    label: str
    asks: str
    hint: str = ""
    choices: Words = ()


@dataclass(frozen=True)
class Theme:
    """One kind of facts in words. `ask` is the button, `first` what to do where nothing is recorded yet."""

    slug: str
    title: str
    about: str
    ask: str
    first: str
    own_words: str
    questions: tuple[FactQuestion, ...] = ()


def themes() -> dict[str, Theme]:
    """Return the themes in the order of the page: what everything else stands on comes first."""
    ordered = (_engagement(), _life_areas(), _wishes(), _safety(), _care(), _consultation(), _approach(), _thoughts())
    return {theme.slug: theme for theme in ordered}


def _engagement() -> Theme:
    return Theme(
        "engagement",
        _("Working together"),
        _("How willing the client is, how working together is going, and what helps or gets in the way."),
        _("Record how working together is going"),
        _("Ask how working together is going, from 0 to 10: a fall is a signal of its own, even while scores improve."),
        _("In the client's own words"),
        _of_engagement(),
    )


def _of_engagement() -> tuple[FactQuestion, ...]:
    return (
        *_scales_of_engagement(),
        FactQuestion(
            "sceptical_or_withdrawn",
            "yes_no",
            _("Sceptical or withdrawn"),
            _("Is the client sceptical or withdrawn?"),
        ),
        *_agreed_things(),
        FactQuestion(
            "access_barriers",
            "lines",
            _("In the way of care"),
            _("What stands in the way of care?"),
            _("One on each line: transport, waiting lists, cost, stigma …"),
        ),
        FactQuestion(
            "strengths", "lines", _("Strengths"), _("What are the client's strengths?"), _("One on each line.")
        ),
    )


def _scales_of_engagement() -> tuple[FactQuestion, ...]:
    scale = _("0 is not at all, 10 is as much as possible")
    return (
        FactQuestion(
            "willingness", "scale", _("Willingness to engage"), _("How willing is the client to engage?"), scale
        ),
        FactQuestion("alliance", "scale", _("Working relationship"), _("How good is the working relationship?"), scale),
        FactQuestion(
            "readiness_to_change", "scale", _("Readiness to change"), _("How ready is the client to change?"), scale
        ),
    )


def _agreed_things() -> tuple[FactQuestion, ...]:
    agreed = adherence()
    return (
        FactQuestion("medication", "choice", _("Medication"), _("How is the medication going?"), choices=agreed),
        FactQuestion(
            "therapy",
            "choice",
            _("Therapy"),
            _("How are the sessions and what was agreed there going?"),
            choices=agreed,
        ),
        FactQuestion(
            "community_support",
            "choice",
            _("Community support"),
            _("How is community support going?"),
            choices=agreed,
        ),
    )


def _safety() -> Theme:
    """Return what was asked before there were concerns: read as history, and recorded no more."""
    return Theme(
        "safety",
        _("Safety"),
        _("Concerns, the safety plan, and how to reach the client. Below: what was recorded before."),
        _("Concerns and the safety plan"),
        _("Ask about risk. Not asked is not the same as safe."),
        _("What was said or seen"),
        (
            FactQuestion("suicide_item_above_zero", "yes_no", _("Suicide item above zero"), ""),
            FactQuestion("crisis", "yes_no", _("Crisis"), ""),
            FactQuestion("other_risk", "choice", _("Another risk"), "", choices=risks()),
            FactQuestion("imminent", "yes_no", _("Imminent danger"), ""),
            FactQuestion("assessed", "yes_no", _("Assessed by a person"), ""),
        ),
    )


def _care() -> Theme:
    return Theme(
        "care",
        _("The work so far"),
        _("Sessions, goals, and what the work is for."),
        _("Record how the work goes"),
        _("Say whether goals are met and what the work is for: to change something, or to stay well."),
        _("Note"),
        (
            FactQuestion("goals_met", "choice", _("Goals met"), _("Are the client's goals met?"), choices=goals_met()),
            FactQuestion("aim", "choice", _("Aim"), _("What is the work for?"), choices=aims()),
            FactQuestion("sessions_attended", "count", _("Sessions attended"), _("Sessions attended so far")),
            FactQuestion(
                "sessions_missed_recently",
                "count",
                _("Sessions missed recently"),
                _("Sessions missed recently"),
                _("In the last few weeks."),
            ),
            FactQuestion(
                "presenting_problems",
                "lines",
                _("What brought the client"),
                _("What brought the client here?"),
                _("One on each line, as the client would say it."),
            ),
            FactQuestion("referrals_open", "count", _("Referrals still open"), _("How many referrals are still open?")),
            FactQuestion("mandated", "yes_no", _("Mandated"), _("Does a court or an office require this work?")),
        ),
    )


def _wishes() -> Theme:
    return Theme(
        "wishes",
        _("The client's wishes"),
        _("What the client wants of the work. A wish to end comes first and needs nobody's leave."),
        _("Record what the client wishes"),
        _("Ask what the client would like to be different, and write it down in their words."),
        _("In the client's own words"),
        (
            FactQuestion(
                "try_something_different",
                "yes_no",
                _("Try something different"),
                _("Does the client wish to try something different?"),
            ),
            FactQuestion(
                "another_worker", "yes_no", _("Another worker"), _("Does the client wish for another worker?")
            ),
            FactQuestion("end_treatment", "yes_no", _("To end"), _("Does the client wish to end?")),
            FactQuestion(
                "preferred_approaches",
                "lines",
                _("Prefers"),
                _("Which ways of working does the client prefer?"),
                _("One on each line."),
            ),
        ),
    )


def _life_areas() -> Theme:
    return Theme(
        "life_areas",
        _("Life areas"),
        _("How the areas of life are going, 0 very badly to 10 very well."),
        _("Ask about life areas"),
        _("Go through the areas of life with the client: two or more that are hit call for outside support."),
        _("In the client's own words"),
        (
            FactQuestion("rating", "scale", _("How it goes"), _("0 to 10")),
            FactQuestion("negatively_affected", "yes_no", _("Makes life harder"), _("Makes life harder")),
            FactQuestion("wants_help", "yes_no", _("Wants help"), _("Wants help")),
            FactQuestion("imminent_loss", "yes_no", _("A loss is near"), _("A loss is near")),
        ),
    )


def _consultation() -> Theme:
    return Theme(
        "consultation",
        _("Consultations"),
        _("When a colleague was asked, answered, and what came of it. No names, no more than needed."),
        _("Record a consultation"),
        _("When the scores stall, a colleague's view comes first. Record when you asked."),
        _("Note"),
    )


def _approach() -> Theme:
    return Theme(
        "approach",
        _("Approaches"),
        _("Which way of working was used from when to when."),
        _("Record an approach"),
        _("Say which approach is used now and since when: a young one is given its time."),
        _("Why, in a sentence"),
    )


def _thoughts() -> Theme:
    return Theme(
        "thoughts",
        _("The worker's thoughts"),
        _("What the worker has in mind: thoughts, not facts about the client. They bring up what is worth pausing on."),
        _("Record what you have in mind"),
        _("Say what you consider doing, and see what speaks for pausing on it."),
        _("Your own note"),
    )


def goals_met() -> Words:
    """Return the answers to whether goals are met."""
    return (
        (GoalsMet.ALL, _("All of them")),
        (GoalsMet.SOME, _("Some of them")),
        (GoalsMet.NONE, _("None of them yet")),
    )


def aims() -> Words:
    """Return what the work may be for."""
    return ((Aim.CHANGE, _("To change something")), (Aim.STAY_WELL, _("To stay well")))


def risks() -> Words:
    """Return the other risks."""
    return (
        (OtherRisk.VIOLENCE_AT_HOME, _("Violence at home")),
        (OtherRisk.HARM_TO_CHILD_OR_ELDER, _("Harm to a child or an elder")),
        (OtherRisk.HARM_TO_OTHERS, _("Harm to others")),
        (OtherRisk.PSYCHOSIS_OR_WITHDRAWAL, _("Acute psychosis or withdrawal")),
        (OtherRisk.NONE, _("Asked, and there is none")),
    )


def adherence() -> Words:
    """Return how something that was agreed may go."""
    return (
        (Adherence.AS_AGREED, _("As agreed")),
        (Adherence.PARTLY, _("Partly")),
        (Adherence.NOT, _("Not at all")),
        (Adherence.NOTHING_AGREED, _("Not part of what was agreed")),
    )


def engagement_scales() -> list[FactQuestion]:
    """Return the questions about working together that are answered from 0 to 10."""
    return [question for question in themes()["engagement"].questions if question.kind == "scale"]


def thoughts() -> dict[str, str]:
    """Return what a worker may have in mind."""
    return {
        "change_approach": _("Changing the approach"),
        "consult_colleague": _("Asking a colleague"),
        "outside_resources": _("Bringing in outside support"),
        "research_methods": _("Looking for other methods"),
        "continue_same": _("Continuing as now"),
        "more_sessions": _("More sessions"),
        "push_harder": _("Encouraging the client to push on"),
        "revisit_past_trauma": _("Going back to past trauma"),
        "medication_change": _("A change of medication"),
        "couple_or_family_work": _("Couple or family work"),
        "replace_worker": _("Another worker for this client"),
        "transfer": _("A transfer to somebody else"),
        "end_treatment": _("Ending the work"),
        "discharge_no_contact": _("Closing the file, as there is no contact"),
        "report_concern": _("Reporting a concern"),
    }


def steps() -> dict[str, str]:
    """Return how far a consultation may have come."""
    return {
        "asked": _("A colleague was asked"),
        "answered": _("The colleague answered"),
        "acted_on": _("It was acted on"),
    }


def approaches() -> dict[str, str]:
    """Return the approaches that can be picked by name, as the catalogue of `guidance` has them."""
    return known_names()


def approach_called(code: str) -> str:
    """Return what an approach is called: our word for a known code, else its own name."""
    return approaches().get(code, code)


def answer_in_words(question: FactQuestion, answer: Any) -> str:
    """Say an answer; `answer` is not None."""
    if question.kind == "yes_no":
        return _("Yes") if answer else _("No")
    if question.kind == "scale":
        return _("%(value)s of 10") % {"value": number(answer)}
    if question.kind == "choice":
        return dict(question.choices)[answer]
    if question.kind == "lines":
        return ", ".join(str(answer).splitlines()) or _("Asked: nothing to name")
    return number(answer)


def answered(row: Fact, theme: Theme) -> list[tuple[str, str]]:
    """Return what one row says: the questions that were asked, and their answers."""
    return [
        (question.label, answer_in_words(question, answer))
        for question in theme.questions
        if (answer := getattr(row, question.name)) is not None
    ]
