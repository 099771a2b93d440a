"""What follows from sessions: how many were missed of late, and how many the client came to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from unstuck.guidance import default_thresholds
from unstuck.web.attendance.models import ClientSession, SessionOutcome

PLANNED = 4
"""Missed of late: among so many of the latest that were planned and not cancelled, as in `simulation` (decision 89)."""


@dataclass(frozen=True)
class SessionCount:
    """How things stood after one session. `attended`: None where sessions before the first recorded are unknown."""

    session: ClientSession
    missed: int
    attended: int | None


def counted(
    sessions: Sequence[ClientSession], started_on: date, typed: Sequence[tuple[date, int]]
) -> Iterator[SessionCount]:
    """Yield what held after each session in order of time; one that was cancelled changes nothing.

    `typed`: totals of sessions attended that were typed before, each with its day. Sessions are counted on from the
    latest; without any they count where the first was recorded within the weeks after which attendance would be sparse.
    """
    held = [one for one in sessions if one.outcome != SessionOutcome.CANCELLED]
    days, typed_on = [one.on for one in held], [on for on, _total in typed]
    came = [0, *accumulate(one.outcome == SessionOutcome.CAME for one in held)]
    early = bool(held) and held[0].on <= started_on + timedelta(weeks=default_thresholds().sparse_weeks)
    for place, session in enumerate(held):
        latest = held[max(0, place + 1 - PLANNED) : place + 1]
        attended = came[place + 1] if early else None
        if known := bisect_right(typed_on, session.on):
            since, total = typed[known - 1]
            attended = total + came[place + 1] - came[bisect_right(days, since)]
        yield SessionCount(session, sum(one.outcome == SessionOutcome.DID_NOT_COME for one in latest), attended)
