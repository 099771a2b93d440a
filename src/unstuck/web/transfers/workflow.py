"""The life of a transfer."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.components.workflow import NEW, Transition, Workflow

ARRANGED, HANDED_OVER, COVERED, HANDED_BACK, CALLED_OFF = (
    "arranged",
    "handed_over",
    "covered",
    "handed_back",
    "called_off",
)

TRANSFER = Workflow(
    "transfer",
    {
        ARRANGED: _("Arranged"),
        HANDED_OVER: _("Handed over"),
        COVERED: _("Covered while somebody is away"),
        HANDED_BACK: _("Handed back"),
        CALLED_OFF: _("Called off"),
    },
    (
        Transition("arrange", (NEW,), ARRANGED, _("Arranged, and both workers told")),
        Transition("hand_over", (ARRANGED,), HANDED_OVER, _("Handed over for good")),
        Transition("cover", (ARRANGED,), COVERED, _("Handed over for a while")),
        Transition("hand_back", (COVERED,), HANDED_BACK, _("Handed back")),
        Transition("keep", (COVERED,), HANDED_OVER, _("Stays with the colleague")),
        Transition("call_off", (ARRANGED,), CALLED_OFF, _("Called off")),
    ),
)
"""Arranged by the worker or the supervisor, made by the supervisor; cover for an absence comes back on its day."""
