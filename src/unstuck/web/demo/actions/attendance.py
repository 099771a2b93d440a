"""The latest sessions with invented clients: on the days of their scores, and between them those that were missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from unstuck.web.accounts.actors import Actor
from unstuck.web.attendance.counts import PLANNED
from unstuck.web.attendance.models import ClientSession, SessionOutcome, SessionWay
from unstuck.web.demo.actions.facts import MISSED, CaseInFull

BETWEEN = timedelta(days=3)
"""How long before the next session the missed one was."""

Attended = tuple[CaseInFull, Sequence[date]]
"""A case, and the days on which the client came, in order of time."""


def store_sessions(actor: Actor, cases: Iterable[Attended], now: datetime) -> None:
    """Store the latest planned sessions of clients of whom the case says how many they missed, inside an action."""
    ClientSession.objects.bulk_create(
        ClientSession(episode=told.episode, on=on, outcome=outcome, way=SessionWay.IN_PERSON, at=now, by_id=actor.id)
        for told, days in cases
        for on, outcome in _sessions(told, days)
    )


def is_told(told: CaseInFull, days: Sequence[date]) -> bool:
    """True where sessions stand for the number that the case gives."""
    return MISSED in told.case.get("treatment", {}) and len(days) >= PLANNED


def _sessions(told: CaseInFull, days: Sequence[date]) -> Iterator[tuple[date, SessionOutcome]]:
    if not is_told(told, days):
        return
    missed = min(told.case["treatment"][MISSED], PLANNED)
    latest = days[::-1]
    yield from ((day, SessionOutcome.CAME) for day in latest[: PLANNED - missed])
    yield from ((day - BETWEEN, SessionOutcome.DID_NOT_COME) for day in latest[:missed])
