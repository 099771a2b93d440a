"""Yes and no as one colleague tells another: a form asks and a list pairs names with answers; who is told hears words.

Whoever reads a brief was never shown the questions, so "Wants help: No" would leave them guessing whose help with what.
"""

from __future__ import annotations

from typing import Any

from unstuck.language import gettext as _
from unstuck.web.caseload.questions import FactQuestion, answer_in_words


def told(question: FactQuestion, answer: Any) -> str:
    """Tell an answer in a sentence without its full stop; what is no yes or no keeps the name of its question."""
    sentences = _sentences().get(question.name) if question.kind == "yes_no" else None
    if sentences is None:
        return f"{question.label}: {answer_in_words(question, answer)}"
    yes, no = sentences
    return yes if answer else no


def _sentences() -> dict[str, tuple[str, str]]:
    """Return what yes and no mean, by the name of the question."""
    return {**_about_life_areas(), **_about_wishes(), **_about_the_work()}


def _about_life_areas() -> dict[str, tuple[str, str]]:
    return {
        "negatively_affected": (_("Makes life harder"), _("Does not make life harder")),
        "wants_help": (_("The client wants help with it"), _("The client does not want help with it")),
        "imminent_loss": (_("A loss is near"), _("No loss is near")),
        "lost_already": (_("Lost already"), _("Not lost so far")),
    }


def _about_wishes() -> dict[str, tuple[str, str]]:
    return {
        "try_something_different": (
            _("The client wishes to try something different"),
            _("The client does not wish to try anything different"),
        ),
        "another_worker": (
            _("The client wishes for another worker"),
            _("The client does not wish for another worker"),
        ),
        "end_treatment": (_("The client wishes to end"), _("The client does not wish to end")),
        "stay_on": (
            _("The client wishes to go on, although goals are met"),
            _("The client does not wish to go on once goals are met"),
        ),
        "different_measure": (
            _("The client says that the questionnaire misses what matters to them"),
            _("The client does not say that the questionnaire misses what matters to them"),
        ),
    }


def _about_the_work() -> dict[str, tuple[str, str]]:
    return {
        "sceptical_or_withdrawn": (
            _("The client is sceptical or withdrawn"),
            _("The client is neither sceptical nor withdrawn"),
        ),
        "mandated": (_("A court or an office requires this work"), _("No court or office requires this work")),
    }
