"""The life of a vignette of an agency's own."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.components.workflow import NEW, Transition, Workflow

VIGNETTE = Workflow(
    _("vignette of one's own"),
    {
        "drafted": _("Being written"),
        "waiting": _("Waiting for a second look"),
        "published": _("Practised by colleagues"),
        "returned": _("Returned with a remark"),
        "withdrawn": _("Withdrawn"),
    },
    (
        Transition("begin", (NEW, "drafted", "waiting", "returned"), "drafted", _("choose the facts")),
        Transition("tell", ("drafted", "waiting", "returned"), "drafted", _("tell the story and its options")),
        Transition("confirm", ("drafted",), "waiting", _("confirm what colleagues will read")),
        Transition("publish", ("waiting",), "published", _("let colleagues practise it, after a second look")),
        Transition("give_back", ("waiting",), "returned", _("return with a remark")),
        Transition("withdraw", ("drafted", "waiting", "returned", "published"), "withdrawn", _("withdraw")),
    ),
)
