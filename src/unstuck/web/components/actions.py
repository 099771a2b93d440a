"""What the actions of every room share: the move of a workflow. A part: it runs inside an action's own frame."""

from __future__ import annotations

from typing import TypeVar

from unstuck.web.components.models import HasState, TransitionRecord
from unstuck.web.components.workflow import Workflow

Record = TypeVar("Record", bound=TransitionRecord)


def record_transition(workflow: Workflow, subject: HasState, record: Record) -> Record:
    """Move a locked row to the state that the record's action leads to, save it, and store the record.

    Raises Denied where the action is not open in the present state; nothing is written then.
    """
    subject.state = workflow.after(record.action, subject.state)
    subject.save()
    record.save(force_insert=True)
    return record
