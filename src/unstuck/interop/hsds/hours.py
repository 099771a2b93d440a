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
NOON = MINUTES // 2
YES = ("true", "1", "1.0", "yes", "y", "t")
_TIME = re.compile(r"(\d\d):?(\d\d)(?::?\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")
_BYDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_NOT_FOLLOWED = ("count", "byweekno", "byyearday")
"""Rules of a recurrence that only their words can say."""


@dataclass(frozen=True)
class Opening:
    """Open (or `closed`) from minute to minute, on a weekday (0: Monday), which of the month (`nth`), or a day of it.

    None: any. `closes` lies after `opens` on the same day; a night is two openings. `place`: where this holds, by its
    name; empty where it holds wherever the service is given.
    """

    opens: int
    closes: int
    weekday: int | None = None
    nth: int | None = None
    month_day: int | None = None
    since: date | None = None
    until: date | None = None
    closed: bool = False
    place: str = ""


def openings(fields: dict[str, Any], extra: dict[str, Any]) -> Iterator[Opening]:
    """Yield the openings of one schedule; none where it says only in words, or not clearly, when it is.

    Closing at midnight is the end of the day, and from midnight to midnight is all of it.

    >>> [(one.weekday, one.opens, one.closes) for one in openings({"freq": "WEEKLY", "byday": "MO,FR",
    ...     "opens_at": "18:00", "closes_at": "00:00"}, {})]
    [(0, 1080, 1440), (4, 1080, 1440)]
    """
    since, until = _day(fields, "valid_from", "dtstart"), _day(fields, "valid_to", "until")
    if str(extra.get("closed", "")).strip().lower() in YES:
        if since:
            yield Opening(0, MINUTES, since=since, until=until or since, closed=True)
        return
    span = _span(fields)
    if span is None or any(fields.get(name) for name in _NOT_FOLLOWED) or not _each_time(fields):
        return
    opens, closes = span
    for weekday, nth, month_day in _days(fields):
        if weekday is None and month_day is None and not (since and until):
            continue
        if opens < closes:
            yield Opening(opens, closes, weekday, nth, month_day, since, until)
        elif weekday is not None and nth is None:
            yield Opening(opens, MINUTES, weekday, None, None, since, until)
            yield Opening(0, closes, (weekday + 1) % 7, None, None, since, until)


def in_given_words(fields: dict[str, Any], extra: dict[str, Any]) -> str:
    """Return a schedule as its source wrote it: days, hours, dates, notes.

    >>> in_given_words({"opens_at": "09:00"}, {"weekday": "alternate Fridays", "closes_at": "5"})
    'alternate Fridays, 09:00–5'
    """

    def given(name: str, *written: str) -> str:
        value = next((extra[one] for one in (*written, name) if extra.get(one)), fields.get(name))
        return "" if value in (None, "") or isinstance(value, list | dict) else str(value).strip()

    hours = "–".join(part for part in (given("opens_at"), given("closes_at")) if part)
    days = given("byday", "weekday") or given("bymonthday")
    rule = [
        f"{name} {value}" for name in ("freq", "interval", *_NOT_FOLLOWED) if (value := given(name)) and days != value
    ]
    dates = " – ".join(
        dict.fromkeys(part for part in (given("valid_from", "start_date"), given("valid_to", "end_date")) if part)
    )
    closed = "closed" if str(extra.get("closed", "")).strip().lower() in YES else ""
    return ", ".join(
        part
        for part in (days, *(rule if not extra.get("weekday") else ()), hours, dates, closed, given("notes"))
        if part
    )


def _span(fields: dict[str, Any]) -> tuple[int, int] | None:
    """Return from which minute to which, None where that is not clear.

    A day that begins in the morning and ends before noon of the next one is hardly meant: am or pm was left out.
    """
    opens, closes = _minute(fields.get("opens_at")), _minute(fields.get("closes_at"))
    if opens is None or closes is None:
        return None
    if closes == 0:
        closes = MINUTES
    if opens in (closes, MINUTES) or (closes < opens < NOON and opens >= 5 * 60):
        return None
    return opens, closes


def _each_time(fields: dict[str, Any]) -> bool:
    return str(fields.get("interval") or 1) in ("1", "1.0")


def _days(fields: dict[str, Any]) -> Iterator[tuple[int | None, int | None, int | None]]:
    parts = [part.strip().upper() for part in str(fields.get("byday") or "").split(",") if part.strip()]
    by_day = [_BYDAY.fullmatch(part) for part in parts]
    found = [(WEEK.index(one[2]), int(one[1]) if one[1] else None) for one in by_day if one]
    if len(found) < len(parts):
        return
    freq = str(fields.get("freq") or "").upper() or ("WEEKLY" if found and not any(nth for _day, nth in found) else "")
    if freq == "DAILY" and not found:
        yield from ((weekday, None, None) for weekday in range(7))
    elif freq == "WEEKLY":
        yield from ((weekday, None, None) for weekday, _nth in found)
    elif freq == "MONTHLY" and found:
        yield from ((weekday, nth, None) for weekday, nth in found)
    elif freq == "MONTHLY":
        month_days = [part.strip() for part in str(fields.get("bymonthday") or "").split(",")]
        if all(part.isdecimal() and 1 <= int(part) <= 31 for part in month_days):
            yield from ((None, None, int(part)) for part in month_days)
    elif not freq and not parts:
        yield None, None, None


def _day(fields: dict[str, Any], *names: str) -> date | None:
    return next((day for name in names if (day := day_of(fields.get(name)))), None)


def _minute(text: object) -> int | None:
    match = _TIME.fullmatch(str(text or "").strip())
    if match is None:
        return None
    minute = int(match[1]) * 60 + int(match[2])
    return minute if minute <= MINUTES and int(match[2]) < 60 else None
