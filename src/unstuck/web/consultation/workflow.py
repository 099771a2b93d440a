"""The lives of a consultation and of a lesson."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.components.workflow import NEW, Transition, Workflow

CONSULTATION = Workflow(
    _("consultation"),
    {
        "drafted": _("Being written"),
        "asked": _("Asked"),
        "answered": _("Answered"),
        "decided": _("Decided"),
        "closed": _("Closed"),
        "withdrawn": _("Withdrawn"),
    },
    (
        Transition("draft", (NEW, "drafted"), "drafted", _("write the question")),
        Transition("ask", ("drafted",), "asked", _("confirm the brief and ask")),
        Transition("reply", ("asked", "answered"), "answered", _("reply")),
        Transition("reply", ("decided",), "decided", _("reply")),
        Transition("ask_back", ("asked",), "asked", _("write to those asked")),
        Transition("ask_back", ("answered",), "answered", _("write to those asked")),
        Transition("ask_back", ("decided",), "decided", _("write to those asked")),
        Transition("ask_another", ("asked",), "asked", _("ask another colleague")),
        Transition("ask_another", ("answered",), "answered", _("ask another colleague")),
        Transition("ask_elsewhere", ("asked",), "asked", _("seal the question for another agency")),
        Transition("ask_elsewhere", ("answered",), "answered", _("seal the question for another agency")),
        Transition("decline", ("asked",), "asked", _("decline, with a reason or without")),
        Transition("decline", ("answered",), "answered", _("decline, with a reason or without")),
        Transition("decide", ("asked", "answered"), "decided", _("decide")),
        Transition("close", ("decided",), "closed", _("say what came of it and close")),
        Transition("withdraw", ("drafted", "asked", "answered"), "withdrawn", _("withdraw")),
    ),
)
OPEN = ("asked", "answered", "decided")
"""The states in which those asked can read."""

LESSON = Workflow(
    _("thing learned"),
    {
        "waiting": _("Waiting for a second look"),
        "published": _("On the shelf"),
        "returned": _("Returned with a remark"),
    },
    (
        Transition("write", (NEW, "returned"), "waiting", _("write down what was learned")),
        Transition("publish", ("waiting",), "published", _("publish after a second look")),
        Transition("give_back", ("waiting",), "returned", _("return with a remark")),
    ),
)
