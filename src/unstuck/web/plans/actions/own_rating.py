"""How far a client says they are with a goal, on their own page: nobody stands between them and what is stored."""

from __future__ import annotations

from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode
from unstuck.web.plans.models import ChosenBy, Goal, GoalRating
from unstuck.web.plans.workflow import GOAL


def rate_on_own_page(goal: Goal, level: int, context: WriteContext) -> None:
    """Store how far the client says they are. The same again on the same day stores nothing.

    Denied where the goal is no longer worked on, or the work has ended.
    """
    agency = goal.episode.client.agency.public_id
    with audited("goal.rated", agency=agency, actor=SYSTEM, now=context.now) as write:
        episode = locked_episode(goal.episode, context)
        held = Goal.objects.select_for_update().get(pk=goal.pk)
        GOAL.check("rate", held.state)
        latest = GoalRating.objects.filter(goal=held, on=context.today).order_by("recorded_at", "id").last()
        if latest is None or (latest.level, latest.rated_by) != (level, ChosenBy.CLIENT):
            row = GoalRating(
                goal=held, level=level, on=context.today, rated_by=ChosenBy.CLIENT, recorded_at=context.now
            )
            row.save(force_insert=True)
        write.about("episode", episode.public_id, goal=held.pk, level=level, by="client")
