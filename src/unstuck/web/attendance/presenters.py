"""Sessions in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.web.accounts.actors import Actor
from unstuck.web.attendance.counts import PLANNED, counted
from unstuck.web.attendance.models import ClientSession, SessionOutcome, SessionWay
from unstuck.web.attendance.permissions import sessions_for
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.caseload.policies import check_open
from unstuck.web.components.denied import why_not


@dataclass(frozen=True)
class SessionLine:
    """One session in a list."""

    id: int
    on: date
    what: str
    way: str
    by: str
    counts: bool


@dataclass(frozen=True)
class SessionsPage:
    """The sessions with one client, the latest first. `why_not`: why this person records none."""

    episode: Episode
    lines: Sequence[SessionLine]
    summary: str
    why_not: str


def session_line(session: ClientSession) -> SessionLine:
    """Return a session in words."""
    what, way = SessionOutcome(session.outcome).words, SessionWay(session.way).words
    return SessionLine(session.pk, session.on, what, way, session.by.name, session.withdrawn_at is None)


def sessions_page(actor: Actor, episode: Episode) -> SessionsPage:
    """Return the page of the sessions with a client that came through the gate, in one query."""
    sessions = list(sessions_for(actor).filter(episode=episode).select_related("by"))
    return SessionsPage(
        episode=episode,
        lines=[session_line(one) for one in reversed(sessions)],
        summary=_summary([one for one in sessions if one.withdrawn_at is None], episode),
        why_not=why_not(check_may_write, actor, episode) or why_not(check_open, episode),
    )


def _summary(sessions: Sequence[ClientSession], episode: Episode) -> str:
    counts = list(counted(sessions, episode.started_on, ()))
    if not counts:
        return ""
    latest = min(len(counts), PLANNED)
    if latest == 1:
        return _("Missed: the one session so far.") if counts[-1].missed else _("They came to the one session so far.")
    words = {"missed": counts[-1].missed, "n": latest}
    text = ngettext(
        "%(missed)s of the last %(n)s planned sessions was missed.",
        "%(missed)s of the last %(n)s planned sessions were missed.",
        counts[-1].missed,
    )
    return text % words
