"""The life of a transfer, and of a cover."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.caseload.cover_states import AGREED, ASKED, DECLINED, ENDED
from unstuck.web.caseload.cover_states import CALLED_OFF as COVER_CALLED_OFF
from unstuck.web.components.workflow import NEW, Transition, Workflow

ARRANGED, HANDED_OVER, COVERED, HANDED_BACK, CALLED_OFF = (
    "arranged",
    "handed_over",
    "covered",
    "handed_back",
    "called_off",
)

TRANSFER = Workflow(
    "transfer",
    {
        ARRANGED: _("Arranged"),
        HANDED_OVER: _("Handed over"),
        COVERED: _("Covered while somebody is away"),
        HANDED_BACK: _("Handed back"),
        CALLED_OFF: _("Called off"),
    },
    (
        Transition("arrange", (NEW,), ARRANGED, _("Arranged, and both workers told")),
        Transition("hand_over", (ARRANGED,), HANDED_OVER, _("Handed over for good")),
        Transition("cover", (ARRANGED,), COVERED, _("Handed over for a while")),
        Transition("hand_back", (COVERED,), HANDED_BACK, _("Handed back")),
        Transition("keep", (COVERED,), HANDED_OVER, _("Stays with the colleague")),
        Transition("call_off", (ARRANGED,), CALLED_OFF, _("Called off")),
    ),
)
"""Arranged by the worker or the supervisor, made by the supervisor; cover for an absence comes back on its day."""

COVER = Workflow(
    "cover",
    {
        ASKED: _("Waits for an answer"),
        AGREED: _("Agreed"),
        DECLINED: _("Declined"),
        COVER_CALLED_OFF: _("Called off"),
        ENDED: _("Over"),
    },
    (
        Transition("ask", (NEW,), ASKED, _("Asked a colleague to stand in")),
        Transition("agree", (ASKED,), AGREED, _("Agreed to stand in")),
        Transition("decline", (ASKED,), DECLINED, _("Declined")),
        Transition("call_off", (ASKED,), COVER_CALLED_OFF, _("Called off")),
        Transition("lapse", (ASKED,), COVER_CALLED_OFF, _("Nobody answered before the last day was over")),
        Transition("end", (AGREED,), ENDED, _("Ended early")),
        Transition("run_out", (AGREED,), ENDED, _("The last day is over")),
    ),
)
"""Asked by the worker or their supervisor, agreed to by the colleague; over after its last day, or ended earlier."""
