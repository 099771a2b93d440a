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

ASKED, AGREED, OBJECTED, WITHDRAWN, ENDED = "asked", "agreed", "objected", "withdrawn", "ended"
WAITING_OR_AGREED = (ASKED, AGREED)

INTENDED_ENDING = Workflow(
    "ending in a crisis",
    {
        ASKED: _("A second person is asked"),
        AGREED: _("The second person agrees"),
        OBJECTED: _("The second person objects"),
        WITHDRAWN: _("Withdrawn"),
        ENDED: _("The work ended"),
    },
    (
        Transition("ask", (NEW,), ASKED, _("Recorded in words, and a second person asked")),
        Transition("agree", (ASKED,), AGREED, _("Agreed to, in words")),
        Transition("object", (ASKED,), OBJECTED, _("Objected to, in words")),
        Transition("withdraw", (ASKED, AGREED), WITHDRAWN, _("Withdrawn, or asked anew")),
        Transition("end", (AGREED,), ENDED, _("The work ended")),
    ),
)
"""What a worker intends while a risk is not assessed or imminent (E.2): never ended by one person alone."""
