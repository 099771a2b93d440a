"""A service in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.reporting.words import spell_date
from unstuck.web.components import dates
from unstuck.web.directory.models import Note, Schedule, Service
from unstuck.web.directory.queries import last_confirmed

SHORT = 180


@dataclass(frozen=True)
class ServiceKnowledge:
    """What colleagues know about a service: the newest answer to each question, and who noted last, and when."""

    works_well_for: str = ""
    waiting_time: str = ""
    words: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def in_short(self) -> str:
        """All of it in one line."""
        return "; ".join(filter(None, (self.works_well_for, self.waiting_time, self.words)))


def days() -> tuple[str, ...]:
    """Return the days of the week, from Monday, in short."""
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


NOTHING: Mapping[str, Any] = {
    **dict.fromkeys(("apply", "waiting", "url", "email", "alert", "interpretation"), ""),
    **dict.fromkeys(("hours", "phones", "contacts", "documents", "covers", "terms", "payments"), ()),
}


def details_of(service: Service) -> dict[str, Any]:
    """Return the further details of a service, empty where the directory says nothing."""
    return {**NOTHING, **service.more}


def shortened(text: str, most: int = SHORT) -> str:
    """Return the beginning of a text, cut between words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[:most].rsplit(" ", 1)[0] + " …"


def for_whom(service: Service) -> str:
    """Say who it is for."""
    low, high = service.minimum_age, service.maximum_age
    age = ""
    if low is not None and high is not None:
        age = _("ages %(low)s to %(high)s") % {"low": f"{low:g}", "high": f"{high:g}"}
    elif low is not None:
        age = _("from age %(low)s") % {"low": f"{low:g}"}
    elif high is not None:
        age = _("up to age %(high)s") % {"high": f"{high:g}"}
    return "; ".join(part for part in (age, shortened(service.whom, 120)) if part)


def where(service: Service) -> str:
    """Say where it is, or what it covers."""
    addresses = [location.address or location.name for location in service.all_locations]
    others = len(addresses) - 1
    first = next((text for text in addresses if text), "") or ", ".join(service.more.get("covers", ())[:3])
    if others > 0:
        first += " " + ngettext("and %(n)s other place", "and %(n)s other places", others) % {"n": others}
    return first


def cost(service: Service) -> str:
    """Say what it costs."""
    if service.cost == "free":
        return _("Free")
    return shortened(service.cost_words, 100) or _("Cost not given")


def flag(service: Service) -> str:
    """Say that a service cannot be used now, if that is so."""
    if service.gone_at is not None:
        return _("No longer in the directory")
    closed = {"inactive": _("Not active"), "defunct": _("Closed for good"), "temporarily closed": _("Closed for now")}
    return closed.get(service.status, "")


def checked(service: Service, today: date) -> str:
    """Say when somebody last confirmed it."""
    day = last_confirmed(service)
    if day is None:
        return _("Never confirmed, as far as we know")
    by_us = service.checked_on is not None and service.checked_on == day
    words = _("Checked by a colleague %(when)s") if by_us else _("Confirmed by the directory %(when)s")
    return words % {"when": dates.ago(day, today)}


def knowledge_of(notes: Iterable[Note]) -> ServiceKnowledge:
    """Return the newest answer to each question of the notes, and who noted last, and when."""
    notes = list(notes)
    if not notes:
        return ServiceKnowledge()

    def newest(name: str) -> str:
        return next((text for note in notes if (text := getattr(note, name))), "")

    return ServiceKnowledge(
        newest("works_well_for"), newest("waiting_time"), newest("words"), notes[0].by.name, notes[0].at
    )


def hours_line(schedules: Iterable[Schedule], today: date | None = None) -> str:
    """Say the weekly hours in one line: days with the same hours together, and each place by itself.

    Hours of a season that is not now are left to `other_hours`.
    """
    by_place: dict[str, dict[int, list[str]]] = {}
    for schedule in schedules:
        if _is_weekly(schedule) and _is_now(schedule, today):
            span, by_day = f"{clock(schedule.opens)}–{clock(schedule.closes)}", by_place.setdefault(schedule.place, {})
            if span not in by_day.setdefault(int(schedule.weekday or 0), []):
                by_day[int(schedule.weekday or 0)].append(span)
    parts = [(place, _in_groups(by_day)) for place, by_day in by_place.items()]
    return ". ".join(f"{place}: {words}" if place else words for place, words in parts)


def _is_weekly(schedule: Schedule) -> bool:
    return schedule.weekday is not None and schedule.nth is None and not schedule.closed


def _is_now(schedule: Schedule, today: date | None) -> bool:
    if today is None:
        return True
    return (schedule.since is None or schedule.since <= today) and (schedule.until is None or today <= schedule.until)


def _in_groups(by_day: Mapping[int, Sequence[str]]) -> str:
    groups: list[tuple[list[int], str]] = []
    for day in sorted(by_day):
        span = ", ".join(by_day[day])
        if groups and groups[-1][1] == span and groups[-1][0][-1] == day - 1:
            groups[-1][0].append(day)
        else:
            groups.append(([day], span))
    return "; ".join(f"{_days(together)} {span}" for together, span in groups)


def _days(together: Sequence[int]) -> str:
    week = days()
    first, last = week[together[0]], week[together[-1]]
    return first if len(together) == 1 else f"{first}–{last}"


def clock(minute: int) -> str:
    """Return a minute of the day as people write it.

    >>> clock(545), clock(1440)
    ('09:05', '24:00')
    """
    return f"{minute // 60:02}:{minute % 60:02}"


def other_hours(schedules: Iterable[Schedule], today: date | None = None) -> list[str]:
    """Say hours that are not weekly or not of now, and days on which it is closed."""
    others = [row for row in schedules if not (_is_weekly(row) and _is_now(row, today))]
    return [f"{row.place}: {_other(row)}" if row.place else _other(row) for row in others]


def _other(schedule: Schedule) -> str:
    span = f"{clock(schedule.opens)}–{clock(schedule.closes)}"
    between = [spell_date(day) for day in (schedule.since, schedule.until) if day]
    dates_in_words = " – ".join(dict.fromkeys(between))
    if schedule.closed:
        return _("Closed: %(days)s") % {"days": dates_in_words}
    if schedule.month_day is not None:
        return _("Day %(day)s of the month: %(span)s") % {"day": schedule.month_day, "span": span}
    if schedule.weekday is not None and schedule.nth is None:
        return f"{dates_in_words}: {days()[schedule.weekday]} {span}"
    if schedule.weekday is not None:
        nth = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth"), -1: _("last")}
        words = {"nth": nth.get(schedule.nth or 1, ""), "day": days()[schedule.weekday], "span": span}
        return _("Every %(nth)s %(day)s of the month: %(span)s") % words
    return f"{dates_in_words}: {span}"
