"""What the worker process does every day: it tells a worker that a last day is near, and once it has passed also the
supervisor."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from unstuck.web.advocacy.actions.frame import PAGE, AdvocacyMove, locked_task, move_task
from unstuck.web.advocacy.deadlines import is_near_day, near_from, open_deadline
from unstuck.web.advocacy.models import AdvocacyTask
from unstuck.web.advocacy.workflow import OPEN
from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Episode
from unstuck.web.notifications.actions import tell
from unstuck.web.safety.rota import ids_of_supervisors

KINDS = {"near": "advocacy.last_day_near", "pass": "advocacy.last_day_passed"}


class _ToldMeanwhile(Exception):
    """Somebody moved the task on in the meantime: nothing is written."""


def remind_of_last_days(now: datetime) -> int:
    """Tell of every last day that is near or has passed and was not told of yet; return how many.

    Each is a transaction of its own. Interrupted, it goes on from there when it is run again.
    """
    today, told = localdate(now), 0
    for task in AdvocacyTask.objects.filter(state__in=OPEN).order_by("id"):
        if _to_tell(task, today):
            try:
                _remind(task, today, now)
            except _ToldMeanwhile:
                continue
            told += 1
    return told


def _remind(task: AdvocacyTask, today: date, now: datetime) -> None:
    agency = task.episode.client.agency
    with audited("advocacy.reminded", agency=agency.public_id, actor=SYSTEM, now=now) as write:
        episode = Episode.objects.select_for_update().get(pk=task.episode_id)
        held = locked_task(task, episode)
        action = _to_tell(held, today)
        if not action:
            raise _ToldMeanwhile
        move_task(held, AdvocacyMove(action, today), WriteContext(now, today), None)
        ids = {"episode": str(episode.public_id), "task": str(held.public_id)}
        tell(_whom(held, action), KINDS[action], PAGE, ids, agency=agency.pk, now=now)
        write.about("episode", episode.public_id, task=held.pk, step=action)


def _to_tell(task: AdvocacyTask, today: date) -> str:
    """Return what is to be told of a last day now; empty where it is not near, or was told already."""
    last = open_deadline(task)
    if last is None or not is_near_day(last, today):
        return ""
    action, since = ("pass", last) if today > last else ("near", near_from(last))
    return "" if task.steps.filter(action=action, on__gte=since).exists() else action


def _whom(task: AdvocacyTask, action: str) -> list[int]:
    """Return the client's worker; of a last day that has passed also the supervisors."""
    worker = task.episode.worker_id or task.recorded_by_id
    return [worker] if action == "near" else [worker, *ids_of_supervisors(task.episode)]
