"""The life of a restriction: asked for by the client, decided by the agency with a reason, lifted on a day."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.components.workflow import NEW, Transition, Workflow

ASKED, IN_FORCE, REFUSED, LIFTED = "asked", "in_force", "refused", "lifted"

RESTRICTION = Workflow(
    _("restriction of a record"),
    {
        ASKED: _("Asked for"),
        IN_FORCE: _("In force"),
        REFUSED: _("Not agreed to"),
        LIFTED: _("Lifted"),
    },
    (
        Transition("ask", (NEW,), ASKED, _("write down what the client asks for")),
        Transition("grant", (ASKED,), IN_FORCE, _("agree to it")),
        Transition("refuse", (ASKED,), REFUSED, _("refuse it, and say why")),
        Transition("lift", (IN_FORCE,), LIFTED, _("lift it, after the client was told")),
    ),
)
