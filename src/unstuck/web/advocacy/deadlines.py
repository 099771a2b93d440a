"""Last days that nobody has met yet, and the days on which a task comes up."""

from __future__ import annotations

from datetime import date, timedelta

from unstuck.guidance import default_thresholds
from unstuck.guidance.advocacy import is_near
from unstuck.web.advocacy.kinds import APPEALABLE
from unstuck.web.advocacy.models import AdvocacyTask
from unstuck.web.advocacy.workflow import ANSWERED, NOT_SENT, OPEN


def open_deadline(task: AdvocacyTask) -> date | None:
    """Return the last day that nobody has met yet: for sending it, or for appealing against its answer."""
    if task.state in NOT_SENT:
        return task.deadline
    return task.appeal_until if task.state == ANSWERED and task.outcome in APPEALABLE else None


def is_near_day(last: date | None, today: date) -> bool:
    """Tell whether a last day is near, or has passed."""
    return last is not None and is_near((last - today).days, default_thresholds())


def near_from(last: date) -> date:
    """Return the first day on which a last day is near."""
    return last - timedelta(weeks=default_thresholds().deadline_weeks)


def is_due(task: AdvocacyTask, today: date) -> bool:
    """Tell whether the day has come on which a task comes up again."""
    return task.state in OPEN and task.look_on is not None and task.look_on <= today
