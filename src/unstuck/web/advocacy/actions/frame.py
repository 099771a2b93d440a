"""What the actions on tasks share: lock, move, keep the days that other pages show. Parts that run inside an action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unstuck.web.advocacy.models import AdvocacyStep, AdvocacyTask
from unstuck.web.advocacy.queries import first_deadline
from unstuck.web.advocacy.workflow import ADVOCACY, DONE, WITHDRAWN
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.actions.standing_flags import keep_deadline, keep_outside_due
from unstuck.web.caseload.actions.standings import stand_again
from unstuck.web.caseload.models import Episode
from unstuck.web.components.actions import record_transition
from unstuck.web.referrals.outside_work import first_day_outside

PAGE = "advocacy:task"


@dataclass(frozen=True)
class AdvocacyMove:
    """One step: what happened, on which day, in which words, who was spoken to, and when it comes up again."""

    action: str
    on: date
    words: str = ""
    spoke_to: str = ""
    look_on: date | None = None


def locked_task(task: AdvocacyTask, episode: Episode) -> AdvocacyTask:
    """Return the task as it is now, locked, with its locked episode."""
    held = AdvocacyTask.objects.select_for_update().get(pk=task.pk, episode=episode)
    held.episode = episode
    return held


def move_task(held: AdvocacyTask, move: AdvocacyMove, context: WriteContext, by: int | None) -> None:
    """Move a task on, store the step, and keep when it comes up and its last day where other pages read them."""
    ended = ADVOCACY.after(move.action, held.state) in (DONE, WITHDRAWN)
    held.look_on = None if ended else move.look_on or held.look_on
    step = AdvocacyStep(
        task=held, action=move.action, on=move.on, words=move.words, spoke_to=move.spoke_to, at=context.now, by_id=by
    )
    record_transition(ADVOCACY, held, step)
    keep_days(held.episode, context)


def keep_days(episode: Episode, context: WriteContext) -> None:
    """Store on the standing when something outside comes up, and the first last day; the next step follows."""
    if episode.ended_on is None:
        stand_again([episode.pk], context.now, context.today)
    keep_outside_due(episode.pk, first_day_outside(episode))
    keep_deadline(episode.pk, first_deadline(episode))
