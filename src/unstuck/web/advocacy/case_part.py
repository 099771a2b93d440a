"""What the pathway knows of advocacy: last days, refusals and tasks that are due (D.6), and an interpreter (A.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate

from unstuck.guidance import Case
from unstuck.guidance.case import Advocacy, Client
from unstuck.web.advocacy.deadlines import is_due, near_from, open_deadline
from unstuck.web.advocacy.models import AdvocacyConsent, AdvocacyKind, AdvocacyOutcome, AdvocacyTask
from unstuck.web.advocacy.workflow import ANSWERED, NOT_SENT, OPEN, WITHDRAWN
from unstuck.web.caseload.case_parts import CasePart, gives_part
from unstuck.web.components.prepared_queries import rows_of


@dataclass(frozen=True)
class AdvocacyPart(CasePart):
    """The tasks of one episode that were not withdrawn, the first first; `agreed_on`: when the client agreed last."""

    tasks: tuple[AdvocacyTask, ...]
    agreed_on: date | None = None

    @property
    def turning_days(self) -> Sequence[date]:
        """The days on which a last day grows near, comes and has passed, and on which a task comes up."""
        last = [day for task in self.tasks if (day := open_deadline(task))]
        turns = [turn for day in last for turn in (near_from(day), day, day + timedelta(days=1))]
        return turns + [task.look_on for task in self.tasks if task.state in OPEN and task.look_on]

    @property
    def heard_on(self) -> date | None:
        """The last day on which the client agreed to something."""
        return self.agreed_on

    def complete(self, case: Case, day: date) -> Case:
        """Return the case with what is asked for on the client's behalf, and whether an interpreter is arranged."""
        tasks = [task for task in self.tasks if localdate(task.recorded_at) <= day]
        last = min((one for task in tasks if (one := open_deadline(task))), default=None)
        known = Advocacy(
            days_left=None if last is None else (last - day).days,
            refused=sum(task.state == ANSWERED and task.outcome == AdvocacyOutcome.REFUSED for task in tasks),
            due=sum(is_due(task, day) for task in tasks),
        )
        return replace(case, advocacy=known, client=_interpreted(case.client, tasks))


def _interpreted(client: Client, tasks: Sequence[AdvocacyTask]) -> Client:
    """Return the client with an interpreter needed; booked is arranged, until nobody came; a plan says nothing yet."""
    bookings = [task for task in tasks if task.kind == AdvocacyKind.INTERPRETER]
    if not bookings:
        return client
    latest, arranged = bookings[-1], client.interpreter_arranged
    if latest.state not in NOT_SENT:
        arranged = latest.outcome != AdvocacyOutcome.DID_NOT_COME
    return replace(client, interpreter_needed=True, interpreter_arranged=arranged)


@gives_part("advocacy")
def advocacy_parts(episodes: Sequence[int]) -> Mapping[int, AdvocacyPart]:
    """Return what this room knows of each episode, in two queries."""
    tasks: dict[int, list[AdvocacyTask]] = defaultdict(list)
    for task in rows_of(_tasks, tuple(episodes)):
        tasks[task.episode_id].append(task)
    if not tasks:
        return {}
    agreed = dict(
        AdvocacyConsent.objects.filter(task__episode__in=list(tasks)).order_by("on").values_list("task__episode", "on")
    )
    return {episode: AdvocacyPart(tuple(rows), agreed.get(episode)) for episode, rows in tasks.items()}


def _tasks(episodes: Sequence[int]) -> QuerySet[AdvocacyTask]:
    return AdvocacyTask.objects.filter(episode__in=episodes).exclude(state=WITHDRAWN).order_by("id")
