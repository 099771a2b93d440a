"""An end ahead that is not the client's choice: its day and its cause (E.4)."""

from __future__ import annotations

from datetime import date
from typing import get_args

from unstuck.guidance.case import EndsBecause
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.actions.standings import stand_again
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_is_own
from unstuck.web.components.denied import Denied
from unstuck.web.reviews.actions.frame import locked_own
from unstuck.web.reviews.models import PlannedEnd
from unstuck.web.reviews.queries import planned_end_of


def plan_end(
    actor: Actor, episode: Episode, on: date | None, because: str, words: str, context: WriteContext
) -> PlannedEnd:
    """Record the day of such an end and its cause; without a day: there is none any more. The next steps follow."""
    if on is not None and on <= context.today:
        raise Denied("not_ahead", _("The day must be after today. To end the work now, choose how it ends."))
    if on is not None and because not in get_args(EndsBecause):
        raise Denied("no_cause", _("Choose why it ends."))
    with recorded("work.end_planned", actor, context) as write:
        locked = locked_own(actor, episode, context)
        check_is_own(actor, locked)
        if on is None and planned_end_of(locked) is None:
            raise Denied("no_day", _("Enter the day on which the work is to end."))
        planned = PlannedEnd.objects.create(
            episode=locked,
            at=context.now,
            by_id=actor.id,
            recorded_on=context.today,
            on=on,
            because=because if on else "",
            words=words.strip(),
        )
        stand_again([locked.pk], context.now, context.today)
        write.about("episode", locked.public_id, because=planned.because, planned=on is not None)
    return planned
