"""When something was answered, by a device whose clock may be wrong. Knows no database: everything is passed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

WRONG = timedelta(minutes=5)
"""From here on the worker is told that the clock of the device was wrong (our own default)."""
SLACK = timedelta(minutes=2)
"""How far before the check-in was asked for an answer may seem to lie: clocks drift while they wait (our own)."""
FARTHEST = timedelta(days=365 * 200)
"""How wrong a clock is noted to be, at most."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class DeviceTime:
    """`answered_at` is None where nobody can say. `clock_off`: how far the device's clock was ahead on delivery."""

    answered_at: datetime | None
    clock_off: timedelta


def device_time(answered: int, delivered: int, received_at: datetime, asked_at: datetime) -> DeviceTime:
    """Return when something was answered, from the device's own clock in milliseconds at two moments.

    Only the time between the two is believed: it holds on a clock that is wrong all the while. Where the answer would
    lie before it was asked for, or after it arrived, the clock was set in between, and nobody can say.

    >>> received, asked = datetime(2026, 11, 22, 12, tzinfo=UTC), datetime(2026, 11, 22, 9, tzinfo=UTC)
    >>> hour = 3_600_000
    >>> device_time(5 * hour, 7 * hour, received, asked).answered_at.hour
    10
    >>> device_time(5 * hour, 4 * hour, received, asked).answered_at is None
    True
    """
    off = _moved(EPOCH, delivered) - received_at
    waited = timedelta(milliseconds=_within(delivered - answered))
    answered_at = received_at - waited
    if waited < timedelta(0) or answered_at < asked_at - SLACK:
        return DeviceTime(None, off)
    return DeviceTime(max(answered_at, asked_at), off)


def _moved(start: datetime, milliseconds: int) -> datetime:
    return start + timedelta(milliseconds=_within(milliseconds))


def _within(milliseconds: int) -> int:
    farthest = FARTHEST // timedelta(milliseconds=1)
    return max(min(milliseconds, farthest), -farthest)
