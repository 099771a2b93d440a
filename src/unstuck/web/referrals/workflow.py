"""The life of a referral, after the states of a FHIR Task: draft, requested, accepted, in-progress, completed, …"""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.components.workflow import NEW, Transition, Workflow

REFERRAL = Workflow(
    _("referral"),
    {
        "draft": _("Being prepared"),
        "requested": _("Asked"),
        "accepted": _("Accepted"),
        "in_progress": _("Help has begun"),
        "completed": _("Completed"),
        "declined": _("Not accepted"),
        "cancelled": _("Cancelled"),
        "failed": _("No help came of it"),
    },
    (
        Transition("draft", (NEW,), "draft", _("prepare it")),
        Transition("consent", ("draft",), "draft", _("record the client's consent")),
        Transition("request", ("draft",), "requested", _("make the referral")),
        Transition("call", ("requested",), "requested", _("ask again")),
        Transition("call", ("accepted",), "accepted", _("ask again")),
        Transition("call", ("in_progress",), "in_progress", _("ask again")),
        Transition("call", ("completed",), "completed", _("ask again")),
        Transition("accept", ("requested",), "accepted", _("they accepted")),
        Transition("start", ("requested", "accepted"), "in_progress", _("help has begun")),
        Transition("complete", ("requested", "accepted", "in_progress"), "completed", _("it is completed")),
        Transition("decline", ("requested", "accepted"), "declined", _("they did not accept, and why")),
        Transition("fail", ("requested", "accepted", "in_progress"), "failed", _("the client got no help, and why")),
        Transition("fail", ("completed",), "failed", _("the client got no help, and why")),
        Transition("cancel", ("draft", "requested", "accepted", "in_progress"), "cancelled", _("cancel it, and why")),
    ),
)
OPEN = ("requested", "accepted", "in_progress")
"""The states in which an organisation has been asked, and the referral has not ended."""

ANSWERABLE = (*OPEN, "completed")
"""The states in which the organisation or the client can still say what became of it."""

NEEDS_REASON = ("decline", "fail", "cancel")
