"""The answers that questions about facts offer, in words."""

from __future__ import annotations

from unstuck.guidance import tables
from unstuck.guidance.catalogue import known_names
from unstuck.language import gettext as _
from unstuck.web.caseload.models import Adherence, Aim, GoalsMet, OtherRisk

Words = tuple[tuple[str, str], ...]
"""Codes and what they are called."""


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


def adherence_barriers() -> Words:
    """Return what may get in the way of what was agreed."""
    names = tables.words().adherence_barriers
    return tuple((code, name[0].upper() + name[1:]) for code, name in names.items())


def worked_with() -> Words:
    """Return with whom the work is done."""
    return (
        ("individual", _("One person")),
        ("couple", _("A couple")),
        ("family", _("A family")),
        ("group", _("A group")),
    )


def settings() -> Words:
    """Return how worker and client meet."""
    return (
        ("in_person", _("In person")),
        ("phone", _("By phone")),
        ("video", _("By video")),
        ("outreach", _("Where the client is: at home, on the street")),
    )


def another_worker_reasons() -> Words:
    """Return why a client may wish for another worker (E.5)."""
    return (
        ("felt_harmed", _("They felt harmed")),
        ("gender", _("They wish for a worker of another gender")),
        ("language", _("They wish for a worker who speaks their language")),
        ("fit", _("It does not fit")),
        ("other", _("Another reason")),
    )


def ages() -> Words:
    """Return the ages of a client as far as they matter."""
    return (
        ("child", _("A child")),
        ("young_person", _("A young person")),
        ("adult", _("An adult")),
        ("older_adult", _("An older adult")),
    )


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
