"""The life of a file on its way in. What a person asks for waits until the background process does it."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.components.workflow import NEW, Transition, Workflow

IMPORT = Workflow(
    _("import of a directory"),
    {
        "uploaded": _("Waiting to be looked at"),
        "read": _("Not applied yet"),
        "confirmed": _("Waiting to be brought in"),
        "applied": _("Brought in"),
        "discarded": _("Discarded"),
        "failed": _("Not brought in"),
    },
    (
        Transition("bring_in", (NEW,), "uploaded", _("choose a file")),
        Transition("read", ("uploaded",), "read", _("the background process looks at it")),
        Transition("confirm", ("read",), "confirmed", _("apply it")),
        Transition("apply", ("confirmed",), "applied", _("the background process brings it in")),
        Transition("take_in", (NEW,), "applied", _("bring it in on the command line")),
        Transition("fail", ("uploaded", "confirmed"), "failed", _("it cannot be read or brought in, and why")),
        Transition("discard", ("read",), "discarded", _("discard it")),
    ),
)
WAITING = ("uploaded", "confirmed")
"""The states in which a file waits for the background process, or is being worked on."""
