"""What a learner can choose at each point of a course, and which steps of the pathway each choice takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from unstuck.guidance.case import Thought
from unstuck.language import gettext as _

Choice = Literal["safety", "relationship", "consult", "change", "support", "wait", "end"]
CHOICES: tuple[Choice, ...] = get_args(Choice)
"""Every choice, in the order in which they are shown; all of them at every point."""

STEPS: Mapping[Choice, tuple[str, ...]] = {
    "safety": ("respond-to-risk", "get-medical-help", "report-concern"),
    "relationship": ("make-contact", "repair-relationship", "review-goals-with-client"),
    "consult": ("consult-colleague", "reassess", "research-with-colleague"),
    "change": ("change-approach",),
    "support": ("involve-resources", "evaluate-need", "advocate", "ask-prescriber"),
    "wait": ("collect-scores", "continue", "wait-for-reply"),
    "end": ("closing-review", "step-down", "arrange-transfer"),
}
"""The steps of the pathway that each choice takes; every step belongs to one choice."""

THOUGHTS: Mapping[Choice, Thought] = {"wait": "continue_same", "end": "end_treatment"}
"""What a worker has in mind who chooses so: the pathway may have a caution against it."""


def choice_for(step: str) -> Choice:
    """Return the choice that takes a step."""
    return next(choice for choice, steps in STEPS.items() if step in steps)


def choice_words() -> Mapping[Choice, str]:
    """Return how each choice is said."""
    return {
        "safety": _("Go to safety first: ask about it, and see to it"),
        "relationship": _("Look to how the two of you work together: get in touch, ask, listen"),
        "consult": _("Ask a colleague to think along"),
        "change": _("Plan a different approach with the client"),
        "support": _("Bring in outside support"),
        "wait": _("Carry on as before, and wait"),
        "end": _("End the work"),
    }
