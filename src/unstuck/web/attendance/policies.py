"""Which sessions can be recorded or taken back, whoever does it."""

from __future__ import annotations

from datetime import date

from unstuck.language import gettext as _
from unstuck.web.attendance.models import ClientSession, SessionOutcome
from unstuck.web.caseload.fact_policies import check_day
from unstuck.web.caseload.models import Care, Episode
from unstuck.web.components.denied import Denied


def check_session_day(on: date, outcome: str, episode: Episode, today: date) -> None:
    """Raise Denied for a day that has not come, unless the session of it was cancelled, or before the work began."""
    if outcome == SessionOutcome.CANCELLED and on > today:
        return
    check_day(Care, on, episode, today)


def check_recorded_once(episode: Episode, on: date, outcome: str, way: str) -> None:
    """Raise Denied where the same session is recorded already."""
    same = ClientSession.objects.filter(episode=episode, on=on, outcome=outcome, way=way, withdrawn_at=None)
    if same.exists():
        raise Denied("recorded_already", _("This session is recorded already. Look at the list below."))


def check_still_counts(session: ClientSession) -> None:
    """Raise Denied where it was taken back already."""
    if session.withdrawn_at is not None:
        raise Denied("taken_back_already", _("This session was already marked as entered in error."))
