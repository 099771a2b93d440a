"""The life of a check-in, and of a reminder: claimed before it goes out, and never a second time."""

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

WAITING, CLAIMED, SENT, REFUSED, UNSURE, STOPPED = "waiting", "claimed", "sent", "refused", "unsure", "stopped"

REMINDER = Workflow(
    "reminder",
    {
        WAITING: _("Waiting to be sent"),
        CLAIMED: _("Being sent"),
        SENT: _("Sent"),
        REFUSED: _("Not sent: it was refused"),
        UNSURE: _("Perhaps sent, perhaps not"),
        STOPPED: _("Not sent: no longer wanted or no longer safe"),
    },
    (
        Transition("queue", (NEW,), WAITING, _("The reminder day came")),
        Transition("claim", (WAITING,), CLAIMED, _("Taken in hand")),
        Transition("stop", (WAITING,), STOPPED, _("Answered, said no to, or no longer safe")),
        Transition("send", (CLAIMED,), SENT, _("Taken by the mail server or the gateway")),
        Transition("refuse", (CLAIMED,), REFUSED, _("Refused by the mail server or the gateway")),
        Transition("lose", (CLAIMED,), UNSURE, _("Interrupted while it was being sent")),
    ),
)
