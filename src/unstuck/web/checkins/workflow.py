"""The life of a check-in."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.components.workflow import NEW, Transition, Workflow

ASKED, BEGUN, ANSWERED, ENDED = "asked", "begun", "answered", "ended"
OPEN = (ASKED, BEGUN)

CHECKIN = Workflow(
    "check-in",
    {
        ASKED: _("Asked, not begun yet"),
        BEGUN: _("Begun"),
        ANSWERED: _("Answered"),
        ENDED: _("Taken back"),
    },
    (
        Transition("ask", (NEW,), ASKED, _("Asked")),
        Transition("answer", OPEN, BEGUN, _("Answered a question")),
        Transition("finish", OPEN, ANSWERED, _("Sent")),
        Transition("end", OPEN, ENDED, _("Taken back")),
    ),
)
