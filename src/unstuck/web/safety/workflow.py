"""The life of a concern (S)."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.components.workflow import NEW, Transition, Workflow

RAISED, TAKEN, ASSESSED, CLOSED = "raised", "taken", "assessed", "closed"
OPEN = (RAISED, TAKEN, ASSESSED)
NOT_ASSESSED = (RAISED, TAKEN)


def _beside(action: str, words: str) -> tuple[Transition, ...]:
    """Return what is recorded beside the life of a concern: it stays where it is."""
    return tuple(Transition(action, (state,), state, words) for state in OPEN)


CONCERN = Workflow(
    "concern",
    {
        RAISED: _("Nobody has taken it on yet"),
        TAKEN: _("Taken on, not assessed yet"),
        ASSESSED: _("Assessed"),
        CLOSED: _("Closed"),
    },
    (
        Transition("raise", (NEW,), RAISED, _("Raised")),
        Transition("sign", (RAISED, ASSESSED), RAISED, _("Another sign")),
        Transition("sign", (TAKEN,), TAKEN, _("Another sign")),
        Transition("escalate", (RAISED,), RAISED, _("Passed on: not taken on in time")),
        Transition("replace", (RAISED, TAKEN), RAISED, _("Passed on: nobody here answered for it")),
        Transition("replace", (ASSESSED,), ASSESSED, _("Passed on: nobody here answered for it")),
        Transition("pass_on", (RAISED, TAKEN), RAISED, _("Passed on")),
        Transition("pass_on", (ASSESSED,), ASSESSED, _("Passed on")),
        Transition("take", (RAISED,), TAKEN, _("Taken on")),
        Transition("assess", OPEN, ASSESSED, _("Assessed")),
        *_beside("report", _("Report made")),
        *_beside("help", _("Medical help arranged")),
        Transition("close", (ASSESSED,), CLOSED, _("Closed with a reason")),
    ),
)
"""Raised by a sign, taken on by a named person, assessed in words, looked at again, closed with a reason. Another sign
after an assessment asks for a new one. Somebody who left answers for nothing: the next one is asked."""
