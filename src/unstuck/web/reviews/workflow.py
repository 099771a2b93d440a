"""The life of a review."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.components.workflow import NEW, Transition, Workflow

OPEN, DECIDED, CLOSED = "open", "decided", "closed"
GOING_ON = (OPEN, DECIDED)

REVIEW = Workflow(
    "review",
    {
        OPEN: _("Open"),
        DECIDED: _("Decided, to be looked at again"),
        CLOSED: _("Closed"),
    },
    (
        Transition("open", (NEW,), OPEN, _("Opened")),
        Transition("talk", (OPEN,), OPEN, _("Talked about with the client")),
        Transition("talk", (DECIDED,), DECIDED, _("Talked about with the client")),
        Transition("set_aside", (OPEN,), OPEN, _("Step set aside")),
        Transition("set_aside", (DECIDED,), DECIDED, _("Step set aside")),
        Transition("bring_back", (OPEN,), OPEN, _("Step brought back")),
        Transition("bring_back", (DECIDED,), DECIDED, _("Step brought back")),
        Transition("decide", GOING_ON, DECIDED, _("Decided")),
        Transition("note", (DECIDED,), DECIDED, _("Note saved")),
        Transition("follow_up", (DECIDED,), DECIDED, _("Looked at again")),
        Transition("close", GOING_ON, CLOSED, _("Closed with an outcome")),
        Transition("end", GOING_ON, CLOSED, _("Closed when the work ended")),
        Transition("return", (CLOSED,), OPEN, _("Opened again: the stall came back")),
        Transition("reopen", (CLOSED,), OPEN, _("Opened again")),
    ),
)
"""Opened from a stall, decided, followed up, closed with an outcome; opened again when the stall returns."""
