"""When a service is open: 3.0's schedules as plain rules, where they say it in a form that can be followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from unstuck.interop.hsds.checking import day_of

WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MINUTES = 24 * 60
_TIME = re.compile(r"(\d\d):?(\d\d)(?::?\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")
_BYDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True)
class Opening:
    """Open (or `closed`) from minute to minute, on a weekday (0: Monday), which of the month (`nth`), or a day of it.

    None: any. `closes` lies after `opens` on the same day; a night is two openings.
    """

    opens: int
    closes: int
    weekday: int | None = None
    nth: int | None = None
    month_day: int | None = None
    since: date | None = None
    until: date | None = None
    closed: bool = False


def openings(fields: dict[str, Any], extra: dict[str, Any]) -> Iterator[Opening]:
    """Yield the openings of one schedule; none where it says only in words, or not clearly, when it is.

    >>> [(one.weekday, one.opens) for one in openings({"freq": "WEEKLY", "byday": "MO,FR", "opens_at": "09:00",
    ...     "closes_at": "17:00"}, {})]
    [(0, 540), (4, 540)]
    """
    since, until = _day(fields, "valid_from", "dtstart"), _day(fields, "valid_to", "until")
    if str(extra.get("closed", "")).lower() == "true":
        if since and until:
            yield Opening(0, MINUTES, since=since, until=until, closed=True)
        return
    opens, closes = _minute(fields.get("opens_at")), _minute(fields.get("closes_at"))
    if opens is None or closes is None or opens == closes or fields.get("interval") not in (None, 1):
        return
    for weekday, nth, month_day in _days(fields):
        if weekday is None and month_day is None and not (since and until):
            continue
        if opens < closes:
            yield Opening(opens, closes, weekday, nth, month_day, since, until)
        elif weekday is not None and nth is None:
            yield Opening(opens, MINUTES, weekday, None, None, since, until)
            yield Opening(0, closes, (weekday + 1) % 7, None, None, since, until)


def _days(fields: dict[str, Any]) -> Iterator[tuple[int | None, int | None, int | None]]:
    by_day = [_BYDAY.fullmatch(part.strip().upper()) for part in str(fields.get("byday") or "").split(",")]
    found = [(WEEK.index(one[2]), int(one[1]) if one[1] else None) for one in by_day if one]
    freq = fields.get("freq")
    if freq == "WEEKLY":
        yield from ((weekday, None, None) for weekday, _nth in found)
    elif freq == "MONTHLY" and found:
        yield from ((weekday, nth, None) for weekday, nth in found)
    elif freq == "MONTHLY":
        for part in str(fields.get("bymonthday") or "").split(","):
            if part.strip().isdecimal() and 1 <= int(part) <= 31:
                yield None, None, int(part)
    elif freq is None and not fields.get("byday"):
        yield None, None, None


def _day(fields: dict[str, Any], *names: str) -> date | None:
    return next((day for name in names if (day := day_of(fields.get(name)))), None)


def _minute(text: object) -> int | None:
    match = _TIME.fullmatch(str(text or "").strip())
    if match is None:
        return None
    minute = int(match[1]) * 60 + int(match[2])
    return minute if minute <= MINUTES and int(match[2]) < 60 else None
