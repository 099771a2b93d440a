"""The life of a task of advocacy (D.6): agreed with the client, sent, answered, followed until something came of it."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.components.workflow import NEW, Transition, Workflow

DRAFT, AGREED, SENT, ANSWERED, DONE, WITHDRAWN = "draft", "agreed", "sent", "answered", "done", "withdrawn"
OPEN = (DRAFT, AGREED, SENT, ANSWERED)
NOT_SENT = (DRAFT, AGREED)


def _told(action: str, words: str) -> tuple[Transition, ...]:
    """Return what the worker is told about a last day: the task stays where it is."""
    return tuple(Transition(action, (state,), state, words) for state in (DRAFT, AGREED, ANSWERED))


ADVOCACY = Workflow(
    _("task of advocacy"),
    {
        DRAFT: _("Being prepared"),
        AGREED: _("The client agreed"),
        SENT: _("Under way"),
        ANSWERED: _("Answered"),
        DONE: _("Done"),
        WITHDRAWN: _("Withdrawn"),
    },
    (
        Transition("plan", (NEW,), DRAFT, _("plan it")),
        Transition("write", (DRAFT, AGREED), DRAFT, _("write it, for the client to agree")),
        Transition("write", (SENT,), SENT, _("write again")),
        Transition("agree", (DRAFT, AGREED), AGREED, _("record that the client agrees")),
        Transition("agree", (SENT,), SENT, _("record that the client agrees to what is written again")),
        Transition("send", (AGREED, SENT), SENT, _("send it, or do it")),
        *_told("near", _("the last day is near: tell the worker")),
        *_told("pass", _("the last day has passed: tell the worker and the supervisor")),
        Transition("chase", (SENT,), SENT, _("ask again")),
        Transition("chase", (ANSWERED,), ANSWERED, _("ask again")),
        Transition("answer", (SENT,), ANSWERED, _("record the answer")),
        Transition("carry_on", (ANSWERED,), DONE, _("carry on with an appeal, a claim or another task")),
        Transition("finish", (ANSWERED,), DONE, _("record what came of it")),
        Transition("withdraw", OPEN, WITHDRAWN, _("withdraw it, and why")),
    ),
)
"""What is changed after the client agreed goes back to the client. Nothing is sent before they agreed to its words."""

FOLLOWED = ("chase", "withdraw")
"""What a worker records in one form; the other moves have pages of their own."""
