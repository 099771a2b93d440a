"""The life of a goal, and of a part of the plan."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.components.workflow import NEW, Transition, Workflow

GOAL = Workflow(
    "Goal",
    {"working": _("worked on"), "reached": _("reached"), "set_aside": _("set aside")},
    (
        Transition("set", (NEW,), "working", _("set it")),
        Transition("rate", ("working",), "working", _("say how far it has come")),
        Transition("reword", ("working",), "working", _("put it in other words")),
        Transition("reach", ("working",), "reached", _("it has been reached")),
        Transition("set_aside", ("working",), "set_aside", _("set it aside")),
        Transition("take_up", ("reached", "set_aside"), "working", _("work on it again")),
    ),
)

PART = Workflow(
    "Part of the plan",
    {"agreed": _("agreed"), "dropped": _("no longer agreed")},
    (
        Transition("agree", (NEW,), "agreed", _("agree on it")),
        Transition("drop", ("agreed",), "dropped", _("drop it")),
    ),
)
