"""Recording sessions, and taking back what was entered in error. The next step follows at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unstuck.web.accounts.actors import Actor
from unstuck.web.attendance import policies
from unstuck.web.attendance.models import ClientSession
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.actions.standings import stand_again
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write


@dataclass(frozen=True)
class SessionDetails:
    """One session: its day, whether the client came, and how it was held."""

    on: date
    outcome: str
    way: str


def record_session(actor: Actor, episode: Episode, details: SessionDetails, context: WriteContext) -> ClientSession:
    """Store one session. Denied for a day that cannot be, and for one that is recorded already."""
    with recorded("attendance.recorded", actor, context) as write:
        held = locked_episode(episode, context)
        check_may_write(actor, held)
        policies.check_session_day(details.on, details.outcome, held, context.today)
        policies.check_recorded_once(held, details.on, details.outcome, details.way)
        session = ClientSession.objects.create(
            episode=held, on=details.on, outcome=details.outcome, way=details.way, at=context.now, by_id=actor.id
        )
        stand_again([held.pk], context.now, context.today)
        write.about("episode", held.public_id, row=session.pk)
    return session


def withdraw_session(actor: Actor, session: ClientSession, context: WriteContext) -> None:
    """Mark a session as entered in error: it no longer counts, and stays in the list."""
    with recorded("attendance.withdrawn", actor, context) as write:
        held = locked_episode(session.episode, context)
        check_may_write(actor, held)
        row = ClientSession.objects.select_for_update().get(pk=session.pk, episode=held)
        policies.check_still_counts(row)
        row.withdrawn_at, row.withdrawn_by_id = context.now, actor.id
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        stand_again([held.pk], context.now, context.today)
        write.about("episode", held.public_id, row=row.pk)
