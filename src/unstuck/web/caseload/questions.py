"""The questions of each theme in words: on forms, and beside their answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from unstuck.language import gettext as _
from unstuck.reporting.words import number
from unstuck.web.caseload import fact_choices
from unstuck.web.caseload.fact_choices import Words
from unstuck.web.caseload.models import Fact

FactAnswer = Literal["yes_no", "scale", "count", "choice", "several", "lines"]


ASKED_WHERE: dict[str, Callable[[int], bool]] = {}
"""Questions that are asked only where a room above says so of the episode: whether goals are met, where any is set."""


@dataclass(frozen=True)
class FactQuestion:
    """One column of a theme: how it is asked on a form, if it is not counted (empty), and called on a page."""

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
    about_the_client = (_engagement(), _life_areas(), _wishes(), _circumstances(), _safety())
    ordered = (*about_the_client, _care(), _consultation(), _approach(), _thoughts())
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
            "adherence_barriers",
            "several",
            _("In the way of what was agreed"),
            _("If something is not going as agreed: what gets in the way?"),
            choices=fact_choices.adherence_barriers(),
        ),
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
    agreed = fact_choices.adherence()
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
        _("Concerns, the safety plan, and how to reach the client have a page of their own."),
        _("Concerns and the safety plan"),
        _("Ask about risk. Not asked is not the same as safe."),
        _("What was said or seen"),
        (
            FactQuestion("suicide_item_above_zero", "yes_no", _("Suicide item above zero"), ""),
            FactQuestion("crisis", "yes_no", _("Crisis"), ""),
            FactQuestion("other_risk", "choice", _("Another risk"), "", choices=fact_choices.risks()),
            FactQuestion("imminent", "yes_no", _("Imminent danger"), ""),
            FactQuestion("assessed", "yes_no", _("Assessed by a person"), ""),
        ),
    )


def _care() -> Theme:
    goals = fact_choices.goals_met()
    return Theme(
        "care",
        _("The work so far"),
        _("Sessions, goals, and what the work is for."),
        _("Record how the work goes"),
        _("Say whether goals are met and what the work is for: to change something, or to stay well."),
        _("Note"),
        (
            FactQuestion("goals_met", "choice", _("Goals met"), _("Are the client's goals met?"), choices=goals),
            FactQuestion("aim", "choice", _("Aim"), _("What is the work for?"), choices=fact_choices.aims()),
            FactQuestion(
                "sessions_attended", "count", _("Sessions attended"), _("Sessions attended before each was recorded")
            ),
            FactQuestion("sessions_missed_recently", "count", _("Sessions missed recently"), ""),
            FactQuestion(
                "presenting_problems",
                "lines",
                _("What brought the client"),
                _("What brought the client here?"),
                _("One on each line, as the client would say it."),
            ),
            FactQuestion("referrals_open", "count", _("Referrals still open"), ""),
            FactQuestion("mandated", "yes_no", _("Mandated"), _("Does a court or an office require this work?")),
            *_ways_of_meeting(),
        ),
    )


def _ways_of_meeting() -> tuple[FactQuestion, ...]:
    people, places = fact_choices.worked_with(), fact_choices.settings()
    return (
        FactQuestion("worked_with", "choice", _("Worked with"), _("Who do you work with?"), choices=people),
        FactQuestion("setting", "choice", _("Setting"), _("How do you meet?"), choices=places),
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
            *_of_another_worker(),
            FactQuestion("end_treatment", "yes_no", _("To end"), _("Does the client wish to end?")),
            FactQuestion(
                "stay_on", "yes_no", _("To stay on"), _("Does the client wish to go on, although goals are met?")
            ),
            FactQuestion(
                "different_measure",
                "yes_no",
                _("The questionnaire misses what matters"),
                _("Does the client say that the questionnaire misses what matters to them?"),
            ),
            FactQuestion(
                "preferred_approaches",
                "lines",
                _("Prefers"),
                _("Which ways of working does the client prefer?"),
                _("One on each line."),
            ),
        ),
    )


def _of_another_worker() -> tuple[FactQuestion, ...]:
    asks, reasons = _("Does the client wish for another worker?"), fact_choices.another_worker_reasons()
    return (
        FactQuestion("another_worker", "yes_no", _("Another worker"), asks),
        FactQuestion("another_worker_reason", "choice", _("Why another worker"), _("If so, why?"), choices=reasons),
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
            FactQuestion("lost_already", "yes_no", _("Lost already"), _("Lost already")),
        ),
    )


def _circumstances() -> Theme:
    return Theme(
        "circumstances",
        _("Circumstances"),
        _("What in the client's life changes what is wise: language, culture and faith, health, home."),
        _("Record the client's circumstances"),
        _("Ask whether an interpreter is needed, and about bodily symptoms that nobody has explained."),
        _("In the client's own words"),
        (*_of_language_and_culture(), *_of_health_and_home()),
    )


def _of_language_and_culture() -> tuple[FactQuestion, ...]:
    return (
        FactQuestion("age", "choice", _("Age"), _("How old is the client?"), choices=fact_choices.ages()),
        FactQuestion(
            "interpreter_needed",
            "yes_no",
            _("Interpreter needed"),
            _("Does the client need an interpreter?"),
            _("Sign language counts. Family members and children do not interpret."),
        ),
        FactQuestion("interpreter_arranged", "yes_no", _("Interpreter arranged"), _("If so, has one been arranged?")),
        FactQuestion(
            "culture_or_faith_matters",
            "yes_no",
            _("Culture, faith or discrimination"),
            _("Does the client say that culture, faith or discrimination bears on the work?"),
        ),
    )


def _of_health_and_home() -> tuple[FactQuestion, ...]:
    return (
        FactQuestion(
            "physical_symptoms",
            "yes_no",
            _("Unexplained bodily symptoms"),
            _("Are there bodily symptoms that no doctor has explained?"),
        ),
        FactQuestion(
            "pregnant", "yes_no", _("Pregnant"), _("Is the client pregnant?"), _("Only where it bears on the work.")
        ),
        FactQuestion("children_in_home", "yes_no", _("Children at home"), _("Do children live in the client's home?")),
        FactQuestion(
            "decides_with_guardian",
            "yes_no",
            _("Decides with a guardian"),
            _("Does a guardian decide with the client, or can they decide only some things alone?"),
            _("Then ask who must agree before anything is arranged."),
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


def engagement_scales() -> list[FactQuestion]:
    """Return the questions about working together that are answered from 0 to 10."""
    return [question for question in themes()["engagement"].questions if question.kind == "scale"]


def answer_in_words(question: FactQuestion, answer: Any) -> str:
    """Say an answer; `answer` is not None."""
    if question.kind == "yes_no":
        return _("Yes") if answer else _("No")
    if question.kind == "scale":
        return _("%(value)s of 10") % {"value": number(answer)}
    if question.kind == "choice":
        return dict(question.choices)[answer]
    if question.kind in ("lines", "several"):
        named = dict(question.choices)
        return ", ".join(named.get(line, line) for line in answer.splitlines()) or _("Asked: nothing to name")
    return number(answer)


def answered(row: Fact, theme: Theme) -> list[tuple[str, str]]:
    """Return what one row says: the questions that were asked, and their answers."""
    return [
        (question.label, answer_in_words(question, answer))
        for question in theme.questions
        if (answer := getattr(row, question.name)) is not None
    ]
