"""The life of an alert."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.components.workflow import NEW, Transition, Workflow

RAISED, SEEN, TALKED, ACTED_ON, TOLD = "raised", "seen", "talked", "acted_on", "told"
PUT_OFF, PASSED, CLOSED = "put_off", "passed", "closed"
OPEN = (RAISED, PUT_OFF, SEEN, TALKED, ACTED_ON)

ALERT = Workflow(
    "alert",
    {
        RAISED: _("Worth a look"),
        PUT_OFF: _("Put off"),
        SEEN: _("Seen"),
        TALKED: _("Talked about with the client"),
        ACTED_ON: _("Acted on"),
        TOLD: _("What happened next is recorded"),
        PASSED: _("It passed"),
        CLOSED: _("Closed when the work ended"),
    },
    (
        Transition("raise", (NEW,), RAISED, _("Raised")),
        Transition("see", (RAISED, PUT_OFF), SEEN, _("Seen")),
        Transition("put_off", (RAISED, PUT_OFF, SEEN), PUT_OFF, _("Put off")),
        Transition("talk", (RAISED, PUT_OFF, SEEN, TALKED), TALKED, _("Talked about with the client")),
        Transition("act", OPEN, ACTED_ON, _("Acted on")),
        Transition("tell", (TALKED, ACTED_ON, PASSED), TOLD, _("What happened next")),
        Transition("pass", OPEN, PASSED, _("The sign passed")),
        Transition("pass", (TOLD,), TOLD, _("The sign passed")),
        Transition("return", (PASSED, TOLD), RAISED, _("The sign came back")),
        Transition("end", (*OPEN, TOLD, PASSED), CLOSED, _("The work ended")),
    ),
)
"""Raised, seen, talked about, acted on, what happened next. A sign that passes is marked so, and may come back."""

BY_PEOPLE = ("see", "put_off", "talk", "act", "tell")
"""What a person does; the others follow from the scores, the facts or the ending."""
