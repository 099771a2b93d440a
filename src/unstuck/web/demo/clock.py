"""Moments of the past in which stories of the demonstration are played, and the client they begin with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.demo.actions.clients import KnownClient, take_in

INSTRUMENT = "PHQ-9"
STALL = (15, 16, 15, 14, 15, 15, 14, 15)
"""Weekly: no real change."""


@dataclass(frozen=True)
class DemoClock:
    """Now, and from there so many weeks back."""

    now: datetime
    today: date

    def ago(self, weeks: float) -> WriteContext:
        """Return the moment so many weeks ago."""
        back = timedelta(days=round(weeks * 7))
        return WriteContext(self.now - back, self.today - back)


def stalled_client(worker: Actor, reference: str, name: str, clock: DemoClock, weeks_ago: int) -> Episode:
    """Add a client who was stalled so many weeks ago, as it was known then."""
    then = clock.ago(weeks_ago)
    days = [then.today - timedelta(weeks=len(STALL) - place - 1) for place in range(len(STALL))]
    known = KnownClient(reference, name, days[0], list(zip(days, STALL, strict=True)), {})
    take_in(worker, INSTRUMENT, [known], now=then.now, today=then.today)
    return episodes_for(worker).get(client__reference=reference)
