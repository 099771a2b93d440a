"""The life of a referral, in the sense of FHIR's Task: draft, requested, accepted, in-progress, completed, …"""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.components.workflow import NEW, Transition, Workflow

REFERRAL = Workflow(
    _("referral"),
    {
        "draft": _("Being prepared"),
        "requested": _("Asked for"),
        "accepted": _("Accepted"),
        "in_progress": _("Help has begun"),
        "completed": _("Completed"),
        "declined": _("Not accepted"),
        "cancelled": _("Cancelled"),
        "failed": _("Help was not got"),
    },
    (
        Transition("draft", (NEW,), "draft", _("prepare it")),
        Transition("consent", ("draft",), "draft", _("record the client's consent")),
        Transition("request", ("draft",), "requested", _("hand it on")),
        Transition("call", ("requested",), "requested", _("call back")),
        Transition("call", ("accepted",), "accepted", _("call back")),
        Transition("call", ("in_progress",), "in_progress", _("call back")),
        Transition("call", ("completed",), "completed", _("call back")),
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
"""The states in which somebody outside is asked and has not come to an end."""

NEEDS_REASON = ("decline", "fail", "cancel")
