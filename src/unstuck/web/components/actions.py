"""What the actions of every room share: a workflow's move, a list's order. Parts: they run inside an action's frame."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

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


def put_at(rows: QuerySet[Any], one: Model, place: int) -> None:
    """Put a row at a place, counted from 1, of a list that an agency orders; the others keep their order.

    `rows`: all rows of the list, this one included, each with its `place`.
    """
    others = [row for row in rows if row.pk != one.pk]
    others.insert(max(place, 1) - 1, one)
    for number, row in enumerate(others, 1):
        row.place = number
    rows.model._default_manager.bulk_update(others, ["place"])
